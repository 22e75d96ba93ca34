/* fuzz_nppes: bytes as a file of the NPI registry, JSON or CSV. */
#include "registry/nppes.h"

#include "fuzz/fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct import in;
	int line, column;

	fuzz_begin(&in, &a);
	fuzz_end(&in, nppes_import(&in, fuzz_read, &bytes, &line, &column, &err), &err);
	arena_clear(&a);
	return 0;
}
