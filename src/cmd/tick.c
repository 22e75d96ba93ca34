/* tick: all that is due now, once. */
#include "cmd/commands.h"

#include "calendar/invite.h"
#include "store/review_letter.h"
#include "store/timer.h"
#include "base/banned.h"

#define WAITING_MAX	10000

static void
say_counts(struct app *app, const struct engine_counts *counts)
{
	struct json *json;

	if (!app->json) {
		cmd_say(app, "%s started, %s fired, %s, %s queued, %lld failed",
		    cmd_count(app, counts->started, "case", "cases"),
		    cmd_count(app, counts->fired, "timer", "timers"),
		    cmd_count(app, counts->moved, "move", "moves"),
		    cmd_count(app, counts->queued, "letter", "letters"), (long long)counts->failed);
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

/* Follow-ups wait for the mailbox, so that nobody is chased whose answer lies there unread. */
static bool
say_waiting(struct app *app, struct err *err)
{
	int64_t waiting;

	if (app->json)
		return true;
	if (!timer_count_due(app->db, "mail", app->now_ms, WAITING_MAX, &waiting, err))
		return false;
	if (waiting > 0)
		cmd_say(app, "%lld of what is due %s until the inbox is read: credence mail fetch",
		    (long long)waiting, waiting == 1 ? "waits" : "wait");
	return true;
}

int
cmd_tick(struct app *app, const struct args *args, struct err *err)
{
	struct engine_counts counts;
	struct invite_counts invited;
	int64_t reviews;

	(void)args;
	if (!engine_tick(&app->engine, app->now_ms, &counts, err) ||
	    !invite_tick(app->db, app->settings, app->now_ms, &invited, err))
		return CMD_FAILED;
	if (!review_tick(app->db, app->settings, app->now_ms, &reviews, err))
		return CMD_FAILED;
	counts.queued += invited.letters + reviews;
	say_counts(app, &counts);
	if (!say_waiting(app, err))
		return CMD_FAILED;
	return counts.failed > 0 ? EXIT_PARTLY : EXIT_DONE;
}
