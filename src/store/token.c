/* token: rows of api_token. */
#include "store/token.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "base/banned.h"

static bool
note(struct db *db, const char *action, int64_t token_id, const char *detail, const struct account_by *by,
    struct err *err)
{
	struct str object = STR_INIT;

	str_printf(&object, "token %lld", (long long)token_id);
	bool ok = audit_add(db, by->actor, action, object.text, detail, by->now_ms, err);
	str_clear(&object);
	return ok;
}

/* A scope that its user lacks would promise what no request gets. */
static bool
check(const struct user *user, const struct token_new *token, const struct account_by *by, struct arena *a,
    struct err *err)
{
	unsigned lacks = right_of_scopes(token->scopes) & ~role_rights(by->roles, user->roles);

	if (user->retired_ms != INSTANT_NONE)
		return fail(err, ERR_CONFLICT, "\"%s\" is retired", user->name);
	if (!text_is_name(token->name))
		return fail(err, ERR_INPUT, "a token's name stands on one line and has at most %d bytes", TEXT_NAME_BYTES);
	if (token->scopes == 0)
		return fail(err, ERR_INPUT, "say what the token may do: at least one scope");
	if (lacks != 0)
		return fail(err, ERR_INPUT, "\"%s\" (%s) may not %s, nor may a token of theirs", user->name,
		    right_role_words(user->roles, a), right_meaning(lacks, a));
	return token->expires_ms > by->now_ms || fail(err, ERR_INPUT, "the token would be too old already");
}

static bool
insert(struct db *db, const struct user *user, const struct token_new *token, const struct account_by *by,
    const char *secret, int64_t *ret_token_id, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct err why = ERR_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO api_token (user_id, name, secret_sha256, scopes, created_ms, expires_ms)"
	    " VALUES (:user_id, :name, :hash, :scopes, :now_ms, :expires_ms) RETURNING token_id");
	query_bind_int(&q, ":user_id", user->user_id);
	query_bind_text(&q, ":name", token->name);
	query_bind_text(&q, ":hash", hash_text(secret, strlen(secret), hash));
	query_bind_int(&q, ":scopes", token->scopes);
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_int(&q, ":expires_ms", token->expires_ms);
	if (query_run_int(&q, ret_token_id, &why))
		return true;
	if (why.kind == ERR_CONFLICT)
		return fail(err, ERR_CONFLICT, "\"%s\" has a token \"%s\" already", user->name, token->name);
	return fail(err, why.kind, "%s", why.text);
}

bool
token_add(struct db *db, const struct user *user, const struct token_new *token, const struct account_by *by,
    char secret[TOKEN_BYTES], int64_t *ret_token_id, struct err *err)
{
	char mine[TOKEN_BYTES] = TOKEN_PREFIX;
	struct arena a = ARENA_INIT;

	random_id(mine + strlen(TOKEN_PREFIX));
	bool ok = check(user, token, by, &a, err) && insert(db, user, token, by, mine, ret_token_id, err) &&
	    note(db, "token add", *ret_token_id, arena_printf(&a, "%s of %s: %s", token->name, user->name,
	    right_scope_words(token->scopes, &a)), by, err);
	arena_clear(&a);
	if (ok)
		memcpy(secret, mine, sizeof(mine));
	return ok;
}

bool
token_revoke(struct db *db, int64_t token_id, const struct account_by *by, struct err *err)
{
	bool is_there, is_revoked;
	struct query q;

	query_open(&q, db, "SELECT revoked_ms FROM api_token WHERE token_id = :token_id");
	query_bind_int(&q, ":token_id", token_id);
	is_there = query_row(&q);
	is_revoked = is_there && !query_null(&q, 0);
	if (!query_close(&q, err))
		return false;
	if (!is_there)
		return fail(err, ERR_MISSING, "there is no token %lld", (long long)token_id);
	if (is_revoked)
		return fail(err, ERR_CONFLICT, "token %lld is revoked already", (long long)token_id);
	query_open(&q, db, "UPDATE api_token SET revoked_ms = :now_ms WHERE token_id = :token_id");
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_int(&q, ":token_id", token_id);
	return query_run(&q, NULL, err) && note(db, "token revoke", token_id, NULL, by, err);
}

bool
token_find(struct db *db, const struct roles *roles, const char *secret, int64_t now_ms, struct arena *a,
    struct token *ret_token, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	*ret_token = (struct token){ .used_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT t.token_id, t.user_id, u.name, t.name, t.scopes, u.roles, t.used_ms"
	    " FROM api_token t JOIN user u ON u.user_id = t.user_id WHERE t.secret_sha256 = :hash"
	    " AND t.revoked_ms IS NULL AND t.expires_ms > :now_ms AND u.retired_ms IS NULL");
	query_bind_text(&q, ":hash", hash_text(secret, strlen(secret), hash));
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q))
		*ret_token = (struct token){
			.token_id = query_int(&q, 0),
			.user_id = query_int(&q, 1),
			.user = query_text(&q, 2, a),
			.name = query_text(&q, 3, a),
			.rights = right_of_scopes((unsigned)query_int(&q, 4)) &
			    role_rights(roles, (unsigned)query_int(&q, 5)),
			.used_ms = query_instant(&q, 6),
		};
	return query_close(&q, err);
}

bool
token_touch(struct db *db, int64_t token_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE api_token SET used_ms = :now_ms WHERE token_id = :token_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":token_id", token_id);
	return query_run(&q, NULL, err);
}

static void
query_rows(struct query *q, struct db *db, int64_t user_id, int64_t now_ms)
{
	query_open(q, db, "SELECT t.token_id, u.name AS user, t.name, t.scopes, t.created_ms, t.expires_ms, t.used_ms,"
	    " t.revoked_ms, CASE WHEN t.revoked_ms IS NOT NULL THEN 'revoked' WHEN u.retired_ms IS NOT NULL THEN 'retired'"
	    " WHEN t.expires_ms <= :now_ms THEN 'expired' ELSE 'active' END AS status"
	    " FROM api_token t JOIN user u ON u.user_id = t.user_id"
	    " WHERE :user_id IS NULL OR t.user_id = :user_id ORDER BY u.name, t.token_id /*scan*/");
	query_bind_int(q, ":now_ms", now_ms);
	query_bind_id(q, ":user_id", user_id);
}

bool
token_list(struct db *db, int64_t user_id, const struct zone *zone, int64_t now_ms, struct json **ret_rows,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	struct json *rows;
	struct query q;

	query_rows(&q, db, user_id, now_ms);
	if (!query_json(&q, zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_text(row, "scopes", right_scope_words((unsigned)json_get_int(row, "scopes", 0), &a));
	}
	arena_clear(&a);
	*ret_rows = rows;
	return true;
}
