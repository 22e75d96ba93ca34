/* blob: one value of bytes, read or written in place. */
#include "db/inside.h"

#include <stdlib.h>

#include "base/banned.h"

struct db_blob {
	sqlite3		*handle;
	sqlite3_blob	*blob;
};

bool
db_blob_open(struct db *db, const char *table, const char *column, int64_t id, bool may_write,
    struct db_blob **ret_blob, size_t *ret_len, struct err *err)
{
	sqlite3_blob *blob = NULL;

	if (sqlite3_blob_open(db->handle, "main", table, column, id, may_write, &blob) != SQLITE_OK)
		return db_fail(err, db->handle, "could not open a large value");
	*ret_blob = heap_alloc(sizeof(**ret_blob));
	**ret_blob = (struct db_blob){ db->handle, blob };
	*ret_len = (size_t)sqlite3_blob_bytes(blob);
	return true;
}

bool
db_blob_read(struct db_blob *b, size_t offset, void *to, size_t len, struct err *err)
{
	return sqlite3_blob_read(b->blob, to, (int)len, (int)offset) == SQLITE_OK ||
	    db_fail(err, b->handle, "could not read a large value");
}

bool
db_blob_write(struct db_blob *b, size_t offset, const void *bytes, size_t len, struct err *err)
{
	return sqlite3_blob_write(b->blob, bytes, (int)len, (int)offset) == SQLITE_OK ||
	    db_fail(err, b->handle, "could not write a large value");
}

void
db_blob_close(struct db_blob *b)
{
	if (b != NULL)
		sqlite3_blob_close(b->blob);
	free(b);
}
