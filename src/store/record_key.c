/*
 * record_key: whom a record belongs to, which row it is, and what follows from its fields.
 * A part of a natural key that is not given is a NULL in these queries and matches everything; more
 * than one match is then refused rather than guessed.
 */
#include "store/record_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "core/identifier.h"
#include "store/lookup.h"
#include "store/merge.h"
#include "base/banned.h"

#define MONTHS_OF_REVIEW 12
#define NAMES_MAX	2000		/* that an unknown name is compared with, for advice */

/* The index of a field by its name. */
static size_t
at(const struct record_write *w, const char *name)
{
	return record_field_index(w->r->kind, name);
}

/* A given part of the key; NULL when it is not given. */
static const char *
key(const struct record_write *w, const char *name)
{
	return w->given[at(w, name)];
}

static const char *
fold(const struct record_write *w, const char *text)
{
	struct str out = STR_INIT;

	utf8_fold(text, &out);
	const char *folded = arena_strdup(w->r->arena, out.text);
	str_clear(&out);
	return folded;
}

static const char *
fold_number(const struct record_write *w, const char *number)
{
	struct str out = STR_INIT;

	identifier_fold_number(number, &out);
	const char *folded = arena_strdup(w->r->arena, out.text);
	str_clear(&out);
	return folded;
}

/* The name of theirs that is nearest to this one; NULL when none is near. */
static bool
nearest_name(struct record_write *w, const char *sql, const char *name, const char **ret_name,
    struct err *err)
{
	const char **names = arena_array(w->r->arena, NAMES_MAX + 1, sizeof(*names));
	size_t count = 0;
	struct query q;

	query_open(&q, w->db, sql);
	query_bind_int(&q, ":limit", NAMES_MAX);
	while (query_row(&q))
		names[count++] = query_text(&q, 0, w->r->arena);
	*ret_name = yaml_nearest(name, names);
	return query_close(&q, err);
}

/* Another record by its name. */
struct other {
	const char	*what, *plural;
	bool		(*lookup)(struct db *db, const char *word, int64_t *ret_id, struct err *err);
	const char	*by_name;	/* for imports, in which a number is no id */
	const char	*all_names;
};

static const struct other payer = { "payer", "payers", lookup_payer,
	"SELECT payer_id FROM payer WHERE folded_name = fold(:name) OR name = :name LIMIT 1",
	"SELECT name FROM payer ORDER BY payer_id LIMIT :limit" };
static const struct other location = { "location", "locations", lookup_location,
	"SELECT location_id FROM location WHERE folded_name = fold(:name) OR name = :name LIMIT 1",
	"SELECT name FROM location ORDER BY location_id LIMIT :limit" };

static bool
find_other(struct record_write *w, const struct other *o, const char *name, int64_t *ret_id,
    struct err *err)
{
	const char *nearest;
	struct query q;
	struct err why = ERR_INIT;

	if (w->r->is_import) {
		query_open(&q, w->db, o->by_name);
		query_bind_text(&q, ":name", name);
		if (query_run_int(&q, ret_id, &why))
			return true;
	} else if (o->lookup(w->db, name, ret_id, &why)) {
		return true;
	}
	if (why.kind != ERR_MISSING) {
		if (err != NULL)
			*err = why;
		return false;
	}
	if (!nearest_name(w, o->all_names, name, &nearest, err))
		return false;
	if (nearest != NULL)
		return fail(err, ERR_MISSING, "there is no %s \"%s\". Did you mean \"%s\"?", o->what,
		    name, nearest);
	return fail(err, ERR_MISSING, "there is no %s \"%s\". Add it first (%s add, import %s)",
	    o->what, name, o->what, o->plural);
}

