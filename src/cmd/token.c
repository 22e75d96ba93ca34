/* token: what programs ask under /api/ with: made, listed, ended. */
#include "cmd/commands.h"

#include <stdio.h>

#include "core/right.h"
#include "store/token.h"
#include "base/banned.h"

static struct account_by
by_whom(const struct app *app)
{
	return (struct account_by){ .actor = app->actor, .now_ms = app->now_ms, .roles = app->settings->roles };
}

/* The last day counts whole. */
static bool
take_expiry(struct app *app, const struct args *args, int64_t *ret_ms, struct err *err)
{
	int32_t today = zone_day(app->settings->zone, app->now_ms), day;

	if (!cmd_day_option(args, "expires", &day, err))
		return false;
	if (day == DAY_NONE)
		day = today + TOKEN_DAYS;
	if (day < today || day > today + TOKEN_DAYS_MAX)
		return fail(err, ERR_INPUT, "--expires should be a day from today to one within %d days", TOKEN_DAYS_MAX);
	*ret_ms = zone_instant(app->settings->zone, day + 1, 0);
	return true;
}

/* Where none is said: what reads, as far as the user may. */
static bool
take_scopes(const struct app *app, const struct args *args, const struct user *user, unsigned *scopes, struct err *err)
{
	static const char *const usual[] = { "names", "read" };
	const char *scope;
	int i = 0;

	while ((scope = args_next(args, "scope", &i)) != NULL)
		if (!right_add_scope(scope, scopes, err))
			return false;
	for (size_t j = 0; !args_has(args, "scope") && j < LEN(usual); j++) {
		unsigned one = 0;
		if (right_add_scope(usual[j], &one, err) &&
		    (right_of_scopes(one) & ~role_rights(app->settings->roles, user->roles)) == 0)
			*scopes |= one;
	}
	return true;
}

int
cmd_token_add(struct app *app, const struct args *args, struct err *err)
{
	struct token_new token = { .name = args->word[1] };
	const struct account_by by = by_whom(app);
	char secret[TOKEN_BYTES];
	struct user user;
	int64_t token_id;

	if (!user_find(app->db, args->word[0], app->arena, &user, err) ||
	    !take_scopes(app, args, &user, &token.scopes, err) || !take_expiry(app, args, &token.expires_ms, err) ||
	    !db_begin(app->db, err) ||
	    !db_end(app->db, token_add(app->db, &user, &token, &by, secret, &token_id, err), err))
		return CMD_FAILED;
	if (app->json) {
		char text[INSTANT_TEXT_BYTES];
		struct json *json = json_new_object();
		json_set_int(json, "token_id", token_id);
		json_set_text(json, "user", user.name);
		json_set_text(json, "name", token.name);
		json_set_text(json, "scopes", right_scope_words(token.scopes, app->arena));
		json_set_text(json, "expires_ms", instant_format(token.expires_ms, app->settings->zone, text));
		json_set_text(json, "token", secret);
		cmd_print_json(json);
		return EXIT_DONE;
	}
	cmd_say(app, "token %lld of %s (%s). Programs send it as \"Authorization: Bearer TOKEN\"; it is a secret, and it is "
	    "shown only now:", (long long)token_id, user.name, right_scope_words(token.scopes, app->arena));
	printf("%s\n", secret);
	return EXIT_DONE;
}

int
cmd_token_list(struct app *app, const struct args *args, struct err *err)
{
	struct user user = { .user_id = 0 };
	struct json *rows;

	if (args->count > 0 && !user_find(app->db, args->word[0], app->arena, &user, err))
		return CMD_FAILED;
	if (!token_list(app->db, user.user_id, app->settings->zone, app->now_ms, &rows, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "token_id user name scopes status expires_ms used_ms",
	    "no tokens. Add one: credence user token add NAME WHAT");
	json_free(rows);
	return EXIT_DONE;
}

int
cmd_token_revoke(struct app *app, const struct args *args, struct err *err)
{
	const struct account_by by = by_whom(app);
	int64_t token_id;

	if (!cmd_id(args->word[0], "token", &token_id, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, token_revoke(app->db, token_id, &by, err), err))
		return CMD_FAILED;
	cmd_say(app, "token %lld is revoked", (long long)token_id);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "token_id", token_id);
		json_set_text(json, "status", "revoked");
		cmd_print_json(json);
	}
	return EXIT_DONE;
}
