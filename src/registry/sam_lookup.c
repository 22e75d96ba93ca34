/*
 * sam_lookup: ten records a page.  A name with more than a hundred records is refused: whoever is one of them is
 * found in the extract.  The search by NPI is masked at SAM.gov, so NPIs are compared here.
 */
#include "registry/sam_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/http.h"
#include "store/record_list.h"
#include "store/task.h"
#include "base/banned.h"

#define PAGE_RECORDS	10
#define PAGES_MAX	10
#define NAMES_MAX	12
#define TASK_DAYS	5

struct hit { struct screen_hit hit; const char *row_json; };

struct looking {
	const struct sam_wish	*wish;
	struct arena		*a;
	int32_t			 today_day;
	struct screened		 who;
	struct screened_name	 name[NAMES_MAX];
	const char		*asked[NAMES_MAX];	/* "Ada Larkspur" */
	const char		*display;
	struct hit		*hit;
	size_t			 hits, hits_size;
	struct json		*lookups;
};

static void
add_name(struct looking *l, const char *last, const char *first, const char *middle, const char *kind)
{
	const struct person_name name = { last, first, middle, "", "" };

	if (l->who.names == NAMES_MAX || text_blank(last))
		return;
	person_name_fold(&name, l->a, &l->name[l->who.names].name);
	l->name[l->who.names].kind = kind;
	l->asked[l->who.names++] = text_blank(first) ? last : arena_printf(l->a, "%s %s", first, last);
}

static const char *
kept_text(const struct json *row, const char *column, struct arena *a)
{
	const char *text = json_get_text(row, column);

	return text != NULL ? arena_strdup(a, text) : "";
}

/* As a run of the screening looks for them (SAM.gov has no births): present name, then the others, a maiden name with the first name. */
static bool
load_who(struct looking *l, struct err *err)
{
	const struct record_filter one = { .id = l->wish->provider_id, .expires_by_day = DAY_NONE };
	const struct zone *zone = l->wish->way.settings->zone;
	struct json *rows, *names;
	struct query q;

	record_query_list(&q, l->wish->way.db, "provider", &one);
	if (!query_json(&q, zone, &rows, err))
		return false;
	const struct json *row = json_at(rows, 0);
	const char *first = kept_text(row, "first_name", l->a), *middle = kept_text(row, "middle_name", l->a);
	l->who = (struct screened){ .name = l->name, .npi = kept_text(row, "npi", l->a),
	    .state = kept_text(row, "practice_state", l->a), .birth_day = DAY_NONE };
	add_name(l, kept_text(row, "last_name", l->a), first, middle, "present");
	json_free(rows);
	if (l->who.names == 0)
		return fail(err, ERR_MISSING, "there is no provider %lld", (long long)l->wish->provider_id);
	l->display = l->asked[0];
	record_query_names(&q, l->wish->way.db, l->wish->provider_id);
	if (!query_json(&q, zone, &names, err))
		return false;
	for (size_t i = 0; i < json_count(names); i++) {
		const char *other = kept_text(json_at(names, i), "first_name", l->a);
		add_name(l, kept_text(json_at(names, i), "last_name", l->a), text_blank(other) ? first : other,
		    middle, kept_text(json_at(names, i), "kind", l->a));
	}
	json_free(names);
	return true;
}

/* An error has "message" and "detail"; with HTTP 200, too. */
static bool
is_answer(void *context, const char *body, size_t len, const char **ret_result, struct err *err)
{
	struct json *json;
	bool ok = true;

	(void)context;
	if (!json_parse(body, len, &json, err))
		return fail_in(err, "the answer of SAM.gov is not whole, or is none");
	const struct json *records = json_get(json, "excludedEntity");
	const char *message = json_get_text(json, "message");
	int64_t total = json_get_int(json, "totalRecords", -1);
	if (message != NULL || json_get_text(json, "errorCode") != NULL)
		ok = fail(err, ERR_INPUT, "SAM.gov answered \"%s%s%s\"", message != NULL ? message : "error",
		    json_get_text(json, "detail") != NULL ? ": " : "",
		    json_get_text(json, "detail") != NULL ? json_get_text(json, "detail") : "");
	else if (total < 0 || (total > 0 && json_kind_of(records) != JSON_IS_ARRAY) ||
	    json_count(records) > PAGE_RECORDS || (total > 0 && json_count(records) == 0) ||
	    (int64_t)json_count(records) > total)
		ok = fail(err, ERR_INPUT, "this is no answer of SAM.gov: it has no \"excludedEntity\", or not as "
		    "many as it says");
	*ret_result = total > 0 ? "found" : "none";
	json_free(json);
	return ok;
}

/* Without what SAM.gov refuses in a value. */
static const char *
address(struct looking *l, const char *name, int page)
{
	const char *url = l->wish->way.settings->registry.sam_url;
	struct str out = STR_INIT;
	char *plain = arena_strdup(l->a, name);

	for (char *p = plain; *p != '\0'; p++)
		if (strchr("&|{}^\\/\"", *p) != NULL)
			*p = ' ';
	str_printf(&out, "%s%sapi_key=", url, strchr(url, '?') != NULL ? "&" : "?");
	http_add_escaped(&out, l->wish->key);
	str_add(&out, "&exclusionName=");
	http_add_escaped(&out, plain);
	str_printf(&out, "&page=%d&size=%d", page, PAGE_RECORDS);
	const char *text = arena_strdup(l->a, out.text);
	str_clear(&out);
	return text;
}

