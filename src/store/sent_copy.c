/* sent_copy: outbox.filed_ms. */
#include "store/sent_copy.h"

#include "store/outbox.h"
#include "base/banned.h"

static bool
read_letters(struct query *q, int64_t limit, struct arena *a, struct sent_letter **ret_letters,
    size_t *ret_count, struct err *err)
{
	struct sent_letter *letters = NULL;
	size_t count = 0, size = 0;

	query_bind_int(q, ":limit", limit);
	while (query_row(q)) {
		letters = arena_grow(a, letters, count, &size, sizeof(*letters));
		letters[count++] = (struct sent_letter){ query_int(q, 0), query_int(q, 1),
		    query_text(q, 2, a) };
	}
	*ret_letters = letters;
	*ret_count = count;
	return query_close(q, err);
}

bool
sent_copy_list(struct db *db, int64_t since_ms, int64_t until_ms, int64_t limit, struct arena *a,
    struct sent_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT outbox_id, sent_ms, rfc_message_id FROM outbox WHERE status = 'done'"
	    " AND filed_ms IS NULL AND sent_ms BETWEEN :since_ms AND :until_ms"
	    " ORDER BY sent_ms, outbox_id LIMIT :limit");
	query_bind_int(&q, ":since_ms", since_ms);
	query_bind_int(&q, ":until_ms", until_ms);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
sent_copy_list_doubtful(struct db *db, int64_t since_ms, int64_t until_ms, int64_t limit, struct arena *a,
    struct sent_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT outbox_id, next_ms, rfc_message_id FROM outbox WHERE status = 'held'"
	    " AND substr(reason, 1, length(:doubtful)) = :doubtful AND next_ms BETWEEN :since_ms AND :until_ms"
	    " ORDER BY next_ms, outbox_id LIMIT :limit");
	query_bind_text(&q, ":doubtful", OUTBOX_DOUBTFUL);
	query_bind_int(&q, ":since_ms", since_ms);
	query_bind_int(&q, ":until_ms", until_ms);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
sent_copy_list_held(struct db *db, const char *reason, int64_t limit, struct arena *a,
    struct sent_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT outbox_id, next_ms, rfc_message_id FROM outbox WHERE status = 'held'"
	    " AND reason = :reason ORDER BY outbox_id LIMIT :limit");
	query_bind_text(&q, ":reason", reason);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
sent_copy_done(struct db *db, int64_t outbox_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET filed_ms = :now_ms WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":outbox_id", outbox_id);
	return query_run(&q, NULL, err);
}
