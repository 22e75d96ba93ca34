/* audit: the log of who changed what, and verify, which looks at everything and changes nothing. */
#include "cmd/commands.h"

#include <string.h>

#include "base/str.h"
#include "cmd/noun.h"
#include "engine/why.h"
#include "store/audit.h"
#include "base/banned.h"

/* "provider 1234567893" as the log writes it, "provider 12"; other words stay as they are. */
static bool
object_option(struct app *app, const struct args *args, const char **ret_object, struct err *err)
{
	const char *word = args_get(args, "object");
	int64_t id;

	*ret_object = word;
	if (word == NULL || strchr(word, ' ') == NULL)
		return true;
	const char *kind = arena_strndup(app->arena, word, strcspn(word, " "));
	if (!noun_known(kind))
		return true;
	if (!noun_id(app, kind, word + strlen(kind) + 1, &id, err))
		return false;
	*ret_object = arena_printf(app->arena, "%s %lld", kind, (long long)id);
	return true;
}

int
cmd_audit_list(struct app *app, const struct args *args, struct err *err)
{
	const char *since = args_get(args, "since"), *object;
	int64_t since_ms = INSTANT_NONE;
	struct query q;

	if (!object_option(app, args, &object, err))
		return CMD_FAILED;
	if (since != NULL && !instant_parse(since, app->settings->zone, &since_ms, err)) {
		fail_in(err, "--since");
		return CMD_FAILED;
	}
	audit_query_list(&q, app->db, object, since_ms);
	return cmd_print_rows(app, &q, "nothing was changed", err);
}

static void
add_fault(void *faults, const char *what, const char *where, const char *message)
{
	struct json *fault = json_new_object();

	json_set_text(fault, "what", what);
	json_set_text(fault, "where", where);
	json_set_text(fault, "message", message);
	json_push(faults, fault);
}

int
cmd_verify(struct app *app, const struct args *args, struct err *err)
{
	struct json *faults = json_new_array();
	int64_t checked;

	(void)args;
	if (!engine_verify(&app->engine, add_fault, faults, &checked, err)) {
		json_free(faults);
		return CMD_FAILED;
	}
	size_t count = json_count(faults);
	for (size_t i = 0; i < count; i++)
		cmd_say(app, "%s: %s: %s", json_get_text(json_at(faults, i), "where"),
		    json_get_text(json_at(faults, i), "what"),
		    json_get_text(json_at(faults, i), "message"));
	cmd_say(app, "%lld rows checked, %zu fault%s", (long long)checked, count, count == 1 ? "" : "s");
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "checked", checked);
		json_set(json, "faults", faults);
		cmd_print_json(json);
	} else {
		json_free(faults);
	}
	return count > 0 ? EXIT_COULD_NOT : EXIT_DONE;
}
