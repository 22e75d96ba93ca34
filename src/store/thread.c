/* thread: index look-ups over letters, messages, contacts and cases. */
#include "store/thread.h"

#include "base/banned.h"

/* An invitation is no letter of a case; its deadline, whose identity stands in "letter", is one's. */
#define LETTER	"outbox_id, case_id, recipient, (SELECT d.case_id FROM outbox_calendar c, deadline d" \
	" WHERE c.outbox_id = outbox.outbox_id AND d.uid = outbox.letter)"

static bool
one_letter(struct query *q, struct arena *a, struct thread_letter *ret, struct err *err)
{
	*ret = (struct thread_letter){ .outbox_id = 0 };
	if (query_row(q))
		*ret = (struct thread_letter){
			.outbox_id = query_int(q, 0),
			.case_id = query_int(q, 1),
			.recipient = query_text(q, 2, a),
			.invited_case_id = query_int(q, 3),
		};
	return query_close(q, err);
}

bool
thread_find_letter(struct db *db, const char *rfc_message_id, struct arena *a,
    struct thread_letter *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " LETTER " FROM outbox"
	    " WHERE rfc_message_id = :id");
	query_bind_text(&q, ":id", rfc_message_id);
	return one_letter(&q, a, ret, err);
}

bool
thread_find_idem(struct db *db, const char *idem, struct arena *a, struct thread_letter *ret,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " LETTER " FROM outbox WHERE idem = :idem");
	query_bind_text(&q, ":idem", idem);
	return one_letter(&q, a, ret, err);
}

bool
thread_find_written(struct db *db, int64_t case_id, const char *address, struct arena *a,
    struct thread_letter *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " LETTER " FROM outbox"
	    " WHERE case_id = :case_id AND recipient = :address ORDER BY outbox_id DESC LIMIT 1");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":address", address);
	return one_letter(&q, a, ret, err);
}

bool
thread_find_received(struct db *db, const char *rfc_message_id, int64_t *ret_case_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM message WHERE rfc_message_id = :id"
	    " AND case_id IS NOT NULL ORDER BY message_id DESC LIMIT 1");
	query_bind_text(&q, ":id", rfc_message_id);
	*ret_case_id = query_row(&q) ? query_int(&q, 0) : 0;
	return query_close(&q, err);
}

bool
thread_case_exists(struct db *db, int64_t case_id, bool *ret_exists, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM case_file WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	*ret_exists = query_row(&q);
	return query_close(&q, err);
}

/* Ids in order; ends the query. */
static bool
list_ids(struct query *q, int64_t limit, struct arena *a, int64_t **ret_ids, size_t *ret_count,
    struct err *err)
{
	*ret_ids = arena_array(a, (size_t)limit, sizeof(**ret_ids));
	*ret_count = 0;
	while (*ret_count < (size_t)limit && query_row(q))
		(*ret_ids)[(*ret_count)++] = query_int(q, 0);
	return query_close(q, err);
}

bool
thread_list_numbered(struct db *db, const char *number, int64_t limit, struct arena *a,
    int64_t **ret_case_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT c.case_id FROM enrollment e JOIN case_file c"
	    " ON c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id"
	    " WHERE e.reference_number = :number AND c.status IN ('open', 'stuck')"
	    " ORDER BY c.case_id LIMIT :limit");
	query_bind_text(&q, ":number", number);
	query_bind_int(&q, ":limit", limit);
	return list_ids(&q, limit, a, ret_case_ids, ret_count, err);
}

/* Whose address it is. */
#define PROVIDERS \
	"SELECT provider_id FROM provider WHERE lower(email) = :address" \
	" UNION SELECT owner_id FROM contact WHERE email = :address AND owner_type = 'provider'"
#define PAYERS \
	"SELECT payer_id FROM payer WHERE lower(email) = :address" \
	" UNION SELECT owner_id FROM contact WHERE email = :address AND owner_type = 'payer'"
#define SOURCES \
	"SELECT credential_id FROM credential WHERE lower(source_email) = :address"

bool
thread_list_of_sender(struct db *db, const char *address, int64_t limit, struct arena *a,
    int64_t **ret_case_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	/* A large payer has thousands: each part stops early. */
	query_open(&q, db, "SELECT case_id FROM (SELECT case_id FROM case_file"
	    " WHERE status IN ('open', 'stuck') AND provider_id IN (" PROVIDERS ") LIMIT :limit) p"
	    " UNION SELECT case_id FROM (SELECT case_id FROM case_file"
	    " WHERE status IN ('open', 'stuck') AND payer_id IN (" PAYERS ") LIMIT :limit) y"
	    " UNION SELECT case_id FROM (SELECT case_id FROM case_file"
	    " WHERE status IN ('open', 'stuck') AND subject_type = 'credential'"
	    " AND subject_id IN (" SOURCES ") LIMIT :limit) s"
	    " UNION SELECT case_id FROM (SELECT c.case_id FROM outbox o JOIN case_file c"
	    " ON c.case_id = o.case_id WHERE o.recipient = :address"
	    " AND c.status IN ('open', 'stuck') LIMIT :limit) w"
	    " ORDER BY 1 LIMIT :limit");
	query_bind_text(&q, ":address", address);
	query_bind_int(&q, ":limit", limit);
	return list_ids(&q, limit, a, ret_case_ids, ret_count, err);
}

bool
thread_fits(struct db *db, int64_t case_id, const char *address, bool *ret_fits, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM case_file c WHERE c.case_id = :case_id AND ("
	    "c.provider_id IN (" PROVIDERS ") OR c.payer_id IN (" PAYERS ")"
	    " OR (c.subject_type = 'credential' AND c.subject_id IN (" SOURCES "))"
	    " OR EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = c.case_id"
	    " AND o.recipient = :address))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":address", address);
	*ret_fits = query_row(&q);
	return query_close(&q, err);
}

bool
thread_list_written_to(struct db *db, const char *address, int64_t limit, struct arena *a,
    int64_t **ret_case_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT DISTINCT o.case_id FROM outbox o JOIN case_file c"
	    " ON c.case_id = o.case_id WHERE o.recipient = :address"
	    " AND c.status IN ('open', 'stuck') AND o.status <> 'cancelled'"
	    " ORDER BY o.case_id LIMIT :limit");
	query_bind_text(&q, ":address", address);
	query_bind_int(&q, ":limit", limit);
	return list_ids(&q, limit, a, ret_case_ids, ret_count, err);
}
