/*
 * history: rows and their chain.  What is hashed is written down in row_hash(); to change it is to
 * make every chain wrong.
 */
#include "store/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define HISTORY_COLUMNS \
	"history_id, case_id, seq, definition_id, event_id, rule, rule_line, from_state, to_state," \
	" at_ms, actor, trace_json, changes_json, prev_hash, hash"

static void
add_part(struct str *s, const char *text)
{
	str_printf(s, "%zu:", strlen(text));	/* lengths keep the parts apart */
	str_add(s, text);
}

static void
row_hash(const struct history *h, char text[HASH_TEXT_BYTES])
{
	struct str s = STR_INIT;

	add_part(&s, h->prev_hash);
	str_printf(&s, "%" PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|%d|%" PRId64 "|",
	    h->case_id, h->seq, h->definition_id, h->event_id, h->rule_line, h->at_ms);
	add_part(&s, h->rule);
	add_part(&s, h->from_state);
	add_part(&s, h->to_state);
	add_part(&s, h->actor);
	add_part(&s, h->trace_json);
	add_part(&s, h->changes_json);
	hash_text(s.text, s.len, text);
	str_clear(&s);
}

bool
history_add(struct db *db, const struct history *h, char text[HASH_TEXT_BYTES], struct err *err)
{
	struct query q;

	row_hash(h, text);
	query_open(&q, db, "INSERT INTO history (case_id, seq, definition_id, event_id, rule,"
	    " rule_line, from_state, to_state, at_ms, actor, trace_json, changes_json, prev_hash,"
	    " hash) VALUES (:case_id, :seq, :definition_id, :event_id, :rule, :rule_line,"
	    " :from_state, :to_state, :at_ms, :actor, :trace_json, :changes_json, :prev_hash,"
	    " :hash)");
	query_bind_int(&q, ":case_id", h->case_id);
	query_bind_int(&q, ":seq", h->seq);
	query_bind_int(&q, ":definition_id", h->definition_id);
	if (h->event_id != 0)
		query_bind_int(&q, ":event_id", h->event_id);
	query_bind_text(&q, ":rule", h->rule);
	query_bind_int(&q, ":rule_line", h->rule_line);
	query_bind_text(&q, ":from_state", h->from_state);
	query_bind_text(&q, ":to_state", h->to_state);
	query_bind_int(&q, ":at_ms", h->at_ms);
	query_bind_text(&q, ":actor", h->actor);
	query_bind_text(&q, ":trace_json", h->trace_json);
	query_bind_text(&q, ":changes_json", h->changes_json);
	query_bind_text(&q, ":prev_hash", h->prev_hash);
	query_bind_text(&q, ":hash", text);
	return query_run(&q, NULL, err);
}

static void
read_row(struct query *q, struct arena *a, struct history *h)
{
	*h = (struct history){
		.history_id = query_int(q, 0),
		.case_id = query_int(q, 1),
		.seq = query_int(q, 2),
		.definition_id = query_int(q, 3),
		.event_id = query_int(q, 4),
		.rule = query_text(q, 5, a),
		.rule_line = (int)query_int(q, 6),
		.from_state = query_text(q, 7, a),
		.to_state = query_text(q, 8, a),
		.at_ms = query_int(q, 9),
		.actor = query_text(q, 10, a),
		.trace_json = query_text(q, 11, a),
		.changes_json = query_text(q, 12, a),
		.prev_hash = query_text(q, 13, a),
		.hash = query_text(q, 14, a),
	};
}

bool
history_load(struct db *db, int64_t case_id, int64_t seq, struct arena *a,
    struct history *ret_history, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " HISTORY_COLUMNS " FROM history"
	    " WHERE case_id = :case_id AND seq = :seq");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	bool found = query_row(&q);
	if (found)
		read_row(&q, a, ret_history);
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "case CR-%" PRId64 " has no step %" PRId64, case_id,
	    seq);
}

bool
history_list(struct db *db, int64_t case_id, struct arena *a, struct history **ret_items,
    size_t *ret_count, struct err *err)
{
	struct history *items = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT " HISTORY_COLUMNS " FROM history"
	    " WHERE case_id = :case_id ORDER BY seq");
	query_bind_int(&q, ":case_id", case_id);
	while (query_row(&q)) {
		items = arena_grow(a, items, count, &size, sizeof(*items));
		read_row(&q, a, &items[count++]);
	}
	*ret_items = items;
	*ret_count = count;
	return query_close(&q, err);
}

bool
history_at(struct db *db, int64_t case_id, int64_t seq, int64_t *ret_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT at_ms FROM history WHERE case_id = :case_id AND seq = :seq");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	int64_t at_ms = query_row(&q) ? query_int(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = at_ms;
	return true;
}

/* Where the walk over all rows stands. */
struct walk {
	verify_fault	 fault;
	void		*context;
	int64_t		 case_id, seq;
	char		 head[HASH_TEXT_BYTES];
};

static void
say(struct walk *w, const char *message)
{
	char where[64];

	snprintf(where, sizeof(where), "CR-%" PRId64 " step %" PRId64, w->case_id, w->seq);
	w->fault(w->context, "history", where, message);
}

static void
check_row(struct walk *w, const struct history *h)
{
	char hash[HASH_TEXT_BYTES];

	if (h->case_id != w->case_id) {
		w->case_id = h->case_id;
		w->seq = 0;
		w->head[0] = '\0';
	}
	if (h->seq != w->seq + 1)
		say(w, "the next step is missing");
	w->seq = h->seq;
	if (strcmp(h->prev_hash, w->head) != 0)
		say(w, "does not follow from the step before it");
	row_hash(h, hash);
	if (strcmp(h->hash, hash) != 0)
		say(w, "was changed after it was written");
	snprintf(w->head, sizeof(w->head), "%s", h->hash);
}

static bool
verify_heads(struct db *db, struct walk *w, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT c.case_id, c.rev FROM case_file c LEFT JOIN history h"
	    " ON h.case_id = c.case_id AND h.seq = c.rev"
	    " WHERE h.hash IS NULL OR h.hash <> c.hash ORDER BY c.case_id /*scan*/");
	while (query_row(&q)) {
		w->case_id = query_int(&q, 0);
		w->seq = query_int(&q, 1);
		say(w, "the case does not stand where its history ends");
	}
	if (!query_close(&q, err))
		return false;
	query_open(&q, db, "SELECT h.case_id, h.seq FROM history h JOIN case_file c"
	    " ON c.case_id = h.case_id WHERE h.seq > c.rev ORDER BY h.case_id, h.seq /*scan*/");
	while (query_row(&q)) {
		w->case_id = query_int(&q, 0);
		w->seq = query_int(&q, 1);
		say(w, "the case is behind its history");
	}
	return query_close(&q, err);
}

bool
history_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
    struct err *err)
{
	struct walk w = { .fault = fault, .context = context };
	struct arena a = ARENA_INIT;
	int64_t checked = 0;
	struct history h;
	struct query q;

	query_open(&q, db, "SELECT " HISTORY_COLUMNS " FROM history ORDER BY case_id, seq /*scan*/");
	while (query_row(&q)) {
		read_row(&q, &a, &h);
		check_row(&w, &h);
		checked++;
		arena_clear(&a);
	}
	*ret_checked = checked;
	return query_close(&q, err) && verify_heads(db, &w, err);
}
