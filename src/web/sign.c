/*
 * sign: sessions and their cookies, and whether a password is somebody's.
 * A name that does not exist is answered as a wrong password is: in words, in time, and by the pause.
 */
#include "web/sign.h"

#include <string.h>
#include <strings.h>

#include "base/password.h"
#include "store/audit.h"
#include "store/factor.h"
#include "store/session.h"
#include "store/token.h"
#include "web/limit.h"
#include "web/live.h"
#include "web/page.h"
#include "web/words.h"
#include "base/banned.h"

/* A browser takes a cookie with this beginning from an https page alone, and for one host. */
static const char *
cookie_name(const struct request *r, const char *what)
{
	return arena_printf(r->a, "%scredence%s%s", r->is_https ? "__Host-" : "", what[0] != '\0' ? "-" : "", what);
}

/* "a=1; credence=SECRET; b=2" */
const char *
sign_other_cookie(const struct request *r, const char *what)
{
	const char *list = pairs_get(&r->header, "Cookie"), *name = cookie_name(r, what);
	size_t name_len = strlen(name);

	while (list != NULL && *list != '\0') {
		list += strspn(list, "; \t");
		size_t len = strcspn(list, ";");
		if (len > name_len && strncmp(list, name, name_len) == 0 && list[name_len] == '=')
			return arena_strndup(r->a, list + name_len + 1, len - name_len - 1);
		list += len;
	}
	return NULL;
}

const char *
sign_secret(const struct request *r)
{
	return sign_other_cookie(r, "");
}

void
sign_set_other_cookie(const struct request *r, struct reply *reply, const char *what, const char *value, int64_t seconds)
{
	reply->cookie = arena_printf(r->a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", cookie_name(r, what), value,
	    r->is_https ? "; Secure" : "", seconds < 0 ? "" : arena_printf(r->a, "; Max-Age=%lld", (long long)seconds));
}

void
sign_set_cookie(const struct request *r, struct reply *reply, const char *secret)
{
	sign_set_other_cookie(r, reply, "", secret, secret[0] == '\0' ? 0 : -1);
}

static bool
is_needed(struct request *r, bool *ret_needed, struct err *err)
{
	enum sign_in sign_in = r->web->settings->web.sign_in;

	*ret_needed = sign_in == SIGN_IN_REQUIRED;
	return sign_in != SIGN_IN_AUTO || user_any(r->web->db, ret_needed, err);
}

/* The forms of a session have a token of its own, so that nobody else's page holds it. */
static void
take_session(struct request *r, const struct user *user, const char *secret)
{
	char token[HASH_ID_BYTES];
	const char *text = arena_printf(r->a, "%s %s", r->web->token, secret);

	r->actor = user->name;
	r->user_id = user->user_id;
	r->rights = role_rights(r->web->settings->roles, user->roles);
	r->token = arena_strdup(r->a, hash_id(text, strlen(text), token));
	r->session = secret;
	r->wants_sign_in = false;
}

static bool
touch(struct request *r, const char *secret, int64_t seen_ms, struct err *err)
{
	struct db *db = r->web->writer.db;

	return live_is_waiting(r) || r->now_ms - seen_ms < MS_PER_MINUTE ||
	    (db_begin(db, err) && db_end(db, session_touch(db, secret, r->now_ms, err), err));
}

/* "Bearer crd_..."; NULL: the request has no such header. */
static const char *
bearer(const struct request *r)
{
	const char *header = request_is_api(r) ? pairs_get(&r->header, "Authorization") : NULL;

	if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	return header + 7 + strspn(header + 7, " ");
}

