/*
 * near_names: the labelled pairs of tests/corpus/names/near.csv held against each other as a screening
 * would: by the index, then by the judge.
 */
#ifndef UNIT_NEAR_NAMES_H
#define UNIT_NEAR_NAMES_H

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file_reader.h"
#include "base/str.h"
#include "core/screen.h"

#define NEAR_LAST_CUT	20		/* the LEIE has room for no more */

/* Columns of the file. */
enum { NEAR_SAME, NEAR_WHAT, NEAR_LAST, NEAR_FIRST, NEAR_MIDDLE, NEAR_BIRTH, NEAR_STATE, NEAR_NPI,
	NEAR_OTHER, NEAR_THEIR_LAST, NEAR_THEIR_FIRST, NEAR_THEIR_MIDDLE, NEAR_THEIR_BIRTH,
	NEAR_THEIR_STATE, NEAR_THEIR_NPI, NEAR_COLUMNS };

struct near_names {
	int	same, found;		/* pairs that are one person; of these found */
	int	others, asked;		/* pairs that are two; of these asked about nevertheless */
	/* Called for each that is missed or asked in vain. */
	void	(*wrong)(const struct csv_field *field, bool is_missed);
};

static inline struct person_folded
near_folded(const char *last, const char *first, const char *middle, struct arena *a)
{
	const struct person_name name = { last, first, middle, "", "" };
	struct person_folded out;

	person_name_fold(&name, a, &out);
	return out;
}

static inline int32_t
near_birth(const char *text)
{
	int32_t day = DAY_NONE;

	day_parse(text, &day);
	return day;
}

static inline bool
near_is_found(const struct csv_field *f, struct arena *a)
{
	const struct screened_name names[] = {
		{ near_folded(f[NEAR_LAST].text, f[NEAR_FIRST].text, f[NEAR_MIDDLE].text, a), "present" },
		{ near_folded(f[NEAR_OTHER].text, f[NEAR_FIRST].text, f[NEAR_MIDDLE].text, a), "former" },
	};
	const struct screened who = { .name = names, .names = f[NEAR_OTHER].text[0] != '\0' ? 2 : 1,
		.npi = f[NEAR_NPI].text, .birth_day = near_birth(f[NEAR_BIRTH].text),
		.state = f[NEAR_STATE].text };
	const struct listed_name theirs = { LISTED_PERSON, near_folded(f[NEAR_THEIR_LAST].text,
	    f[NEAR_THEIR_FIRST].text, f[NEAR_THEIR_MIDDLE].text, a),
	    strlen(f[NEAR_THEIR_LAST].text) >= NEAR_LAST_CUT };
	const struct listed listed = { .npis = f[NEAR_THEIR_NPI].text,
		.birth_day = near_birth(f[NEAR_THEIR_BIRTH].text), .state = f[NEAR_THEIR_STATE].text,
		.name = &theirs, .names = 1 };
	struct screen_index *index = screen_index_new(&listed, 1);
	struct screen_hit *hit;
	size_t hits;

	screen_index_find(index, &who, a, &hit, &hits);
	screen_index_free(index);
	return hits > 0;
}

static inline void
near_count(struct near_names *n, const struct csv_field *f, struct arena *a)
{
	bool is_same = strcmp(f[NEAR_SAME].text, "yes") == 0, is_found = near_is_found(f, a);

	*(is_same ? &n->same : &n->others) += 1;
	if (is_found)
		*(is_same ? &n->found : &n->asked) += 1;
	if (is_found != is_same && n->wrong != NULL)
		n->wrong(f, is_same);
}

/* Below the repository's top, which TOP names. */
static inline bool
near_names_measure(struct near_names *n, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *top = getenv("TOP");
	struct file_reader file;
	struct csv_row row;
	bool is_head = true;

	if (!file_reader_open(&file, arena_printf(&a, "%s/tests/corpus/names/near.csv",
	    top != NULL ? top : "."), err))
		return false;
	struct csv *csv = csv_new(file_reader_read, &file);
	for (; csv_next(csv, &row, err); is_head = false)
		if (!is_head && row.fields == NEAR_COLUMNS)
			near_count(n, row.field, &a);
	csv_free(csv);
	file_reader_close(&file);
	arena_clear(&a);
	return err->kind == ERR_NONE;
}

#endif
