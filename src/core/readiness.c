/*
 * readiness: one requirement after the other.  Of several credentials of one type the best one counts;
 * what is not known never makes an item ready.
 */
#include "core/readiness.h"

#include <ctype.h>
#include <string.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"
#include "base/banned.h"

const char *const readiness_state_name[ITEM_STATES] = {
	[ITEM_READY] = "ready", [ITEM_EXPIRED] = "expired", [ITEM_STALE] = "stale",
	[ITEM_UNVERIFIED] = "unverified", [ITEM_INCOMPLETE] = "incomplete", [ITEM_ADVERSE] = "adverse",
	[ITEM_MISSING] = "missing",
};

struct judging {
	const struct readiness_facts	*facts;
	const struct readiness_scope	*scope;
	struct arena			*a;
};

static const char *
say_day(const struct judging *j, const char *format, int32_t day)
{
	char text[DAY_TEXT_BYTES];

	return arena_printf(j->a, "%s %s", format, day_format(day, text));
}

static const char *
next_letter(const char *text)
{
	while (*text != '\0' && !isalnum((unsigned char)*text))
		text++;
	return text;
}

bool
readiness_same_type(const char *a, const char *b)
{
	do {
		a = next_letter(a);
		b = next_letter(b);
		if (toupper((unsigned char)*a) != toupper((unsigned char)*b))
			return false;
	} while (*a != '\0' && (a++, b++, true));
	return true;
}

static bool
is_named(const char **words, const char *word)
{
	if (words == NULL)
		return true;
	for (size_t i = 0; word != NULL && words[i] != NULL; i++)
		if (text_equal_nocase(words[i], word))
			return true;
	return false;
}

static const char *
field_value(const struct readiness_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->fields; i++)
		if (strcmp(facts->field[i].name, name) == 0)
			return facts->field[i].value;
	return NULL;
}

static bool
is_of_type(const struct readiness_facts *facts, const char **types)
{
	const char *type = field_value(facts, "provider_type");

	/* A type that is not known is asked for itself; what depends on it comes up when it is there. */
	for (size_t i = 0; types != NULL && !text_blank(type) && types[i] != NULL; i++)
		if (readiness_same_type(types[i], type))
			return true;
	return types == NULL;
}

static bool
is_asked(const struct judging *j, const struct requirement *r)
{
	const struct readiness_scope *s = j->scope;
	int32_t on = s->on_day;

	return !r->is_retired && (r->from_day == DAY_NONE || r->from_day <= on) &&
	    (r->until_day == DAY_NONE || r->until_day >= on) && (!r->is_caqh || s->is_caqh_used) &&
	    is_of_type(j->facts, r->provider_types) && is_named(r->states, s->state) &&
	    is_named(r->payers, s->payer) && is_named(r->payer_kinds, s->payer_kind) &&
	    is_named(r->locations, s->location);
}

static int32_t
earlier(int32_t a, int32_t b)
{
	return a == DAY_NONE || (b != DAY_NONE && b < a) ? b : a;
}

static int64_t
shelf_life(const struct judging *j, const struct requirement *r, const struct credential_type *type)
{
	if (j->scope->is_settled)
		return 0;
	if (type == NULL || type->is_verified_once)
		return r->shelf_life_days;
	int64_t days = catalog_shelf_days(type, j->facts->is_cvo);
	return r->shelf_life_days > 0 && (days == 0 || r->shelf_life_days < days) ?
	    r->shelf_life_days : days;
}

/* What the catalog wants of such a record and it lacks; NULL when nothing. */
static const char *
lacks(const struct credential_type *type, const struct readiness_credential *c)
{
	if (type == NULL)
		return NULL;
	if (type->needs_number && text_blank(c->number))
		return "has no number";
	if (type->needs_expiry && c->expires_day == DAY_NONE)
		return "has no last day";
	return NULL;
}

/* Does the provider hold such a thing of another state, too? */
static bool
is_held_elsewhere(const struct readiness_facts *f, const struct readiness_credential *c)
{
	for (size_t i = 0; i < f->credentials; i++)
		if (strcmp(f->credential[i].type, c->type) == 0 && !text_equal(f->credential[i].state, c->state))
			return true;
	return false;
}

/* Why no paper of the kind shows this credential; NULL: one does.  A paper that says no state shows the one that is
 * held, and none of two. */
