/* factor: rows of user_totp and user_recovery. */
#include "store/factor.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

#define CODE_RANDOM_BYTES	10
#define CODE_CHARACTERS		16
#define GROUP			4

bool
factor_load(struct db *db, int64_t user_id, struct factor *ret_factor, struct err *err)
{
	struct query q;

	*ret_factor = (struct factor){ .since_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT confirmed_ms, (SELECT count(*) FROM user_recovery r WHERE r.user_id = t.user_id)"
	    " FROM user_totp t WHERE t.user_id = :user_id AND t.confirmed_ms IS NOT NULL");
	query_bind_int(&q, ":user_id", user_id);
	if (query_row(&q))
		*ret_factor = (struct factor){ .is_on = true, .since_ms = query_instant(&q, 0),
		    .codes_left = query_int(&q, 1) };
	return query_close(&q, err);
}

bool
factor_begin(struct db *db, const struct seal_key *key, int64_t user_id, int64_t now_ms, struct err *err)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	struct str sealed = STR_INIT;
	int64_t changed;
	struct query q;

	random_bytes(secret, sizeof(secret));
	seal(key, secret, sizeof(secret), &sealed);
	explicit_bzero(secret, sizeof(secret));
	query_open(&q, db, "INSERT INTO user_totp (user_id, sealed, created_ms) VALUES (:user_id, :sealed, :now_ms)"
	    " ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, created_ms = excluded.created_ms"
	    " WHERE confirmed_ms IS NULL");
	query_bind_int(&q, ":user_id", user_id);
	query_bind_bytes(&q, ":sealed", sealed.text, sealed.len);
	query_bind_int(&q, ":now_ms", now_ms);
	bool ok = query_run(&q, &changed, err) && (changed > 0 || fail(err, ERR_CONFLICT, "there is an authenticator "
	    "already. Take that away first"));
	str_clear(&sealed);
	return ok;
}

struct secret { bool is_there; unsigned char bytes[TOTP_SECRET_BYTES]; };

static bool
load_secret(struct db *db, const struct seal_key *key, int64_t user_id, bool is_confirmed,
    struct secret *secret, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct str bytes = STR_INIT;
	const void *sealed = NULL;
	size_t len = 0;
	struct query q;

	query_open(&q, db, "SELECT sealed FROM user_totp WHERE user_id = :user_id"
	    " AND (confirmed_ms IS NOT NULL) = :is_confirmed");
	query_bind_int(&q, ":user_id", user_id);
	query_bind_int(&q, ":is_confirmed", is_confirmed);
	*secret = (struct secret){ .is_there = query_row(&q) };
	if (secret->is_there)
		sealed = query_bytes(&q, 0, &a, &len);
	bool ok = query_close(&q, err);
	if (ok && secret->is_there) {
		ok = (seal_open(key, sealed, len, &bytes) && bytes.len == sizeof(secret->bytes)) || fail(err, ERR_SYSTEM,
		    "the secret of user %lld was sealed with another secret.key. Put that one back, or run \"credence "
		    "user recover\"", (long long)user_id);
		if (ok)
			memcpy(secret->bytes, bytes.text, sizeof(secret->bytes));
	}
	explicit_bzero(bytes.text, bytes.len);
	str_clear(&bytes);
	arena_clear(&a);
	return ok;
}

bool
factor_pending(struct db *db, const struct seal_key *key, int64_t user_id, char text[FACTOR_TEXT_BYTES],
    struct err *err)
{
	struct secret secret;

	if (!load_secret(db, key, user_id, false, &secret, err))
		return false;
	if (!secret.is_there)
		return fail(err, ERR_MISSING, "no authenticator is being set up");
	base32_text(secret.bytes, sizeof(secret.bytes), text);
	explicit_bzero(&secret, sizeof(secret));
	return true;
}

bool
factor_confirm(struct db *db, const struct seal_key *key, int64_t user_id, const char *code, int64_t now_ms,
    bool *ret_right, struct err *err)
{
	struct secret secret;
	int64_t counter = 0;
	struct query q;

	if (!load_secret(db, key, user_id, false, &secret, err))
		return false;
	if (!secret.is_there)
		return fail(err, ERR_MISSING, "no authenticator is being set up");
	*ret_right = totp_matches(secret.bytes, code, now_ms, &counter);
	explicit_bzero(&secret, sizeof(secret));
	if (!*ret_right)
		return true;
	query_open(&q, db, "UPDATE user_totp SET confirmed_ms = :now_ms, counter = :counter WHERE user_id = :user_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":counter", counter);
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err);
}

