/* invitation: rows of the tables invitation, invitation_answer, message_calendar. */
#include "store/invitation.h"

#include "base/str.h"
#include "base/banned.h"

#define EVENT_COLUMNS \
	"SELECT d.deadline_id, d.case_id, d.seq, d.rule, d.kind, d.title, d.uid, d.status, d.on_day," \
	" d.sequence, c.owner, p.email, p.first_name, p.last_name, y.name, c.workflow"
#define OF_CASE \
	" JOIN case_file c ON c.case_id = d.case_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"

/* Ends the query. */
static bool
read_events(struct query *q, struct arena *a, struct invitation_event **ret_events,
    size_t *ret_count, struct err *err)
{
	struct invitation_event *events = NULL;
	size_t count = 0, size = 0;

	while (query_row(q)) {
		events = arena_grow(a, events, count, &size, sizeof(*events));
		events[count++] = (struct invitation_event){
			.deadline_id = query_int(q, 0),
			.case_id = query_int(q, 1),
			.seq = query_int(q, 2),
			.rule = query_text(q, 3, a),
			.kind = query_text(q, 4, a),
			.title = query_text(q, 5, a),
			.uid = query_text(q, 6, a),
			.status = query_text(q, 7, a),
			.on_day = query_day(q, 8),
			.sequence = query_int(q, 9),
			.owner = query_text(q, 10, a),
			.provider_email = query_text(q, 11, a),
			.first_name = query_text(q, 12, a),
			.last_name = query_text(q, 13, a),
			.payer = query_text(q, 14, a),
			.workflow = query_text(q, 15, a),
		};
	}
	*ret_events = events;
	*ret_count = count;
	return query_close(q, err);
}

bool
invitation_list_due(struct db *db, int32_t from_day, int32_t until_day, int32_t after_day,
    int64_t after_id, int64_t limit, struct arena *a, struct invitation_event **ret_events,
    size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, EVENT_COLUMNS " FROM deadline d" OF_CASE " WHERE d.status = 'open'"
	    " AND d.on_day BETWEEN :from_day AND :until_day"
	    " AND (d.on_day, d.deadline_id) > (:after_day, :after_id)"
	    " ORDER BY d.on_day, d.deadline_id LIMIT :limit");
	query_bind_day(&q, ":from_day", from_day);
	query_bind_day(&q, ":until_day", until_day);
	query_bind_text(&q, ":after_day", "");
	if (after_day != DAY_NONE)
		query_bind_day(&q, ":after_day", after_day);
	query_bind_int(&q, ":after_id", after_id);
	query_bind_int(&q, ":limit", limit);
	return read_events(&q, a, ret_events, ret_count, err);
}

bool
invitation_list_over(struct db *db, int32_t from_day, int32_t until_day, int64_t limit,
    struct arena *a, struct invitation_event **ret_events, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, EVENT_COLUMNS " FROM invitation i JOIN deadline d"
	    " ON d.deadline_id = i.deadline_id" OF_CASE " WHERE i.is_cancelled = 0"
	    " AND i.on_day >= :from_day AND (d.status <> 'open' OR d.on_day < :from_day"
	    " OR d.on_day > :until_day) GROUP BY d.deadline_id LIMIT :limit");
	query_bind_day(&q, ":from_day", from_day);
	query_bind_day(&q, ":until_day", until_day);
	query_bind_int(&q, ":limit", limit);
	return read_events(&q, a, ret_events, ret_count, err);
}

#define INVITATION_COLUMNS \
	"SELECT i.invitation_id, d.deadline_id, i.attendee, i.version, i.sequence, i.on_day, i.is_cancelled," \
	" i.outbox_id, o.status, coalesce(o.thread_ids || ' ', '') || o.rfc_message_id, o.thread_ids," \
	" d.case_id"

