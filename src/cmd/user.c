/* user: people who sign in.  A password is never an argument: it is asked for, or read from a file. */
#include "cmd/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/password.h"
#include "base/str.h"
#include "cmd/feed.h"
#include "store/account.h"
#include "trust/breached.h"
#include "base/banned.h"

#define PASSWORD_FILE_MAX	4096

/* What a command does to a user, in one transaction. */
struct change {
	const char	*name, *person, *mail;
	unsigned	 roles;
	const char	*hash;			/* NULL: no password is set */
	bool		 wants_link;
	char		 secret[HASH_ID_BYTES];	/* of the link that was made */
};

static bool
read_line(const char *prompt, char *line, size_t size, struct err *err)
{
	struct termios before, quiet;
	bool asks = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;

	if (asks) {
		fputs(prompt, stderr);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	char *got = fgets(line, (int)size, stdin);
	if (asks) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (got == NULL)
		return fail(err, ERR_INPUT, "no password was given");
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

/* Asked for twice on a terminal; else the first line of what comes in. */
static bool
ask_password(struct app *app, const char **ret_password, struct err *err)
{
	char first[PASSWORD_FILE_MAX], again[PASSWORD_FILE_MAX];
	bool ok = read_line("Password: ", first, sizeof(first), err);

	if (ok && isatty(STDIN_FILENO)) {
		ok = read_line("Once more: ", again, sizeof(again), err) && (strcmp(first, again) == 0 ||
		    fail(err, ERR_INPUT, "the two passwords differ"));
		explicit_bzero(again, sizeof(again));
	}
	if (ok)
		*ret_password = arena_strdup(app->arena, first);
	explicit_bzero(first, sizeof(first));
	return ok;
}

static bool
read_password(struct app *app, const char *file, const char **ret_password, struct err *err)
{
	struct str text = STR_INIT;

	if (file == NULL || strcmp(file, "-") == 0)
		return ask_password(app, ret_password, err);
	bool ok = file_read(file, PASSWORD_FILE_MAX, &text, err);
	if (ok)
		*ret_password = arena_strndup(app->arena, text.text, strcspn(text.text, "\r\n"));
	explicit_bzero(text.text, text.len);
	str_clear(&text);
	return ok;
}

/* Checked and hashed, before the database is touched. */
static bool
take_password(struct app *app, const char *file, struct change *c, struct err *err)
{
	char hash[PASSWORD_HASH_BYTES];
	const char *password;

	if (!read_password(app, file, &password, err) ||
	    !password_check(password, c->name, app->settings->org_name, err) ||
	    !breached_check(app->folder, app->settings, password, err) ||
	    !password_hash(password, hash, err))
		return false;
	c->hash = arena_strdup(app->arena, hash);
	return true;
}

static bool
take_roles(const struct args *args, int first, unsigned *roles, struct err *err)
{
	for (int i = first; i < args->count; i++)
		if (!right_add_role(args->word[i], roles, err))
			return false;
	return true;
}

static struct account_by
by_whom(const struct app *app)
{
	return (struct account_by){ .actor = app->actor, .now_ms = app->now_ms, .roles = app->settings->roles };
}

static bool
add_user(struct app *app, struct change *c, struct err *err)
{
	const struct account_new account = { .name = c->name, .person = c->person, .hash = c->hash,
	    .roles = c->roles };
	const struct account_by by = by_whom(app);
	int64_t user_id;

	return account_add(app->db, &account, &by, &user_id, err) && (!c->wants_link ||
	    user_link_add(app->db, user_id, app->now_ms, c->secret, err));
}

static bool
change_password(struct app *app, struct change *c, struct err *err)
{
	const struct account_by by = by_whom(app);
	struct user user;

	return user_find(app->db, c->name, app->arena, &user, err) &&
	    (c->wants_link ? account_make_link(app->db, &user, &by, c->secret, err) :
	    account_set_password(app->db, &user, c->hash, &by, err));
}

static bool
change_roles(struct app *app, struct change *c, struct err *err)
{
	const struct account_by by = by_whom(app);
	struct user user;

	return user_find(app->db, c->name, app->arena, &user, err) &&
	    account_set_roles(app->db, &user, c->roles, &by, err);
}

static bool
retire(struct app *app, struct change *c, struct err *err)
{
	const struct account_by by = by_whom(app);
	struct user user;

	return user_find(app->db, c->name, app->arena, &user, err) &&
	    account_retire(app->db, &user, &by, err);
}

static bool
recover(struct app *app, struct change *c, struct err *err)
{
	const struct account_by by = by_whom(app);
	struct user user;

	return user_find(app->db, c->name, app->arena, &user, err) &&
	    account_end_factor(app->db, &user, &by, err);
}

static bool
set_mail(struct app *app, struct change *c, struct err *err)
{
	const struct account_by by = by_whom(app);
	struct user user;

	return user_find(app->db, c->name, app->arena, &user, err) &&
	    account_set_mail(app->db, &user, c->mail, &by, err);
}

static bool
apply(struct app *app, struct change *c, bool (*how)(struct app *, struct change *, struct err *),
    struct err *err)
{
	return db_begin(app->db, err) && db_end(app->db, how(app, c, err), err);
}

/* The address is shown once: the database has its hash alone. */
static int
answer(struct app *app, const struct change *c, const char *did)
{
	const char *base = c->wants_link ? feed_base_url(app) : NULL;
	const char *link = c->wants_link ? arena_printf(app->arena, "%s/password/%s",
	    base != NULL ? base : "", c->secret) : NULL;

	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "name", c->name);
		json_set_text(json, "status", did);
		json_set_text(json, "link", link);
		cmd_print_json(json);
		return EXIT_DONE;
	}
	cmd_say(app, "%s: %s", c->name, did);
	if (link != NULL) {
		cmd_say(app, "At this address, once and within %d days, the person chooses a password%s:",
		    USER_LINK_DAYS, base != NULL ? "" : " (behind the address that \"credence run\" prints)");
		printf("%s\n", link);
	}
	return EXIT_DONE;
}

