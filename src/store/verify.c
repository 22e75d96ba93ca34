/*
 * verify: promises between tables, each as a query that finds who breaks it.
 * Chains of hashes are checked where their rows are written: history.c.
 */
#include "store/verify.h"

#include "base/str.h"
#include "store/message_bytes.h"
#include "base/banned.h"

/* Column 0 says where; no rows is well. */
struct promise { const char *what, *message, *sql; };

static const struct promise promises[] = {
	{ "timer", "a timer of a closed case is armed",
	    "SELECT 'CR-' || t.case_id || ' timer ' || t.name FROM timer t JOIN case_file c"
	    " ON c.case_id = t.case_id WHERE c.status IN ('done', 'cancelled')" },
	{ "outbox", "a letter of a cancelled case may still go",
	    "SELECT 'letter ' || o.outbox_id FROM outbox o JOIN case_file c ON c.case_id = o.case_id"
	    " WHERE o.status IN ('ready', 'leased') AND c.status = 'cancelled'" },
	{ "request", "a request of a cancelled case may still go",
	    "SELECT 'request ' || r.request_id FROM request r JOIN case_file c ON c.case_id = r.case_id"
	    " WHERE r.status = 'ready' AND c.status = 'cancelled'" },
	{ "migration", "a change to another version did more than that",
	    "SELECT 'CR-' || h.case_id || ' step ' || h.seq FROM history h"
	    " WHERE h.rule IN ('migrate', 'migrate undo') AND (h.event_id IS NOT NULL"
	    " OR EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = h.case_id AND o.seq = h.seq)"
	    " OR EXISTS (SELECT 1 FROM request r WHERE r.case_id = h.case_id AND r.seq = h.seq)"
	    " OR EXISTS (SELECT 1 FROM task k WHERE k.case_id = h.case_id AND k.seq = h.seq)"
	    " OR EXISTS (SELECT 1 FROM deadline d WHERE d.case_id = h.case_id AND d.seq = h.seq)) /*scan*/" },
	{ "case", "nothing will ever wake this case: no timer, task, waiting event or child",
	    "SELECT 'CR-' || c.case_id FROM case_file c WHERE c.status = 'open'"
	    " AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.case_id = c.case_id)"
	    " AND NOT EXISTS (SELECT 1 FROM task k WHERE k.case_id = c.case_id AND k.status = 'open')"
	    " AND NOT EXISTS (SELECT 1 FROM event e WHERE e.case_id = c.case_id AND e.status = 'new')"
	    " AND NOT EXISTS (SELECT 1 FROM case_file x WHERE x.parent_case_id = c.case_id"
	    "  AND x.status IN ('open', 'stuck'))"
	    " AND NOT EXISTS (SELECT 1 FROM shared_case w JOIN case_file x ON x.case_id = w.case_id"
	    "  WHERE w.parent_case_id = c.case_id AND x.status IN ('open', 'stuck'))"
	    /* Where somebody began it by hand, and no rule did, it may wait for that person; as the lint says, too. */
	    " AND NOT (c.parent_case_id IS NULL AND EXISTS (SELECT 1 FROM history h"
	    "  WHERE h.case_id = c.case_id AND h.seq = 1 AND h.rule = '') AND NOT EXISTS (SELECT 1 FROM history h"
	    "  WHERE h.case_id = c.case_id AND h.seq > 1 AND h.from_state <> h.to_state)) /*scan*/" },
	{ "event", "an event was delivered, but no step tells of it",
	    "SELECT 'event ' || e.event_id FROM event e WHERE e.status = 'done' AND NOT EXISTS"
	    " (SELECT 1 FROM history h WHERE h.case_id = e.case_id AND h.event_id = e.event_id)"
	    " /*scan*/" },
	{ "sensitive", "a sensitive value lies in clear, was changed, or was sealed with another secret.key",
	    "SELECT 'provider ' || provider_id FROM provider WHERE NOT (opens(birth_day) AND opens(ssn)"
	    " AND opens(bank_routing) AND opens(bank_account) AND opens(home_address) AND opens(discipline)) UNION ALL"
	    " SELECT 'party ' || party_id FROM party WHERE NOT opens(birth_day) /*scan*/" },
	{ "message", "the bytes of this mail lie in clear, were changed, or were sealed with another secret.key",
	    "SELECT 'message ' || message_id FROM message_raw WHERE NOT opens_bytes(mime, '" MESSAGE_SEAL "') /*scan*/" },
};

static const struct promise reference = { "reference", "a row points at one that is not there",
	"SELECT \"table\" || ' ' || rowid FROM pragma_foreign_key_check" };

static bool
check(struct db *db, const struct promise *p, verify_fault fault, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, p->sql);
	while (query_row(&q)) {
		fault(context, p->what, query_text(&q, 0, &a), p->message);
		arena_clear(&a);
	}
	return query_close(&q, err);
}

bool
verify_file(struct db *db, verify_fault fault, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	if (!check(db, &reference, fault, context, err))
		return false;
	query_open(&q, db, "PRAGMA integrity_check");
	while (query_row(&q)) {
		const char *words = query_text(&q, 0, &a);
		if (!text_equal(words, "ok"))
			fault(context, "database", "credence.db", words);
	}
	arena_clear(&a);
	return query_close(&q, err);
}

bool
verify_rows(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
    struct err *err)
{
	struct query q;

	for (size_t i = 0; i < LEN(promises); i++)
		if (!check(db, &promises[i], fault, context, err))
			return false;
	query_open(&q, db, "SELECT (SELECT count(*) FROM case_file) + (SELECT count(*) FROM event)"
	    " + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM timer) /*scan*/");
	return query_run_int(&q, ret_checked, err);
}
