/* retention: papers whose time is over: what would go, holds, destroying, and the record of it. */
#include "cmd/commands.h"

#include <inttypes.h>

#include "base/str.h"
#include "cmd/noun.h"
#include "store/retention.h"
#include "base/banned.h"

static struct retention_ask
ask_of(const struct app *app)
{
	return (struct retention_ask){ .rules = app->settings->retention, .zone = app->settings->zone,
	    .today_day = zone_day(app->settings->zone, app->now_ms) };
}

static bool
read_reason(const struct args *args, const char **ret_reason, struct err *err)
{
	*ret_reason = args_get(args, "reason");
	return !text_blank(*ret_reason) || fail(err, ERR_INPUT, "say why: --reason TEXT");
}

int
cmd_retention_list(struct app *app, const struct args *args, struct err *err)
{
	struct retention_ask ask = ask_of(app);
	int64_t undated;
	struct json *rows;
	int32_t on_day;

	if (!cmd_day_option(args, "on", &on_day, err))
		return CMD_FAILED;
	if (on_day != DAY_NONE)
		ask.today_day = on_day;
	if (!retention_list(app->db, &ask, &rows, &undated, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "document_id npi last_name kind name status until_day rule is_held",
	    "no document's time is over");
	json_free(rows);
	if (undated > 0)
		cmd_say(app, "%" PRId64 " more wait for a day: their provider has left, it is not known when "
		    "(credence provider set NPI left_day=2020-12-31)", undated);
	return EXIT_DONE;
}

int
cmd_retention_destroy(struct app *app, const struct args *args, struct err *err)
{
	const struct retention_ask ask = ask_of(app);
	const struct document_by how = noun_document_by(app);
	const char *reason;
	int64_t seen, left;

	if (!int_parse(args->word[0], &seen) || seen < 1)
		return fail(err, ERR_INPUT, "COUNT is how many documents \"retention list\" shows that are not held"),
		    CMD_FAILED;
	if (!read_reason(args, &reason, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, retention_destroy(app->db, &ask, seen, reason, &how, err), err) ||
	    !retention_sweep(app->db, &how, &left, err))
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "destroyed", seen);
		json_set_int(json, "left", left);
		cmd_print_json(json);
	} else {
		cmd_say(app, "%" PRId64 " documents are destroyed; copies in older backups are not", seen);
		if (left > 0)
			cmd_say(app, "%" PRId64 " files were used within the hour and go the next time", left);
	}
	return left > 0 ? EXIT_PARTLY : EXIT_DONE;
}

int
cmd_retention_destroyed(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	retention_query_destroyed(&q, app->db);
	return cmd_print_columns(app, &q, "document_id npi last_name kind name until_day reason destroyed_by destroyed_ms",
	    "nothing was destroyed", err);
}

int
cmd_retention_holds(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	retention_query_holds(&q, app->db, 0);
	return cmd_print_columns(app, &q, "legal_hold_id npi last_name reason placed_by placed_ms lifted_ms lifted_reason",
	    "there is no hold", err);
}

int
cmd_retention_hold(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id = 0, hold_id;
	const struct document_by how = noun_document_by(app);
	const char *reason;
	struct query q;

	if (!read_reason(args, &reason, err) || (!text_equal(args->word[0], "all") &&
	    !cmd_provider_id(app, args->word[0], &provider_id, err)) || !db_begin(app->db, err) ||
	    !db_end(app->db, retention_hold(app->db, provider_id, reason, &how, &hold_id, err), err))
		return CMD_FAILED;
	retention_query_holds(&q, app->db, hold_id);
	return cmd_print_one(app, &q, "hold", err);
}

int
cmd_retention_lift(struct app *app, const struct args *args, struct err *err)
{
	const struct document_by how = noun_document_by(app);
	const char *reason;
	int64_t hold_id;
	struct query q;

	if (!cmd_id(args->word[0], "hold", &hold_id, err) || !read_reason(args, &reason, err) ||
	    !db_begin(app->db, err) ||
	    !db_end(app->db, retention_lift(app->db, hold_id, reason, &how, err), err))
		return CMD_FAILED;
	retention_query_holds(&q, app->db, hold_id);
	return cmd_print_one(app, &q, "hold", err);
}
