/* provider: the list with its search, and one provider: who, enrollments, readiness, credentials, cases, timeline. */
#include <string.h>

#include "core/catalog.h"
#include "core/record.h"
#include "core/right.h"
#include "store/billable.h"
#include "store/overview.h"
#include "store/record_list.h"
#include "store/sensitive.h"
#include "web/bulk.h"
#include "web/events.h"
#include "web/guard.h"
#include "web/invite.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/proposal.h"
#include "web/readiness.h"
#include "web/words.h"
#include "base/banned.h"

#define PROVIDERS_MAX	100
#define RECORDS_MAX	100
#define TIMELINE_MAX	50
#define FIND_BYTES_MAX	100
#define SOON_DAYS	90	/* a credential that ends within these is "expiring" */

static const struct notice list_notices[] = {
	{ "asked", "Each of them is written to, with all that is missing; the letters leave with the next round." },
	{ NULL, NULL },
};

bool
page_providers(struct request *r, struct reply *reply, struct err *err)
{
	const char *find = pairs_get(&r->query, "find");
	struct json *rows;
	int64_t after_id;
	struct query q;

	if (!page_after(r, &after_id, err))
		return false;
	struct json *data = json_new_object();
	find = find == NULL ? "" : arena_strndup(r->a, find, strnlen(find, FIND_BYTES_MAX));
	json_set_text(data, "title", "Providers");
	json_set_bool(data, "at_providers", true);
	page_notice(r, data, list_notices);
	bulk_add(data);
	json_set_text(data, "find", find);
	json_set_bool(data, "has_find", find[0] != '\0');
	json_set_text(data, "folder", r->web->folder);
	overview_query_providers(&q, r->web->db, find, after_id, PROVIDERS_MAX + 1);
	if (!page_rows(r, data, "providers", &q, PROVIDERS_MAX, &rows, err)) {
		json_free(data);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		json_set_bool(json_at(rows, i), "is_away",
		    !text_equal(json_get_text(json_at(rows, i), "status"), "active"));
		json_set_int(data, "last", json_get_int(json_at(rows, i), "provider_id", 0));
	}
	json_set_text(data, "address", url_quoted(find, r->a));
	return page_render(r, reply, "providers", data, err);
}

static bool
add_head(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	const struct record_filter one = { .id = provider_id, .expires_by_day = DAY_NONE };
	struct json *rows;
	struct query q;

	record_query_list(&q, r->web->db, "provider", &one);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	const struct json *row = json_at(rows, 0);
	if (row == NULL) {
		json_free(rows);
		return fail(err, ERR_MISSING, "there is no provider %lld", (long long)provider_id);
	}
	json_set_text(data, "title", arena_printf(r->a, "%s%s%s", json_get_text(row, "last_name"),
	    text_blank(json_get_text(row, "first_name")) ? "" : ", ",
	    json_get_text(row, "first_name")));
	page_day(r, json_at(rows, 0), "start_day", "start_words");
	json_set(data, "who", rows);
	return true;
}

/* Expired and expiring are what the day says, whatever was written down. */
static const char *
credential_state(const struct request *r, const struct json *row)
{
	const char *status = json_get_text(row, "status"), *text = json_get_text(row, "expires_day");
	int32_t day;

	if (text_equal(status, "retired") || text_equal(status, "adverse"))
		return status;
	if (text != NULL && day_parse(text, &day) && day < r->today_day)
		return "expired";
	if (text != NULL && day_parse(text, &day) && day - r->today_day <= SOON_DAYS)
		return text_equal(status, "verified") ? "verified, expiring" :
		    arena_printf(r->a, "%s, expiring", status);
	return status;
}

