/* record_derive: what follows from a record's fields, and what the row alone can tell to be wrong. */
#include "store/record_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define MONTHS_OF_REVIEW 12

static const char *
next(const struct record_write *w, const char *name)
{
	const char *value = w->next[record_at(w, name)];

	return value != NULL ? value : "";
}

static bool
derive_provider(struct record_write *w, struct err *err)
{
	(void)err;
	w->next[record_at(w, "folded_name")] = record_fold(w, arena_printf(w->r->arena, "%s %s %s",
	    next(w, "last_name"), next(w, "first_name"), next(w, "middle_name")));
	return true;
}

static bool
derive_folded_name(struct record_write *w, struct err *err)
{
	(void)err;
	w->next[record_at(w, "folded_name")] = record_fold(w, next(w, "name"));
	return true;
}

/* DEA registers for one state, but lists leave it out, because most people have one: that of their
 * practice.  Licenses of several states are common, so there nothing is supposed. */
static bool
suppose_state(struct record_write *w, const struct credential_type *type, struct err *err)
{
	struct query q;

	if (w->id != 0 || !text_equal(type->key, "dea"))
		return true;
	query_open(&q, w->db, "SELECT practice_state FROM provider"
	    " WHERE provider_id = CAST(:provider AS INTEGER)");
	query_bind_text(&q, ":provider", w->next[record_at(w, "provider")]);
	if (query_row(&q))
		w->next[record_at(w, "state")] = query_text(&q, 0, w->r->arena);
	return query_close(&q, err);
}

static bool
derive_credential(struct record_write *w, struct err *err)
{
	const struct credential_type *type = record_type_find(w->r->catalog,
	    next(w, "credential_type"));
	const char *issued = next(w, "issued_day"), *expires = next(w, "expires_day");

	w->next[record_at(w, "folded_number")] = record_fold_number(w, next(w, "number"));
	bool lacks_state = type != NULL && type->needs_state && next(w, "state")[0] == '\0';
	if (lacks_state && !suppose_state(w, type, err))
		return false;
	if (lacks_state && next(w, "state")[0] == '\0') {
		w->r->fault = record_at(w, "state");
		return fail(err, ERR_INPUT, "a credential of the type %s needs its state", type->key);
	}
	if (issued[0] != '\0' && expires[0] != '\0' && strcmp(expires, issued) < 0) {
		w->r->fault = record_at(w, "expires_day");
		return fail(err, ERR_INPUT, "it expires on %s, before it is issued on %s", expires,
		    issued);
	}
	/* Whoever gives the day of a verification says that it was one. */
	if (w->id == 0 && w->given[record_at(w, "status")] == NULL && next(w, "verified_day")[0] != '\0')
		w->next[record_at(w, "status")] = "verified";
	return true;
}

static bool
is_given(const struct record_write *w, const char *field)
{
	return w->r->value[record_at(w, field)] != NULL;
}

/* A payer that says where it pays is not enrolled with elsewhere. */
static bool
check_payer_pays_there(struct record_write *w, struct err *err)
{
	const char *state = next(w, "state"), *name = NULL, *states = NULL;
	struct query q;

	if (state[0] == '\0' || (w->id != 0 && !is_given(w, "state") && !is_given(w, "payer")))
		return true;
	query_open(&q, w->db, "SELECT name, states FROM payer WHERE payer_id = CAST(:payer AS INTEGER)"
	    " AND states IS NOT NULL AND instr(states, :state) = 0");
	query_bind_text(&q, ":payer", w->next[record_at(w, "payer")]);
	query_bind_text(&q, ":state", state);
	if (query_row(&q)) {
		name = query_text(&q, 0, w->r->arena);
		states = query_text(&q, 1, w->r->arena);
	}
	if (!query_close(&q, err))
		return false;
	if (name == NULL)
		return true;
	w->r->fault = record_at(w, "state");
	return fail(err, ERR_INPUT, "%s pays in %s, not in %s. If it does now: payer set, states=", name, states, state);
}

