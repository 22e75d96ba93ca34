/* review: the weekly review: figures beside those of the last one, actions carried over. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/str.h"
#include "store/review.h"
#include "store/review_letter.h"
#include "base/banned.h"

int
cmd_review_show(struct app *app, const struct args *args, struct err *err)
{
	int32_t today_day = zone_day(app->settings->zone, app->now_ms);
	struct json *review;

	(void)args;
	if (!review_load(app->db, app->settings, today_day, &review, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(review);
		return EXIT_DONE;
	}
	cmd_say(app, "%s", review_words(review, app->settings->org_name, NULL, app->arena));
	json_free(review);
	return EXIT_DONE;
}

static int
print_action(struct app *app, int64_t id, struct err *err)
{
	struct query q;

	review_query_one(&q, app->db, id);
	return cmd_print_one(app, &q, "action", err);
}

int
cmd_review_add(struct app *app, const struct args *args, struct err *err)
{
	struct review_action action = { .text = args->word[0], .owner = args_get(args, "owner") };
	int64_t id;

	if (!cmd_day_option(args, "due", &action.due_day, err) || !review_add(app->db, app->settings,
	    &action, app->actor, app->now_ms, &id, err))
		return CMD_FAILED;
	return print_action(app, id, err);
}

static int
close_action(struct app *app, const struct args *args, bool is_done, const char *outcome, struct err *err)
{
	int64_t id;

	if (!cmd_id(args->word[0], "action", &id, err) ||
	    !review_close(app->db, id, is_done, outcome, app->actor, app->now_ms, err))
		return CMD_FAILED;
	return print_action(app, id, err);
}

int
cmd_review_done(struct app *app, const struct args *args, struct err *err)
{
	return close_action(app, args, true, args_get(args, "outcome"), err);
}

int
cmd_review_drop(struct app *app, const struct args *args, struct err *err)
{
	return close_action(app, args, false, args_get(args, "reason"), err);
}