static bool
add_credentials(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	const struct record_filter of = { .provider_id = provider_id, .expires_by_day = DAY_NONE };
	struct json *rows;
	struct query q;

	record_query_list(&q, r->web->db, "credential", &of);
	if (!page_rows(r, data, "credentials", &q, RECORDS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *key = json_get_text(row, "credential_type"), *state;
		const struct credential_type *type = catalog_find(r->web->settings->catalog, key);
		state = credential_state(r, row);
		json_set_text(row, "type_words", words_title(type != NULL ? type->label : key, r->a));
		json_set_text(row, "state_words", state);
		json_set_text(row, "css", strstr(state, "expir") != NULL ||
		    text_equal(state, "adverse") ? "late" : "");
		page_day(r, row, "expires_day", "expires_words");
	}
	return true;
}

static struct json *
enrollment_json(struct request *r, const struct billable_row *row)
{
	struct json *json = json_new_object(), *gates = json_new_array();
	struct billable_verdict verdict;

	billable_judge(&row->facts, r->today_day, r->today_day, r->a, &verdict);
	json_set_text(json, "payer", row->facts.payer);
	json_set_text(json, "site", row->facts.location != NULL ? row->facts.location :
	    row->facts.state);
	json_set_text(json, "enrollment_status", row->facts.status);
	json_set_bool(json, "may_bill", verdict.may_bill);
	json_set_day(json, "from", verdict.from_day);
	json_set_day(json, "until", verdict.until_day);
	json_set_text(json, "reason", verdict.reason);
	for (int i = 0; i < BILLABLE_GATES; i++) {
		struct json *gate = json_new_object();
		json_set_day(gate, "day", row->facts.gate[i].day);
		json_set_text(gate, "gate", words_name(billable_gate_name[i], r->a));
		json_push(gates, gate);
	}
	json_set(json, "gates", gates);
	return json;
}

static bool
add_enrollments(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	const struct billable_ask ask = { .provider_id = provider_id, .without_who = true };
	struct json *list = json_new_array();
	struct billable_row *rows;
	size_t count;

	json_set(data, "enrollments", list);
	if (!billable_list(r->web->db, &ask, r->a, &rows, &count, err))
		return false;
	json_set_bool(data, "has_enrollments", count > 0);
	json_set_bool(data, "enrollments_more", count > RECORDS_MAX);
	for (size_t i = 0; i < count && i < RECORDS_MAX; i++)
		json_push(list, enrollment_json(r, &rows[i]));
	return true;
}

static bool
add_cases(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	struct json *rows;
	struct query q;

	overview_query_cases(&q, r->web->db, provider_id, RECORDS_MAX + 1);
	if (!page_rows(r, data, "cases", &q, RECORDS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_case_words(r, row);
		page_since(r, row, "entered_ms", "since_words");
		page_until(r, row, "next_ms", "next_words");
	}
	return true;
}

static bool
add_timeline(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	struct json *rows;
	struct query q;

	overview_query_timeline(&q, r->web->db, provider_id, TIMELINE_MAX + 1);
	if (!page_rows(r, data, "timeline", &q, TIMELINE_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		bool is_step = text_equal(json_get_text(row, "what"), "step");
		page_case_words(r, row);
		json_set_bool(row, "is_step", is_step);
		if (is_step)
			events_step(r, row);
		else
			events_mail(r, row);
	}
	return true;
}

/* One that was looked at; field NULL: none. */
struct revealed { const char *field, *value; };

/* What is kept of sensitive fields, masked; with a button for those who may look. */
static bool
add_sensitive(struct request *r, struct json *data, int64_t provider_id, const struct revealed *shown, struct err *err)
{
	struct json *rows;
	struct query q;

	if (!request_may(r, RIGHTS_FIELDS))
		return true;
	sensitive_query_masked(&q, r->web->db, provider_id);
	if (!page_rows(r, data, "sensitive", &q, RECORDS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *field = json_get_text(row, "field");
		bool is_shown = text_equal(field, shown->field);
		json_set_text(row, "label", words_title(field, r->a));
		json_set_bool(row, "is_shown", is_shown);
		json_set_bool(row, "may_show", !is_shown && request_may(r, right_of_field(field)));
		if (is_shown)
			json_set_text(row, "value", shown->value);
	}
	return true;
}

static bool
show(struct request *r, struct reply *reply, int64_t provider_id, const struct revealed *shown, struct err *err)
{
	static const struct notice notices[] = {
		{ "invited", "A letter with the address of their own page is on its way." },
		{ "uninvited", "Their addresses are taken back." },
		{ "accepted", "The record says now what the provider proposed." },
		{ "refused", "The record stays as it was; the provider reads why on their page." },
		{ NULL, NULL },
	};
	struct json *data = json_new_object();

	json_set_bool(data, "at_providers", true);
	page_notice(r, data, notices);
	if (add_head(r, data, provider_id, err) && add_credentials(r, data, provider_id, err) &&
	    add_enrollments(r, data, provider_id, err) && readiness_add(r, data, provider_id, err) &&
	    invite_add(r, data, provider_id, err) && proposal_add_waiting(r, data, provider_id, err) &&
	    add_sensitive(r, data, provider_id, shown, err) &&
	    add_cases(r, data, provider_id, err) && add_timeline(r, data, provider_id, err))
		return page_render(r, reply, "provider", data, err);
	json_free(data);
	return false;
}

bool
page_provider(struct request *r, struct reply *reply, struct err *err)
{
	int64_t provider_id;

	return request_id(r, 0, &provider_id, err) && show(r, reply, provider_id, &(struct revealed){ NULL, NULL }, err);
}

bool
post_provider_reveal(struct request *r, struct reply *reply, struct err *err)
{
	const struct sensitive_look look = { r->actor, "", r->now_ms };
	struct revealed shown = { pairs_get(&r->form, "field"), NULL };
	struct db *db = r->web->writer.db;
	int64_t provider_id;

	if (text_blank(shown.field) || right_of_field(shown.field) == 0)
		return fail(err, ERR_INPUT, "this form is not complete");
	return request_id(r, 0, &provider_id, err) && guard_right(r, right_of_field(shown.field), err) &&
	    db_begin(db, err) && db_end(db, sensitive_show(db, record_kind_find("provider"), provider_id, shown.field,
	    &look, r->a, &shown.value, err), err) && show(r, reply, provider_id, &shown, err);
}
