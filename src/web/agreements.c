/* agreements: with whom the practice shares data, and what is due: a missing BAA, one that ends, a review. */
#include "core/record.h"
#include "store/record.h"
#include "store/record_list.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/hash.h"
#include "base/banned.h"

#define ROWS_MAX	500
#define SOON_DAYS	60

static const struct notice notices[] = {
	{ "added", "It is in the register; what is due will be asked for by itself." }, { NULL, NULL },
};

static void
add_words(const struct request *r, struct json *row)
{
	const char *next = json_get_text(row, "next"), *day = json_get_text(row, "next_day");
	int32_t due = DAY_NONE;

	if (day != NULL)
		day_parse(day, &due);
	page_day(r, row, "next_day", "next_words");
	json_set_text(row, "what", text_equal(next, "baa missing") ? "BAA is missing" :
	    text_equal(next, "baa ends") ? "BAA ends" : text_equal(next, "review") ? "Review" : "");
	json_set_text(row, "css", text_equal(next, "baa missing") || (due != DAY_NONE && due < r->today_day) ? "late" :
	    due != DAY_NONE && due - r->today_day <= SOON_DAYS ? "today" : "");
	json_set_bool(row, "is_ended", text_equal(json_get_text(row, "status"), "ended"));
}

bool
page_agreements(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_filter all = { .expires_by_day = DAY_NONE, .due_by_day = DAY_NONE };
	struct json *data = json_new_object(), *rows;
	char once[HASH_ID_BYTES];
	struct query q;

	json_set_text(data, "title", "Agreements");
	json_set_bool(data, "at_administration", true);
	json_set_text(data, "once", random_id(once));
	page_notice(r, data, notices);
	record_query_list(&q, r->web->db, "agreement", &all);
	if (!page_rows(r, data, "rows", &q, ROWS_MAX, &rows, err)) {
		json_free(data);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++)
		add_words(r, json_at(rows, i));
	return page_render(r, reply, "agreements", data, err);
}

static bool
add(struct request *r, int64_t *ret_id, struct err *err)
{
	static const char *const names[] = { "vendor", "service", "owner", "email", "data_flow", "needs_baa", "signed_day",
		"expires_day" };
	const struct record_by by = { .actor = r->actor, .now_ms = r->now_ms };
	struct record record;

	record_init(&record, record_kind_find("agreement"), r->web->settings->catalog, r->today_day, r->a);
	for (size_t i = 0; i < LEN(names); i++) {
		const char *text = pairs_get(&r->form, names[i]);
		if (!text_blank(text) && !record_assign(&record, names[i], text, err))
			return fail_in(err, "%s", names[i]);
	}
	return record_add(r->web->writer.db, &record, &by, ret_id, err);
}

bool
post_agreement_add(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t id;
	bool again;

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, "/agreements?did=again");
	if (!db_begin(db, err) || !db_end(db, add(r, &id, err), err))
		return false;
	once_take(r);
	return reply_redirect(reply, "/agreements?did=added");
}
