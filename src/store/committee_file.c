/* committee_file: red flags of a file, and a meeting with all that its packet and minutes show. */
#include "store/committee.h"

#include <inttypes.h>

#include "base/str.h"
#include "store/readiness.h"
#include "store/record_list.h"
#include "base/banned.h"

#define CLAIM_YEARS	5	/* malpractice history, domain.md, section 2.1 */

static void
push_flag(struct json *flags, const char *kind, const char *words)
{
	struct json *flag = json_new_object();

	json_set_text(flag, "kind", kind);
	json_set_text(flag, "words", words);
	json_push(flags, flag);
}

/* What readiness says of the day on which the committee meets. */
static void
add_readiness(struct json *flags, const struct json *report, struct arena *a)
{
	const struct json *open = json_get(report, "open"), *differ = json_get(report, "mismatches");
	const struct json *gaps = json_get(report, "gaps");

	for (size_t i = 0; i < json_count(open); i++) {
		const struct json *row = json_at(open, i);
		const char *state = json_get_text(row, "state");
		push_flag(flags, json_get_text(row, "standing"), arena_printf(a, "%s%s%s: %s", json_get_text(row, "label"),
		    text_blank(state) ? "" : " ", text_blank(state) ? "" : state, json_get_text(row, "reason")));
	}
	for (size_t i = 0; i < json_count(differ); i++) {
		const struct json *row = json_at(differ, i);
		push_flag(flags, "mismatch", arena_printf(a, "%s, by %s: %s", json_get_text(row, "what"),
		    json_get_text(row, "where"), json_get_text(row, "advice")));
	}
	for (size_t i = 0; i < json_count(gaps); i++) {
		const struct json *row = json_at(gaps, i);
		push_flag(flags, "gap", arena_printf(a, "work history from %s to %s is not explained",
		    json_get_text(row, "from_day"), json_get_text(row, "until_day")));
	}
}

static bool
add_claims(struct json *flags, struct db *db, int64_t provider_id, int32_t on_day, struct arena *a, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT name, from_day, note FROM background WHERE provider_id = :provider_id"
	    " AND kind = 'claim' AND (from_day IS NULL OR from_day >= :since) ORDER BY from_day");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_day(&q, ":since", day_add_months(on_day, -12 * CLAIM_YEARS));
	while (query_row(&q)) {
		const char *day = query_text(&q, 1, a), *note = query_text(&q, 2, a);
		push_flag(flags, "claim", arena_printf(a, "malpractice claim%s%s: %s%s%s", day != NULL ? " of " : "",
		    day != NULL ? day : "", query_text(&q, 0, a), text_blank(note) ? "" : ", ", text_blank(note) ? "" : note));
	}
	return query_close(&q, err);
}

bool
committee_flags(struct db *db, const struct settings *s, const struct requirements *requirements,
    const struct committee_item *item, int32_t today_day, struct json **ret_flags, struct err *err)
{
	struct readiness_ask ask = { .provider_id = item->provider_id, .today_day = today_day,
	    .on_day = item->held_day > today_day ? item->held_day : today_day };
	struct json *flags = json_new_array(), *report;
	struct arena a = ARENA_INIT;
	struct query q;
	bool ok = true;

	if (item->enrollment_id != 0) {
		query_open(&q, db, "SELECT payer_id FROM enrollment WHERE enrollment_id = :id");
		query_bind_int(&q, ":id", item->enrollment_id);
		ok = query_run_int(&q, &ask.payer_id, err);
	}
	ok = ok && readiness_report(db, s, requirements, &ask, &report, err);
	if (ok) {
		add_readiness(flags, report, &a);
		json_free(report);
		ok = add_claims(flags, db, item->provider_id, ask.on_day, &a, err);
	}
	arena_clear(&a);
	if (ok)
		*ret_flags = flags;
	else
		json_free(flags);
	return ok;
}

void
committee_query_meetings(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT m.committee_meeting_id, m.held_day, m.chair, m.present, m.note, m.status, m.closed_by,"
	    " m.closed_ms, (SELECT count(*) FROM committee_item i WHERE i.committee_meeting_id = m.committee_meeting_id)"
	    " AS files, (SELECT count(*) FROM committee_item i WHERE i.committee_meeting_id = m.committee_meeting_id"
	    "  AND i.decision IS NULL) AS undecided FROM committee_meeting m ORDER BY m.held_day, m.committee_meeting_id /*scan*/");
}

