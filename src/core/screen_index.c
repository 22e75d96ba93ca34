/*
 * screen_index: rows of lists found by what they have in common with a name.  Postings lie in one
 * array sorted by key, each with the birth of its row: most candidates fall away there, without
 * their row being touched.
 */
#include "core/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

struct posting {
	uint64_t	key;
	int32_t		birth_day;	/* DAY_NONE: not known, or it does not matter */
	uint32_t	row;
};

struct screen_index {
	const struct listed	*listed;
	struct posting		*posting;
	size_t			 count, size;
	uint32_t		*start;		/* by the first bits of the key: where it begins */
	unsigned		 shift;
	uint32_t		*seen;		/* by row: the look-up that came across it last */
	uint32_t		 lookup;
};

static uint64_t
mix(char kind, const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (unsigned char)kind;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

/* Spreads what FNV leaves alike in the high bits. */
static uint64_t
spread(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= 0xff51afd7ed558ccdu;
	hash ^= hash >> 33;
	return hash;
}

static void
add(struct screen_index *x, uint64_t key, int32_t birth_day, size_t row)
{
	if (x->count == x->size) {
		x->size = x->size > 0 ? x->size * 2 : 4096;
		x->posting = heap_resize(x->posting, x->size, sizeof(*x->posting));
	}
	x->posting[x->count++] = (struct posting){ spread(key), birth_day, (uint32_t)row };
}

static uint64_t
business_key(const char *name)
{
	return mix('B', name, strnlen(name, SCREEN_CUT_MIN));
}

static void
add_row(struct screen_index *x, size_t row)
{
	const struct listed *l = &x->listed[row];
	uint64_t keys[PERSON_KEYS_MAX];

	for (const char *p = l->npis; *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		add(x, mix('N', p, len), DAY_NONE, row);
		p += len;
	}
	for (size_t i = 0; i < l->names; i++) {
		if (l->name[i].kind == LISTED_BUSINESS) {
			add(x, business_key(l->name[i].name.last), DAY_NONE, row);
			continue;
		}
		size_t count = person_name_keys(&l->name[i].name, keys);
		for (size_t k = 0; k < count; k++)
			add(x, keys[k], l->birth_day, row);
		if (l->birth_day != DAY_NONE)
			add(x, mix('D', (const char *)&l->birth_day, sizeof(l->birth_day)), DAY_NONE,
			    row);
	}
}

static int
by_key(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Where each value of the first bits begins, one more behind the last. */
static void
make_starts(struct screen_index *x)
{
	unsigned bits = 1;
	size_t at = 0;

	while (bits < 24 && (size_t)1 << bits < x->count)
		bits++;
	x->shift = 64 - bits;
	x->start = heap_alloc(((((size_t)1 << bits) + 1)) * sizeof(*x->start));
	for (size_t i = 0; i <= (size_t)1 << bits; i++) {
		while (at < x->count && x->posting[at].key >> x->shift < i)
			at++;
		x->start[i] = (uint32_t)at;
	}
}

struct screen_index *
screen_index_new(const struct listed *listed, size_t count)
{
	struct screen_index *x = heap_alloc(sizeof(*x));

	x->listed = listed;
	for (size_t i = 0; i < count; i++)
		add_row(x, i);
	if (x->count > 0)
		qsort(x->posting, x->count, sizeof(*x->posting), by_key);
	make_starts(x);
	x->seen = heap_alloc((count + 1) * sizeof(*x->seen));
	return x;
}

void
screen_index_free(struct screen_index *x)
{
	if (x == NULL)
		return;
	free(x->posting);
	free(x->start);
	free(x->seen);
	free(x);
}

struct finding {
	struct screen_index	*x;
	const struct screened	*who;
	struct arena		*a;
	struct screen_hit	*hit;
	size_t			 hits, size;
};

static void
look_at(struct finding *f, size_t row)
{
	struct screen_hit hit;

	if (f->x->seen[row] == f->x->lookup)
		return;
	f->x->seen[row] = f->x->lookup;
	if (!screen_judge(f->who, &f->x->listed[row], &hit))
		return;
	f->hit = arena_grow(f->a, f->hit, f->hits, &f->size, sizeof(*f->hit));
	f->hit[f->hits++] = hit;
}

/* Days and years that are far apart are no typing mistake of each other. */
static bool
may_be_born(int32_t ours, int32_t theirs)
{
	if (ours == DAY_NONE || theirs == DAY_NONE || ours == theirs)
		return true;
	struct civil a = day_to_civil(ours), b = day_to_civil(theirs);
	return (a.year == b.year) || (a.month == b.month && a.day == b.day);
}

static void
probe(struct finding *f, uint64_t plain_key, int32_t birth_day)
{
	struct screen_index *x = f->x;
	uint64_t key = spread(plain_key);
	size_t slot = (size_t)(key >> x->shift);

	for (size_t i = x->start[slot]; i < x->start[slot + 1]; i++)
		if (x->posting[i].key == key && x->seen[x->posting[i].row] != x->lookup &&
		    may_be_born(birth_day, x->posting[i].birth_day))
			look_at(f, x->posting[i].row);
}

static void
probe_name(struct finding *f, const struct person_folded *name)
{
	uint64_t keys[PERSON_KEYS_MAX];

	if (f->who->is_business) {
		probe(f, business_key(name->last), DAY_NONE);
		return;
	}
	size_t count = person_name_keys(name, keys);
	for (size_t i = 0; i < count; i++)
		probe(f, keys[i], f->who->birth_day);
}

static int
by_rank(const void *a, const void *b)
{
	const struct screen_hit *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank - y->rank;
	if (x->score != y->score)
		return y->score - x->score;
	return x->listed < y->listed ? -1 : x->listed > y->listed;
}

void
screen_index_find(struct screen_index *x, const struct screened *who, struct arena *a,
    struct screen_hit **ret_hits, size_t *ret_count)
{
	struct finding f = { .x = x, .who = who, .a = a };

	x->lookup++;
	if (who->npi != NULL && who->npi[0] != '\0')
		probe(&f, mix('N', who->npi, strlen(who->npi)), DAY_NONE);
	if (who->birth_day != DAY_NONE && !who->is_business)
		probe(&f, mix('D', (const char *)&who->birth_day, sizeof(who->birth_day)), DAY_NONE);
	for (size_t i = 0; i < who->names; i++)
		probe_name(&f, &who->name[i].name);
	if (f.hits > 0)
		qsort(f.hit, f.hits, sizeof(*f.hit), by_rank);
	*ret_hits = f.hit;
	*ret_count = f.hits;
}