/* An enrollment without a state is in that of its site, of its payer, or where the provider works. */
static bool
suppose_enrollment_state(struct record_write *w, struct err *err)
{
	struct query q;

	if (w->id != 0 || next(w, "state")[0] != '\0')
		return true;
	query_open(&q, w->db, "SELECT coalesce("
	    " (SELECT state FROM location WHERE location_id = CAST(:location AS INTEGER)),"
	    " (SELECT state FROM payer WHERE payer_id = CAST(:payer AS INTEGER)),"
	    " (SELECT practice_state FROM provider WHERE provider_id = CAST(:provider AS INTEGER)),"
	    " '')");
	query_bind_text(&q, ":location", w->next[record_at(w, "location")]);
	query_bind_text(&q, ":payer", w->next[record_at(w, "payer")]);
	query_bind_text(&q, ":provider", w->next[record_at(w, "provider")]);
	if (query_row(&q))
		w->next[record_at(w, "state")] = query_text(&q, 0, w->r->arena);
	return query_close(&q, err);
}

static bool
derive_enrollment(struct record_write *w, struct err *err)
{
	return suppose_enrollment_state(w, err) && check_payer_pays_there(w, err);
}

static bool
derive_contact(struct record_write *w, struct err *err)
{
	if (!record_set_owner(w, w->id == 0, err))
		return false;
	if (record_given(w, "owner_type") != NULL) {
		w->next[record_at(w, "owner_type")] = record_given(w, "owner_type");
		w->next[record_at(w, "owner_id")] = record_given(w, "owner_id");
	}
	if (next(w, "email")[0] == '\0' && next(w, "name")[0] == '\0')
		return fail(err, ERR_INPUT, "a contact needs an email or a name");
	return true;
}

static bool
derive_party(struct record_write *w, struct err *err)
{
	const char *last = next(w, "last_name"), *business = next(w, "business_name");

	if ((last[0] == '\0') == (business[0] == '\0')) {
		w->r->fault = record_at(w, "last_name");
		return fail(err, ERR_INPUT, "a party is a person with a last_name or a firm with a "
		    "business_name: one of the two");
	}
	w->next[record_at(w, "folded_name")] = record_party_name(w, last, next(w, "first_name"), business);
	return true;
}

/* An agreement is reviewed every year: after the last review, else after it was signed or entered. */
static const char *
next_review(const struct record_write *w)
{
	const char *reviewed = next(w, "reviewed_day"), *signed_day = next(w, "signed_day");
	char text[DAY_TEXT_BYTES];
	int32_t from;

	if (!day_parse(reviewed[0] != '\0' ? reviewed : signed_day, &from))
		from = w->r->today_day;
	return arena_strdup(w->r->arena, day_format(day_add_months(from, MONTHS_OF_REVIEW), text));
}

/* "status" and "retired_day" say one thing: whichever is given leads the other. */
static void
derive_end(struct record_write *w)
{
	size_t status = record_at(w, "status"), retired = record_at(w, "retired_day");
	bool is_ended = text_equal(w->next[status], "ended"), has_day = next(w, "retired_day")[0] != '\0';
	char text[DAY_TEXT_BYTES];

	if (is_ended == has_day)
		return;
	if (w->r->value[retired] != NULL)
		w->next[status] = has_day ? "ended" : "active";
	else
		w->next[retired] = is_ended ? arena_strdup(w->r->arena,
		    day_format(w->r->today_day, text)) : NULL;
}

static bool
derive_agreement(struct record_write *w, struct err *err)
{
	const char *signed_day = next(w, "signed_day"), *expires = next(w, "expires_day");

	w->next[record_at(w, "folded_vendor")] = record_fold(w, next(w, "vendor"));
	w->next[record_at(w, "folded_service")] = record_fold(w, next(w, "service"));
	if (signed_day[0] != '\0' && expires[0] != '\0' && strcmp(expires, signed_day) < 0) {
		w->r->fault = record_at(w, "expires_day");
		return fail(err, ERR_INPUT, "it expires on %s, before it is signed on %s", expires,
		    signed_day);
	}
	bool reviewed = !text_equal(w->now[record_at(w, "reviewed_day")], w->next[record_at(w, "reviewed_day")]);
	if (w->given[record_at(w, "review_day")] == NULL && (reviewed || next(w, "review_day")[0] == '\0'))
		w->next[record_at(w, "review_day")] = next_review(w);
	derive_end(w);
	return true;
}

