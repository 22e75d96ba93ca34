/* fuzz_caldav: bytes as what a CalDAV server sends: a list in two pieces, and a resource. */
#include <stdint.h>

#include "calendar/multistatus.h"
#include "calendar/object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
each(void *context, const struct dav_item *item, struct err *err)
{
	(void)context, (void)err;
	return item->href != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct multistatus *m = multistatus_new(each, NULL);
	struct calendar_object object;
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	const char *token;

	multistatus_add(m, data, size / 2);
	multistatus_add(m, data + size / 2, size - size / 2);
	multistatus_end(m, &token, &err);
	multistatus_free(m);
	calendar_object_read((const char *)data, size, zone_utc(), &a, &object, &err);
	arena_clear(&a);
	return 0;
}
