/* import_seen: entries in the order of their rows, found by a table of slots; the newest entry of a record leads to those
 * before it, so that the entries of a refused row can be taken back one by one. */
#include "store/import_seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define SLOTS_MIN	1024
#define FNV_BASIS	14695981039346656037u
#define FNV_PRIME	1099511628211u

struct said { uint32_t field, hash; };

struct entry {
	uint64_t	 key;
	uint32_t	 prev;			/* an earlier one of the same record; 0: none, else its place + 1 */
	int		 line;
	size_t		 first, count;		/* in said[] */
};

struct import_seen {
	struct entry	*entry;
	struct said	*said;
	uint32_t	*slot;			/* 0: free, else the place of an entry + 1 */
	size_t		 entries, entries_size, saids, saids_size, slots;
	size_t		 row_entries;		/* before the row at hand */
};

/* FNV-1a: spreads, and keeps no secret. */
static uint64_t
hash_add(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
	return (hash ^ 0xff) * FNV_PRIME;
}

static bool
is_key(const struct record *r, size_t field)
{
	/* Two people of one payer may have no address of mail. */
	return r->kind->field[field].flags & FIELD_KEY ||
	    (text_equal(r->kind->name, "contact") && text_equal(r->kind->field[field].name, "name"));
}

/* False: such records have no key, so no two rows are about one. */
static bool
key_of(const struct record *r, uint64_t *ret_key)
{
	uint64_t key = hash_add(FNV_BASIS, r->kind->name);
	bool any = false;

	for (size_t i = 0; i < r->kind->fields; i++)
		if (is_key(r, i)) {
			any = any || r->value[i] != NULL;
			key = hash_add(key, r->value[i] != NULL ? r->value[i] : "");
		}
	*ret_key = key;
	return any;
}

static void *
grow(void *items, size_t count, size_t *size, size_t item_bytes)
{
	if (count < *size)
		return items;
	*size = *size == 0 ? SLOTS_MIN : 2 * *size;
	return heap_resize(items, *size, item_bytes);
}

/* Where the record stands, or would. */
static uint32_t *
slot_of(const struct import_seen *s, uint64_t key)
{
	size_t i = key & (s->slots - 1);

	while (s->slot[i] != 0 && s->entry[s->slot[i] - 1].key != key)
		i = (i + 1) & (s->slots - 1);
	return &s->slot[i];
}

static void
make_slots(struct import_seen *s, size_t slots)
{
	free(s->slot);
	s->slots = slots;
	s->slot = heap_resize(NULL, slots, sizeof(*s->slot));
	memset(s->slot, 0, slots * sizeof(*s->slot));
	for (size_t i = 0; i < s->entries; i++)
		*slot_of(s, s->entry[i].key) = (uint32_t)i + 1;
}

struct import_seen *
import_seen_new(void)
{
	struct import_seen *s = heap_resize(NULL, 1, sizeof(*s));

	*s = (struct import_seen){ 0 };
	make_slots(s, SLOTS_MIN);
	return s;
}

void
import_seen_free(struct import_seen *s)
{
	if (s == NULL)
		return;
	free(s->entry);
	free(s->said);
	free(s->slot);
	free(s);
}

void
import_seen_begin(struct import_seen *s)
{
	s->row_entries = s->entries;
}

void
import_seen_back(struct import_seen *s)
{
	while (s->entries > s->row_entries) {
		const struct entry *e = &s->entry[--s->entries];
		*slot_of(s, e->key) = e->prev;
		s->saids = e->first;
	}
}

static uint32_t
value_hash(const struct record *r, size_t field)
{
	return (uint32_t)hash_add(FNV_BASIS, r->value[field]);
}

/* What was said of the field first; NULL: nothing yet.  A field stands once in a chain, which is as short as a record. */
static const struct said *
find_said(const struct import_seen *s, uint64_t key, size_t field, int *ret_line)
{
	for (uint32_t at = *slot_of(s, key); at != 0; at = s->entry[at - 1].prev) {
		const struct entry *e = &s->entry[at - 1];
		for (size_t i = e->first; i < e->first + e->count; i++)
			if (s->said[i].field == field) {
				*ret_line = e->line;
				return &s->said[i];
			}
	}
	return NULL;
}

int
import_seen_otherwise(const struct import_seen *s, const struct record *r, size_t field)
{
	uint64_t key;
	int line;

	if (r->value[field] == NULL || is_key(r, field) || !key_of(r, &key))
		return 0;
	const struct said *said = find_said(s, key, field, &line);
	return said != NULL && said->hash != value_hash(r, field) ? line : 0;
}

void
import_seen_add(struct import_seen *s, const struct record *r, int line)
{
	int before;
	uint64_t key;

	if (!key_of(r, &key))
		return;
	if (2 * s->entries >= s->slots)
		make_slots(s, 2 * s->slots);
	uint32_t *slot = slot_of(s, key);
	struct entry e = { .key = key, .prev = *slot, .line = line, .first = s->saids };
	for (size_t i = 0; i < r->kind->fields; i++)
		if (r->value[i] != NULL && !is_key(r, i) && find_said(s, key, i, &before) == NULL) {
			s->said = grow(s->said, s->saids, &s->saids_size, sizeof(*s->said));
			s->said[s->saids++] = (struct said){ (uint32_t)i, value_hash(r, i) };
		}
	e.count = s->saids - e.first;
	if (e.count == 0)
		return;
	s->entry = grow(s->entry, s->entries, &s->entries_size, sizeof(*s->entry));
	s->entry[s->entries++] = e;
	*slot = (uint32_t)s->entries;
}