static bool
find_provider(struct record_write *w, const char *word, int64_t *ret_id, struct err *err)
{
	struct err why = ERR_INIT;

	if (lookup_provider(w->db, word, ret_id, &why))
		return true;
	if (why.kind == ERR_MISSING && w->r->is_import)
		return fail(err, ERR_MISSING, "there is no provider with the NPI %s. Import the "
		    "providers first, or mend the number", word);
	if (err != NULL)
		*err = why;
	return false;
}

bool
record_resolve(struct record_write *w, struct err *err)
{
	for (size_t i = 0; i < w->r->kind->fields; i++) {
		enum field_type type = w->r->kind->field[i].type;
		const char *word = w->r->value[i];
		int64_t id;

		if (word == NULL || word[0] == '\0')
			continue;
		w->given[i] = word;
		if (type != FIELD_PROVIDER && type != FIELD_PAYER && type != FIELD_LOCATION)
			continue;
		w->r->fault = i;
		bool found = type == FIELD_PROVIDER ? find_provider(w, word, &id, err) :
		    find_other(w, type == FIELD_PAYER ? &payer : &location, word, &id, err);
		if (!found)
			return false;
		w->r->fault = RECORD_NO_FIELD;
		w->given[i] = arena_printf(w->r->arena, "%lld", (long long)id);
	}
	return true;
}

/* Ends the query; the one id it gives, 0 for none, a failure for two. */
static bool
only_one(struct record_write *w, struct query *q, const char *what_to_give, int64_t *ret_id,
    struct err *err)
{
	int64_t id = 0, count = 0;

	while (query_row(q)) {
		id = query_int(q, 0);
		count++;
	}
	if (!query_close(q, err))
		return false;
	if (count > 1)
		return fail(err, ERR_CONFLICT, "there are several such %s: give the %s, too",
		    w->r->kind->plural, what_to_give);
	*ret_id = id;
	return true;
}

static bool
find_by_text(struct record_write *w, const char *sql, const char *text, int64_t *ret_id,
    struct err *err)
{
	struct query q;

	*ret_id = 0;
	if (text == NULL)
		return true;
	query_open(&q, w->db, sql);
	query_bind_text(&q, ":text", text);
	return only_one(w, &q, "number", ret_id, err);
}

static bool
find_provider_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	/* An old list still has the number of a record that was merged: that person it is. */
	return find_by_text(w, "SELECT provider_id FROM provider WHERE npi = :text", key(w, "npi"),
	    ret_id, err) && (*ret_id == 0 || merge_follow(w->db, *ret_id, ret_id, err));
}

static bool
find_payer_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	return find_by_text(w, "SELECT payer_id FROM payer WHERE folded_name = fold(:text)"
	    " OR name = :text LIMIT 1", key(w, "name"), ret_id, err);
}

static bool
find_location_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	return find_by_text(w, "SELECT location_id FROM location WHERE folded_name = fold(:text)"
	    " OR name = :text LIMIT 1", key(w, "name"), ret_id, err);
}

static bool
find_credential(struct record_write *w, const char *folded_number, int64_t *ret_id,
    struct err *err)
{
	struct query q;

	query_open(&q, w->db, "SELECT credential_id FROM credential"
	    " WHERE provider_id = :provider AND credential_type = :type"
	    " AND (:state IS NULL OR state = :state)"
	    " AND (:number IS NULL OR folded_number = :number) ORDER BY credential_id LIMIT 2");
	query_bind_text(&q, ":provider", key(w, "provider"));
	query_bind_text(&q, ":type", key(w, "credential_type"));
	query_bind_text(&q, ":state", key(w, "state"));
	query_bind_text(&q, ":number", folded_number);
	return only_one(w, &q, folded_number != NULL ? "state" : "number", ret_id, err);
}

/* One that was kept without a number gets it. */
static bool
find_credential_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	const char *number = key(w, "number");

	if (number == NULL)
		return find_credential(w, NULL, ret_id, err);
	return find_credential(w, fold_number(w, number), ret_id, err) &&
	    (*ret_id != 0 || find_credential(w, "", ret_id, err));
}

