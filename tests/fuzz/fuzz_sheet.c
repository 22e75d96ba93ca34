/* fuzz_sheet: bytes as a spreadsheet; the first says of what. */
#include "store/import_sheet.h"

#include "fuzz/fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct import in;
	int line, column;

	if (size == 0)
		return 0;
	const struct record_kind *kind = record_kind_list(data[0] % 6);
	struct fuzz_bytes bytes = { data + 1, size - 1 };
	struct csv *csv = csv_new(fuzz_read, &bytes);
	fuzz_begin(&in, &a);
	fuzz_end(&in, import_sheet(&in, csv, kind, NULL, &line, &column, &err), &err);
	csv_free(csv);
	arena_clear(&a);
	return 0;
}
