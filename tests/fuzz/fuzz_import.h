/* fuzz_import: what the fuzzers of imports share: a database that forgets, and bytes as a file. */
#ifndef FUZZ_IMPORT_H
#define FUZZ_IMPORT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "db/migrate.h"
#include "store/import.h"

#define FUZZ_TODAY	20779		/* 2026-11-22 */
#define FUZZ_NOW_MS	1795338000000LL

struct fuzz_bytes { const uint8_t *at; size_t len; };

static bool
fuzz_read(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct fuzz_bytes *b = context;

	(void)err;
	*ret_len = b->len < size ? b->len : size;
	memcpy(bytes, b->at, *ret_len);
	b->at += *ret_len;
	b->len -= *ret_len;
	return true;
}

static const struct catalog *
fuzz_catalog(void)
{
	static struct catalog catalog;
	static struct arena arena;
	const struct asset *file = asset_find("config/credential_types.yaml");
	struct problems problems;

	problems_init(&problems, &arena);
	if (catalog.types == 0 &&
	    !catalog_parse("types", file->bytes, file->len, &arena, &catalog, &problems))
		abort();
	return &catalog;
}

/* An import into a copy of an empty database. */
static void
fuzz_begin(struct import *in, struct arena *a)
{
	static struct db *empty;
	struct err err = ERR_INIT;

	if (empty == NULL && (!db_open(":memory:", DB_CREATE, &empty, &err) ||
	    !migrate_run(empty, FUZZ_NOW_MS, &err)))
		abort();
	*in = (struct import){ .catalog = fuzz_catalog(), .by = { .actor = "fuzzer", .source = "file", .now_ms = FUZZ_NOW_MS },
		.today_day = FUZZ_TODAY, .file = "file", .arena = a };
	if (!db_open_scratch(empty, &in->db, &err))
		abort();
	import_init(in);
}

/* Whatever the bytes were, only they were to blame, and all rows are accounted for. */
static void
fuzz_end(struct import *in, bool ok, const struct err *err)
{
	if (!ok && err->kind != ERR_INPUT)
		abort();
	if (!import_finish(in, NULL) ||
	    in->rows != in->added + in->updated + in->unchanged + in->refused)
		abort();
	db_close(in->db);
	import_clear(in);
}

#endif
