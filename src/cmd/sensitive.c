/* sensitive: one field that is stored sealed, in clear, once; who looked is noted before it is printed. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/noun.h"
#include "core/right.h"
#include "store/sensitive.h"
#include "base/banned.h"

static int
reveal(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	const char *field = args->word[1], *reason = args_get(args, "reason"), *value;
	const struct sensitive_look look = { app->actor, reason != NULL ? reason : "", app->now_ms };
	int64_t id;

	if (!lookup_record(app->db, kind, args->word[0], &id, err) ||
	    !sensitive_may(app->db, app->settings->roles, app->actor, right_of_field(field), err) || !db_begin(app->db, err) ||
	    !db_end(app->db, sensitive_show(app->db, record_kind_find(kind), id, field, &look, app->arena, &value, err),
	    err))
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "field", field);
		json_set_text(json, "value", value);
		cmd_print_json(json);
	} else {
		puts(value != NULL ? value : "not known");
	}
	return EXIT_DONE;
}

int
cmd_provider_reveal(struct app *app, const struct args *args, struct err *err)
{
	return reveal(app, args, "provider", err);
}

int
cmd_party_reveal(struct app *app, const struct args *args, struct err *err)
{
	return reveal(app, args, "party", err);
}