/* A program's token, which is noted as used once a minute. */
static bool
look_token(struct request *r, const char *secret, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct token token;

	if (!token_find(r->web->db, r->web->settings->roles, secret, r->now_ms, r->a, &token, err))
		return false;
	if (token.token_id == 0)
		return true;
	r->actor = arena_printf(r->a, "%s (token %s)", token.user, token.name);
	r->user_id = token.user_id;
	r->token_id = token.token_id;
	r->rights = token.rights;
	r->wants_sign_in = false;
	return (token.used_ms != INSTANT_NONE && r->now_ms - token.used_ms < MS_PER_MINUTE) ||
	    (db_begin(db, err) && db_end(db, token_touch(db, token.token_id, r->now_ms, err), err));
}

bool
sign_look(struct request *r, struct err *err)
{
	const struct settings *s = r->web->settings;
	const char *secret;
	struct user user;
	int64_t seen_ms;
	bool needed;

	if (r->was_looked_at)
		return true;
	if (!is_needed(r, &needed, err))
		return false;
	r->was_looked_at = true;
	if (!needed) {
		r->actor = WEB_ACTOR;
		r->rights = RIGHTS_ALL;
		return true;
	}
	r->wants_sign_in = true;
	if ((secret = bearer(r)) != NULL)
		return look_token(r, secret, err);
	if ((secret = sign_secret(r)) == NULL)
		return true;
	if (!session_find(r->web->db, secret, r->now_ms, s->web.idle_minutes * MS_PER_MINUTE,
	    s->web.session_hours * MS_PER_HOUR, r->a, &user, &seen_ms, err))
		return false;
	if (user.user_id == 0)
		return true;
	take_session(r, &user, secret);
	struct factor factor = { .is_on = true };
	if (s->web.needs_code && !factor_load(r->web->db, user.user_id, &factor, err))
		return false;
	r->wants_code = !factor.is_on;
	return touch(r, secret, seen_ms, err);
}

bool
sign_may_go_on(const struct request *r)
{
	return !r->wants_code || strcmp(r->path, "/account") == 0 || strcmp(r->path, "/sign-out") == 0 ||
	    (text_starts(r->path, "/account/code") && strcmp(r->path, "/account/code/end") != 0);
}

bool
sign_ask_code(struct request *r, struct reply *reply, struct err *err)
{
	if (request_is_change(r) || request_is_api(r))
		return fail(err, ERR_AUTH, "a second factor is needed here. Nothing was changed. Set it up in your account first");
	return reply_redirect(reply, "/account?did=code-needed");
}

bool
sign_ask(struct request *r, struct reply *reply, struct err *err)
{
	if (request_is_change(r))
		return fail(err, ERR_AUTH, "you are not signed in any more. Nothing was changed. Sign in, and send "
		    "it again");
	return reply_redirect(reply, strcmp(r->path, "/") == 0 ? "/sign-in" :
	    arena_printf(r->a, "/sign-in?to=%s", url_quoted(r->path, r->a)));
}

/* Refused for now; the words are the same for a name that is nobody's. */
static const char *
wait_words(struct request *r, struct reply *reply, int64_t until_ms)
{
	int64_t seconds = (until_ms - r->now_ms) / MS_PER_SECOND + 1;

	reply->status = 429;
	reply->retry_after = arena_printf(r->a, "%lld", (long long)seconds);
	return arena_printf(r->a, "Too many wrong passwords or codes. Try again %s.", seconds < 60 ? "in a minute" :
	    words_until(until_ms, r->now_ms, r->web->settings->zone, r->a));
}

bool
sign_note(struct request *r, const char *action, const struct user *user, struct err *err)
{
	return audit_add(r->web->writer.db, user->name, action, arena_printf(r->a, "user %lld",
	    (long long)user->user_id), r->client, r->now_ms, err);
}

static bool
write_failure(struct request *r, const char *name, const struct user *user, int64_t *ret_until_ms,
    struct err *err)
{
	struct db *db = r->web->writer.db;

	return session_fail(db, name, r->now_ms, ret_until_ms, err) &&
	    (user->user_id == 0 || sign_note(r, *ret_until_ms == INSTANT_NONE ? "sign-in refused" :
	    "sign-in locked", user, err));
}

