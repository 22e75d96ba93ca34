/*
 * screening_subject: who is screened: providers who have not left, with their other names, then staff,
 * contractors, owners and vendors.  Streamed: a verification organization has a hundred thousand.
 */
#include "store/screening_inside.h"

#include "base/str.h"
#include "base/banned.h"

#define OTHER_NAMES_MAX	24	/* of one person */

typedef bool each_fn(void *context, const struct screening_subject *subject, struct arena *a,
    struct err *err);

/* Other names, read beside the providers in the same order. */
struct others {
	struct query	q;
	int64_t		provider_id;	/* of the row that is there; INT64_MAX: none is */
};

static void
others_step(struct others *o)
{
	o->provider_id = query_row(&o->q) ? query_int(&o->q, 0) : INT64_MAX;
}

static void
others_open(struct others *o, struct db *db, int64_t provider_id)
{
	query_open(&o->q, db, "SELECT provider_id, kind, last_name, first_name FROM provider_name"
	    " WHERE :one IS NULL OR provider_id = :one"
	    " ORDER BY provider_id, kind, last_name, first_name /*scan*/");
	query_bind_id(&o->q, ":one", provider_id);
	others_step(o);
}

static void
fold_into(struct screened_name *to, const char *last, const char *first, const char *middle,
    const char *kind, struct arena *a)
{
	const struct person_name name = { last, first, middle, "", "" };

	person_name_fold(&name, a, &to->name);
	to->kind = kind;
}

/* A maiden name goes with the first name that is known. */
static size_t
take_others(struct others *o, int64_t provider_id, const char *first, const char *middle,
    struct screened_name *name, struct arena *a)
{
	size_t count = 0;

	while (o->provider_id < provider_id)
		others_step(o);
	for (; o->provider_id == provider_id; others_step(o)) {
		const char *other = query_text(&o->q, 3, a);
		if (count < OTHER_NAMES_MAX)
			fold_into(&name[count++], query_text(&o->q, 2, a), text_blank(other) ? first :
			    other, middle, query_text(&o->q, 1, a), a);
	}
	return count;
}

static bool
give_provider(struct query *q, struct others *o, each_fn *each, void *context, struct arena *a,
    struct err *err)
{
	struct screened_name name[OTHER_NAMES_MAX + 1];
	const char *last = query_text(q, 2, a), *first = query_text(q, 3, a);
	const char *middle = query_text(q, 4, a), *state = query_text(q, 6, a);
	struct screening_subject s = { SUBJECT_PROVIDER, query_int(q, 0), NULL, {
		.name = name, .npi = query_text(q, 1, a), .birth_day = query_day(q, 5),
		.state = state != NULL ? state : "" } };

	s.who = arena_printf(a, "%s%s%s", first, first[0] != '\0' ? " " : "", last);
	fold_into(&name[0], last, first, middle, "present", a);
	s.screened.names = 1 + take_others(o, s.id, first, middle, name + 1, a);
	return each(context, &s, a, err);
}

static bool
each_provider(struct db *db, int64_t provider_id, each_fn *each, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct others others;
	struct query q;
	bool ok = true;

	others_open(&others, db, provider_id);
	query_open(&q, db, "SELECT provider_id, npi, last_name, first_name, middle_name, birth_day,"
	    " practice_state FROM provider WHERE status IN ('active', 'leaving')"
	    " AND (:one IS NULL OR provider_id = :one) ORDER BY provider_id /*scan*/");
	query_bind_id(&q, ":one", provider_id);
	while (ok && query_row(&q)) {
		ok = give_provider(&q, &others, each, context, &a, err);
		arena_reset(&a);
	}
	arena_clear(&a);
	struct err *first = ok ? err : NULL;
	ok = query_close(&others.q, first) && ok;
	return query_close(&q, ok ? err : NULL) && ok;
}

static bool
give_party(struct query *q, each_fn *each, void *context, struct arena *a, struct err *err)
{
	struct screened_name name[2];
	const char *last = query_text(q, 1, a), *first = query_text(q, 2, a);
	const char *middle = query_text(q, 3, a), *business = query_text(q, 4, a);
	const char *other = query_text(q, 5, a);
	struct screening_subject s = { SUBJECT_PARTY, query_int(q, 0), business, {
		.name = name, .names = 1, .is_business = business[0] != '\0',
		.npi = query_text(q, 6, a), .birth_day = query_day(q, 7),
		.state = query_text(q, 8, a) } };

	if (s.screened.is_business) {
		name[0].name = (struct person_folded){ screen_fold_business(business, a), "", "" };
		name[1].name = (struct person_folded){ screen_fold_business(other, a), "", "" };
		name[0].kind = "present";
		name[1].kind = "other";
	} else {
		s.who = arena_printf(a, "%s %s", first, last);
		fold_into(&name[0], last, first, middle, "present", a);
		fold_into(&name[1], other, first, middle, "other", a);
	}
	s.screened.names += other[0] != '\0';
	return each(context, &s, a, err);
}

static bool
each_party(struct db *db, each_fn *each, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT party_id, last_name, first_name, middle_name, business_name,"
	    " other_name, npi, birth_day, state FROM screened_party WHERE status = 'active'"
	    " ORDER BY party_id /*scan*/");
	while (ok && query_row(&q)) {
		ok = give_party(&q, each, context, &a, err);
		arena_reset(&a);
	}
	arena_clear(&a);
	return query_close(&q, ok ? err : NULL) && ok;
}

bool
screening_each_subject(struct db *db, int64_t provider_id, each_fn *each, void *context,
    struct err *err)
{
	return each_provider(db, provider_id, each, context, err) &&
	    (provider_id != 0 || each_party(db, each, context, err));
}
