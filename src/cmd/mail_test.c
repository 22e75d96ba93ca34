/* mail_test: does the mail account of the settings do what we count on? */
#include "cmd/commands.h"

#include "mail/trial.h"
#include "base/banned.h"

#define WAIT_SECONDS		60
#define WAIT_SECONDS_MAX	3600

static void
say(struct app *app, const struct trial *trial)
{
	static const char *const leads[] = {
		[TRIAL_GOOD] = "good", [TRIAL_LESS] = "less", [TRIAL_BAD] = "BAD",
	};

	for (size_t i = 0; i < trial->count; i++)
		cmd_say(app, "%-4s  %-12s  %s", leads[trial->check[i].result], trial->check[i].what,
		    trial->check[i].words);
	if (app->json)
		cmd_print_json(trial_json(trial));
}

int
cmd_mail_test(struct app *app, const struct args *args, struct err *err)
{
	const struct token_wish wish = { app->db, app->settings, app->folder, -1, app->now_ms };
	enum trial_result worst = TRIAL_GOOD;
	struct trial trial;
	int64_t seconds;

	if (!args_int(args, "wait", WAIT_SECONDS, &seconds, err))
		return CMD_FAILED;
	if (seconds < 1 || seconds > WAIT_SECONDS_MAX) {
		fail(err, ERR_INPUT, "--wait should be 1 to %d seconds", WAIT_SECONDS_MAX);
		return CMD_FAILED;
	}
	if (!trial_run(&wish, seconds * MS_PER_SECOND, app->arena, &trial, err) ||
	    !trial_save(&wish, &trial, err))
		return CMD_FAILED;
	say(app, &trial);
	for (size_t i = 0; i < trial.count; i++)
		if (trial.check[i].result > worst)
			worst = trial.check[i].result;
	return worst == TRIAL_BAD ? EXIT_COULD_NOT : worst == TRIAL_LESS ? EXIT_PARTLY : EXIT_DONE;
}
