/*
 * sealed: the SQL functions sealed(TEXT), unsealed(TEXT) and opens(TEXT).  A sealed value is text, "sealed:" and base64, so that
 * it stands in the column where it would stand in clear.  They are for the program's own statements alone: nothing
 * that a database file brings along (a trigger, a view) may call them.
 */
#include "db/inside.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

#define PREFIX	"sealed:"

static const struct seal_key *
key_of(sqlite3_context *context)
{
	const struct db *db = sqlite3_user_data(context);

	if (db->has_key)
		return &db->key;
	sqlite3_result_error(context, "the key of sensitive values is not there", -1);
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
db_add_sealed(struct db *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;

	return sqlite3_create_function(db->handle, "sealed", 1, flags, db, sql_sealed, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "unsealed", 1, flags, db, sql_unsealed, NULL, NULL) == SQLITE_OK &&
	    sqlite3_create_function(db->handle, "opens", 1, flags, db, sql_opens, NULL, NULL) == SQLITE_OK;
}

void
db_set_seal_key(struct db *db, const struct seal_key *key)
{
	db->key = *key;
	db->has_key = true;
}
