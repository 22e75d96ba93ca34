/* fuzz_exclusion: bytes as lists of excluded parties: what comes out is whole and can be matched. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "registry/exclusion.h"
#include "store/screening_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes { const uint8_t *at; size_t len; };

static bool
read_bytes(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct bytes *b = context;
	size_t len = b->len < 61 ? b->len : 61;

	(void)err;
	(void)size;
	memcpy(bytes, b->at, len);
	b->at += len;
	b->len -= len;
	*ret_len = len;
	return true;
}

/* Names survive the way into the database; each finds itself, unless it was born another day. */
static bool
take_row(void *context, const struct exclusion_row *row, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct listed again = row->listed;
	struct screen_hit *hit;
	size_t hits;

	(void)context;
	(void)err;
	screening_names_read(screening_names_write(&row->listed, &a), &a, &again);
	if (again.names != row->listed.names || row->line < 1 ||
	    !utf8_valid(row->json, strlen(row->json)))
		abort();
	struct screen_index *index = screen_index_new(&again, 1);
	for (size_t i = 0; i < again.names; i++) {
		const struct screened_name name = { again.name[i].name, "present" };
		const struct screened who = { .name = &name, .names = 1, .birth_day = again.birth_day,
			.is_business = again.name[i].kind == LISTED_BUSINESS, .state = again.state };
		if (strcmp(again.name[i].name.last, row->listed.name[i].name.last) != 0)
			abort();
		screen_index_find(index, &who, &a, &hit, &hits);
		for (size_t h = 0; h < hits; h++)
			screen_reasons(&who, &hit[h], &a);
	}
	screen_index_free(index);
	arena_clear(&a);
	return true;
}

static bool
take_malformed(void *context, int line, const char *why, struct err *err)
{
	(void)context;
	(void)err;
	if (line < 1 || why[0] == '\0')
		abort();
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct exclusion_sink sink = { take_row, take_malformed, NULL };
	struct exclusion_counts counts = { 0 };
	struct problems problems;
	struct err err = ERR_INIT;
	struct arena a = ARENA_INIT;
	int line;

	if (size < 1)
		return 0;
	static const char *const lists[] = { "leie", "sam", "state:CA", "state:PA", "state:NJ",
		"state:NY", "state:OH" };
	problems_init(&problems, &a);
	const struct list_map *map = exclusion_map(lists[data[size - 1] % LEN(lists)], "/nowhere", &a,
	    &problems, &err);
	if (map == NULL)
		abort();
	struct bytes b = { data, size };
	if (exclusion_read(map, read_bytes, &b, 20779, &sink, &counts, &line, &err) ==
	    (err.kind != ERR_NONE))
		abort();
	arena_clear(&a);
	return 0;
}
