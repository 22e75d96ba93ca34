/*
 * duplicate: all providers are read once.  Names and births are held against each other by the index of
 * screenings (core/screen.h), which is made for that; numbers that both carry by a sorted table.
 */
#include "store/duplicate.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "core/duplicate.h"
#include "core/screen.h"
#include "store/audit.h"
#include "base/banned.h"

struct person {
	int64_t			 provider_id, created_ms;
	const char		*name, *state;		/* the name as people write it */
	struct duplicate_facts	 facts;
};

/* A number that one person alone should have. */
struct numbered { const char *number; size_t person; };

/* Credentials of the same type, state and number of two people. */
struct sharing { size_t one, other; const char *words; };

struct pair { size_t one, other; };		/* one < other */

struct search {
	struct arena	 a;
	struct person	*person;
	size_t		 people, people_size;
	struct numbered	*numbered;
	size_t		 numbers, numbers_size;
	struct sharing	*sharing;
	size_t		 sharings, sharings_size;
	struct pair	*pair;
	size_t		 pairs, pairs_size;
	int64_t		 provider_id;		/* 0: all */
};

/* As arena_grow(), on the heap: these grow to the size of the database. */
static void *
more(void *array, size_t count, size_t *size, size_t bytes)
{
	if (count < *size)
		return array;
	*size = *size == 0 ? 64 : *size * 2;
	return heap_resize(array, *size, bytes);
}

static void
add_number(struct search *s, char kind, const char *number)
{
	if (text_blank(number))
		return;
	s->numbered = more(s->numbered, s->numbers, &s->numbers_size, sizeof(*s->numbered));
	s->numbered[s->numbers++] = (struct numbered){ arena_printf(&s->a, "%c%s", kind, number),
		s->people };
}

static void
add_person(struct search *s, struct query *q)
{
	struct person_name name = { query_text(q, 3, &s->a), query_text(q, 4, &s->a),
		query_text(q, 5, &s->a), "", "" };
	const char *state = query_text(q, 10, &s->a);

	s->person = more(s->person, s->people, &s->people_size, sizeof(*s->person));
	struct person *p = &s->person[s->people];
	*p = (struct person){ .provider_id = query_int(q, 0), .created_ms = query_int(q, 1),
		.state = state != NULL ? state : "",
		.name = arena_printf(&s->a, "%s%s%s", name.last, name.first[0] != '\0' ? ", " : "",
		    name.first),
		.facts = { .npi = query_text(q, 2, &s->a), .birth_day = query_day(q, 6),
		    .caqh_id = query_text(q, 7, &s->a), .dea_number = query_text(q, 8, &s->a),
		    .email = query_text(q, 9, &s->a) } };
	person_name_fold(&name, &s->a, &p->facts.name);
	add_number(s, 'c', p->facts.caqh_id);
	add_number(s, 'd', p->facts.dea_number);
	s->people++;
}

static bool
read_people(struct search *s, struct db *db, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT p.provider_id, p.created_ms, p.npi, p.last_name, p.first_name,"
	    " p.middle_name, unsealed(p.birth_day), p.caqh_id, p.dea_number, p.email, p.practice_state"
	    " FROM provider p WHERE NOT EXISTS (SELECT 1 FROM merge m WHERE m.gone_id = p.provider_id"
	    "  AND m.undone_ms IS NULL) ORDER BY p.provider_id /*scan*/");
	while (query_row(&q))
		add_person(s, &q);
	return query_close(&q, err);
}

/* Where a provider stands; they are in the order of their numbers.  SIZE_MAX: merged. */
static size_t
find_person(const struct search *s, int64_t provider_id)
{
	size_t low = 0, high = s->people;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->person[middle].provider_id < provider_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->people && s->person[low].provider_id == provider_id ? low : SIZE_MAX;
}

static void
add_pair(struct search *s, size_t one, size_t other)
{
	if (one == other || (s->provider_id != 0 && s->person[one].provider_id != s->provider_id &&
	    s->person[other].provider_id != s->provider_id))
		return;
	s->pair = more(s->pair, s->pairs, &s->pairs_size, sizeof(*s->pair));
	s->pair[s->pairs++] = one < other ? (struct pair){ one, other } : (struct pair){ other, one };
}

