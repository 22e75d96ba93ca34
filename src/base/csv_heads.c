/* csv_heads: few headings, so each is held against each. */
#include "base/csv_heads.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/banned.h"

static size_t
find(const char *const *heading, size_t count, const struct csv_head *want)
{
	for (size_t n = 0; n < CSV_HEAD_NAMES && want->name[n] != NULL; n++)
		for (size_t i = 0; i < count; i++)
			if (text_equal_nocase(heading[i], want->name[n]))
				return i;
	return CSV_NO_COLUMN;
}

const char *
csv_heads_find(const char *const *heading, size_t count, const struct csv_head *want, size_t wants, size_t *at)
{
	const char *missing = NULL;

	for (size_t f = 0; f < wants; f++) {
		at[f] = find(heading, count, &want[f]);
		if (at[f] == CSV_NO_COLUMN && want[f].must && missing == NULL)
			missing = want[f].name[0];
	}
	return missing;
}

const char *
csv_heads_find_in(const struct csv_row *header, const struct csv_head *want, size_t wants, size_t *at)
{
	struct arena a = ARENA_INIT;
	const char **names = arena_array(&a, header->fields, sizeof(*names));

	for (size_t i = 0; i < header->fields; i++)
		names[i] = header->field[i].text;
	const char *missing = csv_heads_find(names, header->fields, want, wants, at);
	arena_clear(&a);
	return missing;
}
