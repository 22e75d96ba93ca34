/*
 * sealed: the SQL functions sealed(TEXT), unsealed(TEXT) and opens(TEXT).  A sealed value is text, "sealed:" and
 * base64, so that it stands in the column where it would stand in clear.  For bytes of any length: sealed_bytes()
 * and opens_bytes().  They are for the program's own statements alone: nothing that a database file brings along (a
 * trigger, a view) may call them.
 */
#include "db/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/seal_stream.h"
#include "base/str.h"
#include "base/banned.h"

#define PREFIX	"sealed:"
#define NO_KEY	"the key of sensitive values is not there"

static const struct seal_key *
key_of(sqlite3_context *context)
{
	const struct db *db = sqlite3_user_data(context);

	if (db->has_key)
		return &db->key;
	sqlite3_result_error(context, NO_KEY, -1);
	return NULL;
}

static void
sql_sealed(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct str bytes = STR_INIT, out = STR_INIT;
	const struct seal_key *key;

	(void)count;
	if (text == NULL || (key = key_of(context)) == NULL)
		return;
	seal(key, text, strlen(text), &bytes);
	str_add(&out, PREFIX);
	base64_url_add(&out, bytes.text, bytes.len);
	sqlite3_result_text(context, out.text, (int)out.len, SQLITE_TRANSIENT);
	str_clear(&bytes);
	str_clear(&out);
}

bool
db_unseal(struct db *db, const char *sealed, struct str *out, struct err *err)
{
	struct str bytes = STR_INIT;
	size_t head = strlen(PREFIX);

	bool ok = text_starts(sealed, PREFIX) && base64_url_read(sealed + head, strlen(sealed) - head, &bytes) &&
	    seal_open(&db->key, bytes.text, bytes.len, out);
	str_clear(&bytes);
	return ok || fail(err, ERR_SYSTEM, "a sensitive value was sealed with another secret.key, or was changed");
}

static void
sql_unsealed(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct str out = STR_INIT;
	struct err why = ERR_INIT;

	(void)count;
	if (text == NULL || key_of(context) == NULL)
		return;
	if (db_unseal(sqlite3_user_data(context), text, &out, &why))
		sqlite3_result_text(context, out.text, (int)out.len, SQLITE_TRANSIENT);
	else
		sqlite3_result_error(context, why.text, -1);
	explicit_bzero(out.text, out.len);
	str_clear(&out);
}

static void
sql_opens(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct str out = STR_INIT;

	(void)count;
	if (text != NULL && key_of(context) == NULL)
		return;
	sqlite3_result_int(context, text == NULL || db_unseal(sqlite3_user_data(context), text, &out, NULL));
	explicit_bzero(out.text, out.len);
	str_clear(&out);
}

bool
db_seal_key(struct db *db, const char *purpose, struct seal_key *ret_key, struct err *err)
{
	if (!db->has_key)
		return fail(err, ERR_SYSTEM, NO_KEY);
	seal_key_make(ret_key, db->key.bytes, sizeof(db->key.bytes), purpose);
	return true;
}

static bool
key_for(sqlite3_context *context, sqlite3_value *purpose, struct seal_key *ret)
{
	const char *text = (const char *)sqlite3_value_text(purpose);
	struct err why = ERR_INIT;

	if (text != NULL && db_seal_key(sqlite3_user_data(context), text, ret, &why))
		return true;
	sqlite3_result_error(context, text == NULL ? "no purpose" : why.text, -1);
	return false;
}

static void
sql_sealed_bytes(sqlite3_context *context, int count, sqlite3_value **values)
{
	const void *bytes = sqlite3_value_blob(values[0]);
	struct str out = STR_INIT;
	struct seal_key key;

	(void)count;
	if (sqlite3_value_type(values[0]) == SQLITE_NULL || !key_for(context, values[1], &key))
		return;
	seal_stream_whole(&key, bytes != NULL ? bytes : "", (size_t)sqlite3_value_bytes(values[0]), &out);
	seal_key_clear(&key);
	size_t len = out.len;
	sqlite3_result_blob64(context, str_take(&out), len, free);
}

static void
sql_opens_bytes(sqlite3_context *context, int count, sqlite3_value **values)
{
	const void *bytes = sqlite3_value_blob(values[0]);
	struct seal_key key;

	(void)count;
	if (!key_for(context, values[1], &key))
		return;
	sqlite3_result_int(context, bytes != NULL &&
	    seal_stream_opens(&key, bytes, (size_t)sqlite3_value_bytes(values[0])));
	seal_key_clear(&key);
}

bool
db_add_sealed(struct db *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;

	return sqlite3_create_function(db->handle, "sealed", 1, flags, db, sql_sealed, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "unsealed", 1, flags, db, sql_unsealed, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "opens", 1, flags, db, sql_opens, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "sealed_bytes", 2, flags, db, sql_sealed_bytes, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "opens_bytes", 2, flags, db, sql_opens_bytes, NULL, NULL) == SQLITE_OK;
}

void
db_set_seal_key(struct db *db, const struct seal_key *key)
{
	db->key = *key;
	db->has_key = true;
}