/* Two people with one number; who has the same one by three or more is paired in a row. */
static bool
read_sharings(struct search *s, struct db *db, struct err *err)
{
	size_t last = SIZE_MAX;
	const char *last_words = "";
	struct query q;

	query_open(&q, db, "SELECT c.provider_id, c.credential_type || ' ' || c.state || ' ' || c.folded_number"
	    " FROM credential c WHERE c.folded_number <> '' AND EXISTS (SELECT 1 FROM credential o"
	    "  WHERE o.folded_number = c.folded_number AND o.folded_number <> ''"
	    "  AND o.credential_type = c.credential_type"
	    "  AND o.state = c.state AND o.provider_id <> c.provider_id)"
	    " ORDER BY c.credential_type, c.state, c.folded_number, c.provider_id /*scan*/");
	while (query_row(&q)) {
		const char *words = query_text(&q, 1, &s->a);
		size_t person = find_person(s, query_int(&q, 0));
		if (person == SIZE_MAX)
			continue;
		if (strcmp(words, last_words) == 0 && last != person) {
			s->sharing = more(s->sharing, s->sharings, &s->sharings_size,
			    sizeof(*s->sharing));
			s->sharing[s->sharings++] = (struct sharing){ last, person, words };
			add_pair(s, last, person);
		}
		last = person;
		last_words = words;
	}
	return query_close(&q, err);
}

/* Everybody as a list, and as who is held against it. */
static void
pair_names(struct search *s)
{
	struct listed *listed = arena_array(&s->a, s->people, sizeof(*listed));
	struct listed_name *name = arena_array(&s->a, s->people, sizeof(*name));
	struct arena a = ARENA_INIT;
	struct screen_hit *hit;
	size_t hits;

	for (size_t i = 0; i < s->people; i++) {
		const struct person *p = &s->person[i];
		name[i] = (struct listed_name){ LISTED_PERSON, p->facts.name, false };
		listed[i] = (struct listed){ .entry_id = (int64_t)i, .npis = "",
			.birth_day = p->facts.birth_day, .state = p->state, .name = &name[i], .names = 1 };
	}
	struct screen_index *index = screen_index_new(listed, s->people);
	for (size_t i = 0; i < s->people; i++) {
		const struct screened_name ours = { s->person[i].facts.name, "present" };
		const struct screened who = { .name = &ours, .names = 1,
			.birth_day = s->person[i].facts.birth_day, .state = s->person[i].state };
		if (s->provider_id != 0 && s->person[i].provider_id != s->provider_id)
			continue;
		screen_index_find(index, &who, &a, &hit, &hits);
		for (size_t h = 0; h < hits; h++)
			add_pair(s, i, (size_t)hit[h].listed->entry_id);
		arena_reset(&a);
	}
	screen_index_free(index);
	arena_clear(&a);
}

static int
by_number(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	int order = strcmp(x->number, y->number);

	return order != 0 ? order : x->person < y->person ? -1 : x->person > y->person;
}

/* Those with one number, each with the next. */
static void
pair_numbers(struct search *s)
{
	if (s->numbers > 0)
		qsort(s->numbered, s->numbers, sizeof(*s->numbered), by_number);
	for (size_t i = 1; i < s->numbers; i++)
		if (strcmp(s->numbered[i - 1].number, s->numbered[i].number) == 0)
			add_pair(s, s->numbered[i - 1].person, s->numbered[i].person);
}

static int
by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->one != y->one)
		return x->one < y->one ? -1 : 1;
	return x->other < y->other ? -1 : x->other > y->other;
}

static int
by_sharing(const void *a, const void *b)
{
	const struct sharing *x = a, *y = b;

	if (x->one != y->one)
		return x->one < y->one ? -1 : 1;
	return x->other < y->other ? -1 : x->other > y->other;
}

static void
pair_up(struct search *s)
{
	pair_names(s);
	pair_numbers(s);
	if (s->pairs > 0)
		qsort(s->pair, s->pairs, sizeof(*s->pair), by_pair);
	if (s->sharings > 0)
		qsort(s->sharing, s->sharings, sizeof(*s->sharing), by_sharing);
}

static const char *
shared_by(const struct search *s, const struct pair *pair)
{
	const struct sharing wanted = { pair->one, pair->other, NULL };
	const struct sharing *found = s->sharings == 0 ? NULL :
	    bsearch(&wanted, s->sharing, s->sharings, sizeof(wanted), by_sharing);

	return found != NULL ? found->words : NULL;
}

