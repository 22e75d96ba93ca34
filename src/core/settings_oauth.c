/* settings_oauth: providers by name, and one that is described. */
#include "core/settings_oauth.h"

#include "base/str.h"
#include "base/banned.h"

static bool
has(const struct yaml_node *oauth, const char *key)
{
	return yaml_get(oauth, key) != NULL;
}

void
settings_check_oauth(const char *file, const struct yaml_node *oauth,
    const struct yaml_node *login, bool has_provider, struct problems *problems)
{
	const struct yaml_node *provider = yaml_get(oauth, "provider");
	bool is_other = provider != NULL && provider->kind == YAML_SCALAR &&
	    text_equal(provider->text, "other");
	const struct { bool missing; const char *what; } needs[] = {
		{ provider == NULL && !has_provider, "a provider: microsoft, google or other" },
		{ !has(oauth, "client_id"), "the client_id under which Credence is registered there" },
		{ is_other && !has(oauth, "token_url"), "a token_url, since its provider is \"other\"" },
		{ is_other && !has(oauth, "device_url") && !has(oauth, "authorize_url"),
		  "a device_url or an authorize_url, since its provider is \"other\"" },
		{ is_other && !has(oauth, "scope"), "a scope, since its provider is \"other\"" },
	};

	if (oauth == NULL && login != NULL)
		problems_add(problems, file, login->line, login->column, PROBLEM_ERROR,
		    has_provider ? "this account takes no password: it needs mail.oauth with the client_id under which "
		    "Credence is registered there" : "\"auth: oauth\" needs mail.oauth with a provider");
	for (size_t i = 0; oauth != NULL && oauth->kind == YAML_MAP && i < LEN(needs); i++)
		if (needs[i].missing)
			problems_add(problems, file, oauth->line, oauth->column, PROBLEM_ERROR,
			    "mail.oauth needs %s", needs[i].what);
}

/* Google gives no permission for mail by a device's code: there a browser has to bring one. */
void
settings_fill_oauth(struct mail_oauth *o, struct arena *a)
{
	const char *of_tenant = arena_printf(a, "https://login.microsoftonline.com/%s/oauth2/v2.0/",
	    o->tenant);
	const struct { const char *provider, *device, *authorize, *token, *scope; } known[] = {
		{ "microsoft", arena_printf(a, "%sdevicecode", of_tenant),
		  arena_printf(a, "%sauthorize", of_tenant), arena_printf(a, "%stoken", of_tenant),
		  "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send "
		  "offline_access" },
		{ "google", NULL, "https://accounts.google.com/o/oauth2/v2/auth",
		  "https://oauth2.googleapis.com/token", "https://mail.google.com/" },
	};

	for (size_t i = 0; i < LEN(known); i++) {
		if (!text_equal(o->provider, known[i].provider))
			continue;
		o->device_url = o->device_url != NULL ? o->device_url : known[i].device;
		o->authorize_url = o->authorize_url != NULL ? o->authorize_url : known[i].authorize;
		o->token_url = o->token_url != NULL ? o->token_url : known[i].token;
		o->scope = o->scope != NULL ? o->scope : known[i].scope;
	}
}