static bool
find_enrollment_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	struct query q;

	query_open(&q, w->db, "SELECT enrollment_id FROM enrollment"
	    " WHERE provider_id = :provider AND payer_id = :payer"
	    " AND (:state IS NULL OR state = :state)"
	    " AND coalesce(location_id, 0) = coalesce(CAST(:location AS INTEGER), 0)"
	    " ORDER BY enrollment_id LIMIT 2");
	query_bind_text(&q, ":provider", key(w, "provider"));
	query_bind_text(&q, ":payer", key(w, "payer"));
	query_bind_text(&q, ":state", key(w, "state"));
	query_bind_text(&q, ":location", key(w, "location"));
	return only_one(w, &q, "state", ret_id, err);
}

/* The one owner that is given, as the columns have it. */
static bool
set_owner(struct record_write *w, bool must, struct err *err)
{
	static const char *const types[] = { "provider", "payer", "location" };
	size_t count = 0;

	for (size_t i = 0; i < LEN(types); i++) {
		if (key(w, types[i]) == NULL)
			continue;
		w->given[at(w, "owner_type")] = types[i];
		w->given[at(w, "owner_id")] = key(w, types[i]);
		count++;
	}
	if (count > 1 || (must && count == 0))
		return fail(err, ERR_INPUT, "a contact belongs to a provider, a payer or a location: "
		    "give one of them%s", count > 1 ? ", not several" : "");
	return true;
}

static bool
find_contact_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	const char *email = key(w, "email"), *name = key(w, "name");
	struct query q;

	if (!set_owner(w, true, err))
		return false;
	if (email == NULL && name == NULL)
		return fail(err, ERR_INPUT, "a contact needs an email or a name");
	query_open(&q, w->db, "SELECT contact_id FROM contact WHERE owner_type = :type"
	    " AND owner_id = CAST(:id AS INTEGER) AND role = coalesce(:role, '')"
	    " AND coalesce(email, name) IN (:email, :name) ORDER BY email IS NULL LIMIT 1");
	query_bind_text(&q, ":type", key(w, "owner_type"));
	query_bind_text(&q, ":id", key(w, "owner_id"));
	query_bind_text(&q, ":role", key(w, "role"));
	query_bind_text(&q, ":email", email);
	query_bind_text(&q, ":name", name);
	return only_one(w, &q, "role", ret_id, err);
}

/* "last first" of a person, the name of a firm; letter case and accents aside. */
static const char *
party_name(const struct record_write *w, const char *last, const char *first, const char *business)
{
	return fold(w, business != NULL && business[0] != '\0' ? business :
	    arena_printf(w->r->arena, "%s %s", last, first != NULL ? first : ""));
}

static bool
find_party_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	const char *last = key(w, "last_name"), *business = key(w, "business_name");
	struct query q;

	if ((last == NULL) == (business == NULL))
		return fail(err, ERR_INPUT, "a party is a person with a last_name or a firm with a "
		    "business_name: give one of the two");
	query_open(&q, w->db, "SELECT party_id FROM party WHERE folded_name = :name"
	    " AND (business_name <> '') = :is_business AND (:relation IS NULL OR relation = :relation)"
	    " ORDER BY party_id LIMIT 2");
	query_bind_text(&q, ":name", party_name(w, last, key(w, "first_name"), business));
	query_bind_int(&q, ":is_business", business != NULL);
	query_bind_text(&q, ":relation", key(w, "relation"));
	return only_one(w, &q, "relation", ret_id, err);
}

static bool
find_agreement_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	struct query q;

	query_open(&q, w->db, "SELECT agreement_id FROM agreement WHERE folded_vendor = fold(:vendor)"
	    " AND (:service IS NULL OR folded_service = fold(:service)) ORDER BY agreement_id LIMIT 2");
	query_bind_text(&q, ":vendor", key(w, "vendor"));
	query_bind_text(&q, ":service", key(w, "service"));
	return only_one(w, &q, "service", ret_id, err);
}