bool
sign_may_try(struct request *r, struct reply *reply, const char *name, const char **ret_refusal, struct err *err)
{
	int64_t until_ms = INSTANT_NONE;

	if (!limit_count(r->web->sign_ins, r->client, r->now_ms))
		until_ms = r->now_ms + MS_PER_MINUTE;
	else if (!session_wait(r->web->writer.db, name, r->now_ms, &until_ms, err))
		return false;
	*ret_refusal = until_ms == INSTANT_NONE ? NULL : wait_words(r, reply, until_ms);
	return true;
}

bool
sign_was_wrong(struct request *r, struct reply *reply, const char *name, const struct user *user,
    const char **ret_refusal, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t until_ms;

	if (!db_begin(db, err) || !db_end(db, write_failure(r, name, user, &until_ms, err), err))
		return false;
	reply->status = 403;
	*ret_refusal = until_ms == INSTANT_NONE ? "Name or password is wrong." : wait_words(r, reply, until_ms);
	return true;
}

bool
sign_check(struct request *r, struct reply *reply, const char *name, const char *password,
    struct user *ret_user, const char **ret_refusal, struct err *err)
{
	if (!text_is_name(name) || password == NULL || strlen(password) > PASSWORD_BYTES_MAX)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!sign_may_try(r, reply, name, ret_refusal, err))
		return false;
	if (*ret_refusal != NULL)
		return true;
	return user_look(r->web->writer.db, name, r->a, ret_user, err) &&
	    (password_matches(ret_user->password_hash, password) ||
	    sign_was_wrong(r, reply, name, ret_user, ret_refusal, err));
}

bool
sign_own(struct request *r, struct user *ret_user, struct err *err)
{
	if (r->user_id == 0)
		return fail(err, ERR_MISSING, "nobody is signed in: there are no users yet, or web.sign_in in "
		    "credence.yaml is off");
	return user_load(r->web->db, r->user_id, r->a, ret_user, err);
}

bool
sign_check_own(struct request *r, struct reply *reply, struct user *ret_user, const char **ret_refusal,
    struct err *err)
{
	return sign_own(r, ret_user, err) &&
	    sign_check(r, reply, ret_user->name, pairs_get(&r->form, "old"), ret_user, ret_refusal, err);
}

bool
sign_begin(struct request *r, struct reply *reply, const struct user *user, bool is_waiting, struct err *err)
{
	char secret[HASH_ID_BYTES];

	if (!session_begin(r->web->writer.db, user->user_id, is_waiting, r->now_ms, secret, err))
		return false;
	sign_set_cookie(r, reply, secret);
	return true;
}

const char *
sign_safe_path(const char *to)
{
	if (to == NULL || to[0] != '/' || to[1] == '/' || strpbrk(to, "\\\r\n?#") != NULL)
		return "";
	return to;
}

bool
sign_let_in(struct request *r, struct reply *reply, const struct user *user, struct err *err)
{
	const char *to = sign_safe_path(pairs_get(&r->form, "to"));

	return session_forgive(r->web->writer.db, user->name, err) && sign_begin(r, reply, user, false, err) &&
	    sign_note(r, "sign-in", user, err) && reply_redirect(reply, to[0] != '\0' ? to :
	    role_rights(r->web->settings->roles, user->roles) & RIGHT_READ ? "/" : "/grid");
}

bool
sign_go_on(struct request *r, struct reply *reply, const struct user *user, struct err *err)
{
	const char *to = sign_safe_path(pairs_get(&r->form, "to"));
	struct factor factor;

	if (!factor_load(r->web->writer.db, user->user_id, &factor, err))
		return false;
	if (!factor.is_on)
		return sign_let_in(r, reply, user, err);
	return sign_begin(r, reply, user, true, err) && reply_redirect(reply, to[0] == '\0' ? "/sign-in/code" :
	    arena_printf(r->a, "/sign-in/code?to=%s", url_quoted(to, r->a)));
}
