/* deadline: rows of the table deadline. */
#include "store/deadline.h"

#include "base/banned.h"

bool
deadline_set(struct db *db, const struct deadline *d, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO deadline (case_id, name, seq, rule, kind, title, on_day, uid,"
	    " created_ms, modified_ms) VALUES (:case_id, :name, :seq, :rule, :kind, :title, :on_day,"
	    " :uid, :now_ms, :now_ms) ON CONFLICT (case_id, name) DO UPDATE SET"
	    " seq = excluded.seq, rule = excluded.rule, kind = excluded.kind,"
	    " title = excluded.title, on_day = excluded.on_day, status = 'open',"
	    " sequence = deadline.sequence + 1, modified_ms = excluded.modified_ms"
	    " WHERE deadline.on_day <> excluded.on_day OR deadline.title <> excluded.title"
	    " OR deadline.kind <> excluded.kind OR deadline.status <> 'open'");
	query_bind_int(&q, ":case_id", d->case_id);
	query_bind_text(&q, ":name", d->name);
	query_bind_int(&q, ":seq", d->seq);
	query_bind_text(&q, ":rule", d->rule);
	query_bind_text(&q, ":kind", d->kind != NULL ? d->kind : "");
	query_bind_text(&q, ":title", d->title);
	query_bind_day(&q, ":on_day", d->on_day);
	query_bind_text(&q, ":uid", d->uid);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
deadline_take_over(struct db *db, int64_t case_id, const char *name, int64_t seq, const char *rule,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE deadline SET seq = :seq, rule = :rule WHERE case_id = :case_id"
	    " AND name = :name AND seq <> :seq");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":seq", seq);
	query_bind_text(&q, ":rule", rule);
	return query_run(&q, NULL, err);
}

bool
deadline_end(struct db *db, int64_t case_id, const char *name, int64_t seq, const char *status,
    int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE deadline SET status = :status, sequence = sequence + 1,"
	    " modified_ms = :now_ms WHERE case_id = :case_id AND status = 'open'"
	    " AND (name = :name OR (:name IS NULL AND seq <> :seq))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":seq", seq);
	query_bind_text(&q, ":status", status);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
deadline_load(struct db *db, int64_t deadline_id, struct arena *a, struct deadline *ret_deadline,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id, seq, name, rule, kind, title, on_day, uid, sequence,"
	    " status, created_ms, modified_ms FROM deadline WHERE deadline_id = :deadline_id");
	query_bind_int(&q, ":deadline_id", deadline_id);
	bool found = query_row(&q);
	if (found)
		*ret_deadline = (struct deadline){
			.deadline_id = deadline_id,
			.case_id = query_int(&q, 0),
			.seq = query_int(&q, 1),
			.name = query_text(&q, 2, a),
			.rule = query_text(&q, 3, a),
			.kind = query_text(&q, 4, a),
			.title = query_text(&q, 5, a),
			.on_day = query_day(&q, 6),
			.uid = query_text(&q, 7, a),
			.sequence = query_int(&q, 8),
			.status = query_text(&q, 9, a),
			.created_ms = query_int(&q, 10),
			.modified_ms = query_int(&q, 11),
		};
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no deadline %lld", (long long)deadline_id);
}

bool
deadline_list_days(struct db *db, int64_t case_id, struct arena *a, struct named_day **ret_days,
    size_t *ret_count, struct err *err)
{
	struct named_day *days = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT name, on_day FROM deadline"
	    " WHERE case_id = :case_id AND status = 'open' ORDER BY name");
	query_bind_int(&q, ":case_id", case_id);
	while (query_row(&q)) {
		days = arena_grow(a, days, count, &size, sizeof(*days));
		days[count++] = (struct named_day){ query_text(&q, 0, a), query_day(&q, 1) };
	}
	*ret_days = days;
	*ret_count = count;
	return query_close(&q, err);
}

/* Who is invited and what they answered, in words. */
#define ANSWERS \
	"(SELECT group_concat(i.attendee || ' ' || CASE i.answer" \
	"  WHEN 'counter' THEN 'proposes ' || coalesce(i.proposed, 'another time')" \
	"  WHEN 'delegated' THEN 'delegated it' || coalesce(' to ' || i.delegate, '')" \
	"  WHEN 'tentative' THEN 'accepted tentatively'" \
	"  ELSE coalesce(i.answer, 'has not answered') END" \
	"  || coalesce(' (' || CASE WHEN i.answer IS NOT NULL THEN i.comment END || ')', ''), '; ')" \
	" FROM invitation i WHERE i.deadline_id = l.deadline_id AND i.is_cancelled = 0) AS answers"
#define LIST_START \
	"SELECT l.deadline_id, l.on_day, l.title, l.kind, l.case_id, l.name, c.workflow, c.state," \
	" c.provider_id, p.last_name, p.first_name, c.payer_id, l.status, l.uid, l.sequence," \
	" l.modified_ms, " ANSWERS " FROM deadline l JOIN case_file c ON c.case_id = l.case_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id"
#define LIST_END \
	" AND (:status IS NULL OR l.status = :status) AND (:kind IS NULL OR l.kind = :kind)" \
	" AND (:payer_id IS NULL OR c.payer_id = :payer_id)" \
	" AND (:provider_id IS NULL OR c.provider_id = :provider_id)" \
	" AND (:from_day IS NULL OR l.on_day >= :from_day)" \
	" AND (:until_day IS NULL OR l.on_day <= :until_day)" \
	" ORDER BY l.on_day, l.deadline_id"

void
deadline_query_list(struct query *q, struct db *db, const struct deadline_filter *filter)
{
	if (filter->case_id != 0) {
		query_open(q, db, LIST_START " WHERE l.case_id = :case_id" LIST_END);
		query_bind_int(q, ":case_id", filter->case_id);
	} else if (filter->provider_id != 0) {
		query_open(q, db, LIST_START " WHERE c.provider_id = :provider_id" LIST_END);
	} else {
		query_open(q, db, LIST_START " WHERE true" LIST_END " /*scan*/");
	}
	query_bind_text(q, ":status", filter->status);
	query_bind_text(q, ":kind", filter->kind);
	query_bind_id(q, ":payer_id", filter->payer_id);
	query_bind_id(q, ":provider_id", filter->provider_id);
	query_bind_day(q, ":from_day", filter->from_day);
	query_bind_day(q, ":until_day", filter->until_day);
}

void
deadline_query_open(struct query *q, struct db *db, int64_t case_id)
{
	const struct deadline_filter filter = { .case_id = case_id, .status = "open", .from_day = DAY_NONE,
	    .until_day = DAY_NONE };

	deadline_query_list(q, db, &filter);
}
