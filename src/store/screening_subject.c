/*
 * screening_subject: who is screened: providers who have not left, with their other names, then staff,
 * contractors, owners and vendors.  Streamed: a verification organization has a hundred thousand.
 */
#include "store/screening_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define OTHER_NAMES_MAX	24	/* of one person */
#define APART		"|\r\n"	/* what parts the names of an identity, and stands in none of them */

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

/* One of ours while it is read: names for comparing, and as they are written. */
struct reading {
	struct screening_subject *s;
	struct screened_name	 name[OTHER_NAMES_MAX + 1];
	struct str		 text;
	struct arena		*a;
};

static void
add_cell(struct str *out, const char *cell, char end)
{
	for (; *cell != '\0'; cell++)
		str_add_char(out, strchr(APART, *cell) != NULL ? ' ' : *cell);
	str_add_char(out, end);
}

static void
begin_identity(struct reading *r)
{
	const struct screened *who = &r->s->screened;
	char birth[DAY_TEXT_BYTES];

	add_cell(&r->text, who->npi != NULL ? who->npi : "", '|');
	add_cell(&r->text, day_format(who->birth_day, birth), '|');
	add_cell(&r->text, who->state, '\n');
}

static void
add_name(struct reading *r, const char *last, const char *first, const char *middle,
    const char *kind)
{
	const struct person_name name = { last, first, middle, "", "" };
	struct screened_name *to = &r->name[r->s->screened.names++];

	if (r->s->screened.is_business)
		to->name = (struct person_folded){ screen_fold_business(last, r->a), "", "" };
	else
		person_name_fold(&name, r->a, &to->name);
	to->kind = kind;
	add_cell(&r->text, kind, '|');
	add_cell(&r->text, last, '|');
	add_cell(&r->text, first, '|');
	add_cell(&r->text, middle, '\n');
}

static bool
give(struct reading *r, each_fn *each, void *context, struct err *err)
{
	r->s->screened.name = r->name;
	r->s->text = r->text.text;
	bool ok = each(context, r->s, r->a, err);
	str_truncate(&r->text, 0);
	return ok;
}

/* A maiden name goes with the first name that is known. */
static void
take_others(struct others *o, int64_t provider_id, const char *first, const char *middle,
    struct reading *r)
{

	while (o->provider_id < provider_id)
		others_step(o);
	for (; o->provider_id == provider_id; others_step(o)) {
		const char *other = query_text(&o->q, 3, r->a);
		if (r->s->screened.names <= OTHER_NAMES_MAX)
			add_name(r, query_text(&o->q, 2, r->a), text_blank(other) ? first : other, middle,
			    query_text(&o->q, 1, r->a));
	}
}

static bool
give_provider(struct query *q, struct others *o, struct reading *r, each_fn *each, void *context,
    struct err *err)
{
	const char *last = query_text(q, 2, r->a), *first = query_text(q, 3, r->a);
	const char *middle = query_text(q, 4, r->a), *state = query_text(q, 6, r->a);
	struct screening_subject s = { .type = SUBJECT_PROVIDER, .id = query_int(q, 0), .screened = {
		.npi = query_text(q, 1, r->a), .birth_day = query_day(q, 5),
		.state = state != NULL ? state : "" } };

	r->s = &s;
	s.who = arena_printf(r->a, "%s%s%s", first, first[0] != '\0' ? " " : "", last);
	begin_identity(r);
	add_name(r, last, first, middle, "present");
	take_others(o, s.id, first, middle, r);
	return give(r, each, context, err);
}

static bool
each_provider(struct db *db, int64_t provider_id, each_fn *each, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct reading r = { .text = STR_INIT, .a = &a };
	struct others others;
	struct query q;
	bool ok = true;

	others_open(&others, db, provider_id);
	query_open(&q, db, "SELECT provider_id, npi, last_name, first_name, middle_name, unsealed(birth_day),"
	    " practice_state FROM provider WHERE status IN ('active', 'leaving')"
	    " AND (:one IS NULL OR provider_id = :one) ORDER BY provider_id /*scan*/");
	query_bind_id(&q, ":one", provider_id);
	while (ok && query_row(&q)) {
		ok = give_provider(&q, &others, &r, each, context, err);
		arena_reset(&a);
	}
	str_clear(&r.text);
	arena_clear(&a);
	struct err *first = ok ? err : NULL;
	ok = query_close(&others.q, first) && ok;
	return query_close(&q, ok ? err : NULL) && ok;
}

static bool
give_party(struct query *q, struct reading *r, each_fn *each, void *context, struct err *err)
{
	const char *last = query_text(q, 1, r->a), *first = query_text(q, 2, r->a);
	const char *middle = query_text(q, 3, r->a), *business = query_text(q, 4, r->a);
	const char *other = query_text(q, 5, r->a), *state = query_text(q, 8, r->a);
	bool is_business = business[0] != '\0';
	struct screening_subject s = { .type = SUBJECT_PARTY, .id = query_int(q, 0), .screened = {
		.is_business = is_business, .npi = query_text(q, 6, r->a),
		.birth_day = query_day(q, 7), .state = state != NULL ? state : "" } };

	r->s = &s;
	s.who = is_business ? business : arena_printf(r->a, "%s%s%s", first,
	    first[0] != '\0' ? " " : "", last);
	begin_identity(r);
	add_name(r, is_business ? business : last, first, middle, "present");
	if (other[0] != '\0')
		add_name(r, other, first, middle, "other");
	return give(r, each, context, err);
}

static bool
each_party(struct db *db, each_fn *each, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct reading r = { .text = STR_INIT, .a = &a };
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT party_id, last_name, first_name, middle_name, business_name,"
	    " other_name, npi, unsealed(birth_day), state FROM party WHERE status = 'active'"
	    " ORDER BY party_id /*scan*/");
	while (ok && query_row(&q)) {
		ok = give_party(&q, &r, each, context, err);
		arena_reset(&a);
	}
	str_clear(&r.text);
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
