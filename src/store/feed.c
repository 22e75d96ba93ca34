/* feed: rows of the table feed, and deadlines and tasks as calendars show them. */
#include "store/feed.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/fact.h"
#include "base/banned.h"

static struct json *
filter_json(const struct feed_filter *only)
{
	struct json *json = json_new_object();

	if (only->provider_id != 0)
		json_set_int(json, "provider", only->provider_id);
	if (only->payer_id != 0)
		json_set_int(json, "payer", only->payer_id);
	if (only->location_id != 0)
		json_set_int(json, "location", only->location_id);
	if (only->person != NULL)
		json_set_text(json, "person", only->person);
	if (only->role != NULL)
		json_set_text(json, "role", only->role);
	if (only->kind != NULL)
		json_set_text(json, "kind", only->kind);
	return json;
}

static bool
read_filter(const char *text, struct arena *a, struct feed_filter *ret_only, struct err *err)
{
	struct json *json;

	if (!json_parse(text, strlen(text), &json, err))
		return fail_in(err, "could not read what the feed is limited to");
	*ret_only = (struct feed_filter){
		.provider_id = json_get_int(json, "provider", 0),
		.payer_id = json_get_int(json, "payer", 0),
		.location_id = json_get_int(json, "location", 0),
		.person = arena_strdup(a, json_get_text(json, "person")),
		.role = arena_strdup(a, json_get_text(json, "role")),
		.kind = arena_strdup(a, json_get_text(json, "kind")),
	};
	json_free(json);
	return true;
}

static void
bind_days(struct query *q, const char *name, int64_t days)
{
	if (days == FEED_AS_SET)
		query_bind_null(q, name);
	else
		query_bind_int(q, name, days);
}

static bool
add(struct db *db, const struct feed *feed, const char *only_json, const char *secret,
    int64_t now_ms, int64_t *ret_feed_id, struct err *err)
{
	char sha256[HASH_TEXT_BYTES];
	struct err why = ERR_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO feed (name, secret_sha256, only_json, detail, past_days,"
	    " ahead_days, alarm_days, created_ms) VALUES (:name, :sha256, :only_json, :detail,"
	    " :past_days, :ahead_days, :alarm_days, :now_ms) RETURNING feed_id");
	query_bind_text(&q, ":name", feed->name);
	query_bind_text(&q, ":sha256", hash_text(secret, strlen(secret), sha256));
	query_bind_text(&q, ":only_json", only_json);
	query_bind_text(&q, ":detail", feed->shape.detail);
	bind_days(&q, ":past_days", feed->shape.past_days);
	bind_days(&q, ":ahead_days", feed->shape.ahead_days);
	bind_days(&q, ":alarm_days", feed->shape.alarm_days);
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_run_int(&q, ret_feed_id, &why))
		return true;
	if (why.kind == ERR_CONFLICT)
		return fail(err, ERR_CONFLICT, "there is a feed \"%s\" already, in use or revoked",
		    feed->name);
	return fail(err, why.kind, "%s", why.text);
}

/* A task's identity in calendars holds the database's, which must be there before the first fetch. */
bool
feed_add(struct db *db, const struct feed *feed, const struct feed_by *by, char secret[HASH_ID_BYTES],
    int64_t *ret_feed_id, struct err *err)
{
	struct json *only = filter_json(&feed->only);
	struct arena a = ARENA_INIT;
	struct str text = STR_INIT;
	char mine[HASH_ID_BYTES];
	const char *database_id;

	json_print(only, &text);
	bool ok = fact_database_id(db, &a, &database_id, err) &&
	    add(db, feed, text.text, random_id(mine), by->now_ms, ret_feed_id, err) &&
	    audit_add(db, by->actor, "feed add", arena_printf(&a, "feed %lld", (long long)*ret_feed_id), feed->name,
	    by->now_ms, err);
	str_clear(&text);
	json_free(only);
	arena_clear(&a);
	if (ok)
		memcpy(secret, mine, sizeof(mine));
	return ok;
}