static bool
derive_background(struct record_write *w, struct err *err)
{
	const char *from = next(w, "from_day"), *until = next(w, "until_day");

	w->next[record_at(w, "folded_name")] = record_fold(w, next(w, "name"));
	if (from[0] != '\0' && until[0] != '\0' && strcmp(until, from) < 0) {
		w->r->fault = record_at(w, "until_day");
		return fail(err, ERR_INPUT, "it ends on %s, before it begins on %s", until, from);
	}
	if (!text_equal(next(w, "kind"), "gap") || (from[0] != '\0' && until[0] != '\0' &&
	    !text_blank(next(w, "note"))))
		return true;
	w->r->fault = record_at(w, text_blank(next(w, "note")) ? "note" : from[0] == '\0' ? "from_day" : "until_day");
	return fail(err, ERR_INPUT, "the explanation of a gap needs from_day, until_day and, in the note, its words");
}

static const struct {
	const char	*kind;
	bool		(*derive)(struct record_write *w, struct err *err);
} nouns[] = {
	{ "provider",	derive_provider },
	{ "payer",	derive_folded_name },
	{ "location",	derive_folded_name },
	{ "credential",	derive_credential },
	{ "enrollment",	derive_enrollment },
	{ "contact",	derive_contact },
	{ "party",	derive_party },
	{ "agreement",	derive_agreement },
	{ "background",	derive_background },
};

/* Days that cannot stand in the other order.  Those of a denial can: whoever was denied may apply again. */
static const struct { const char *kind, *first, *second, *words, *before; } orders[] = {
	{ "provider", "start_day", "left_day", "left on", "the first day on" },
	{ "enrollment", "submitted_day", "received_day", "was received on", "it was submitted on" },
	{ "enrollment", "submitted_day", "approved_day", "was approved on", "it was submitted on" },
	{ "enrollment", "effective_day", "terminated_day", "was terminated on", "it was effective on" },
};

/* What somebody did cannot lie ahead. */
static const struct { const char *kind, *field; } done[] = {
	{ "credential", "verified_day" },
};

/* Only what this write says: an old mistake does not stand in the way of another change. */
static bool
check_days(struct record_write *w, struct err *err)
{
	const char *kind = w->r->kind->name;
	char today[DAY_TEXT_BYTES];

	day_format(w->r->today_day, today);
	for (size_t i = 0; i < LEN(orders); i++) {
		if (strcmp(orders[i].kind, kind) != 0 || (!is_given(w, orders[i].first) && !is_given(w, orders[i].second)))
			continue;
		const char *first = next(w, orders[i].first), *second = next(w, orders[i].second);
		if (first[0] == '\0' || second[0] == '\0' || strcmp(second, first) >= 0)
			continue;
		w->r->fault = record_at(w, orders[i].second);
		return fail(err, ERR_INPUT, "it %s %s, before %s %s", orders[i].words, second, orders[i].before, first);
	}
	for (size_t i = 0; i < LEN(done); i++) {
		if (strcmp(done[i].kind, kind) != 0 || !is_given(w, done[i].field) || strcmp(next(w, done[i].field), today) <= 0)
			continue;
		w->r->fault = record_at(w, done[i].field);
		return fail(err, ERR_INPUT, "%s %s lies ahead", done[i].field, next(w, done[i].field));
	}
	return true;
}

bool
record_derive(struct record_write *w, struct err *err)
{
	if (!check_days(w, err))
		return false;
	for (size_t i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].kind, w->r->kind->name) == 0)
			return nouns[i].derive(w, err);
	return true;
}
