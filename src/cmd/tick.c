/* tick: all that is due now, once; and verify, which looks at everything and changes nothing. */
#include "cmd/commands.h"

#include "engine/why.h"
#include "base/banned.h"

static void
say_counts(struct app *app, const struct engine_counts *counts)
{
	struct json *json;

	if (!app->json) {
		cmd_say(app, "%lld cases started, %lld timers fired, %lld moves, %lld letters queued, "
		    "%lld failed", (long long)counts->started, (long long)counts->fired,
		    (long long)counts->moved, (long long)counts->queued,
		    (long long)counts->failed);
		return;
	}
	json = json_new_object();
	json_set_int(json, "started", counts->started);
	json_set_int(json, "fired", counts->fired);
	json_set_int(json, "moved", counts->moved);
	json_set_int(json, "queued", counts->queued);
	json_set_int(json, "failed", counts->failed);
	cmd_print_json(json);
}

int
cmd_tick(struct app *app, const struct args *args, struct err *err)
{
	struct engine_counts counts;

	(void)args;
	/* Answers first: what came into the inbox may stop what is due. */
	if (!engine_tick(&app->engine, app->now_ms, &counts, err))
		return CMD_FAILED;
	say_counts(app, &counts);
	return counts.failed > 0 ? EXIT_PARTLY : EXIT_DONE;
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
	cmd_say(app, "%lld rows checked, %zu faults", (long long)checked, count);
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