bool
feed_shape_set(struct feed_shape *shape, const char *name, const char *value, struct err *err)
{
	static const char *const details[] = { "full", "initials", "busy" };
	const struct { const char *name; int64_t min, max, *days; } spans[] = {
		{ "past", 0, 3650, &shape->past_days }, { "ahead", 1, 36500, &shape->ahead_days },
		{ "alarm", 0, 365, &shape->alarm_days },
	};

	for (size_t i = 0; i < LEN(spans); i++) {
		int64_t days;
		if (!text_equal(name, spans[i].name))
			continue;
		if (!int_parse(value, &days) || days < spans[i].min || days > spans[i].max)
			return fail(err, ERR_INPUT, "%s should be from %lld to %lld days", name, (long long)spans[i].min,
			    (long long)spans[i].max);
		*spans[i].days = days;
		return true;
	}
	for (size_t i = 0; i < LEN(details); i++)
		if (text_equal(value, details[i])) {
			shape->detail = details[i];
			return true;
		}
	return fail(err, ERR_INPUT, "%s \"%s\" should be one of: full, initials, busy", name, value);
}

static int64_t
read_days(struct query *q, int column)
{
	return query_null(q, column) ? FEED_AS_SET : query_int(q, column);
}

#define FEED_COLUMNS \
	"feed_id, name, only_json, created_ms, revoked_ms, detail, past_days, ahead_days, alarm_days"

/* Reads and ends the query. */
static bool
read_feed(struct query *q, const char *what, struct arena *a, struct feed *ret_feed,
    struct err *err)
{
	const char *only = "{}";
	bool found = query_row(q);

	if (found) {
		*ret_feed = (struct feed){
			.feed_id = query_int(q, 0),
			.name = query_text(q, 1, a),
			.created_ms = query_instant(q, 3),
			.revoked_ms = query_instant(q, 4),
			.shape = { query_text(q, 5, a), read_days(q, 6), read_days(q, 7),
			    read_days(q, 8) },
		};
		only = query_text(q, 2, a);
	}
	if (!query_close(q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no %s", what);
	return read_filter(only, a, &ret_feed->only, err);
}

bool
feed_find(struct db *db, const char *name, struct arena *a, struct feed *ret_feed, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " FEED_COLUMNS " FROM feed WHERE name = :name");
	query_bind_text(&q, ":name", name);
	return read_feed(&q, arena_printf(a, "feed \"%s\"", name), a, ret_feed, err);
}

/* Hashes are compared, never secrets: how long it takes tells nothing about a secret.  The hash of a
 * revoked one is gone, so that it takes the way of one that never was. */
bool
feed_find_secret(struct db *db, const char *secret, struct arena *a, struct feed *ret_feed,
    struct err *err)
{
	char sha256[HASH_TEXT_BYTES];
	struct query q;

	query_open(&q, db, "SELECT " FEED_COLUMNS " FROM feed WHERE secret_sha256 = :sha256");
	query_bind_text(&q, ":sha256", hash_text(secret, strlen(secret), sha256));
	return read_feed(&q, "such feed", a, ret_feed, err);
}

bool
feed_revoke(struct db *db, const char *name, const struct feed_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct feed feed;
	struct query q;
	bool ok = feed_find(db, name, &a, &feed, err);

	if (ok && feed.revoked_ms != INSTANT_NONE)
		ok = fail(err, ERR_CONFLICT, "the feed \"%s\" was revoked before", name);
	ok = ok && audit_add(db, by->actor, "feed revoke", arena_printf(&a, "feed \"%s\"", name), "", by->now_ms, err);
	arena_clear(&a);
	if (!ok)
		return false;
	query_open(&q, db, "UPDATE feed SET revoked_ms = :now_ms,"
	    " secret_sha256 = 'revoked ' || feed_id WHERE feed_id = :feed_id");
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_int(&q, ":feed_id", feed.feed_id);
	return query_run(&q, NULL, err);
}

bool
feed_note_fetch(struct db *db, int64_t feed_id, const char *client, int64_t count, int64_t now_ms,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE feed SET fetched_ms = :now_ms, fetched_by = :client,"
	    " fetch_count = fetch_count + :count WHERE feed_id = :feed_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":client", client);
	query_bind_int(&q, ":count", count);
	query_bind_int(&q, ":feed_id", feed_id);
	return query_run(&q, NULL, err);
}

void
feed_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT feed_id, name, only_json, detail, past_days, ahead_days, alarm_days,"
	    " created_ms, revoked_ms, fetched_ms, fetched_by, fetch_count FROM feed"
	    " ORDER BY name /*scan*/");
}

