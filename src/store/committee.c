/* committee: rows of committee_meeting, committee_item and committee_vote. */
#include "store/committee.h"

#include <inttypes.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

static bool
note(struct db *db, const char *action, const char *what, int64_t id, const char *detail,
    const struct committee_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = audit_add(db, by->actor, action, arena_printf(&a, "%s %" PRId64, what, id), detail, by->now_ms, err);
	arena_clear(&a);
	return ok;
}

bool
committee_plan(struct db *db, int32_t held_day, const char *chair, const struct committee_by *by,
    int64_t *ret_meeting_id, struct err *err)
{
	char day[DAY_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "INSERT INTO committee_meeting (held_day, chair, created_by, created_ms)"
	    " VALUES (:held_day, :chair, :actor, :now_ms) RETURNING committee_meeting_id");
	query_bind_day(&q, ":held_day", held_day);
	query_bind_text(&q, ":chair", chair != NULL ? chair : "");
	query_bind_text(&q, ":actor", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	return query_run_int(&q, ret_meeting_id, err) &&
	    note(db, "committee plan", "committee meeting", *ret_meeting_id, day_format(held_day, day), by, err);
}

static bool
check_open(struct db *db, int64_t meeting_id, struct err *err)
{
	bool is_held = false;
	struct query q;

	query_open(&q, db, "SELECT status = 'held' FROM committee_meeting WHERE committee_meeting_id = :id");
	query_bind_int(&q, ":id", meeting_id);
	bool found = query_row(&q);
	if (found)
		is_held = query_int(&q, 0) != 0;
	if (!query_close(&q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no committee meeting %" PRId64, meeting_id);
	return !is_held || fail(err, ERR_CONFLICT, "the minutes of meeting %" PRId64 " are closed", meeting_id);
}

/* Nobody is decided upon twice at a time, and nobody's enrollment by the file of another. */
static bool
check_new(struct db *db, int64_t provider_id, int64_t enrollment_id, struct err *err)
{
	int64_t waits = 0, fits = 0;
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM committee_item WHERE provider_id = :provider_id AND decision IS NULL"
	    " AND enrollment_id IS :enrollment_id");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_id(&q, ":enrollment_id", enrollment_id);
	if (!query_run_int(&q, &waits, err))
		return false;
	if (waits > 0)
		return fail(err, ERR_CONFLICT, "this file waits for a decision already");
	query_open(&q, db, "SELECT :enrollment_id IS NULL OR EXISTS (SELECT 1 FROM enrollment"
	    " WHERE enrollment_id = :enrollment_id AND provider_id = :provider_id)");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_id(&q, ":enrollment_id", enrollment_id);
	return query_run_int(&q, &fits, err) &&
	    (fits != 0 || fail(err, ERR_INPUT, "enrollment %" PRId64 " is not this provider's", enrollment_id));
}

bool
committee_add(struct db *db, int64_t meeting_id, int64_t provider_id, int64_t enrollment_id,
    const struct committee_by *by, int64_t *ret_item_id, struct err *err)
{
	struct query q;

	if (!check_open(db, meeting_id, err) || !check_new(db, provider_id, enrollment_id, err))
		return false;
	query_open(&q, db, "INSERT INTO committee_item (committee_meeting_id, provider_id, enrollment_id, kind, created_by,"
	    " created_ms) VALUES (:meeting_id, :provider_id, :enrollment_id, CASE WHEN EXISTS (SELECT 1 FROM committee_item i"
	    "  WHERE i.provider_id = :provider_id AND i.enrollment_id IS :enrollment_id AND i.decision IN ('approved',"
	    "  'conditional')) OR EXISTS (SELECT 1 FROM enrollment WHERE enrollment_id = :enrollment_id"
	    "  AND credentialed_day IS NOT NULL) THEN 'recredentialing' ELSE 'initial' END, :actor, :now_ms)"
	    " RETURNING committee_item_id");
	query_bind_int(&q, ":meeting_id", meeting_id);
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_id(&q, ":enrollment_id", enrollment_id);
	query_bind_text(&q, ":actor", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	return query_run_int(&q, ret_item_id, err) &&
	    note(db, "committee add", "committee item", *ret_item_id, "", by, err);
}

bool
committee_load(struct db *db, int64_t item_id, struct arena *a, struct committee_item *ret_item, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT i.committee_meeting_id, i.provider_id, coalesce(i.enrollment_id, 0), m.held_day,"
	    " i.decided_day, i.letter_due_day, i.letter_day, i.kind, i.decision, i.conditions, i.reason,"
	    " trim(p.first_name || ' ' || p.last_name), p.email, y.name,"
	    " (SELECT count(*) FROM committee_vote v WHERE v.committee_item_id = :id AND v.vote = 'approve'),"
	    " (SELECT count(*) FROM committee_vote v WHERE v.committee_item_id = :id AND v.vote = 'deny'),"
	    " (SELECT count(*) FROM committee_vote v WHERE v.committee_item_id = :id AND v.vote = 'abstain'),"
	    " (SELECT count(*) FROM committee_vote v WHERE v.committee_item_id = :id AND v.vote = 'recuse')"
	    " FROM committee_item i JOIN committee_meeting m ON m.committee_meeting_id = i.committee_meeting_id"
	    " JOIN provider p ON p.provider_id = i.provider_id LEFT JOIN enrollment e ON e.enrollment_id = i.enrollment_id"
	    " LEFT JOIN payer y ON y.payer_id = e.payer_id WHERE i.committee_item_id = :id");
	query_bind_int(&q, ":id", item_id);
	bool found = query_row(&q);
	if (found)
		*ret_item = (struct committee_item){ item_id, query_int(&q, 0), query_int(&q, 1), query_int(&q, 2),
		    query_day(&q, 3), query_day(&q, 4), query_day(&q, 5), query_day(&q, 6), query_text(&q, 7, a),
		    query_text(&q, 8, a), query_text(&q, 9, a), query_text(&q, 10, a), query_text(&q, 11, a),
		    query_text(&q, 12, a), query_text(&q, 13, a), { query_int(&q, 14), query_int(&q, 15), query_int(&q, 16),
		    query_int(&q, 17) } };
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no file %" PRId64 " on a list of the committee", item_id);
}

static bool
check_undecided(const struct committee_item *item, struct err *err)
{
	return item->decision == NULL || fail(err, ERR_CONFLICT, "file %" PRId64 " was decided: %s", item->item_id,
	    item->decision);
}

bool
committee_vote(struct db *db, int64_t item_id, const char *member, const char *vote, const char *reason,
    const struct committee_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct committee_item item;
	struct query q;

	if (text_blank(member))
		return fail(err, ERR_INPUT, "say who votes");
	if (!committee_is_vote(vote, err))
		return false;
	if (text_equal(vote, "recuse") && text_blank(reason))
		return fail(err, ERR_INPUT, "say which stake they have in it");
	bool ok = committee_load(db, item_id, &a, &item, err) && check_undecided(&item, err);
	if (ok) {
		query_open(&q, db, "INSERT INTO committee_vote (committee_item_id, member, vote, reason, noted_by, at_ms)"
		    " VALUES (:id, :member, :vote, :reason, :actor, :now_ms) ON CONFLICT (committee_item_id, member)"
		    " DO UPDATE SET vote = excluded.vote, reason = excluded.reason, noted_by = excluded.noted_by,"
		    " at_ms = excluded.at_ms");
		query_bind_int(&q, ":id", item_id);
		query_bind_text(&q, ":member", member);
		query_bind_text(&q, ":vote", vote);
		query_bind_text(&q, ":reason", reason != NULL ? reason : "");
		query_bind_text(&q, ":actor", by->actor);
		query_bind_int(&q, ":now_ms", by->now_ms);
		ok = query_run(&q, NULL, err) && note(db, "committee vote", "committee item", item_id,
		    arena_printf(&a, "%s: %s", member, vote), by, err);
	}
	arena_clear(&a);
	return ok;
}

/* A task of no case: the letter's, ended by it, and that of conditions.  due_day DAY_NONE: none. */
static bool
ask(struct db *db, const char *name, const char *title, const char *role, int32_t due_day,
    const struct committee_by *by, struct err *err)
{
	const struct task task = { .name = name, .title = title, .role = role, .due_day = due_day, .created_ms = by->now_ms };
	int64_t task_id;

	return due_day == DAY_NONE || task_add(db, &task, &task_id, err);
}

static bool
ask_for_rest(struct db *db, const struct committee_item *item, int64_t letter_days, int32_t letter_due_day,
    int32_t review_day, const struct committee_by *by, struct arena *a, struct err *err)
{
	return ask(db, arena_printf(a, "committee letter %" PRId64, item->item_id), arena_printf(a, "Tell %s what the "
	    "committee decided, within %" PRId64 " days: credence committee letter %" PRId64, item->provider, letter_days,
	    item->item_id),
	    "coordinator", letter_due_day, by, err) &&
	    ask(db, arena_printf(a, "committee conditions %" PRId64, item->item_id), arena_printf(a, "Does %s meet the "
	    "committee's conditions (file %" PRId64 ")?", item->provider, item->item_id), "manager", review_day, by, err);
}

static bool
write_decision(struct db *db, const struct committee_item *item, const struct committee_decision *d,
    int32_t decided_day, int32_t review_day, int32_t letter_due_day, const char *flags, const struct committee_by *by,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE committee_item SET decision = :decision, conditions = :conditions, reason = :reason,"
	    " review_day = :review_day, is_by_director = :is_by_director, decided_day = :decided_day, decided_by = :by,"
	    " letter_due_day = :letter_due_day, flags_json = :flags WHERE committee_item_id = :id AND decision IS NULL");
	query_bind_text(&q, ":decision", d->decision);
	query_bind_text(&q, ":conditions", d->conditions);
	query_bind_text(&q, ":reason", d->reason);
	query_bind_day(&q, ":review_day", review_day);
	query_bind_int(&q, ":is_by_director", !text_blank(d->director));
	query_bind_day(&q, ":decided_day", decided_day);
	query_bind_text(&q, ":by", text_blank(d->director) ? by->actor : d->director);
	query_bind_day(&q, ":letter_due_day", letter_due_day);
	query_bind_text(&q, ":flags", flags);
	query_bind_int(&q, ":id", item->item_id);
	return query_run(&q, NULL, err);
}

bool
committee_note_decision(struct db *db, const struct settings *s, const struct committee_item *item,
    const struct committee_decision *d, int32_t decided_day, int32_t review_day, const struct json *flags,
    const struct committee_by *by, struct err *err)
{
	bool is_told = !text_equal(d->decision, "deferred");
	int32_t due_day = is_told ? decided_day + (int32_t)s->committee.letter_days : DAY_NONE;
	struct arena a = ARENA_INIT;

	bool ok = check_undecided(item, err) && write_decision(db, item, d, decided_day, review_day, due_day,
	    json_print_in(flags, &a), by, err) && ask_for_rest(db, item, s->committee.letter_days, due_day, review_day, by, &a, err) &&
	    note(db, "committee decide", "committee item", item->item_id, d->decision, by, err);
	arena_clear(&a);
	return ok;
}

bool
committee_close(struct db *db, int64_t meeting_id, const char *present, const char *note_text,
    const struct committee_by *by, struct err *err)
{
	int64_t open = 0;
	struct query q;

	if (text_blank(present))
		return fail(err, ERR_INPUT, "minutes say who was there");
	if (!check_open(db, meeting_id, err))
		return false;
	query_open(&q, db, "SELECT count(*) FROM committee_item WHERE committee_meeting_id = :id AND decision IS NULL");
	query_bind_int(&q, ":id", meeting_id);
	if (!query_run_int(&q, &open, err))
		return false;
	if (open > 0)
		return fail(err, ERR_CONFLICT, "%" PRId64 " on the list %s not decided: decide them, as deferred if need be", open,
		    open == 1 ? "is" : "are");
	query_open(&q, db, "UPDATE committee_meeting SET status = 'held', present = :present, note = :note,"
	    " closed_by = :actor, closed_ms = :now_ms WHERE committee_meeting_id = :id");
	query_bind_text(&q, ":present", present);
	query_bind_text(&q, ":note", note_text != NULL ? note_text : "");
	query_bind_text(&q, ":actor", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_int(&q, ":id", meeting_id);
	return query_run(&q, NULL, err) && note(db, "committee close", "committee meeting", meeting_id, present, by, err);
}
