/* readiness: the catalog of requirements, and what is judged as one JSON object. */
#include "store/readiness.h"

#include <string.h>

#include "base/day.h"
#include "base/str.h"
#include "store/folder.h"
#include "store/background.h"
#include "store/readiness_inside.h"
#include "base/banned.h"

bool
readiness_requirements(const char *folder, const struct catalog *catalog, struct arena *a,
    struct requirements *ret_requirements, struct problems *problems, struct err *err)
{
	struct str text = STR_INIT;
	const char *file;
	bool is_shipped;

	bool ok = folder_catalog(folder, "requirements.yaml", a, &file, &is_shipped, &text, err) &&
	    requirement_parse(file, text.text, text.len, catalog, is_shipped, a, ret_requirements,
	    problems);
	str_clear(&text);
	return ok;
}

static struct json *
item_json(const struct readiness_item *item)
{
	const struct requirement *r = item->requirement;
	struct json *json = json_new_object();

	json_set_text(json, "requirement", r->key);
	json_set_text(json, "label", r->label);
	json_set_text(json, "kind", requirement_kind_name[r->kind]);
	json_set_text(json, "state", item->state);
	json_set_text(json, "standing", readiness_state_name[item->standing]);
	json_set_bool(json, "is_by_practice", r->is_by_practice);
	json_set_bool(json, "is_present", item->is_present);
	json_set_bool(json, "is_verified", item->is_verified);
	json_set_bool(json, "is_in_date", item->is_in_date);
	json_set_day(json, "until_day", item->until_day);
	json_set_id(json, "credential_id", item->credential_id);
	json_set_id(json, "document_id", item->document_id);
	json_set_text(json, "reason", item->reason);
	json_set_text(json, "source", r->source);
	return json;
}

static bool
is_same(const struct json *open, const struct json *item)
{
	static const char *const keys[] = { "requirement", "state", "standing", "reason" };

	for (size_t i = 0; i < LEN(keys); i++)
		if (!text_equal(json_get_text(open, keys[i]), json_get_text(item, keys[i])))
			return false;
	return true;
}

/* The same thing is missing for many payers: told once, with whom it stops. */
static void
add_open(struct json *open, const struct json *item, const char *payer, struct arena *a)
{
	static const char *const keys[] = { "requirement", "label", "state", "standing", "reason" };
	size_t i = 0;

	while (i < json_count(open) && !is_same(json_at(open, i), item))
		i++;
	if (i == json_count(open)) {
		struct json *line = json_new_object();
		for (size_t k = 0; k < LEN(keys); k++)
			json_set_text(line, keys[k], json_get_text(item, keys[k]));
		json_set_bool(line, "is_by_practice", json_get_bool(item, "is_by_practice"));
		json_set_text(line, "payers", payer);
		json_set_int(line, "scopes", 1);
		json_push(open, line);
		return;
	}
	json_set_int(json_at(open, i), "scopes", json_get_int(json_at(open, i), "scopes", 0) + 1);
	const char *payers = json_get_text(json_at(open, i), "payers");
	if (payer != NULL && payers != NULL && strstr(payers, payer) == NULL)
		json_set_text(json_at(open, i), "payers", arena_printf(a, "%s, %s", payers, payer));
}

static struct json *
scope_json(const struct readiness_scope *s, const struct readiness_item *items, size_t count,
    struct json *open, struct arena *a)
{
	struct json *json = json_new_object(), *list = json_new_array();
	int64_t missing = 0;

	for (size_t i = 0; i < count; i++) {
		struct json *item = item_json(&items[i]);
		json_push(list, item);
		if (items[i].standing == ITEM_READY)
			continue;
		missing++;
		add_open(open, item, s->payer, a);
	}
	json_set_id(json, "enrollment_id", s->enrollment_id);
	json_set_id(json, "payer_id", s->payer_id);
	json_set_text(json, "payer_name", s->payer);
	json_set_id(json, "location_id", s->location_id);
	json_set_text(json, "location_name", s->location);
	json_set_text(json, "state", s->state);
	json_set_day(json, "on_day", s->on_day);
	json_set_bool(json, "is_ready", missing == 0);
	json_set_int(json, "required", (int64_t)count);
	json_set_int(json, "open", missing);
	json_set(json, "items", list);
	return json;
}