static const char *
lacks_copy(const struct judging *j, const struct credential_type *type, const struct readiness_credential *c)
{
	const struct readiness_facts *f = j->facts;
	bool is_of_state = !text_blank(c->state), is_unsaid = false;

	for (size_t i = 0; i < f->documents; i++) {
		const struct readiness_document *d = &f->document[i];
		if (!text_equal_nocase(d->kind, type->document) || !text_equal(d->status, "accepted"))
			continue;
		bool says_state = !text_blank(d->state);
		if (!is_of_state || text_equal(d->state, c->state) || (!says_state && !is_held_elsewhere(f, c)))
			return NULL;
		is_unsaid = is_unsaid || !says_state;
	}
	if (is_unsaid)
		return arena_printf(j->a, "a document \"%s\" was accepted, but not said for which state", type->document);
	return arena_printf(j->a, "no document \"%s\"%s%s was accepted", type->document,
	    is_of_state && is_held_elsewhere(f, c) ? " of " : "", is_of_state && is_held_elsewhere(f, c) ? c->state : "");
}

static struct readiness_item
judge_one(const struct judging *j, const struct requirement *r, const struct readiness_credential *c)
{
	const struct credential_type *type = catalog_find(j->facts->catalog, r->what);
	int64_t life = shelf_life(j, r, type);
	int32_t stale_from = c->verified_day != DAY_NONE && life > 0 ?
	    c->verified_day + (int32_t)life : DAY_NONE;
	struct readiness_item item = { .requirement = r, .is_present = true,
	    .credential_id = c->credential_id, .reason = "" };
	const char *copy;

	/* "expired" may be all that is known. */
	bool is_expired = c->expires_day != DAY_NONE ? c->expires_day < j->scope->on_day :
	    text_equal(c->status, "expired");
	bool is_adverse = text_equal(c->status, "adverse");
	item.is_verified = c->verified_day != DAY_NONE && !is_adverse;
	item.is_in_date = !is_expired && (stale_from == DAY_NONE || stale_from >= j->scope->on_day);
	item.until_day = earlier(c->expires_day, stale_from);
	if (is_adverse) {
		item.standing = ITEM_ADVERSE;
		item.reason = "the source reports something adverse";
	} else if (lacks(type, c) != NULL) {
		item.standing = ITEM_INCOMPLETE;
		item.reason = lacks(type, c);
	} else if (is_expired) {
		item.standing = ITEM_EXPIRED;
		item.reason = c->expires_day != DAY_NONE ? say_day(j, "ends on", c->expires_day) :
		    "has ended";
	} else if (r->needs_verified && !item.is_verified) {
		item.standing = ITEM_UNVERIFIED;
		item.reason = text_equal(c->status, "requested") ? "the source was asked and has not answered" :
		    "nobody has asked the source";
	} else if (!item.is_in_date) {
		item.standing = ITEM_STALE;
		item.reason = say_day(j, "the verification counts until", stale_from);
	} else if (type != NULL && type->document != NULL && (copy = lacks_copy(j, type, c)) != NULL) {
		item.standing = ITEM_INCOMPLETE;
		item.reason = copy;
	}
	return item;
}

/* Of two that hold, the one that holds longer. */
static bool
is_better(const struct readiness_item *a, const struct readiness_item *b)
{
	if (a->standing != b->standing)
		return a->standing < b->standing;
	return b->until_day != DAY_NONE && (a->until_day == DAY_NONE || a->until_day > b->until_day);
}

static struct readiness_item
judge_credential(const struct judging *j, const struct requirement *r, const char *state)
{
	struct readiness_item best = { .requirement = r, .standing = ITEM_MISSING,
	    .until_day = DAY_NONE, .reason = "there is none" };

	for (size_t i = 0; i < j->facts->credentials; i++) {
		const struct readiness_credential *c = &j->facts->credential[i];
		if (strcmp(c->type, r->what) != 0 || (state[0] != '\0' && strcmp(c->state, state) != 0))
			continue;
		struct readiness_item item = judge_one(j, r, c);
		if (best.credential_id == 0 || is_better(&item, &best))
			best = item;
	}
	best.state = state;
	return best;
}