bool
feed_version(struct db *db, int64_t *ret_version, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'feed_version'");
	return query_run_int(&q, ret_version, err);
}

/*
 * What is in a feed, once for its events and once for its mark.  Deadlines come with the case's
 * provider and payer; tasks that have a day stand beside them as follow-ups.  The open ones and those
 * that ended are two looks, each along its index.
 */
#define LIMITS \
	" AND (:provider_id IS NULL OR c.provider_id = :provider_id)" \
	" AND (:payer_id IS NULL OR c.payer_id = :payer_id)" \
	" AND (:location_id IS NULL OR EXISTS (SELECT 1 FROM enrollment n" \
	"  WHERE n.provider_id = c.provider_id AND n.location_id = :location_id" \
	"  AND (c.subject_type <> 'enrollment' OR n.enrollment_id = c.subject_id)))"
#define OF_CASE \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"
#define DEADLINES(which, role) \
	" FROM deadline d JOIN case_file c ON c.case_id = d.case_id" OF_CASE \
	" WHERE " which " AND d.on_day <= :until_day" \
	" AND (:kind IS NULL OR d.kind = :kind)" \
	" AND (:person IS NULL OR c.owner = :person)" \
	" AND (:role IS NULL OR EXISTS (SELECT 1 FROM task r WHERE r.case_id = d.case_id" \
	"  AND r.role = :role" role "))" LIMITS
#define OPEN_DEADLINES DEADLINES("d.status = 'open'", " AND r.status = 'open'")
#define ENDED_DEADLINES DEADLINES("d.status <> 'open' AND d.modified_ms >= :since_ms", "")
#define TASKS(which) \
	" FROM task t LEFT JOIN case_file c ON c.case_id = t.case_id" OF_CASE \
	" WHERE " which " AND t.due_day <= :until_day" \
	" AND (:kind IS NULL OR :kind = 'followups')" \
	" AND (:person IS NULL OR t.assignee = :person OR (t.assignee IS NULL AND c.owner = :person))" \
	" AND (:role IS NULL OR t.role = :role)" LIMITS
#define OPEN_TASKS TASKS("t.status = 'open'")
#define ENDED_TASKS TASKS("t.closed_ms >= :since_ms")

static void
bind(struct query *q, const struct feed_filter *only, const struct feed_window *window)
{
	query_bind_id(q, ":provider_id", only->provider_id);
	query_bind_id(q, ":payer_id", only->payer_id);
	query_bind_id(q, ":location_id", only->location_id);
	query_bind_text(q, ":person", only->person);
	query_bind_text(q, ":role", only->role);
	query_bind_text(q, ":kind", only->kind);
	query_bind_day(q, ":until_day", window->until_day);
	query_bind_int(q, ":since_ms", window->since_ms);
}

