/* fuzz_mime: bytes as a message, read as the confined child reads them; what it writes is read back. */
#include <stdint.h>
#include <stdlib.h>

#include "mail/mime.h"
#include "mail/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mail_reading reading, again;
	struct arena a = ARENA_INIT;
	struct str record = STR_INIT;
	struct err err = ERR_INIT;
	char fingerprint[FINGERPRINT_BYTES];

	mail_fingerprint((const char *)data, size, fingerprint);
	mail_field((const char *)data, size, "subject", &a);
	if (mime_classify((const char *)data, size, "team@elm.example", &a, &reading, &err)) {
		record_write(&reading, &record);
		if (record.len > RECORD_BYTES_MAX || !record_read(record.text, record.len, &a, &again))
			abort();
	}
	record_read((const char *)data, size, &a, &again);
	str_clear(&record);
	arena_clear(&a);
	return 0;
}
