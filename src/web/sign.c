/*
 * sign: signing in and out, and choosing a password by an address that was sent.
 * A name that does not exist is answered as a wrong password is: in words, in time, and by the pause.
 */
#include "web/sign.h"

#include <string.h>

#include "base/password.h"
#include "store/audit.h"
#include "store/session.h"
#include "web/limit.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define NAME_BYTES_MAX	200

static bool
is_by_https(const struct web *web)
{
	return text_starts(web->url, "https://");
}

/* A browser takes a cookie with this beginning from an https page alone, and for one host. */
static const char *
cookie_name(const struct web *web)
{
	return is_by_https(web) ? "__Host-credence" : "credence";
}

/* "a=1; credence=SECRET; b=2" */
static const char *
cookie_secret(const struct request *r)
{
	const char *list = pairs_get(&r->header, "Cookie"), *name = cookie_name(r->web);
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

static void
set_cookie(const struct request *r, struct reply *reply, const char *secret)
{
	reply->cookie = arena_printf(r->a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", cookie_name(r->web), secret,
	    is_by_https(r->web) ? "; Secure" : "", secret[0] == '\0' ? "; Max-Age=0" : "");
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
	r->rights = right_of_roles(user->roles);
	r->token = arena_strdup(r->a, hash_id(text, strlen(text), token));
	r->session = secret;
	r->wants_sign_in = false;
}

static bool
touch(struct request *r, const char *secret, int64_t seen_ms, struct err *err)
{
	struct db *db = r->web->writer.db;

	return r->now_ms - seen_ms < MS_PER_MINUTE ||
	    (db_begin(db, err) && db_end(db, session_touch(db, secret, r->now_ms, err), err));
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
	if ((secret = cookie_secret(r)) == NULL)
		return true;
	if (!session_find(r->web->db, secret, r->now_ms, s->web.idle_minutes * MS_PER_MINUTE,
	    s->web.session_hours * MS_PER_HOUR, r->a, &user, &seen_ms, err))
		return false;
	if (user.user_id == 0)
		return true;
	take_session(r, &user, secret);
	return touch(r, secret, seen_ms, err);
}

/* Characters that would end the query, or the header. */
static const char *
quoted(const char *path, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *p = path; *p != '\0'; p++)
		if (((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || (*p >= '0' && *p <= '9') ||
		    strchr("/-_.~", *p) != NULL)
			str_add_char(&out, *p);
		else
			str_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

bool
sign_ask(struct request *r, struct reply *reply, struct err *err)
{
	if (request_is_post(r))
		return fail(err, ERR_AUTH, "you are not signed in any more. Nothing was changed. Sign in, and send "
		    "it again");
	return reply_redirect(reply, strcmp(r->path, "/") == 0 ? "/sign-in" :
	    arena_printf(r->a, "/sign-in?to=%s", quoted(r->path, r->a)));
}

/* A path of ours, and not "//evil.example". */
static const char *
safe_path(const char *to)
{
	if (to == NULL || to[0] != '/' || to[1] == '/' || strpbrk(to, "\\\r\n?#") != NULL)
		return "";
	return to;
}

static bool
show_form(struct request *r, struct reply *reply, int status, const char *notice, struct err *err)
{
	const struct pairs *given = request_is_post(r) ? &r->form : &r->query;
	struct json *data = json_new_object();
	bool any = true;

	reply->status = status;
	json_set_text(data, "title", "Sign in");
	json_set_text(data, "notice", notice);
	json_set_text(data, "name", request_is_post(r) ? pairs_get(&r->form, "name") : NULL);
	json_set_text(data, "to", safe_path(pairs_get(given, "to")));
	bool ok = user_any(r->web->db, &any, err);
	json_set_bool(data, "is_empty", !any);
	json_set_text(data, "folder", r->web->folder);
	if (ok)
		return page_render(r, reply, "sign_in", data, err);
	json_free(data);
	return false;
}

bool
page_sign_in(struct request *r, struct reply *reply, struct err *err)
{
	const char *did = pairs_get(&r->query, "did");

	return show_form(r, reply, 200, text_equal(did, "out") ? "You are signed out." :
	    text_equal(did, "password") ? "The password is kept. Sign in with it." : NULL, err);
}

/* Refused for now; the words are the same for a name that is nobody's. */
static bool
show_pause(struct request *r, struct reply *reply, int64_t until_ms, struct err *err)
{
	int64_t seconds = (until_ms - r->now_ms) / MS_PER_SECOND + 1;

	reply->retry_after = arena_printf(r->a, "%lld", (long long)seconds);
	return show_form(r, reply, 429, arena_printf(r->a, "Too many wrong passwords. Try again %s.",
	    seconds < 60 ? "in a minute" : words_until(until_ms, r->now_ms, r->web->settings->zone, r->a)), err);
}

static bool
note(struct request *r, const char *action, const struct user *user, struct err *err)
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
	    (user->user_id == 0 || note(r, *ret_until_ms == INSTANT_NONE ? "sign-in refused" :
	    "sign-in locked", user, err));
}

static bool
write_session(struct request *r, const char *name, const struct user *user, char secret[HASH_ID_BYTES],
    struct err *err)
{
	struct db *db = r->web->writer.db;

	return session_forgive(db, name, err) && session_begin(db, user->user_id, r->now_ms, secret, err) &&
	    note(r, "sign-in", user, err);
}

static bool
let_in(struct request *r, struct reply *reply, const char *name, const struct user *user, struct err *err)
{
	const char *to = safe_path(pairs_get(&r->form, "to"));
	struct db *db = r->web->writer.db;
	char secret[HASH_ID_BYTES];

	if (!db_begin(db, err) || !db_end(db, write_session(r, name, user, secret, err), err))
		return false;
	set_cookie(r, reply, secret);
	return reply_redirect(reply, to[0] != '\0' ? to : right_of_roles(user->roles) & RIGHT_READ ? "/" : "/grid");
}

bool
post_sign_in(struct request *r, struct reply *reply, struct err *err)
{
	const char *name = pairs_get(&r->form, "name"), *password = pairs_get(&r->form, "password");
	struct db *db = r->web->writer.db;
	int64_t until_ms;
	struct user user;

	if (text_blank(name) || password == NULL || strlen(name) > NAME_BYTES_MAX ||
	    strlen(password) > PASSWORD_BYTES_MAX)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!limit_count(r->web->sign_ins, r->client, r->now_ms))
		return show_pause(r, reply, r->now_ms + MS_PER_MINUTE, err);
	if (!session_wait(db, name, r->now_ms, &until_ms, err))
		return false;
	if (until_ms != INSTANT_NONE)
		return show_pause(r, reply, until_ms, err);
	if (!user_look(db, name, r->a, &user, err))
		return false;
	if (password_matches(user.password_hash, password))
		return let_in(r, reply, name, &user, err);
	if (!db_begin(db, err) || !db_end(db, write_failure(r, name, &user, &until_ms, err), err))
		return false;
	if (until_ms != INSTANT_NONE)
		return show_pause(r, reply, until_ms, err);
	return show_form(r, reply, 403, "Name or password is wrong.", err);
}

bool
post_sign_out(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;

	if (r->session != NULL && (!db_begin(db, err) || !db_end(db, session_end(db, r->session, err) &&
	    audit_add(db, r->actor, "sign-out", "web page", r->client, r->now_ms, err), err)))
		return false;
	set_cookie(r, reply, "");
	return reply_redirect(reply, "/sign-in?did=out");
}

static bool
show_password(struct request *r, struct reply *reply, const struct user *user, const char *notice,
    struct err *err)
{
	struct json *data = json_new_object();

	reply->status = notice != NULL ? 400 : 200;
	json_set_text(data, "title", "Choose a password");
	json_set_text(data, "notice", notice);
	json_set_text(data, "name", user->name);
	json_set_text(data, "path", r->path);
	json_set_int(data, "characters", PASSWORD_CHARACTERS_MIN);
	return page_render(r, reply, "password", data, err);
}

bool
page_password(struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	return user_link_find(r->web->db, r->word[0], r->now_ms, r->a, &user, err) &&
	    show_password(r, reply, &user, NULL, err);
}

bool
post_password(struct request *r, struct reply *reply, struct err *err)
{
	const char *password = pairs_get(&r->form, "password"), *again = pairs_get(&r->form, "again");
	struct db *db = r->web->writer.db;
	char hash[PASSWORD_HASH_BYTES];
	struct err why = ERR_INIT;
	struct user user;

	if (password == NULL || again == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!user_link_find(db, r->word[0], r->now_ms, r->a, &user, err))
		return false;
	if (strcmp(password, again) != 0)
		return show_password(r, reply, &user, "The two passwords differ.", err);
	if (!password_check(password, user.name, r->web->settings->org_name, &why))
		return show_password(r, reply, &user, arena_printf(r->a, "Not kept: %s.", why.text), err);
	if (!password_hash(password, hash, err) || !db_begin(db, err) ||
	    !db_end(db, user_set_password(db, user.user_id, hash, r->now_ms, err) &&
	    session_forgive(db, user.name, err) && note(r, "user password", &user, err), err))
		return false;
	return reply_redirect(reply, "/sign-in?did=password");
}
