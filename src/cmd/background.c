/* background: former names, and gaps in work histories.  The rows themselves are kept as all nouns are: noun.c. */
#include "cmd/commands.h"

#include "base/str.h"
#include "store/background.h"
#include "store/import_name.h"
#include "base/banned.h"

int
cmd_provider_gaps(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id = 0;
	struct json *gaps;

	if ((args->count > 0 && !cmd_provider_id(app, args->word[0], &provider_id, err)) ||
	    !background_gaps(app->db, provider_id, zone_day(app->settings->zone, app->now_ms),
	    !args_has(args, "all"), &gaps, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(gaps);
		return EXIT_DONE;
	}
	cmd_print_table(app, gaps, "npi last_name first_name from_day until_day months needs_writing is_explained",
	    "no gap of more than six months is left to be explained");
	json_free(gaps);
	return EXIT_DONE;
}

int
cmd_provider_name(struct app *app, const struct args *args, struct err *err)
{
	const struct record_by by = { .actor = app->actor, .now_ms = app->now_ms };
	int64_t provider_id;
	bool added;

	if (text_blank(args->word[1]))
		return fail(err, ERR_INPUT, "say what kind of name it is: former, alias or professional"), CMD_FAILED;
	if (!cmd_provider_id(app, args->word[0], &provider_id, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, import_name_add(app->db, provider_id, args->word[1], args->word[2],
	    args->count > 3 ? args->word[3] : "", &by, &added, err), err))
		return CMD_FAILED;
	cmd_say(app, added ? "the name is kept, and looked for in the next screening" : "that name is kept already");
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "provider_id", provider_id);
		json_set_bool(json, "is_added", added);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}