static bool
is_denied(struct db *db, const struct search *s, const struct pair *pair, bool *ret_denied,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM provider_pair WHERE low_id = :low AND high_id = :high");
	query_bind_int(&q, ":low", s->person[pair->one].provider_id);
	query_bind_int(&q, ":high", s->person[pair->other].provider_id);
	*ret_denied = query_row(&q);
	return query_close(&q, err);
}

static struct json *
pair_json(const struct search *s, const struct pair *pair, const struct duplicate *d)
{
	const struct person *older = &s->person[pair->one], *other = &s->person[pair->other];
	struct json *row = json_new_object(), *reasons = json_new_array();

	if (other->created_ms < older->created_ms) {
		older = &s->person[pair->other];
		other = &s->person[pair->one];
	}
	json_set_int(row, "score", d->score);
	json_set_int(row, "provider_id", older->provider_id);
	json_set_text(row, "npi", older->facts.npi);
	json_set_text(row, "name", older->name);
	json_set_int(row, "other_id", other->provider_id);
	json_set_text(row, "other_npi", other->facts.npi);
	json_set_text(row, "other_name", other->name);
	for (size_t i = 0; i < d->reasons; i++)
		json_push(reasons, json_new_text(d->reason[i]));
	json_set(row, "reasons", reasons);
	return row;
}

struct found { struct json *row; int score; size_t place; };

static int
by_score(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool
judge(struct search *s, struct db *db, int score_min, struct json *array, struct err *err)
{
	struct found *found = NULL;
	size_t count = 0, size = 0;
	bool ok = true, denied;

	for (size_t i = 0; ok && i < s->pairs; i++) {
		struct duplicate d;
		if (i > 0 && by_pair(&s->pair[i - 1], &s->pair[i]) == 0)
			continue;
		duplicate_judge(&s->person[s->pair[i].one].facts, &s->person[s->pair[i].other].facts,
		    shared_by(s, &s->pair[i]), &s->a, &d);
		if (d.score < score_min)
			continue;
		ok = is_denied(db, s, &s->pair[i], &denied, err);
		if (!ok || denied)
			continue;
		found = more(found, count, &size, sizeof(*found));
		found[count++] = (struct found){ pair_json(s, &s->pair[i], &d), d.score, i };
	}
	if (count > 0)
		qsort(found, count, sizeof(*found), by_score);
	for (size_t i = 0; i < count; i++)
		json_push(array, found[i].row);
	free(found);
	return ok;
}

bool
duplicate_list(struct db *db, int64_t provider_id, int score_min, struct json **ret_array,
    struct err *err)
{
	struct search s = { .a = ARENA_INIT, .provider_id = provider_id };
	struct json *array = json_new_array();

	bool ok = db_snapshot(db, err);
	if (ok) {
		ok = read_people(&s, db, err) && read_sharings(&s, db, err);
		if (ok && s.people > 0)
			pair_up(&s);
		ok = ok && judge(&s, db, score_min, array, err);
		db_rollback(db);
	}
	free(s.person);
	free(s.numbered);
	free(s.sharing);
	free(s.pair);
	arena_clear(&s.a);
	if (ok)
		*ret_array = array;
	else
		json_free(array);
	return ok;
}

static bool
deny(struct db *db, int64_t one_id, int64_t other_id, const char *reason, const char *actor,
    int64_t now_ms, struct arena *a, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO provider_pair (low_id, high_id, actor, at_ms, reason)"
	    " VALUES (:low, :high, :actor, :at_ms, :reason) ON CONFLICT (low_id, high_id) DO UPDATE"
	    " SET actor = excluded.actor, at_ms = excluded.at_ms, reason = excluded.reason");
	query_bind_int(&q, ":low", one_id < other_id ? one_id : other_id);
	query_bind_int(&q, ":high", one_id < other_id ? other_id : one_id);
	query_bind_text(&q, ":actor", actor);
	query_bind_int(&q, ":at_ms", now_ms);
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err) && audit_add(db, actor, "provider distinct",
	    arena_printf(a, "provider %lld", (long long)one_id),
	    arena_printf(a, "is not provider %lld: %s", (long long)other_id, reason), now_ms, err);
}

bool
duplicate_deny(struct db *db, int64_t one_id, int64_t other_id, const char *reason,
    const char *actor, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;

	if (one_id == other_id)
		return fail(err, ERR_INPUT, "that is one record: give two");
	if (!db_begin(db, err))
		return false;
	bool ok = deny(db, one_id, other_id, reason, actor, now_ms, &a, err);
	arena_clear(&a);
	return db_end(db, ok, err);
}
