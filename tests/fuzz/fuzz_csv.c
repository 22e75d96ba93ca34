/* fuzz_csv: bytes as separated values: every field is valid text with a place, within the limits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes { const uint8_t *at; size_t len; };

static bool
read_bytes(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct bytes *b = context;
	size_t len = b->len < 64 ? b->len : 64;

	(void)err;
	(void)size;
	memcpy(bytes, b->at, len);
	b->at += len;
	b->len -= len;
	*ret_len = len;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct csv *csv = csv_new(read_bytes, &b);
	struct err err = ERR_INIT;
	struct csv_row row;

	while (csv_next(csv, &row, &err)) {
		if (row.fields == 0 || row.fields > CSV_FIELDS_MAX)
			abort();
		for (size_t i = 0; i < row.fields; i++)
			if (row.field[i].line < row.line || row.field[i].column < 1 ||
			    !utf8_valid(row.field[i].text, strlen(row.field[i].text)))
				abort();
	}
	if (err.kind != ERR_NONE && (err.kind != ERR_INPUT || row.line < 1 || row.column < 1))
		abort();
	csv_free(csv);
	return 0;
}
