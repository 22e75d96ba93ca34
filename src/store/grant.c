/* grant: rows of mail_grant. */
#include "store/grant.h"

#include <string.h>

#include "base/json.h"
#include "base/banned.h"

static bool
open_tokens(const struct seal_key *key, const void *sealed, size_t len, struct arena *a,
    struct grant *grant, struct err *err)
{
	struct str text = STR_INIT;
	struct json *tokens = NULL;

	bool ok = seal_open(key, sealed, len, &text) && json_parse(text.text, text.len, &tokens, NULL);
	if (ok) {
		grant->access = arena_strdup(a, json_get_text(tokens, "access"));
		grant->refresh = arena_strdup(a, json_get_text(tokens, "refresh"));
	}
	json_free(tokens);
	explicit_bzero(text.text, text.len);
	str_clear(&text);
	return ok || fail(err, ERR_INPUT, "the permission for %s was sealed with another secret.key. Put "
	    "that one back, or run \"credence mail connect\"", grant->user);
}

bool
grant_load(struct db *db, const struct seal_key *key, const char *user, struct arena *a,
    struct grant *ret_grant, struct err *err)
{
	const void *sealed = NULL;
	struct query q;
	size_t len = 0;

	*ret_grant = (struct grant){ .user = NULL };
	query_open(&q, db, "SELECT sealed, granted_ms, expires_ms, renewed_ms, fault FROM mail_grant"
	    " WHERE user = :user");
	query_bind_text(&q, ":user", user);
	if (query_row(&q)) {
		sealed = query_bytes(&q, 0, a, &len);
		*ret_grant = (struct grant){
			.user = arena_strdup(a, user),
			.granted_ms = query_int(&q, 1),
			.expires_ms = query_int(&q, 2),
			.renewed_ms = query_instant(&q, 3),
			.fault = query_text(&q, 4, a),
		};
	}
	return query_close(&q, err) && (ret_grant->user == NULL ||
	    open_tokens(key, sealed, len, a, ret_grant, err));
}

bool
grant_save(struct db *db, const struct seal_key *key, const struct grant *grant, struct err *err)
{
	struct json *tokens = json_new_object();
	struct str text = STR_INIT, sealed = STR_INIT;
	struct query q;

	json_set_text(tokens, "access", grant->access);
	json_set_text(tokens, "refresh", grant->refresh);
	json_print(tokens, &text);
	json_free(tokens);
	seal(key, text.text, text.len, &sealed);
	explicit_bzero(text.text, text.len);
	query_open(&q, db, "INSERT INTO mail_grant (user, sealed, granted_ms, expires_ms, renewed_ms, fault)"
	    " VALUES (:user, :sealed, :granted_ms, :expires_ms, :renewed_ms, :fault)"
	    " ON CONFLICT (user) DO UPDATE SET sealed = excluded.sealed, granted_ms = excluded.granted_ms,"
	    " expires_ms = excluded.expires_ms, renewed_ms = excluded.renewed_ms, fault = excluded.fault");
	query_bind_text(&q, ":user", grant->user);
	query_bind_bytes(&q, ":sealed", sealed.text, sealed.len);
	query_bind_int(&q, ":granted_ms", grant->granted_ms);
	query_bind_int(&q, ":expires_ms", grant->expires_ms);
	query_bind_instant(&q, ":renewed_ms", grant->renewed_ms);
	query_bind_text(&q, ":fault", grant->fault);
	bool ok = query_run(&q, NULL, err);
	str_clear(&text);
	str_clear(&sealed);
	return ok;
}

bool
grant_set_fault(struct db *db, const char *user, const char *fault, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE mail_grant SET fault = :fault WHERE user = :user");
	query_bind_text(&q, ":fault", fault);
	query_bind_text(&q, ":user", user);
	return query_run(&q, NULL, err);
}