static struct readiness_item
judge_document(const struct judging *j, const struct requirement *r)
{
	struct readiness_item item = { .requirement = r, .standing = ITEM_MISSING,
	    .until_day = DAY_NONE, .reason = "there is none" };

	for (size_t i = 0; i < j->facts->documents && item.standing != ITEM_READY; i++) {
		const struct readiness_document *d = &j->facts->document[i];
		/* One that waits for a decision is not hidden by a later one that failed. */
		if (!text_equal_nocase(d->kind, r->what) || (item.standing == ITEM_UNVERIFIED &&
		    !text_equal(d->status, "accepted") && !text_equal(d->status, "received")))
			continue;
		item.document_id = d->document_id;
		item.is_present = !text_equal(d->status, "requested");
		if (text_equal(d->status, "accepted")) {
			item.standing = ITEM_READY;
			item.is_verified = item.is_in_date = true;
			item.reason = "";
		} else if (text_equal(d->status, "received")) {
			item.standing = ITEM_UNVERIFIED;
			item.reason = "nobody has accepted it";
		} else {
			item.reason = arena_printf(j->a, "it is %s", d->status);
		}
	}
	return item;
}

/* A fact that is there or not, and counts until a day. */
static struct readiness_item
judge_fact(const struct judging *j, const struct requirement *r, bool is_there, int32_t until_day,
    const char *absent, const char *ended)
{
	bool is_in_date = until_day == DAY_NONE || until_day >= j->scope->on_day;
	struct readiness_item item = { .requirement = r, .is_present = is_there,
	    .is_verified = is_there, .is_in_date = is_there && is_in_date,
	    .until_day = is_there ? until_day : DAY_NONE, .reason = "" };

	if (!is_there) {
		item.standing = ITEM_MISSING;
		item.reason = absent;
	} else if (!is_in_date) {
		item.standing = ITEM_EXPIRED;
		item.reason = say_day(j, ended, until_day);
	}
	return item;
}

static struct readiness_item
judge_check(const struct judging *j, const struct requirement *r)
{
	const struct readiness_facts *f = j->facts;
	int caqh_days = text_equal(f->practice_state, "IL") ? CAQH_DAYS_ILLINOIS : CAQH_DAYS;

	if (strcmp(r->what, CHECK_CAQH_ATTESTATION) == 0)
		return judge_fact(j, r, f->caqh_attested_day != DAY_NONE, f->caqh_attested_day == DAY_NONE ?
		    DAY_NONE : f->caqh_attested_day + caqh_days, "no attestation is noted",
		    "the attestation holds until");
	if (strcmp(r->what, CHECK_CAQH_AUTHORIZATION) == 0)
		return judge_fact(j, r, j->scope->caqh_authorized_day != DAY_NONE, DAY_NONE,
		    "nobody has noted that the payer may read the profile", "");
	struct readiness_item item = judge_fact(j, r, f->screened_day != DAY_NONE,
	    f->screened_day == DAY_NONE ? DAY_NONE : f->screened_day + SCREENING_DAYS,
	    "nobody has looked within a year", "the last look counts until");
	if (f->matches > 0) {
		item.standing = ITEM_ADVERSE;
		item.is_verified = false;
		item.reason = "a match waits for a decision or was confirmed";
	}
	return item;
}

static struct readiness_item
judge(const struct judging *j, const struct requirement *r)
{
	const char *state = j->scope->state[0] != '\0' ? j->scope->state : j->facts->practice_state;
	struct readiness_item item = { 0 };

	switch (r->kind) {
	case REQUIRES_CREDENTIAL:
		return judge_credential(j, r, r->is_of_state && state != NULL ? state : "");
	case REQUIRES_DOCUMENT:
		item = judge_document(j, r);
		break;
	case REQUIRES_FIELD:
		item = judge_fact(j, r, !text_blank(field_value(j->facts, r->what)), DAY_NONE,
		    "not filled in", "");
		break;
	case REQUIRES_CHECK:
		item = judge_check(j, r);
		break;
	case REQUIREMENT_KINDS:
		BUG("no such kind of requirement");
	}
	item.state = "";
	return item;
}

void
readiness_judge(const struct requirements *requirements, const struct readiness_facts *facts,
    const struct readiness_scope *scope, struct arena *a, struct readiness_item **ret_items,
    size_t *ret_count)
{
	const struct judging j = { facts, scope, a };
	struct readiness_item *items = arena_array(a, requirements->count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < requirements->count; i++) {
		const struct requirement *r = &requirements->item[i];
		if (!is_asked(&j, r))
			continue;
		items[count] = judge(&j, r);
		count += !r->is_if_held || items[count].is_present;
	}
	*ret_items = items;
	*ret_count = count;
}
