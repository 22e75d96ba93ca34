/* settings_guard: the table of what is guarded, and two texts held against it. */
#include "core/settings_guard.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

/* Part, and key within it; NULL: the whole part. */
static const struct { const char *part, *key; } guarded[] = {
	{ "mail", "service" }, { "mail", "password" }, { "mail", "transport" }, { "mail", "smtp" }, { "mail", "imap" },
	{ "mail", "oauth" },
	{ "web", "port" }, { "web", "url" }, { "web", "address" }, { "web", "certificate" }, { "web", "key" },
	{ "web", "proxy" }, { "web", "sign_in" }, { "web", "blocklist" }, { "web", "oidc" },
	{ "calendars", NULL }, { "webhooks", NULL },
	{ "registry", "nppes_url" }, { "registry", "revalidation_url" }, { "registry", "leie_url" },
	{ "registry", "sam_url" }, { "registry", "sam_key" }, { "registry", "caqh_url" },
	{ "registry", "caqh_organization" }, { "registry", "caqh_user" }, { "registry", "caqh_password" },
	{ "registry", "ca_file" },
};

static const struct yaml_node *
read(const char *file, const char *text, struct arena *a)
{
	struct problems unsaid;

	problems_init(&unsaid, a);
	return yaml_parse(file, text, strlen(text), a, &unsaid);
}

void
settings_guard(const char *file, const char *before, const char *text, struct arena *a, struct problems *problems)
{
	const struct yaml_node *old = read(file, before, a), *new = read(file, text, a);

	if (new == NULL)
		return;
	for (size_t i = 0; i < LEN(guarded); i++) {
		const char *part = guarded[i].part, *key = guarded[i].key;
		const struct yaml_node *was = yaml_get(old, part), *is = yaml_get(new, part), *place = is;
		if (key != NULL) {
			was = yaml_get(was, key);
			is = yaml_get(is, key);
		}
		if (yaml_same(was, is))
			continue;
		place = is != NULL ? is : place != NULL ? place : new;
		problems_add(problems, file, place->line, place->column, PROBLEM_ERROR, "\"%s%s%s\" leads to secrets, "
		    "servers or files of the machine: it is changed there, in the file, not on this page", part,
		    key != NULL ? "." : "", key != NULL ? key : "");
	}
}