/* The same employer twice, at two times, is two. */
static bool
find_background_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	struct query q;

	query_open(&q, w->db, "SELECT background_id FROM background WHERE provider_id = :provider"
	    " AND kind = :kind AND folded_name = fold(:name) AND (:from IS NULL OR from_day IS :from)"
	    " ORDER BY background_id LIMIT 2");
	query_bind_text(&q, ":provider", key(w, "provider"));
	query_bind_text(&q, ":kind", key(w, "kind"));
	query_bind_text(&q, ":name", key(w, "name"));
	query_bind_text(&q, ":from", key(w, "from_day"));
	return only_one(w, &q, "from_day", ret_id, err);
}

static bool
find_none(struct record_write *w, int64_t *ret_id, struct err *err)
{
	(void)w;
	(void)err;
	*ret_id = 0;
	return true;
}

static const char *
next(const struct record_write *w, const char *name)
{
	const char *value = w->next[at(w, name)];

	return value != NULL ? value : "";
}

static bool
derive_provider(struct record_write *w, struct err *err)
{
	(void)err;
	w->next[at(w, "folded_name")] = fold(w, arena_printf(w->r->arena, "%s %s %s",
	    next(w, "last_name"), next(w, "first_name"), next(w, "middle_name")));
	return true;
}

static bool
derive_folded_name(struct record_write *w, struct err *err)
{
	(void)err;
	w->next[at(w, "folded_name")] = fold(w, next(w, "name"));
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
	query_bind_text(&q, ":provider", w->next[at(w, "provider")]);
	if (query_row(&q))
		w->next[at(w, "state")] = query_text(&q, 0, w->r->arena);
	return query_close(&q, err);
}

static bool
derive_credential(struct record_write *w, struct err *err)
{
	const struct credential_type *type = record_type_find(w->r->catalog,
	    next(w, "credential_type"));
	const char *issued = next(w, "issued_day"), *expires = next(w, "expires_day");

	w->next[at(w, "folded_number")] = fold_number(w, next(w, "number"));
	bool lacks_state = type != NULL && type->needs_state && next(w, "state")[0] == '\0';
	if (lacks_state && !suppose_state(w, type, err))
		return false;
	if (lacks_state && next(w, "state")[0] == '\0') {
		w->r->fault = at(w, "state");
		return fail(err, ERR_INPUT, "a credential of the type %s needs its state", type->key);
	}
	if (issued[0] != '\0' && expires[0] != '\0' && strcmp(expires, issued) < 0) {
		w->r->fault = at(w, "expires_day");
		return fail(err, ERR_INPUT, "it expires on %s, before it is issued on %s", expires,
		    issued);
	}
	/* Whoever gives the day of a verification says that it was one. */
	if (w->id == 0 && w->given[at(w, "status")] == NULL && next(w, "verified_day")[0] != '\0')
		w->next[at(w, "status")] = "verified";
	return true;
}

/* An enrollment without a state is in that of its site, of its payer, or where the provider works. */
static bool
derive_enrollment(struct record_write *w, struct err *err)
{
	struct query q;

	if (w->id != 0 || next(w, "state")[0] != '\0')
		return true;
	query_open(&q, w->db, "SELECT coalesce("
	    " (SELECT state FROM location WHERE location_id = CAST(:location AS INTEGER)),"
	    " (SELECT state FROM payer WHERE payer_id = CAST(:payer AS INTEGER)),"
	    " (SELECT practice_state FROM provider WHERE provider_id = CAST(:provider AS INTEGER)),"
	    " '')");
	query_bind_text(&q, ":location", w->next[at(w, "location")]);
	query_bind_text(&q, ":payer", w->next[at(w, "payer")]);
	query_bind_text(&q, ":provider", w->next[at(w, "provider")]);
	if (query_row(&q))
		w->next[at(w, "state")] = query_text(&q, 0, w->r->arena);
	return query_close(&q, err);
}

