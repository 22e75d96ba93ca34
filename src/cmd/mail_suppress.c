/* mail_suppress: addresses that are not written to: by a person's wish, or because mail came back. */
#include "cmd/commands.h"

#include "mail/suppress.h"
#include "store/suppression.h"
#include "base/banned.h"

static int
say(struct app *app, const char *address, bool is_suppressed)
{
	struct json *json;

	cmd_say(app, is_suppressed ? "%s is not written to any more; letters to it are held" :
	    "%s may be written to again; held letters are let go one by one (mail held)", address);
	if (!app->json)
		return EXIT_DONE;
	json = json_new_object();
	json_set_text(json, "email", address);
	json_set_bool(json, "suppressed", is_suppressed);
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_mail_suppress(struct app *app, const struct args *args, struct err *err)
{
	if (!db_begin(app->db, err) || !db_end(app->db, mail_suppress(app->db, args->word[0],
	    args_get(args, "reason"), app->actor, app->now_ms, app->arena, err), err))
		return CMD_FAILED;
	return say(app, args->word[0], true);
}

int
cmd_mail_unsuppress(struct app *app, const struct args *args, struct err *err)
{
	if (!db_begin(app->db, err) || !db_end(app->db, mail_unsuppress(app->db, args->word[0],
	    app->actor, app->now_ms, app->arena, err), err))
		return CMD_FAILED;
	return say(app, args->word[0], false);
}

int
cmd_mail_suppressed(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	suppression_query(&q, app->db, -1);
	return cmd_print_rows(app, &q, "every address may be written to", err);
}
