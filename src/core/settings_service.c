/*
 * settings_service: one row a provider.  Limits as their help pages had them in 2026: Microsoft 365 takes 30
 * letters a minute and 10,000 recipients a day over three connections; Gmail 500 a day, Google Workspace 2,000;
 * iCloud 1,000; Yahoo 500.  Credence sends over one connection and reads over another.
 */
#include "core/settings_service.h"

#include <assert.h>

#include "base/str.h"
#include "base/banned.h"

struct service_server { const char *host; int port; enum mail_tls tls; };

static const struct service {
	const char		*name;
	struct service_server	 smtp, imap;
	const char		*auth, *oauth_provider;
	int64_t			 per_minute, per_day;
} services[] = {
	{ "microsoft365", { "smtp.office365.com", 587, TLS_STARTTLS }, { "outlook.office365.com", 993, TLS_IMPLICIT },
	  "oauth", "microsoft", 30, 10000 },
	{ "google_workspace", { "smtp.gmail.com", 465, TLS_IMPLICIT }, { "imap.gmail.com", 993, TLS_IMPLICIT },
	  "oauth", "google", 30, 2000 },
	{ "gmail", { "smtp.gmail.com", 465, TLS_IMPLICIT }, { "imap.gmail.com", 993, TLS_IMPLICIT },
	  "oauth", "google", 30, 500 },
	{ "icloud", { "smtp.mail.me.com", 587, TLS_STARTTLS }, { "imap.mail.me.com", 993, TLS_IMPLICIT },
	  "plain", NULL, 30, 1000 },
	{ "yahoo", { "smtp.mail.yahoo.com", 465, TLS_IMPLICIT }, { "imap.mail.yahoo.com", 993, TLS_IMPLICIT },
	  "plain", NULL, 30, 500 },
};

const char *const settings_services[] = { "microsoft365", "google_workspace", "gmail", "icloud", "yahoo", NULL };
static_assert(LEN(settings_services) == LEN(services) + 1, "every service has its row");

static const struct service *
service_of(const struct settings *s)
{
	for (size_t i = 0; i < LEN(services); i++)
		if (text_equal(s->mail.service, services[i].name))
			return &services[i];
	return NULL;
}

bool
settings_service_known(const char *name)
{
	const struct settings named = { .mail.service = name };

	return service_of(&named) != NULL;
}

static bool
is_written(const struct yaml_node *map, const char *key)
{
	return yaml_get(map, key) != NULL;
}

static void
fill_server(const struct yaml_node *node, const struct service_server *known, const char *auth,
    const struct settings *s, struct mail_server *server)
{
	if (!is_written(node, "host")) {
		server->host = known->host;
		server->port = is_written(node, "port") ? server->port : known->port;
		server->tls = is_written(node, "tls") ? server->tls : known->tls;
	}
	if (!is_written(node, "auth"))
		server->auth = auth;
	if (!is_written(node, "user"))
		server->user = s->mail.from;
	if (!is_written(node, "password"))
		server->password = s->mail.password;
}

void
settings_fill_service(const struct yaml_node *mail, struct settings *s)
{
	const struct service *service = service_of(s);

	if (service == NULL)
		return;
	if (!is_written(mail, "transport"))
		s->mail.transport = TRANSPORT_SMTP;
	fill_server(yaml_get(mail, "smtp"), &service->smtp, service->auth, s, &s->mail.smtp);
	fill_server(yaml_get(mail, "imap"), &service->imap, service->auth, s, &s->mail.imap);
	if (!is_written(yaml_get(mail, "oauth"), "provider"))
		s->mail.oauth.provider = service->oauth_provider;
	if (!is_written(mail, "letters_per_minute"))
		s->mail.letters_per_minute = service->per_minute;
	if (!is_written(mail, "account_letters_per_day"))
		s->mail.account_letters_per_day = service->per_day;
}

bool
settings_service_wants_token(const struct settings *s)
{
	const struct service *service = service_of(s);

	return service != NULL && service->oauth_provider != NULL;
}
