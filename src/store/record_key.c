/*
 * record_key: whom a record belongs to, and which row it is.
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

#define NAMES_MAX	2000		/* that an unknown name is compared with, for advice */

size_t
record_at(const struct record_write *w, const char *name)
{
	return record_field_index(w->r->kind, name);
}

const char *
record_given(const struct record_write *w, const char *name)
{
	return w->given[record_at(w, name)];
}

const char *
record_fold(const struct record_write *w, const char *text)
{
	struct str out = STR_INIT;

	utf8_fold(text, &out);
	const char *folded = arena_strdup(w->r->arena, out.text);
	str_clear(&out);
	return folded;
}

const char *
record_fold_number(const struct record_write *w, const char *number)
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
	return find_by_text(w, "SELECT provider_id FROM provider WHERE npi = :text", record_given(w, "npi"),
	    ret_id, err) && (*ret_id == 0 || merge_follow(w->db, *ret_id, ret_id, err));
}

static bool
find_payer_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	return find_by_text(w, "SELECT payer_id FROM payer WHERE folded_name = fold(:text)"
	    " OR name = :text LIMIT 1", record_given(w, "name"), ret_id, err);
}

static bool
find_location_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	return find_by_text(w, "SELECT location_id FROM location WHERE folded_name = fold(:text)"
	    " OR name = :text LIMIT 1", record_given(w, "name"), ret_id, err);
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
	query_bind_text(&q, ":provider", record_given(w, "provider"));
	query_bind_text(&q, ":type", record_given(w, "credential_type"));
	query_bind_text(&q, ":state", record_given(w, "state"));
	query_bind_text(&q, ":number", folded_number);
	return only_one(w, &q, folded_number != NULL ? "state" : "number", ret_id, err);
}

/* One that was kept without a number gets it. */
static bool
find_credential_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	const char *number = record_given(w, "number");

	if (number == NULL)
		return find_credential(w, NULL, ret_id, err);
	return find_credential(w, record_fold_number(w, number), ret_id, err) &&
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
	query_bind_text(&q, ":provider", record_given(w, "provider"));
	query_bind_text(&q, ":payer", record_given(w, "payer"));
	query_bind_text(&q, ":state", record_given(w, "state"));
	query_bind_text(&q, ":location", record_given(w, "location"));
	return only_one(w, &q, "state", ret_id, err);
}

bool
record_set_owner(struct record_write *w, bool must, struct err *err)
{
	static const char *const types[] = { "provider", "payer", "location" };
	size_t count = 0;

	for (size_t i = 0; i < LEN(types); i++) {
		if (record_given(w, types[i]) == NULL)
			continue;
		w->given[record_at(w, "owner_type")] = types[i];
		w->given[record_at(w, "owner_id")] = record_given(w, types[i]);
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
	const char *email = record_given(w, "email"), *name = record_given(w, "name");
	struct query q;

	if (!record_set_owner(w, true, err))
		return false;
	if (email == NULL && name == NULL)
		return fail(err, ERR_INPUT, "a contact needs an email or a name");
	query_open(&q, w->db, "SELECT contact_id FROM contact WHERE owner_type = :type"
	    " AND owner_id = CAST(:id AS INTEGER) AND role = coalesce(:role, '')"
	    " AND coalesce(email, name) IN (:email, :name) ORDER BY email IS NULL LIMIT 1");
	query_bind_text(&q, ":type", record_given(w, "owner_type"));
	query_bind_text(&q, ":id", record_given(w, "owner_id"));
	query_bind_text(&q, ":role", record_given(w, "role"));
	query_bind_text(&q, ":email", email);
	query_bind_text(&q, ":name", name);
	return only_one(w, &q, "role", ret_id, err);
}

const char *
record_party_name(const struct record_write *w, const char *last, const char *first, const char *business)
{
	return record_fold(w, business != NULL && business[0] != '\0' ? business :
	    arena_printf(w->r->arena, "%s %s", last, first != NULL ? first : ""));
}

static bool
find_party_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	const char *last = record_given(w, "last_name"), *business = record_given(w, "business_name");
	struct query q;

	if ((last == NULL) == (business == NULL))
		return fail(err, ERR_INPUT, "a party is a person with a last_name or a firm with a "
		    "business_name: give one of the two");
	query_open(&q, w->db, "SELECT party_id FROM party WHERE folded_name = :name"
	    " AND (business_name <> '') = :is_business AND (:relation IS NULL OR relation = :relation)"
	    " ORDER BY party_id LIMIT 2");
	query_bind_text(&q, ":name", record_party_name(w, last, record_given(w, "first_name"), business));
	query_bind_int(&q, ":is_business", business != NULL);
	query_bind_text(&q, ":relation", record_given(w, "relation"));
	return only_one(w, &q, "relation", ret_id, err);
}

static bool
find_agreement_row(struct record_write *w, int64_t *ret_id, struct err *err)
{
	struct query q;

	query_open(&q, w->db, "SELECT agreement_id FROM agreement WHERE folded_vendor = fold(:vendor)"
	    " AND (:service IS NULL OR folded_service = fold(:service)) ORDER BY agreement_id LIMIT 2");
	query_bind_text(&q, ":vendor", record_given(w, "vendor"));
	query_bind_text(&q, ":service", record_given(w, "service"));
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
	query_bind_text(&q, ":provider", record_given(w, "provider"));
	query_bind_text(&q, ":kind", record_given(w, "kind"));
	query_bind_text(&q, ":name", record_given(w, "name"));
	query_bind_text(&q, ":from", record_given(w, "from_day"));
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

static const struct {
	const char	*kind;
	bool		(*find)(struct record_write *w, int64_t *ret_id, struct err *err);
} nouns[] = {
	{ "provider",	find_provider_row },
	{ "payer",	find_payer_row },
	{ "location",	find_location_row },
	{ "credential",	find_credential_row },
	{ "enrollment",	find_enrollment_row },
	{ "contact",	find_contact_row },
	{ "document",	find_none },
	{ "party",	find_party_row },
	{ "agreement",	find_agreement_row },
	{ "background",	find_background_row },
};

bool
record_find(struct record_write *w, int64_t *ret_id, struct err *err)
{
	for (size_t i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].kind, w->r->kind->name) == 0)
			return nouns[i].find(w, ret_id, err);
	BUG("nobody knows the key of a %s", w->r->kind->name);
}
