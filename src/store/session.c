/* session: rows of session and sign_in_failure. */
#include "store/session.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define FREE_FAILURES	4
#define PAUSE_MS	(30 * MS_PER_SECOND)
#define PAUSE_MAX_MS	(15 * MS_PER_MINUTE)
#define FORGET_MS	MS_PER_DAY

static char *
hash_secret(const char *secret, char hash[HASH_TEXT_BYTES])
{
	return hash_text(secret, strlen(secret), hash);
}

/* ASCII letters are one in either case, as in the column's NOCASE. */
static char *
hash_name(const char *name, char hash[HASH_TEXT_BYTES])
{
	struct arena a = ARENA_INIT;

	hash_text(arena_lower(&a, name), strlen(name), hash);
	arena_clear(&a);
	return hash;
}

bool
session_begin(struct db *db, int64_t user_id, bool is_waiting, int64_t now_ms, char secret[HASH_ID_BYTES],
    struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	random_id(secret);
	query_open(&q, db, "INSERT INTO session (secret_sha256, user_id, is_waiting, created_ms, seen_ms)"
	    " VALUES (:hash, :user_id, :is_waiting, :now_ms, :now_ms)");
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	query_bind_int(&q, ":user_id", user_id);
	query_bind_int(&q, ":is_waiting", is_waiting);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

static void
read_user(struct query *q, struct arena *a, struct user *ret_user)
{
	ret_user->user_id = query_int(q, 0);
	ret_user->name = query_text(q, 1, a);
	ret_user->person = query_text(q, 2, a);
	ret_user->roles = (unsigned)query_int(q, 3);
}

bool
session_find_waiting(struct db *db, const char *secret, int64_t now_ms, struct arena *a,
    struct user *ret_user, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	*ret_user = (struct user){ .retired_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT u.user_id, u.name, u.person, u.roles"
	    " FROM session s JOIN user u ON u.user_id = s.user_id WHERE s.secret_sha256 = :hash"
	    " AND s.is_waiting = 1 AND s.created_ms > :since_ms AND u.retired_ms IS NULL");
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	query_bind_int(&q, ":since_ms", now_ms - SESSION_WAIT_MINUTES * MS_PER_MINUTE);
	if (query_row(&q))
		read_user(&q, a, ret_user);
	return query_close(&q, err);
}

bool
session_find(struct db *db, const char *secret, int64_t now_ms, int64_t idle_ms, int64_t max_ms,
    struct arena *a, struct user *ret_user, int64_t *ret_seen_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	*ret_user = (struct user){ .retired_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT u.user_id, u.name, u.person, u.roles, s.seen_ms"
	    " FROM session s JOIN user u ON u.user_id = s.user_id WHERE s.secret_sha256 = :hash"
	    " AND s.is_waiting = 0 AND s.seen_ms > :idle_ms AND s.created_ms > :max_ms AND u.retired_ms IS NULL");
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	query_bind_int(&q, ":idle_ms", now_ms - idle_ms);
	query_bind_int(&q, ":max_ms", now_ms - max_ms);
	if (query_row(&q)) {
		read_user(&q, a, ret_user);
		*ret_seen_ms = query_int(&q, 4);
	}
	return query_close(&q, err);
}

bool
session_touch(struct db *db, const char *secret, int64_t now_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "UPDATE session SET seen_ms = :now_ms WHERE secret_sha256 = :hash");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	return query_run(&q, NULL, err);
}

bool
session_end(struct db *db, const char *secret, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "DELETE FROM session WHERE secret_sha256 = :hash");
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	return query_run(&q, NULL, err);
}

void
session_query_list(struct query *q, struct db *db, int64_t user_id, const char *secret,
    const struct session_age *age)
{
	char hash[HASH_TEXT_BYTES];

	query_open(q, db, "SELECT secret_sha256 AS session, created_ms, seen_ms, secret_sha256 = :hash AS is_own"
	    " FROM session WHERE user_id = :user_id AND is_waiting = 0 AND seen_ms > :idle_ms AND created_ms > :max_ms"
	    " ORDER BY seen_ms DESC, created_ms DESC");
	query_bind_text(q, ":hash", hash_secret(secret, hash));
	query_bind_int(q, ":user_id", user_id);
	query_bind_int(q, ":idle_ms", age->now_ms - age->idle_ms);
	query_bind_int(q, ":max_ms", age->now_ms - age->max_ms);
}

bool
session_end_one(struct db *db, int64_t user_id, const char *session, bool *ret_ended, struct err *err)
{
	int64_t ended;
	struct query q;

	query_open(&q, db, "DELETE FROM session WHERE secret_sha256 = :session AND user_id = :user_id");
	query_bind_text(&q, ":session", session);
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, &ended, err))
		return false;
	*ret_ended = ended > 0;
	return true;
}

bool
session_end_others(struct db *db, int64_t user_id, const char *secret, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "DELETE FROM session WHERE user_id = :user_id AND secret_sha256 <> :hash");
	query_bind_int(&q, ":user_id", user_id);
	query_bind_text(&q, ":hash", hash_secret(secret, hash));
	return query_run(&q, NULL, err);
}

bool
session_wait(struct db *db, const char *name, int64_t now_ms, int64_t *ret_until_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	*ret_until_ms = INSTANT_NONE;
	query_open(&q, db, "SELECT until_ms FROM sign_in_failure WHERE name_sha256 = :hash"
	    " AND until_ms > :now_ms");
	query_bind_text(&q, ":hash", hash_name(name, hash));
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q))
		*ret_until_ms = query_int(&q, 0);
	return query_close(&q, err);
}

/* What is a day old is forgotten, so that the table stays small. */
static bool
count_failure(struct db *db, const char *hash, int64_t now_ms, int64_t *ret_failures, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM sign_in_failure WHERE failed_ms < :since_ms /*scan*/");
	query_bind_int(&q, ":since_ms", now_ms - FORGET_MS);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "INSERT INTO sign_in_failure (name_sha256, failures, failed_ms, until_ms)"
	    " VALUES (:hash, 1, :now_ms, 0) ON CONFLICT (name_sha256) DO UPDATE"
	    " SET failures = failures + 1, failed_ms = excluded.failed_ms RETURNING failures");
	query_bind_text(&q, ":hash", hash);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run_int(&q, ret_failures, err);
}

bool
session_fail(struct db *db, const char *name, int64_t now_ms, int64_t *ret_until_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	int64_t failures, pause_ms = PAUSE_MS;
	struct query q;

	*ret_until_ms = INSTANT_NONE;
	if (!count_failure(db, hash_name(name, hash), now_ms, &failures, err))
		return false;
	if (failures <= FREE_FAILURES)
		return true;
	for (int64_t i = FREE_FAILURES + 1; i < failures && pause_ms < PAUSE_MAX_MS; i++)
		pause_ms *= 2;
	*ret_until_ms = now_ms + (pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS);
	query_open(&q, db, "UPDATE sign_in_failure SET until_ms = :until_ms WHERE name_sha256 = :hash");
	query_bind_int(&q, ":until_ms", *ret_until_ms);
	query_bind_text(&q, ":hash", hash);
	return query_run(&q, NULL, err);
}

bool
session_forgive(struct db *db, const char *name, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "DELETE FROM sign_in_failure WHERE name_sha256 = :hash");
	query_bind_text(&q, ":hash", hash_name(name, hash));
	return query_run(&q, NULL, err);
}