static void
read_invitation(struct query *q, struct arena *a, struct invitation *ret)
{
	*ret = (struct invitation){
		.invitation_id = query_int(q, 0),
		.deadline_id = query_int(q, 1),
		.attendee = query_text(q, 2, a),
		.version = query_int(q, 3),
		.sequence = query_int(q, 4),
		.on_day = query_day(q, 5),
		.is_cancelled = query_int(q, 6),
		.outbox_id = query_int(q, 7),
		.letter_status = query_text(q, 8, a),
		.thread_ids = query_text(q, 9, a),
		.earlier_ids = query_text(q, 10, a),
	};
}

bool
invitation_list(struct db *db, int64_t deadline_id, struct arena *a,
    struct invitation **ret_invitations, size_t *ret_count, struct err *err)
{
	struct invitation *all = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, INVITATION_COLUMNS " FROM invitation i JOIN deadline d USING (deadline_id)"
	    " JOIN outbox o ON o.outbox_id = i.outbox_id WHERE i.deadline_id = :deadline_id");
	query_bind_int(&q, ":deadline_id", deadline_id);
	while (query_row(&q)) {
		all = arena_grow(a, all, count, &size, sizeof(*all));
		read_invitation(&q, a, &all[count++]);
	}
	*ret_invitations = all;
	*ret_count = count;
	return query_close(&q, err);
}

bool
invitation_find(struct db *db, const char *uid, const char *attendee, struct arena *a,
    struct invitation *ret_invitation, int64_t *ret_case_id, struct err *err)
{
	struct query q;

	*ret_invitation = (struct invitation){ .invitation_id = 0 };
	*ret_case_id = 0;
	query_open(&q, db, INVITATION_COLUMNS " FROM deadline d LEFT JOIN invitation i"
	    " ON i.deadline_id = d.deadline_id AND i.attendee = :attendee"
	    " LEFT JOIN outbox o ON o.outbox_id = i.outbox_id WHERE d.uid = :uid");
	query_bind_text(&q, ":attendee", attendee);
	query_bind_text(&q, ":uid", uid);
	if (query_row(&q)) {
		read_invitation(&q, a, ret_invitation);
		*ret_case_id = query_int(&q, 11);
	}
	return query_close(&q, err);
}

bool
invitation_told(struct db *db, const struct invitation *i, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO invitation (deadline_id, attendee, version, sequence, on_day,"
	    " is_cancelled, outbox_id) VALUES (:deadline_id, :attendee, :version, :sequence, :on_day,"
	    " :is_cancelled, :outbox_id)"
	    " ON CONFLICT (deadline_id, attendee) DO UPDATE SET"
	    " answer = CASE WHEN on_day = excluded.on_day AND is_cancelled = excluded.is_cancelled"
	    "  THEN answer END,"
	    " version = excluded.version, sequence = excluded.sequence, on_day = excluded.on_day,"
	    " is_cancelled = excluded.is_cancelled, outbox_id = excluded.outbox_id");
	query_bind_int(&q, ":deadline_id", i->deadline_id);
	query_bind_text(&q, ":attendee", i->attendee);
	query_bind_int(&q, ":version", i->version);
	query_bind_int(&q, ":sequence", i->sequence);
	query_bind_day(&q, ":on_day", i->on_day);
	query_bind_int(&q, ":is_cancelled", i->is_cancelled);
	query_bind_int(&q, ":outbox_id", i->outbox_id);
	return query_run(&q, NULL, err);
}

bool
invitation_count_letters(struct db *db, const char *uid, const char *attendee, int64_t since_ms,
    int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM outbox WHERE recipient = :attendee"
	    " AND created_ms > :since_ms AND letter = :uid AND status <> 'cancelled'");
	query_bind_text(&q, ":uid", uid);
	query_bind_text(&q, ":attendee", attendee);
	query_bind_int(&q, ":since_ms", since_ms);
	return query_run_int(&q, ret_count, err);
}

bool
invitation_drop_letter(struct db *db, int64_t outbox_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'cancelled', next_ms = :now_ms,"
	    " reason = 'a newer invitation takes its place' WHERE outbox_id = :outbox_id"
	    " AND status IN ('ready', 'leased', 'held')");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