static struct json *
mismatches_json(const struct mismatch_facts *facts, struct arena *a)
{
	struct json *array = json_new_array();
	struct mismatch *list;
	size_t count;

	mismatch_find(facts, a, &list, &count);
	for (size_t i = 0; i < count; i++) {
		struct json *json = json_new_object();
		json_set_text(json, "what", list[i].what);
		json_set_text(json, "ours", list[i].ours);
		json_set_text(json, "theirs", list[i].theirs);
		json_set_text(json, "where", list[i].where);
		json_set_text(json, "advice", list[i].advice);
		json_push(array, json);
	}
	return array;
}

static struct json *
report_json(const struct readiness_file *file, const struct requirements *requirements,
    const struct readiness_ask *ask, struct arena *a)
{
	struct json *json = json_new_object(), *scopes = json_new_array(), *open = json_new_array();

	for (size_t i = 0; i < file->scopes; i++) {
		struct readiness_item *items;
		size_t count;
		readiness_judge(requirements, &file->facts, &file->scope[i], a, &items, &count);
		json_push(scopes, scope_json(&file->scope[i], items, count, open, a));
	}
	json_set_int(json, "provider_id", ask->provider_id);
	json_set_text(json, "npi", file->npi);
	json_set_text(json, "last_name", file->mismatch.last_name);
	json_set_text(json, "first_name", file->mismatch.first_name);
	json_set_text(json, "provider_type", file->mismatch.provider_type);
	json_set_bool(json, "is_ready", json_count(open) == 0);
	json_set(json, "scopes", scopes);
	json_set(json, "open", open);
	json_set(json, "mismatches", mismatches_json(&file->mismatch, a));
	return json;
}

/* Of a work history that is kept here; of one that is a paper, nobody can say. */
static bool
load_gaps(struct db *db, const struct readiness_ask *ask, struct json **ret_gaps, struct err *err)
{
	bool kept;

	if (!background_is_kept(db, ask->provider_id, &kept, err))
		return false;
	if (kept)
		return background_gaps(db, ask->provider_id, ask->today_day, true, ret_gaps, err);
	*ret_gaps = json_new_array();
	return true;
}

bool
readiness_report(struct db *db, const struct settings *settings,
    const struct requirements *requirements, const struct readiness_ask *ask,
    struct json **ret_report, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct readiness_file file;

	struct json *gaps = NULL;

	bool ok = readiness_load(db, settings, ask, &a, &file, err) && load_gaps(db, ask, &gaps, err);
	if (ok) {
		*ret_report = report_json(&file, requirements, ask, &a);
		json_set(*ret_report, "gaps", gaps);
	}
	arena_clear(&a);
	return ok;
}

bool
readiness_is_theirs(const struct json *open)
{
	static const char *const theirs[] = { "missing", "incomplete", "expired" };

	for (size_t i = 0; i < LEN(theirs); i++)
		if (text_equal(json_get_text(open, "standing"), theirs[i]))
			return !json_get_bool(open, "is_by_practice");
	return false;
}

static const char *
needs_words(const struct json *open, struct arena *a)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < json_count(open); i++) {
		const struct json *row = json_at(open, i);
		const char *state = json_get_text(row, "state");
		if (readiness_is_theirs(row))
			str_printf(&out, "%s- %s%s%s%s\n", out.len == 0 ? "We still need:\n" : "", json_get_text(row, "label"),
			    text_blank(state) ? "" : ", ", text_blank(state) ? "" : state,
			    text_equal(json_get_text(row, "standing"), "expired") ? " (has run out)" : "");
	}
	const char *words = arena_strdup(a, out.text);
	str_clear(&out);
	return words;
}

bool
readiness_needs(struct db *db, const char *folder, const struct settings *settings, int64_t provider_id,
    int32_t today_day, struct arena *a, const char **ret_needs, struct err *err)
{
	const struct readiness_ask ask = { .provider_id = provider_id, .on_day = DAY_NONE, .today_day = today_day };
	struct requirements requirements;
	struct problems problems;
	struct json *report;

	problems_init(&problems, a);
	*ret_needs = "";
	if (!readiness_requirements(folder, settings->catalog, a, &requirements, &problems, err))
		return problems.errors > 0;
	if (!readiness_report(db, settings, &requirements, &ask, &report, err))
		return false;
	*ret_needs = needs_words(json_get(report, "open"), a);
	json_free(report);
	return true;
}
