/* mail_connect: a person allows Credence to use the mailbox of a provider that takes no passwords. */
#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/stopwatch.h"
#include "base/str.h"
#include "mail/token.h"
#include "base/banned.h"

/* Said even with --quiet and --json: without it nothing goes on. */
static void
tell(const char *words, const char *text)
{
	struct str line = STR_INIT;

	str_add_terminal(&line, text);
	fprintf(stderr, "%s%s\n", words, line.text);
	str_clear(&line);
}

static void
pause_for(int64_t ms)
{
	const struct timespec pause = { .tv_sec = ms / MS_PER_SECOND,
	    .tv_nsec = ms % MS_PER_SECOND * 1000000 };

	nanosleep(&pause, NULL);
}

static bool
by_device(struct app *app, struct oauth *oauth, struct oauth_tokens *ret_tokens, struct err *err)
{
	int64_t began_ms = stopwatch_ms();
	struct oauth_device device;

	if (!oauth_begin_device(oauth, app->now_ms, &device, err))
		return false;
	tell("open this page in any browser:  ", device.url);
	tell("and type this code there:       ", device.user_code);
	tell("waiting until it is allowed (Ctrl-C ends it) ...", "");
	do {
		pause_for(device.interval_ms);
		if (!oauth_ask_device(oauth, &device, app->now_ms + stopwatch_ms() - began_ms, ret_tokens,
		    err))
			return false;
	} while (ret_tokens->access == NULL);
	return true;
}

static bool
by_browser(struct app *app, struct oauth *oauth, const char *user, struct oauth_tokens *ret_tokens,
    struct err *err)
{
	struct oauth_visit visit;
	char *line = NULL;
	size_t size = 0;

	oauth_begin_visit(oauth, user, &visit);
	tell("open this address in a browser and allow it:\n", visit.url);
	tell("The browser ends at a page that cannot be opened. That is as it should be.\n"
	    "Copy its whole address and paste it here:", "");
	ssize_t len = getline(&line, &size, stdin);
	while (len > 0 && strchr("\r\n \t", line[len - 1]) != NULL)
		line[--len] = '\0';
	bool ok = len > 0 || fail(err, ERR_INPUT, "no address came");
	ok = ok && oauth_end_visit(oauth, &visit, line, app->now_ms, ret_tokens, err);
	free(line);
	return ok;
}

/* Whose mailbox: a word, or the one user of the settings that wants a token. */
static bool
choose_user(struct app *app, const struct args *args, const char **ret_user, struct err *err)
{
	const struct mail_server *servers[] = { &app->settings->mail.smtp, &app->settings->mail.imap };
	const char *users[LEN(servers)] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < LEN(servers); i++)
		if (mail_server_wants_token(servers[i]) && (count == 0 ||
		    strcmp(users[0], servers[i]->user) != 0))
			users[count++] = servers[i]->user;
	if (count == 0)
		return fail(err, ERR_INPUT, "no server of credence.yaml has \"auth: oauth\": there is nothing "
		    "to connect. Accounts of Microsoft and Google have it with \"service: microsoft365\" (or "
		    "google_workspace, gmail) and oauth: { client_id: ... }: see config/README.md");
	for (size_t i = 0; i < count; i++)
		if (args->count == 0 ? count == 1 : strcmp(args->word[0], users[i]) == 0) {
			*ret_user = users[i];
			return true;
		}
	if (args->count == 0)
		return fail(err, ERR_INPUT, "credence.yaml has two users: say which, %s or %s", users[0],
		    users[1]);
	return fail(err, ERR_MISSING, "credence.yaml has no user \"%s\" with \"auth: oauth\"", args->word[0]);
}

static bool
connect_user(struct app *app, const char *user, bool wants_browser, struct err *err)
{
	const struct token_wish wish = { app->db, app->settings, app->folder, -1, app->now_ms };
	const struct mail_oauth *settings = &app->settings->mail.oauth;
	struct oauth_tokens tokens;
	struct oauth oauth;

	if (wants_browser && settings->authorize_url == NULL)
		return fail(err, ERR_INPUT, "mail.oauth has no authorize_url for a browser");
	if (!token_begin(&wish, app->arena, &oauth, err))
		return false;
	bool ok = wants_browser || settings->device_url == NULL ?
	    by_browser(app, &oauth, user, &tokens, err) : by_device(app, &oauth, &tokens, err);
	token_end(&oauth);
	return ok && (tokens.refresh != NULL || fail(err, ERR_AUTH, "the provider gave no token that lasts. "
	    "Its registration of Credence lacks offline access")) &&
	    token_keep(&wish, user, &tokens, app->actor, err);
}

int
cmd_mail_connect(struct app *app, const struct args *args, struct err *err)
{
	const char *user = NULL;

	if (!choose_user(app, args, &user, err) ||
	    !connect_user(app, user, args_has(args, "browser"), err))
		return CMD_FAILED;
	cmd_say(app, "the mailbox of %s is connected", user);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "user", user);
		json_set_bool(json, "is_connected", true);
		cmd_print_json(json);
	}
	return EXIT_DONE;
}
