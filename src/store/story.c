/* story: the queries of the demo; nothing else in the program looks for a case by a last name. */
#include "store/story.h"

#include "base/banned.h"

bool
story_find_case(struct db *db, const struct story_case *about, int64_t *ret_case_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT c.case_id FROM provider p"
	    " JOIN case_file c ON c.provider_id = p.provider_id"
	    " LEFT JOIN payer y ON y.payer_id = c.payer_id"
	    " LEFT JOIN credential k ON c.subject_type = 'credential'"
	    "  AND k.credential_id = c.subject_id"
	    " WHERE p.last_name = :provider AND c.workflow = :workflow"
	    " AND (:payer IS NULL OR y.name = :payer)"
	    " AND (:credential IS NULL OR k.credential_type = :credential)"
	    " ORDER BY c.case_id DESC LIMIT 1 /*scan*/");
	query_bind_text(&q, ":provider", about->provider);
	query_bind_text(&q, ":workflow", about->workflow);
	query_bind_text(&q, ":payer", about->payer);
	query_bind_text(&q, ":credential", about->credential);
	int64_t case_id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	if (case_id == 0)
		return fail(err, ERR_MISSING, "there is no case %s of %s", about->workflow,
		    about->provider);
	*ret_case_id = case_id;
	return true;
}

bool
story_find_letter(struct db *db, int64_t case_id, const char *name, int64_t since_ms,
    struct arena *a, struct story_letter *ret_letter, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT idem, rfc_message_id, recipient, subject, body, sent_ms"
	    " FROM outbox WHERE case_id = :case_id AND name = :name AND sent_ms >= :since_ms"
	    " ORDER BY sent_ms LIMIT 1");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":since_ms", since_ms);
	*ret_letter = (struct story_letter){ .sent_ms = INSTANT_NONE };
	if (query_row(&q)) {
		ret_letter->idem = query_text(&q, 0, a);
		ret_letter->rfc_message_id = query_text(&q, 1, a);
		ret_letter->recipient = query_text(&q, 2, a);
		ret_letter->subject = query_text(&q, 3, a);
		ret_letter->body = query_text(&q, 4, a);
		ret_letter->sent_ms = query_instant(&q, 5);
	}
	return query_close(&q, err);
}

bool
story_find_task(struct db *db, int64_t case_id, const char *name, int64_t *ret_task_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT task_id FROM task WHERE case_id = :case_id AND name = :name"
	    " AND status = 'open' ORDER BY task_id DESC LIMIT 1");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	int64_t task_id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	*ret_task_id = task_id;
	return task_id != 0 || fail(err, ERR_MISSING, "there is no open task \"%s\"", name);
}

bool
story_count(struct db *db, struct story_counts *ret_counts, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT (SELECT count(*) FROM provider), (SELECT count(*) FROM payer),"
	    " (SELECT count(*) FROM case_file),"
	    " (SELECT count(*) FROM outbox WHERE status = 'done'), (SELECT count(*) FROM message),"
	    " (SELECT count(*) FROM task WHERE status = 'open') /*scan*/");
	if (query_row(&q))
		*ret_counts = (struct story_counts){ query_int(&q, 0), query_int(&q, 1),
		    query_int(&q, 2), query_int(&q, 3), query_int(&q, 4), query_int(&q, 5) };
	return query_close(&q, err);
}