static bool
forget_codes(struct db *db, int64_t user_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM user_recovery WHERE user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err);
}

static bool
add_code(struct db *db, int64_t user_id, char code[FACTOR_CODE_BYTES], struct err *err)
{
	unsigned char random[CODE_RANDOM_BYTES];
	char text[CODE_CHARACTERS + 1], hash[HASH_TEXT_BYTES];
	struct query q;

	random_bytes(random, sizeof(random));
	base32_text(random, sizeof(random), text);
	for (size_t i = 0; i < CODE_CHARACTERS; i++) {
		code[i + i / GROUP] = text[i];
		if (i % GROUP == GROUP - 1)
			code[i + i / GROUP + 1] = '-';
	}
	code[FACTOR_CODE_BYTES - 1] = '\0';
	query_open(&q, db, "INSERT INTO user_recovery (code_sha256, user_id) VALUES (:hash, :user_id)");
	query_bind_text(&q, ":hash", hash_text(text, CODE_CHARACTERS, hash));
	query_bind_int(&q, ":user_id", user_id);
	return query_run(&q, NULL, err);
}

bool
factor_make_codes(struct db *db, int64_t user_id, char codes[FACTOR_CODES][FACTOR_CODE_BYTES], struct err *err)
{
	bool ok = forget_codes(db, user_id, err);

	for (size_t i = 0; ok && i < FACTOR_CODES; i++)
		ok = add_code(db, user_id, codes[i], err);
	return ok;
}

/* As it was printed, or as people type it: any case, with or without dashes and blanks. */
static bool
take_paper(struct db *db, int64_t user_id, const char *code, bool *ret_right, struct err *err)
{
	char hash[HASH_TEXT_BYTES], text[CODE_CHARACTERS + 1];
	size_t len = 0;
	int64_t taken;
	struct query q;

	*ret_right = false;
	for (; *code != '\0' && len < CODE_CHARACTERS; code++)
		if (*code != '-' && *code != ' ')
			text[len++] = (char)(*code >= 'A' && *code <= 'Z' ? *code + 32 : *code);
	if (len != CODE_CHARACTERS || code[strspn(code, " -")] != '\0')
		return true;
	query_open(&q, db, "DELETE FROM user_recovery WHERE code_sha256 = :hash AND user_id = :user_id");
	query_bind_text(&q, ":hash", hash_text(text, len, hash));
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, &taken, err))
		return false;
	*ret_right = taken > 0;
	return true;
}

/* The row itself refuses what was taken before, whoever is quicker. */
static bool
take_counter(struct db *db, int64_t user_id, int64_t counter, bool *ret_right, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "UPDATE user_totp SET counter = :counter WHERE user_id = :user_id AND counter < :counter");
	query_bind_int(&q, ":counter", counter);
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_right = changed > 0;
	return true;
}

bool
factor_take(struct db *db, const struct seal_key *key, int64_t user_id, const char *code, int64_t now_ms,
    bool *ret_right, bool *ret_is_paper, struct err *err)
{
	struct secret secret;
	int64_t counter = 0;

	*ret_is_paper = false;
	if (!load_secret(db, key, user_id, true, &secret, err))
		return false;
	bool matches = secret.is_there && totp_matches(secret.bytes, code, now_ms, &counter);
	explicit_bzero(&secret, sizeof(secret));
	if (matches)
		return take_counter(db, user_id, counter, ret_right, err);
	if (!take_paper(db, user_id, code, ret_right, err))
		return false;
	*ret_is_paper = *ret_right;
	return true;
}

bool
factor_end(struct db *db, int64_t user_id, bool *ret_was_on, struct err *err)
{
	int64_t ended;
	struct query q;

	query_open(&q, db, "DELETE FROM user_totp WHERE user_id = :user_id");
	query_bind_int(&q, ":user_id", user_id);
	if (!query_run(&q, &ended, err) || !forget_codes(db, user_id, err))
		return false;
	*ret_was_on = ended > 0;
	return true;
}
