/*
 * screen_index: rows of lists found by what they have in common with a name.  Hundreds sound alike; so
 * the year of birth is part of a key where it is known, and those alone are touched who were born in
 * the same year, on the same day of another one (a mistyped year), or nobody knows when.
 */
#include "core/screen_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

struct posting {
	uint64_t	key;
	uint32_t	birth;		/* screen_birth_digits(); 0: not known, or it does not matter */
	uint32_t	row;
};

struct screen_index {
	const struct listed	*listed;
	struct posting		*posting;
	size_t			 count, size;
	uint32_t		*start;		/* by the first bits of the key: where it begins */
	unsigned		 shift;
	uint32_t		*birth;		/* by row */
	uint32_t		 first_year, last_year;	/* of births, as digits */
	uint32_t		*seen;		/* by row: the look-up that came across it last */
	uint32_t		 lookup;
	int64_t			 judged;
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
add(struct screen_index *x, uint64_t key, uint32_t birth, size_t row)
{
	if (x->count == x->size) {
		x->size = x->size > 0 ? x->size * 2 : 4096;
		x->posting = heap_resize(x->posting, x->size, sizeof(*x->posting));
	}
	x->posting[x->count++] = (struct posting){ spread(key), birth, (uint32_t)row };
}

static uint64_t
business_key(const char *name)
{
	return mix('B', name, strnlen(name, SCREEN_CUT_MIN));
}

/* A name's key among those born in that year (0: not known). */
static uint64_t
key_of_year(uint64_t key, uint32_t year)
{
	return key + year * 0x9e3779b97f4a7c15u;
}

/* And among those born on that day of any year.  (Only of a name's first key: one who sounds otherwise
 * and whose year is mistyped goes amiss.) */
static uint64_t
key_of_day(uint64_t key, uint32_t month_day)
{
	return ~key_of_year(key, month_day);
}

static uint32_t
year_of(uint32_t birth)
{
	return birth >> 16;
}

static uint32_t
month_day_of(uint32_t birth)
{
	return birth & 0xffff;
}

static void
add_row(struct screen_index *x, size_t row)
{
	const struct listed *l = &x->listed[row];
	uint64_t keys[PERSON_KEYS_MAX];
	uint32_t birth = x->birth[row] = screen_birth_digits(l->birth_day);

	if (birth != 0 && year_of(birth) < x->first_year)
		x->first_year = year_of(birth);
	if (birth != 0 && year_of(birth) > x->last_year)
		x->last_year = year_of(birth);
	for (const char *p = l->npis; *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		add(x, mix('N', p, len), 0, row);
		p += len;
	}
	for (size_t i = 0; i < l->names; i++) {
		if (l->name[i].kind == LISTED_BUSINESS) {
			add(x, business_key(l->name[i].name.last), 0, row);
			continue;
		}
		size_t count = person_name_keys(&l->name[i].name, keys);
		for (size_t k = 0; k < count; k++) {
			add(x, key_of_year(keys[k], year_of(birth)), birth, row);
			if (birth != 0 && k == 0)
				add(x, key_of_day(keys[k], month_day_of(birth)), birth, row);
		}
		if (birth != 0)
			add(x, mix('D', (const char *)&birth, sizeof(birth)), 0, row);
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

#define FEW	12		/* are sorted by hand */

static void
sort_slot(struct posting *p, size_t count)
{
	if (count > FEW) {
		qsort(p, count, sizeof(*p), by_key);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		struct posting one = p[i];
		size_t j;
		for (j = i; j > 0 && by_key(&one, &p[j - 1]) < 0; j--)
			p[j] = p[j - 1];
		p[j] = one;
	}
}

/* Sorted by key: keys are spread evenly, so that their first bits part them into slots of a few. */
static void
sort(struct screen_index *x)
{
	unsigned bits = 1;

	while (bits < 24 && (size_t)1 << bits < x->count)
		bits++;
	size_t slots = (size_t)1 << bits;
	struct posting *sorted = heap_alloc((x->count + 1) * sizeof(*sorted));
	x->shift = 64 - bits;
	x->start = heap_alloc((slots + 2) * sizeof(*x->start));
	for (size_t i = 0; i < x->count; i++)
		x->start[(x->posting[i].key >> x->shift) + 2]++;
	for (size_t i = 2; i < slots + 2; i++)
		x->start[i] += x->start[i - 1];
	/* One ahead while they are placed: afterwards each stands at the beginning of its slot. */
	for (size_t i = 0; i < x->count; i++)
		sorted[x->start[(x->posting[i].key >> x->shift) + 1]++] = x->posting[i];
	free(x->posting);
	x->posting = sorted;
	for (size_t i = 0; i < slots; i++)
		sort_slot(sorted + x->start[i], x->start[i + 1] - x->start[i]);
}

struct screen_index *
screen_index_new(const struct listed *listed, size_t count)
{
	struct screen_index *x = heap_alloc(sizeof(*x));

	x->listed = listed;
	x->birth = heap_alloc((count + 1) * sizeof(*x->birth));
	x->first_year = UINT32_MAX;
	for (size_t i = 0; i < count; i++)
		add_row(x, i);
	sort(x);
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
	free(x->birth);
	free(x->seen);
	free(x);
}

int64_t
screen_index_judged(const struct screen_index *x)
{
	return x->judged;
}

struct finding {
	struct screen_index	*x;
	const struct screened	*who;
	uint32_t		 birth;
	struct arena		*a;
	uint32_t		*row;		/* to be judged */
	size_t			 rows, rows_size;
	struct screen_hit	*hit;
	size_t			 hits, size;
};

/* Each row once; it will be needed soon. */
static void
note_row(struct finding *f, uint32_t row)
{
	if (f->x->seen[row] == f->x->lookup)
		return;
	f->x->seen[row] = f->x->lookup;
	__builtin_prefetch(&f->x->listed[row]);
	f->row = arena_grow(f->a, f->row, f->rows, &f->rows_size, sizeof(*f->row));
	f->row[f->rows++] = row;
}

static void
judge(struct finding *f, uint32_t row)
{
	struct screen_hit hit;

	f->x->judged++;
	if (!screen_judge_born(f->who, &f->x->listed[row],
	    screen_birth_compare(f->birth, f->x->birth[row]), &hit))
		return;
	f->hit = arena_grow(f->a, f->hit, f->hits, &f->size, sizeof(*f->hit));
	f->hit[f->hits++] = hit;
}

/* Rows lie all over the memory: names are fetched for all of them before the first is read. */
static void
judge_all(struct finding *f)
{
	for (size_t i = 0; i < f->rows; i++)
		__builtin_prefetch(f->x->listed[f->row[i]].name);
	for (size_t i = 0; i < f->rows; i++)
		judge(f, f->row[i]);
}

static void
probe(struct finding *f, uint64_t plain_key)
{
	const struct screen_index *x = f->x;
	uint64_t key = spread(plain_key);
	size_t slot = (size_t)(key >> x->shift);

	for (size_t i = x->start[slot]; i < x->start[slot + 1]; i++)
		if (x->posting[i].key == key &&
		    screen_birth_compare(f->birth, x->posting[i].birth) != BIRTH_OTHER)
			note_row(f, x->posting[i].row);
}

#define PROBES_MAX	(2 * PERSON_KEYS_MAX + 1)

/* Where their postings are is asked for at once, then the postings: memory is slow, but not one by one. */
static void
probe_known(struct finding *f, const uint64_t *keys, size_t count)
{
	const struct screen_index *x = f->x;
	uint64_t probes[PROBES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		probes[n++] = key_of_year(keys[i], 0);
		probes[n++] = key_of_year(keys[i], year_of(f->birth));
	}
	if (count > 0)
		probes[n++] = key_of_day(keys[0], month_day_of(f->birth));
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&x->start[spread(probes[i]) >> x->shift]);
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&x->posting[x->start[spread(probes[i]) >> x->shift]]);
	for (size_t i = 0; i < n; i++)
		probe(f, probes[i]);
}

/* Whose birth is not known may be born in any of the list's years. */
static void
probe_years(struct finding *f, uint64_t key)
{
	probe(f, key_of_year(key, 0));
	for (uint32_t year = f->x->first_year; year <= f->x->last_year; year++)
		probe(f, key_of_year(key, year));
}

static void
probe_name(struct finding *f, const struct person_folded *name)
{
	uint64_t keys[PERSON_KEYS_MAX];

	if (f->who->is_business) {
		probe(f, business_key(name->last));
		return;
	}
	size_t count = person_name_keys(name, keys);
	if (f->birth != 0)
		probe_known(f, keys, count);
	for (size_t i = 0; f->birth == 0 && i < count; i++)
		probe_years(f, keys[i]);
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
	uint32_t birth = screen_birth_digits(who->birth_day);
	struct finding f = { .x = x, .who = who, .birth = birth, .a = a };

	x->lookup++;
	if (who->npi != NULL && who->npi[0] != '\0')
		probe(&f, mix('N', who->npi, strlen(who->npi)));
	if (birth != 0 && !who->is_business)
		probe(&f, mix('D', (const char *)&birth, sizeof(birth)));
	for (size_t i = 0; i < who->names; i++)
		probe_name(&f, &who->name[i].name);
	judge_all(&f);
	if (f.hits > 0)
		qsort(f.hit, f.hits, sizeof(*f.hit), by_rank);
	*ret_hits = f.hit;
	*ret_count = f.hits;
}
