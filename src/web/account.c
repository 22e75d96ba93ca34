/* account: one's own: what one may do here, another password, where one is signed in. */
#include "store/session.h"

#include <string.h>

#include "store/audit.h"
#include "store/factor.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/password.h"
#include "web/sign.h"
#include "web/words.h"
#include "base/banned.h"

#define SESSIONS_MAX	50
#define FEW_CODES	3

static bool
add_sessions(struct request *r, struct json *data, struct err *err)
{
	const struct settings *s = r->web->settings;
	const struct session_age age = { .now_ms = r->now_ms, .idle_ms = s->web.idle_minutes * MS_PER_MINUTE,
	    .max_ms = s->web.session_hours * MS_PER_HOUR };
	struct json *rows;
	struct query q;

	session_query_list(&q, r->web->db, r->user_id, r->session, &age);
	if (!page_rows(r, data, "sessions", &q, SESSIONS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		page_since(r, json_at(rows, i), "created_ms", "created_words");
		page_since(r, json_at(rows, i), "seen_ms", "seen_words");
	}
	json_set_bool(data, "has_others", json_count(rows) > 1);
	return true;
}

static bool
add_factor(struct request *r, struct json *data, struct err *err)
{
	struct factor factor;

	if (!factor_load(r->web->db, r->user_id, &factor, err))
		return false;
	json_set_bool(data, "has_factor", factor.is_on);
	json_set_text(data, "factor_words", factor.is_on ? words_since(factor.since_ms, r->now_ms,
	    r->web->settings->zone, r->a) : NULL);
	json_set_int(data, "codes_left", factor.codes_left);
	json_set_bool(data, "has_few_codes", factor.codes_left < FEW_CODES);
	return true;
}

static bool
show(struct request *r, struct reply *reply, const struct user *user, const char *refusal, struct err *err)
{
	static const struct notice notices[] = {
		{ "password", "The new password is kept; everywhere else you are signed out." },
		{ "ended", "That session is ended." },
		{ "others", "You are signed in here alone now." },
		{ "code-off", "No code is asked for any more." },
		{ "code-needed", "Before anything else, set up a second factor here: it is asked of everybody." },
		{ NULL, NULL },
	};
	struct json *data = json_new_object();

	json_set_text(data, "title", "Your account");
	json_set_bool(data, "at_account", true);
	json_set_text(data, "name", user->name);
	json_set_text(data, "person", user->person);
	json_set_text(data, "roles", right_role_words(user->roles, r->a));
	json_set_text(data, "meaning", right_meaning(r->rights, r->a));
	json_set_int(data, "characters", PASSWORD_CHARACTERS_MIN);
	page_notice(r, data, notices);
	if (refusal != NULL)
		json_set_text(data, "notice", refusal);
	if (add_sessions(r, data, err) && add_factor(r, data, err))
		return page_render(r, reply, "account", data, err);
	json_free(data);
	return false;
}

bool
page_account(struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	return sign_own(r, &user, err) && show(r, reply, &user, NULL, err);
}

/* All sessions end with the old password; this one goes on under another secret. */
static bool
change(struct request *r, struct reply *reply, const struct user *user, const char *hash, struct err *err)
{
	const struct account_by by = { .actor = r->actor, .now_ms = r->now_ms, .roles = r->web->settings->roles };

	return account_set_password(r->web->writer.db, user, hash, &by, err) && sign_begin(r, reply, user, false, err);
}

bool
post_account_password(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	char hash[PASSWORD_HASH_BYTES];
	const char *refusal;
	struct user user;

	if (!sign_check_own(r, reply, &user, &refusal, err))
		return false;
	if (refusal != NULL)
		return show(r, reply, &user, reply->status == 403 ? "The old password is wrong. Nothing was changed." :
		    refusal, err);
	if (!password_read(r, user.name, hash, &refusal, err))
		return false;
	if (refusal != NULL) {
		reply->status = 400;
		return show(r, reply, &user, refusal, err);
	}
	return db_begin(db, err) && db_end(db, change(r, reply, &user, hash, err), err) &&
	    reply_redirect(reply, "/account?did=password");
}

static bool
note(struct request *r, const char *what, struct err *err)
{
	return audit_add(r->web->writer.db, r->actor, "sign-out", what, r->client, r->now_ms, err);
}

bool
post_session_end(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	bool ended = false;

	return db_begin(db, err) && db_end(db, session_end_one(db, r->user_id, r->word[0], &ended, err) &&
	    (!ended || note(r, "another session", err)), err) &&
	    reply_redirect(reply, ended ? "/account?did=ended" : "/account?did=again");
}

bool
post_sessions_end(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct user user;

	return sign_own(r, &user, err) && db_begin(db, err) && db_end(db,
	    session_end_others(db, user.user_id, r->session, err) && note(r, "all other sessions", err), err) &&
	    reply_redirect(reply, "/account?did=others");
}