static bool
derive_contact(struct record_write *w, struct err *err)
{
	if (!set_owner(w, w->id == 0, err))
		return false;
	if (key(w, "owner_type") != NULL) {
		w->next[at(w, "owner_type")] = key(w, "owner_type");
		w->next[at(w, "owner_id")] = key(w, "owner_id");
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
		w->r->fault = at(w, "last_name");
		return fail(err, ERR_INPUT, "a party is a person with a last_name or a firm with a "
		    "business_name: one of the two");
	}
	w->next[at(w, "folded_name")] = party_name(w, last, next(w, "first_name"), business);
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
	size_t status = at(w, "status"), retired = at(w, "retired_day");
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

	w->next[at(w, "folded_vendor")] = fold(w, next(w, "vendor"));
	w->next[at(w, "folded_service")] = fold(w, next(w, "service"));
	if (signed_day[0] != '\0' && expires[0] != '\0' && strcmp(expires, signed_day) < 0) {
		w->r->fault = at(w, "expires_day");
		return fail(err, ERR_INPUT, "it expires on %s, before it is signed on %s", expires,
		    signed_day);
	}
	bool reviewed = !text_equal(w->now[at(w, "reviewed_day")], w->next[at(w, "reviewed_day")]);
	if (w->given[at(w, "review_day")] == NULL && (reviewed || next(w, "review_day")[0] == '\0'))
		w->next[at(w, "review_day")] = next_review(w);
	derive_end(w);
	return true;
}

static bool
derive_background(struct record_write *w, struct err *err)
{
	const char *from = next(w, "from_day"), *until = next(w, "until_day");

	w->next[at(w, "folded_name")] = fold(w, next(w, "name"));
	if (from[0] != '\0' && until[0] != '\0' && strcmp(until, from) < 0) {
		w->r->fault = at(w, "until_day");
		return fail(err, ERR_INPUT, "it ends on %s, before it begins on %s", until, from);
	}
	if (!text_equal(next(w, "kind"), "gap") || (from[0] != '\0' && until[0] != '\0' &&
	    !text_blank(next(w, "note"))))
		return true;
	w->r->fault = at(w, text_blank(next(w, "note")) ? "note" : from[0] == '\0' ? "from_day" : "until_day");
	return fail(err, ERR_INPUT, "the explanation of a gap needs from_day, until_day and, in the note, its words");
}

static bool
derive_nothing(struct record_write *w, struct err *err)
{
	(void)w;
	(void)err;
	return true;
}

static const struct {
	const char	*kind;
	bool		(*find)(struct record_write *w, int64_t *ret_id, struct err *err);
	bool		(*derive)(struct record_write *w, struct err *err);
} nouns[] = {
	{ "provider",	find_provider_row,	derive_provider },
	{ "payer",	find_payer_row,		derive_folded_name },
	{ "location",	find_location_row,	derive_folded_name },
	{ "credential",	find_credential_row,	derive_credential },
	{ "enrollment",	find_enrollment_row,	derive_enrollment },
	{ "contact",	find_contact_row,	derive_contact },
	{ "document",	find_none,		derive_nothing },
	{ "party",	find_party_row,		derive_party },
	{ "agreement",	find_agreement_row,	derive_agreement },
	{ "background",	find_background_row,	derive_background },
};

static size_t
noun_of(const struct record_write *w)
{
	size_t i;

	for (i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].kind, w->r->kind->name) == 0)
			return i;
	BUG("nobody knows the key of a %s", w->r->kind->name);
}

bool
record_find(struct record_write *w, int64_t *ret_id, struct err *err)
{
	return nouns[noun_of(w)].find(w, ret_id, err);
}

bool
record_derive(struct record_write *w, struct err *err)
{
	return nouns[noun_of(w)].derive(w, err);
}
