/* nppes_compare: an answer against a row of ours, field by field; and taking it over. */
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/person_name.h"
#include "core/readiness.h"
#include "core/sheet_day.h"
#include "registry/nppes_inside.h"
#include "registry/nppes_lookup.h"
#include "store/provider_name.h"
#include "store/record.h"
#include "store/record_list.h"
#include "base/banned.h"

struct comparing {
	const struct nppes_wish	*wish;
	const struct nppes_record *said;
	struct arena		*a;
	struct record		 record;	/* what differs */
	struct json		*differences;
};

static bool
is_same(const char *field, const char *ours, const char *theirs)
{
	struct str a = STR_INIT, b = STR_INIT;

	if (strcmp(field, "provider_type") == 0)
		return readiness_same_type(ours, theirs);
	utf8_fold(ours, &a);
	utf8_fold(theirs, &b);
	bool same = strcmp(a.text, b.text) == 0;
	str_clear(&a);
	str_clear(&b);
	return same;
}

/* In the normal form of our field; what does not fit there is no difference. */
static void
compare_field(struct comparing *c, const struct nppes_field *f, const struct json *row)
{
	size_t i = record_field_index(c->record.kind, f->field);
	struct err why = ERR_INIT;

	if (text_blank(f->text) || sheet_nothing(f->text) ||
	    !record_assign_at(&c->record, i, f->text, &why))
		return;
	const char *ours = json_get_text(row, f->field), *theirs = c->record.value[i];
	if (ours != NULL && is_same(f->field, ours, theirs)) {
		c->record.value[i] = NULL;
		return;
	}
	struct json *difference = json_new_object();
	json_set_text(difference, "field", f->field);
	json_set_text(difference, "ours", ours);
	json_set_text(difference, "theirs", theirs);
	json_push(c->differences, difference);
}

static bool
compare_person(struct comparing *c, struct err *err)
{
	const struct record_filter one = { .id = c->wish->provider_id, .expires_by_day = DAY_NONE };
	int32_t today = zone_day(c->wish->way.settings->zone, c->wish->way.now_ms);
	struct nppes_field field[NPPES_FIELDS];
	struct json *rows = NULL;		/* nobody of ours: no row */
	struct query q;

	if (c->wish->provider_id != 0) {
		record_query_list(&q, c->wish->way.db, "provider", &one);
		if (!query_json(&q, c->wish->way.settings->zone, &rows, err))
			return false;
	}
	record_init(&c->record, record_kind_find("provider"), c->wish->way.settings->catalog, today, c->a);
	c->record.is_import = true;
	nppes_fields(c->said, c->a, field);
	for (size_t i = 0; i < NPPES_FIELDS; i++)
		compare_field(c, &field[i], json_at(rows, 0));
	json_free(rows);
	return true;
}

static bool
take_over(struct comparing *c, int64_t *ret_provider_id, struct err *err)
{
	const struct record_by by = { .actor = c->wish->way.actor, .source = "the NPI registry",
	    .now_ms = c->wish->way.now_ms };
	enum record_outcome outcome;
	bool added;

	if (!record_assign(&c->record, "npi", c->wish->npi, err) ||
	    !record_upsert(c->wish->way.db, &c->record, &by, ret_provider_id, &outcome, err))
		return false;
	for (size_t i = 0; i < c->said->names; i++)
		if (!text_blank(c->said->name[i].last) && !provider_name_add(c->wish->way.db, *ret_provider_id,
		    c->said->name[i].kind, person_name_recase(c->said->name[i].last, c->a),
		    person_name_recase(c->said->name[i].first, c->a), &added, err))
			return false;
	return true;
}

/* What it said is kept for comparing in any case; ours changes only where that is wished. */
static bool
keep_all(struct comparing *c, bool is_applied, int64_t *ret_provider_id, struct err *err)
{
	struct nppes_record_row row = { .read_from = "lookup", .read_ms = c->wish->way.now_ms };

	nppes_said(c->said, zone_day(c->wish->way.settings->zone, c->wish->way.now_ms), c->a, &row);
	*ret_provider_id = c->wish->provider_id;
	return db_begin(c->wish->way.db, err) && db_end(c->wish->way.db,
	    (!is_applied || take_over(c, ret_provider_id, err)) && (*ret_provider_id == 0 ||
	    nppes_record_save(c->wish->way.db, *ret_provider_id, &row, err)), err);
}

static bool
compare(struct comparing *c, const struct json *result, bool is_applied, struct json *said,
    int64_t *ret_provider_id, struct err *err)
{
	struct nppes_record n;

	nppes_read_result(result, &n);
	c->said = &n;
	bool is_person = strcmp(n.entity, "1") == 0;
	bool is_gone = !text_blank(n.deactivated) && text_blank(n.reactivated);
	json_set_text(said, "kind", is_gone ? "deactivated" : is_person ? "person" : "organization");
	json_set_text(said, "name", is_person ? arena_printf(c->a, "%s %s",
	    person_name_recase(n.first, c->a), person_name_recase(n.last, c->a)) : n.organization);
	json_set_text(said, "updated", text_blank(n.updated) ? NULL : n.updated);
	*ret_provider_id = c->wish->provider_id;
	if (is_applied && (is_gone || !is_person))
		return fail(err, ERR_INPUT, is_gone ? "NPI %s was deactivated: nobody may bill under it" :
		    "NPI %s is of an organization, and no provider is made of one", c->wish->npi);
	if (is_gone || !is_person)
		return true;
	return compare_person(c, err) && keep_all(c, is_applied, ret_provider_id, err);
}

bool
nppes_compare(const struct nppes_wish *wish, const struct registry_lookup *lookup,
    bool is_applied, struct arena *a, struct json **ret_said, int64_t *ret_provider_id,
    struct err *err)
{
	struct comparing c = { .wish = wish, .a = a };
	struct json *answer, *said;

	if (!json_parse(lookup->answer, strlen(lookup->answer), &answer, err))
		return false;
	said = json_new_object();
	c.differences = json_new_array();
	bool ok = compare(&c, json_at(json_get(answer, "results"), 0), is_applied, said,
	    ret_provider_id, err);
	json_set(said, "differences", c.differences);
	if (ok)
		*ret_said = said;
	else
		json_free(said);
	json_free(answer);
	return ok;
}