int
cmd_user_add(struct app *app, const struct args *args, struct err *err)
{
	struct change c = { .name = args->word[0], .person = args_get(args, "person") };
	const char *role;
	int i = 0;

	if (!cmd_name(c.name, "a user", err))
		return CMD_FAILED;
	while ((role = args_next(args, "role", &i)) != NULL)
		if (!right_add_role(role, &c.roles, err))
			return CMD_FAILED;
	if (c.roles == 0)
		return fail(err, ERR_INPUT, "say what \"%s\" is here: --role coordinator, manager, reviewer, "
		    "billing, auditor or admin", c.name), CMD_FAILED;
	c.wants_link = !args_has(args, "password");
	if (!c.wants_link && !take_password(app, args_get(args, "password"), &c, err))
		return CMD_FAILED;
	return apply(app, &c, add_user, err) ? answer(app, &c, "added") : CMD_FAILED;
}

int
cmd_user_password(struct app *app, const struct args *args, struct err *err)
{
	struct change c = { .name = args->word[0], .wants_link = args_has(args, "link") };
	struct user user;

	/* Nobody is asked for a password of a user who is not there. */
	if (!user_find(app->db, c.name, app->arena, &user, err) ||
	    (!c.wants_link && !take_password(app, args_get(args, "from"), &c, err)) ||
	    !apply(app, &c, change_password, err))
		return CMD_FAILED;
	return answer(app, &c, c.wants_link ? "may choose a password" : "has a new password");
}

int
cmd_user_role(struct app *app, const struct args *args, struct err *err)
{
	struct change c = { .name = args->word[0] };

	if (!take_roles(args, 1, &c.roles, err) || !apply(app, &c, change_roles, err))
		return CMD_FAILED;
	return answer(app, &c, right_role_words(c.roles, app->arena));
}

int
cmd_user_retire(struct app *app, const struct args *args, struct err *err)
{
	struct change c = { .name = args->word[0] };

	return apply(app, &c, retire, err) ? answer(app, &c, "retired") : CMD_FAILED;
}

int
cmd_user_recover(struct app *app, const struct args *args, struct err *err)
{
	struct change c = { .name = args->word[0] };

	return apply(app, &c, recover, err) ? answer(app, &c, "signs in with the password alone") : CMD_FAILED;
}

int
cmd_user_mail(struct app *app, const struct args *args, struct err *err)
{
	bool is_none = text_equal(args->word[1], "-");
	struct change c = { .name = args->word[0], .mail = is_none ? NULL : args->word[1] };

	return apply(app, &c, set_mail, err) ? answer(app, &c, is_none ? "is known by no address" :
	    arena_printf(app->arena, "is known by %s", c.mail)) : CMD_FAILED;
}

int
cmd_user_roles(struct app *app, const struct args *args, struct err *err)
{
	struct json *rows = json_new_array();

	(void)args;
	(void)err;
	for (unsigned i = 0; right_roles[i] != NULL; i++) {
		struct json *row = json_new_object();
		json_set_text(row, "role", right_roles[i]);
		json_set_text(row, "may", right_meaning(role_rights(app->settings->roles, 1u << i), app->arena));
		json_set_bool(row, "retired", app->settings->roles->role[i].retired);
		json_push(rows, row);
	}
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "role may retired", "no roles");
	json_free(rows);
	return EXIT_DONE;
}

int
cmd_user_list(struct app *app, const struct args *args, struct err *err)
{
	struct json *rows;

	(void)args;
	if (!account_list(app->db, app->settings->zone, &rows, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "name person roles status seen_ms",
	    "no users: whoever reaches this machine sees the pages. Add one: credence user add NAME --role admin");
	json_free(rows);
	return EXIT_DONE;
}