/* A task has only its number, but that is for ever. */
static void
read_event(struct query *q, const char *database_id, struct arena *a, struct feed_event *ret_event)
{
	*ret_event = (struct feed_event){
		.on_day = query_day(q, 0),
		.uid = query_text(q, 1, a),
		.kind = query_text(q, 2, a),
		.title = query_text(q, 3, a),
		.sequence = query_int(q, 4),
		.status = query_text(q, 5, a),
		.created_ms = query_int(q, 6),
		.modified_ms = query_int(q, 7),
		.case_id = query_int(q, 8),
		.workflow = query_text(q, 9, a),
		.first_name = query_text(q, 10, a),
		.last_name = query_text(q, 11, a),
		.payer = query_text(q, 12, a),
	};
	if (ret_event->uid[0] == '\0')
		ret_event->uid = arena_printf(a, "task-%lld@%s", (long long)query_int(q, 13),
		    database_id);
}

#define DEADLINE_COLUMNS \
	"d.on_day, d.uid, d.kind, d.title, d.sequence, d.status, d.created_ms, d.modified_ms, c.case_id," \
	" c.workflow, p.first_name, p.last_name, y.name, d.deadline_id"
#define TASK_COLUMNS \
	"t.due_day, '', 'followups', t.title, t.sequence, t.status, t.created_ms," \
	" coalesce(t.modified_ms, t.closed_ms, t.created_ms), c.case_id, c.workflow, p.first_name," \
	" p.last_name, y.name, t.task_id"

static bool
each_event(struct db *db, const struct feed_filter *only, const struct feed_window *window,
    const char *database_id, bool (*each)(void *context, const struct feed_event *event,
    struct err *err), void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct feed_event event;
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT " DEADLINE_COLUMNS OPEN_DEADLINES
	    " UNION ALL SELECT " DEADLINE_COLUMNS ENDED_DEADLINES
	    " UNION ALL SELECT " TASK_COLUMNS OPEN_TASKS
	    " UNION ALL SELECT " TASK_COLUMNS ENDED_TASKS " ORDER BY 1, 14 /*scan*/");
	bind(&q, only, window);
	while (ok && query_row(&q)) {
		read_event(&q, database_id, &a, &event);
		ok = each(context, &event, err);
		arena_reset(&a);
	}
	arena_clear(&a);
	if (ok)
		return query_close(&q, err);
	query_close(&q, NULL);
	return false;
}

bool
feed_each(struct db *db, const struct feed_filter *only, const struct feed_window *window,
    bool (*each)(void *context, const struct feed_event *event, struct err *err), void *context,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *database_id;
	bool ok = fact_load(db, "database_id", &a, &database_id, err) &&
	    each_event(db, only, window, database_id != NULL ? database_id : "", each, context, err);

	arena_clear(&a);
	return ok;
}

/* Which rows, how often each changed, and when they and the names in them last did. */
#define MARKS 7
#define NAME_MARKS ", sum(p.modified_ms), sum(y.modified_ms)"
#define DEADLINE_MARKS \
	"count(*), sum(d.deadline_id), sum(d.deadline_id * d.deadline_id), sum(d.sequence)," \
	" sum(d.modified_ms)" NAME_MARKS
#define TASK_MARKS \
	"count(*), sum(t.task_id), sum(t.task_id * t.task_id), sum(t.sequence)," \
	" sum(coalesce(t.modified_ms, t.closed_ms, t.created_ms))" NAME_MARKS

bool
feed_mark(struct db *db, const struct feed_filter *only, const struct feed_window *window,
    struct arena *a, const char **ret_mark, struct err *err)
{
	struct str mark = STR_INIT;
	struct query q;

	query_open(&q, db, "SELECT " DEADLINE_MARKS OPEN_DEADLINES
	    " UNION ALL SELECT " DEADLINE_MARKS ENDED_DEADLINES
	    " UNION ALL SELECT " TASK_MARKS OPEN_TASKS
	    " UNION ALL SELECT " TASK_MARKS ENDED_TASKS " /*scan*/");
	bind(&q, only, window);
	while (query_row(&q))
		for (int i = 0; i < MARKS; i++)
			str_printf(&mark, "%lld ", (long long)query_int(&q, i));
	*ret_mark = arena_strdup(a, mark.text);
	str_clear(&mark);
	return query_close(&q, err);
}