static bool
set_answer(struct db *db, const struct invitation_answer *answer, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE invitation SET answer = :answer, comment = :comment,"
	    " proposed = :proposed, delegate = :delegate, answered_ms = :received_ms"
	    " WHERE invitation_id = :invitation_id");
	query_bind_text(&q, ":answer", answer->answer);
	query_bind_text(&q, ":comment", answer->comment);
	query_bind_text(&q, ":proposed", answer->proposed);
	query_bind_text(&q, ":delegate", answer->delegate);
	query_bind_int(&q, ":received_ms", answer->received_ms);
	query_bind_int(&q, ":invitation_id", answer->invitation_id);
	return query_run(&q, NULL, err);
}

bool
invitation_add_answer(struct db *db, const struct invitation_answer *answer, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO invitation_answer (message_id, ord, invitation_id, method, uid,"
	    " attendee, answer, sequence, comment, proposed, flaw, received_ms) VALUES (:message_id,"
	    " :ord, :invitation_id, :method, :uid, :attendee, :answer, :sequence, :comment, :proposed,"
	    " :flaw, :received_ms)");
	query_bind_int(&q, ":message_id", answer->message_id);
	query_bind_int(&q, ":ord", answer->ord);
	query_bind_id(&q, ":invitation_id", answer->invitation_id);
	query_bind_text(&q, ":method", answer->method);
	query_bind_text(&q, ":uid", answer->uid);
	query_bind_text(&q, ":attendee", answer->attendee);
	query_bind_text(&q, ":answer", answer->answer);
	query_bind_int(&q, ":sequence", answer->sequence);
	query_bind_text(&q, ":comment", answer->comment);
	query_bind_text(&q, ":proposed", answer->proposed);
	query_bind_text(&q, ":flaw", answer->flaw);
	query_bind_int(&q, ":received_ms", answer->received_ms);
	return query_run(&q, NULL, err) &&
	    (answer->flaw != NULL || set_answer(db, answer, err));
}

void
invitation_query_answers(struct query *q, struct db *db, bool only_flawed)
{
	query_open(q, db, "SELECT a.received_ms, a.attendee, a.answer, d.on_day, d.title, a.proposed,"
	    " a.comment, a.flaw, d.case_id, a.message_id AS mail_id, a.method, a.uid, a.sequence"
	    " FROM invitation_answer a LEFT JOIN invitation i ON i.invitation_id = a.invitation_id"
	    " LEFT JOIN deadline d ON d.deadline_id = i.deadline_id"
	    " WHERE :only_flawed = 0 OR a.flaw IS NOT NULL"
	    " ORDER BY a.invitation_answer_id DESC LIMIT 500 /*scan*/");
	query_bind_int(q, ":only_flawed", only_flawed);
}

bool
invitation_keep_calendar(struct db *db, int64_t message_id, const char *body, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO message_calendar (message_id, body) VALUES (:message_id, :body)");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_text(&q, ":body", body);
	return query_run(&q, NULL, err);
}

bool
invitation_next_calendar(struct db *db, struct arena *a, bool *ret_found,
    struct waiting_calendar *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT k.message_id, k.body, m.from_address, m.received_ms, m.case_id"
	    " FROM message_calendar k JOIN message m ON m.message_id = k.message_id"
	    " WHERE k.read_ms IS NULL ORDER BY k.message_id LIMIT 1");
	*ret_found = query_row(&q);
	if (*ret_found)
		*ret = (struct waiting_calendar){ query_int(&q, 0), query_text(&q, 1, a),
		    query_text(&q, 2, a), query_int(&q, 3), query_int(&q, 4) };
	return query_close(&q, err);
}

bool
invitation_calendar_read(struct db *db, int64_t message_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE message_calendar SET read_ms = :now_ms WHERE message_id = :message_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":message_id", message_id);
	return query_run(&q, NULL, err);
}
