/* event: rows of the table event.  Their order and what becomes of them: engine/deliver.c. */
#include "store/event.h"

#include "base/banned.h"

bool
event_add(struct db *db, const struct event *event, int64_t *ret_event_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO event (case_id, name, dedup, source, occurred_ms,"
	    " received_ms, payload_json, status, tries, next_ms, error) VALUES (:case_id, :name,"
	    " :dedup, :source, :occurred_ms, :received_ms, :payload_json, :status, :tries,"
	    " :next_ms, :error) ON CONFLICT (case_id, dedup) DO NOTHING RETURNING event_id");
	query_bind_int(&q, ":case_id", event->case_id);
	query_bind_text(&q, ":name", event->name);
	query_bind_text(&q, ":dedup", event->dedup);
	query_bind_text(&q, ":source", event->source);
	query_bind_int(&q, ":occurred_ms", event->occurred_ms);
	query_bind_int(&q, ":received_ms", event->received_ms);
	query_bind_text(&q, ":payload_json", event->payload_json);
	query_bind_text(&q, ":status", event->status);
	query_bind_int(&q, ":tries", event->tries);
	query_bind_int(&q, ":next_ms", event->next_ms);
	query_bind_text(&q, ":error", event->error);
	int64_t event_id = query_row(&q) ? query_int(&q, 0) : 0;
	while (query_row(&q))
		;
	if (!query_close(&q, err))
		return false;
	*ret_event_id = event_id;
	return true;
}

#define EVENT_COLUMNS \
	"event_id, case_id, name, dedup, source, occurred_ms, received_ms, payload_json, status," \
	" tries, next_ms, error"

static void
read_row(struct query *q, struct arena *a, struct event *event)
{
	*event = (struct event){
		.event_id = query_int(q, 0),
		.case_id = query_int(q, 1),
		.name = query_text(q, 2, a),
		.dedup = query_text(q, 3, a),
		.source = query_text(q, 4, a),
		.occurred_ms = query_int(q, 5),
		.received_ms = query_int(q, 6),
		.payload_json = query_text(q, 7, a),
		.status = query_text(q, 8, a),
		.tries = query_int(q, 9),
		.next_ms = query_int(q, 10),
		.error = query_text(q, 11, a),
	};
}

bool
event_find(struct db *db, int64_t case_id, const char *dedup, struct arena *a, struct event *ret_event, struct err *err)
{
	int64_t event_id;
	struct query q;

	query_open(&q, db, "SELECT coalesce((SELECT event_id FROM event WHERE case_id = :case_id"
	    " AND dedup = :dedup), 0)");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":dedup", dedup);
	return query_run_int(&q, &event_id, err) && event_load(db, event_id, a, ret_event, err);
}

bool
event_forget(struct db *db, int64_t event_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE event SET dedup = :mark || event_id || ':' || dedup WHERE event_id = :event_id");
	query_bind_int(&q, ":event_id", event_id);
	query_bind_text(&q, ":mark", EVENT_FORGOTTEN);
	return query_run(&q, NULL, err);
}

bool
event_is_known(struct db *db, int64_t case_id, const char *dedup, bool *ret_known, struct err *err)
{
	int64_t known;
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM event WHERE case_id = :case_id"
	    " AND dedup = :dedup)");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":dedup", dedup);
	if (!query_run_int(&q, &known, err))
		return false;
	*ret_known = known != 0;
	return true;
}

bool
event_load(struct db *db, int64_t event_id, struct arena *a, struct event *ret_event,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " EVENT_COLUMNS " FROM event WHERE event_id = :event_id");
	query_bind_int(&q, ":event_id", event_id);
	bool found = query_row(&q);
	if (found)
		read_row(&q, a, ret_event);
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no event %lld", (long long)event_id);
}

bool
event_next(struct db *db, int64_t case_id, struct arena *a, struct event *ret_event,
    struct err *err)
{
	struct query q;

	*ret_event = (struct event){ .event_id = 0 };
	query_open(&q, db, "SELECT " EVENT_COLUMNS " FROM event WHERE case_id = :case_id"
	    " AND status = 'new' ORDER BY occurred_ms, event_id LIMIT 1");
	query_bind_int(&q, ":case_id", case_id);
	if (query_row(&q))
		read_row(&q, a, ret_event);
	return query_close(&q, err);
}

bool
event_save(struct db *db, const struct event *event, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE event SET status = :status, tries = :tries, next_ms = :next_ms,"
	    " error = :error WHERE event_id = :event_id");
	query_bind_int(&q, ":event_id", event->event_id);
	query_bind_text(&q, ":status", event->status);
	query_bind_int(&q, ":tries", event->tries);
	query_bind_int(&q, ":next_ms", event->next_ms);
	query_bind_text(&q, ":error", event->error);
	return query_run(&q, NULL, err);
}

bool
event_postpone(struct db *db, int64_t case_id, int64_t next_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE event SET next_ms = :next_ms WHERE case_id = :case_id"
	    " AND status = 'new'");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":next_ms", next_ms);
	return query_run(&q, NULL, err);
}

bool
event_revive(struct db *db, int64_t case_id, bool skip, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE event SET status = :status, tries = 0, next_ms = :now_ms"
	    " WHERE case_id = :case_id AND status = 'dead'");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":status", skip ? "ignored" : "new");
	return query_run(&q, NULL, err);
}

bool
event_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
    int64_t **ret_case_ids, size_t *ret_count, struct err *err)
{
	int64_t *ids = arena_array(a, (size_t)limit, sizeof(*ids));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT case_id FROM event WHERE status = 'new' AND next_ms <= :now_ms"
	    " ORDER BY next_ms, event_id LIMIT :limit");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		ids[count++] = query_int(&q, 0);
	*ret_case_ids = ids;
	*ret_count = count;
	return query_close(&q, err);
}

bool
event_list_cases(struct db *db, const char *dedup, int64_t limit, struct arena *a, int64_t **ret_case_ids,
    size_t *ret_count, struct err *err)
{
	int64_t *ids = arena_array(a, (size_t)limit, sizeof(*ids));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT case_id FROM event WHERE dedup = :dedup ORDER BY event_id LIMIT :limit /*scan*/");
	query_bind_text(&q, ":dedup", dedup);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		ids[count++] = query_int(&q, 0);
	*ret_case_ids = ids;
	*ret_count = count;
	return query_close(&q, err);
}

bool
event_list(struct db *db, int64_t case_id, const char *status, int64_t limit, struct arena *a,
    struct event **ret_events, size_t *ret_count, struct err *err)
{
	struct event *events = arena_array(a, (size_t)limit, sizeof(*events));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT " EVENT_COLUMNS " FROM event WHERE case_id = :case_id"
	    " AND status = :status ORDER BY event_id DESC LIMIT :limit");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":status", status);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		read_row(&q, a, &events[count++]);
	*ret_events = events;
	*ret_count = count;
	return query_close(&q, err);
}

bool
event_next_due(struct db *db, int64_t *ret_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT min(next_ms) FROM event WHERE status = 'new'");
	int64_t next_ms = query_row(&q) ? query_instant(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = next_ms == EVENT_NEVER_MS ? INSTANT_NONE : next_ms;
	return true;
}
