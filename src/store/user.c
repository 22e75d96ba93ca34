/* user: rows of user and user_link. */
#include "store/user.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define COLUMNS "u.user_id, u.name, u.person, u.roles, u.password_hash, u.retired_ms"

static void
read_user(struct query *q, struct arena *a, struct user *ret_user)
{
	*ret_user = (struct user){ .retired_ms = INSTANT_NONE };
	if (!query_row(q))
		return;
	*ret_user = (struct user){
		.user_id = query_int(q, 0),
		.name = query_text(q, 1, a),
		.person = query_text(q, 2, a),
		.roles = (unsigned)query_int(q, 3),
		.password_hash = query_text(q, 4, a),
		.retired_ms = query_instant(q, 5),
	};
}

bool
user_add(struct db *db, const char *name, const char *person, unsigned roles, int64_t now_ms,
    int64_t *ret_user_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct user known;
	struct query q;

	bool ok = user_look(db, name, &a, &known, err) && (known.user_id == 0 || fail(err, ERR_CONFLICT,
	    "there is a user \"%s\" already%s", known.name, known.retired_ms != INSTANT_NONE ?
	    ", who is retired. Names are not given twice: the log says who did what" : ""));
	arena_clear(&a);
	if (!ok)
		return false;
	query_open(&q, db, "INSERT INTO user (name, person, roles, created_ms)"
	    " VALUES (:name, :person, :roles, :created_ms) RETURNING user_id");
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":person", person);
	query_bind_int(&q, ":roles", roles);
	query_bind_int(&q, ":created_ms", now_ms);
	return query_run_int(&q, ret_user_id, err);
}

bool
user_look(struct db *db, const char *name, struct arena *a, struct user *ret_user, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " COLUMNS " FROM user u WHERE u.name = :name");
	query_bind_text(&q, ":name", name);
	read_user(&q, a, ret_user);
	return query_close(&q, err);
}

bool
user_find(struct db *db, const char *name, struct arena *a, struct user *ret_user, struct err *err)
{
	struct user user;

	if (!user_look(db, name, a, &user, err))
		return false;
	if (user.user_id == 0)
		return fail(err, ERR_MISSING, "there is no user \"%s\". \"credence user list\" shows them", name);
	*ret_user = user;
	return true;
}

bool
user_find_by_mail(struct db *db, const char *mail, struct arena *a, struct user *ret_user, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " COLUMNS " FROM user u WHERE u.mail = :mail AND u.retired_ms IS NULL");
	query_bind_text(&q, ":mail", mail);
	read_user(&q, a, ret_user);
	return query_close(&q, err);
}

bool
user_set_mail(struct db *db, int64_t user_id, const char *mail, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE user SET mail = :mail WHERE user_id = :user_id");
	query_bind_text(&q, ":mail", mail);
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err);
}

bool
user_load(struct db *db, int64_t user_id, struct arena *a, struct user *ret_user, struct err *err)
{
	struct user user;
	struct query q;

	query_open(&q, db, "SELECT " COLUMNS " FROM user u WHERE u.user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	read_user(&q, a, &user);
	if (!query_close(&q, err))
		return false;
	if (user.user_id == 0)
		return fail(err, ERR_MISSING, "there is no user %lld", (long long)user_id);
	*ret_user = user;
	return true;
}

bool
user_any(struct db *db, bool *ret_any, struct err *err)
{
	struct query q;
	int64_t any = 0;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM user)");
	if (!query_run_int(&q, &any, err))
		return false;
	*ret_any = any != 0;
	return true;
}

bool
user_check_assignee(struct db *db, const char *name, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct user user;
	bool any;

	bool ok = user_any(db, &any, err) && user_look(db, name, &a, &user, err);
	if (ok && any && user.user_id == 0)
		ok = fail(err, ERR_MISSING, "there is no user \"%s\" who could have it. \"credence user list\" "
		    "shows them", name);
	else if (ok && any && user.retired_ms != INSTANT_NONE)
		ok = fail(err, ERR_CONFLICT, "\"%s\" is retired", user.name);
	arena_clear(&a);
	return ok;
}

void
user_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT u.user_id, u.name, u.person, u.roles, u.created_ms, u.retired_ms,"
	    " u.password_hash IS NOT NULL AS has_password,"
	    " u.mail, (SELECT max(s.seen_ms) FROM session s WHERE s.user_id = u.user_id) AS seen_ms"
	    " FROM user u ORDER BY u.name /*scan*/");
}

/* Whoever has the old password, or an address that was sent, is out. */
static bool
end_all(struct db *db, int64_t user_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM session WHERE user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "DELETE FROM user_link WHERE user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err);
}

bool
user_set_roles(struct db *db, int64_t user_id, unsigned roles, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE user SET roles = :roles WHERE user_id = :user_id");
	query_bind_int(&q, ":roles", roles);
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err) && end_all(db, user_id, err);
}

bool
user_set_password(struct db *db, int64_t user_id, const char *hash, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE user SET password_hash = :hash, password_ms = :now_ms"
	    " WHERE user_id = :user_id");
	query_bind_text(&q, ":hash", hash);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err) && end_all(db, user_id, err);
}

bool
user_retire(struct db *db, int64_t user_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE user SET retired_ms = :now_ms, password_hash = NULL WHERE user_id = :user_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err) && end_all(db, user_id, err);
}

bool
user_link_add(struct db *db, int64_t user_id, int64_t now_ms, char secret[HASH_ID_BYTES], struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "DELETE FROM user_link WHERE user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, NULL, err))
		return false;
	random_id(secret);
	query_open(&q, db, "INSERT INTO user_link (secret_sha256, user_id, expires_ms)"
	    " VALUES (:hash, :user_id, :expires_ms)");
	query_bind_text(&q, ":hash", hash_text(secret, strlen(secret), hash));
	query_bind_int(&q, ":user_id", user_id);
	query_bind_int(&q, ":expires_ms", now_ms + USER_LINK_DAYS * MS_PER_DAY);
	return query_run(&q, NULL, err);
}

bool
user_link_find(struct db *db, const char *secret, int64_t now_ms, struct arena *a,
    struct user *ret_user, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct user user;
	struct query q;

	query_open(&q, db, "SELECT " COLUMNS " FROM user_link l JOIN user u ON u.user_id = l.user_id"
	    " WHERE l.secret_sha256 = :hash AND l.expires_ms > :now_ms AND u.retired_ms IS NULL");
	query_bind_text(&q, ":hash", hash_text(secret, strlen(secret), hash));
	query_bind_int(&q, ":now_ms", now_ms);
	read_user(&q, a, &user);
	if (!query_close(&q, err))
		return false;
	if (user.user_id == 0)
		return fail(err, ERR_MISSING, "this address was used already or is too old. Whoever administers "
		    "Credence can make another one");
	*ret_user = user;
	return true;
}