static void
judge_records(struct looking *l, const struct json *records)
{
	for (size_t i = 0; i < json_count(records); i++) {
		struct exclusion_row *row = arena_alloc(l->a, sizeof(*row));
		struct screen_hit hit;
		if (!sam_row_of_entity(json_at(records, i), l->today_day, l->a, row) ||
		    !screen_judge(&l->who, &row->listed, &hit))
			continue;
		bool is_known = false;
		for (size_t k = 0; k < l->hits && !is_known; k++)
			is_known = strcmp(l->hit[k].row_json, row->json) == 0;
		if (is_known)			/* under another name of theirs */
			continue;
		l->hit = arena_grow(l->a, l->hit, l->hits, &l->hits_size, sizeof(*l->hit));
		l->hit[l->hits++] = (struct hit){ hit, row->json };
	}
}

static void
note_lookup(struct looking *l, const struct registry_lookup *lookup, bool is_kept)
{
	struct json *one = json_new_object();
	char at[INSTANT_TEXT_BYTES];

	json_set_text(one, "asked_for", lookup->asked_for);
	json_set_int(one, "registry_lookup_id", lookup->registry_lookup_id);
	json_set_text(one, "at", instant_format(lookup->at_ms, l->wish->way.settings->zone, at));
	json_set_bool(one, "is_kept", is_kept);
	json_set_text(one, "result", lookup->result);
	json_set_text(one, "sha256", lookup->sha256);
	json_push(l->lookups, one);
}

/* One page; how many records there are in all. */
static bool
look_at_page(struct looking *l, const char *name, int page, int64_t *ret_total, struct err *err)
{
	const struct registry_question question = { .registry = "sam", .provider_id = l->wish->provider_id,
	    .asked_for = page == 0 ? name : arena_printf(l->a, "%s, page %d", name, page + 1),
	    .url = address(l, name, page), .key = l->wish->key, .read = is_answer };
	struct registry_lookup lookup;
	struct json *json;
	bool is_kept;

	if (!registry_ask(&l->wish->way, &question, l->a, &lookup, &is_kept, err) ||
	    !json_parse(lookup.answer, strlen(lookup.answer), &json, err))
		return false;
	note_lookup(l, &lookup, is_kept);
	*ret_total = json_get_int(json, "totalRecords", 0);
	judge_records(l, json_get(json, "excludedEntity"));
	json_free(json);
	return true;
}

static bool
look_for_name(struct looking *l, const char *name, struct err *err)
{
	int64_t total = 1;

	for (int page = 0; page * PAGE_RECORDS < total; page++) {
		if (page == PAGES_MAX)
			return fail(err, ERR_INPUT, "SAM.gov has %lld records for \"%s\": too many to be looked at "
			    "here. Load the extract: credence screen load sam FILE", (long long)total, name);
		if (!look_at_page(l, name, page, &total, err))
			return false;
	}
	return true;
}

static int
by_rank(const void *a, const void *b)
{
	const struct screen_hit *x = &((const struct hit *)a)->hit, *y = &((const struct hit *)b)->hit;

	return x->rank != y->rank ? x->rank - y->rank : y->score - x->score;
}

static bool
add_task(struct looking *l, struct err *err)
{
	const struct registry_way *way = &l->wish->way;
	const struct task task = { .role = "manager", .due_day = l->today_day + TASK_DAYS,
	    .name = arena_printf(l->a, "SAM.gov %lld", (long long)l->wish->provider_id),
	    .title = arena_printf(l->a, "SAM.gov has somebody like %s: the same? Load the extract, screen and "
	    "decide the match", l->display), .created_ms = way->now_ms };
	int64_t task_id;

	return db_begin(way->db, err) && db_end(way->db, task_add(way->db, &task, &task_id, err), err);
}

static bool
said_of(struct looking *l, struct json *said, struct err *err)
{
	struct json *matches = json_new_array();

	json_set_int(said, "provider_id", l->wish->provider_id);
	json_set(said, "asked", l->lookups);
	json_set(said, "matches", matches);
	if (l->hits > 1)
		qsort(l->hit, l->hits, sizeof(*l->hit), by_rank);
	for (size_t i = 0; i < l->hits; i++) {
		const char *const *reason = screen_reasons(&l->who, &l->hit[i].hit, l->a);
		struct json *one = json_new_object(), *reasons = json_new_array(), *row;
		if (!json_parse(l->hit[i].row_json, strlen(l->hit[i].row_json), &row, err)) {
			json_free(one);
			json_free(reasons);
			return false;
		}
		json_set_int(one, "rank", l->hit[i].hit.rank);
		json_set_int(one, "score", l->hit[i].hit.score);
		for (; *reason != NULL; reason++)
			json_push(reasons, json_new_text(*reason));
		json_set(one, "reasons", reasons);
		json_set(one, "row", row);
		json_push(matches, one);
	}
	return l->hits == 0 || add_task(l, err);
}

bool
sam_lookup(const struct sam_wish *wish, struct arena *a, struct json **ret_said, struct err *err)
{
	struct looking l = { .wish = wish, .a = a, .lookups = json_new_array(),
	    .today_day = zone_day(wish->way.settings->zone, wish->way.now_ms) };
	bool ok = load_who(&l, err);

	for (size_t i = 0; ok && i < l.who.names; i++)
		ok = look_for_name(&l, l.asked[i], err);
	if (!ok) {
		json_free(l.lookups);
		return false;
	}
	struct json *said = json_new_object();
	if (said_of(&l, said, err)) {
		*ret_said = said;
		return true;
	}
	json_free(said);
	return false;
}