#define ITEMS \
	"SELECT i.committee_item_id, i.committee_meeting_id, i.provider_id, p.npi, p.last_name, p.first_name," \
	" p.provider_type, p.specialty, i.enrollment_id, y.name AS payer_name, i.kind, i.decision, i.conditions, i.reason," \
	" i.review_day, i.is_by_director, i.decided_day, i.decided_by, i.letter_due_day, i.letter_day, i.letter_by," \
	" i.flags_json FROM committee_item i JOIN provider p ON p.provider_id = i.provider_id" \
	" LEFT JOIN enrollment e ON e.enrollment_id = i.enrollment_id LEFT JOIN payer y ON y.payer_id = e.payer_id"

void
committee_query_items(struct query *q, struct db *db, int64_t meeting_id)
{
	if (meeting_id == 0) {
		query_open(q, db, ITEMS " WHERE i.letter_due_day IS NOT NULL AND i.letter_day IS NULL"
		    " ORDER BY i.letter_due_day, i.committee_item_id");
		return;
	}
	query_open(q, db, ITEMS " WHERE i.committee_meeting_id = :id ORDER BY p.folded_name, i.committee_item_id");
	query_bind_int(q, ":id", meeting_id);
}

struct filling { struct db *db; const struct settings *s; const struct requirements *requirements; int32_t today_day; };

static bool
add_rows(const struct filling *f, struct json *item, const char *key, struct query *q, struct err *err)
{
	struct json *rows;

	if (!query_json(q, f->s->zone, &rows, err))
		return false;
	json_set(item, key, rows);
	return true;
}

static bool
fill_flags(const struct filling *f, struct json *row, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct committee_item item;
	struct json *flags;
	bool ok = true;

	if (json_get_text(row, "decision") == NULL) {
		ok = committee_load(f->db, json_get_int(row, "committee_item_id", 0), &a, &item, err) &&
		    committee_flags(f->db, f->s, f->requirements, &item, f->today_day, &flags, err);
		if (ok)
			json_set(row, "flags", flags);
	}
	json_set_bool(row, "is_clean", json_count(json_get(row, "flags")) == 0);
	arena_clear(&a);
	return ok;
}

static bool
fill(const struct filling *f, struct json *item, struct err *err)
{
	const struct record_filter of = { .provider_id = json_get_int(item, "provider_id", 0), .expires_by_day = DAY_NONE };
	struct query q;

	if (!fill_flags(f, item, err))
		return false;
	query_open(&q, f->db, "SELECT member, vote, reason, noted_by, at_ms FROM committee_vote"
	    " WHERE committee_item_id = :id ORDER BY member");
	query_bind_int(&q, ":id", json_get_int(item, "committee_item_id", 0));
	if (!add_rows(f, item, "votes", &q, err))
		return false;
	record_query_list(&q, f->db, "credential", &of);
	if (!add_rows(f, item, "credentials", &q, err))
		return false;
	record_query_list(&q, f->db, "background", &of);
	return add_rows(f, item, "backgrounds", &q, err);
}

static bool
load_meeting(const struct filling *f, int64_t meeting_id, struct json **ret_meeting, struct err *err)
{
	struct json *rows;
	struct query q;

	query_open(&q, f->db, "SELECT committee_meeting_id, held_day, chair, present, note, status, closed_by, closed_ms"
	    " FROM committee_meeting WHERE committee_meeting_id = :id");
	query_bind_int(&q, ":id", meeting_id);
	if (!query_json(&q, f->s->zone, &rows, err))
		return false;
	*ret_meeting = json_duplicate(json_at(rows, 0));
	json_free(rows);
	return *ret_meeting != NULL || fail(err, ERR_MISSING, "there is no committee meeting %" PRId64, meeting_id);
}

bool
committee_meeting(struct db *db, const struct settings *s, const struct requirements *requirements, int64_t meeting_id,
    int32_t today_day, struct json **ret_meeting, struct err *err)
{
	const struct filling f = { db, s, requirements, today_day };
	struct json *meeting, *items;
	struct query q;
	bool ok = true;

	if (!load_meeting(&f, meeting_id, &meeting, err))
		return false;
	committee_query_items(&q, db, meeting_id);
	if (!query_json(&q, s->zone, &items, err)) {
		json_free(meeting);
		return false;
	}
	json_set(meeting, "items", items);
	for (size_t i = 0; ok && i < json_count(items); i++)
		ok = fill(&f, json_at(items, i), err);
	if (ok)
		*ret_meeting = meeting;
	else
		json_free(meeting);
	return ok;
}
