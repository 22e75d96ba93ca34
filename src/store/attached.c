/* attached: see attached.h.  Their bytes are put in by mail/enclose.h. */
#include "store/attached.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/str.h"
#include "workflow/letter_text.h"
#include "base/banned.h"

#define ATTACHED_COLUMNS "d.kind, d.document_id, d.name, d.sha256, d.content_type, d.bytes, d.status, d.aside_reason"

static void
read_row(struct query *q, struct arena *a, struct attached *one)
{
	const char *status = query_text(q, 6, a);

	*one = (struct attached){ .kind = query_text(q, 0, a), .document_id = query_int(q, 1),
		.name = query_text(q, 2, a), .sha256 = query_null(q, 3) ? NULL : query_text(q, 3, a),
		.content_type = query_text(q, 4, a), .bytes = query_int(q, 5) };
	if (!query_null(q, 7))
		one->problem = arena_printf(a, "document %" PRId64 " (\"%s\") is kept aside", one->document_id, one->name);
	else if (!text_equal(status, "accepted"))
		one->problem = arena_printf(a, "document %" PRId64 " (\"%s\") is %s, not accepted", one->document_id,
		    one->name, status);
	else if (one->sha256 == NULL)
		one->problem = arena_printf(a, "document %" PRId64 " (\"%s\") is a reference: its file is not kept here",
		    one->document_id, one->name);
}

/* One that can go stands before one that cannot. */
static bool
find(struct db *db, int64_t case_id, const char *kind, struct arena *a, struct attached *one, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " ATTACHED_COLUMNS " FROM document d WHERE d.provider_id ="
	    " (SELECT provider_id FROM case_file WHERE case_id = :case_id) AND lower(d.kind) = lower(:kind)"
	    " ORDER BY d.status = 'accepted' AND d.sha256 IS NOT NULL AND d.aside_reason IS NULL DESC,"
	    " d.document_id DESC LIMIT 1");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":kind", kind);
	if (query_row(&q))
		read_row(&q, a, one);
	else
		*one = (struct attached){ .problem = arena_printf(a, "there is no document \"%s\"", kind) };
	one->kind = kind;
	return query_close(&q, err);
}

bool
attached_find(struct db *db, int64_t case_id, const char *kinds, struct arena *a, struct attached **ret_list,
    size_t *ret_count, struct err *err)
{
	struct attached *list = arena_array(a, LETTER_KINDS_MAX, sizeof(*list));
	const char *rest = kinds != NULL ? kinds : "", *kind;
	size_t count = 0;

	while (count < LETTER_KINDS_MAX && (kind = letter_text_next_kind(&rest, a)) != NULL)
		if (!find(db, case_id, kind, a, &list[count++], err))
			return false;
	*ret_list = list;
	*ret_count = count;
	return true;
}

bool
attached_load(struct db *db, int64_t outbox_id, struct arena *a, struct attached **ret_list, size_t *ret_count,
    struct err *err)
{
	struct attached *list = arena_array(a, LETTER_KINDS_MAX, sizeof(*list));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT " ATTACHED_COLUMNS ", o.sha256 FROM outbox_attachment o JOIN document d"
	    " ON d.document_id = o.document_id WHERE o.outbox_id = :outbox_id ORDER BY o.n LIMIT :most");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_int(&q, ":most", LETTER_KINDS_MAX);
	while (query_row(&q)) {
		struct attached *one = &list[count++];
		read_row(&q, a, one);
		if (one->problem == NULL && !text_equal(one->sha256, query_text(&q, 8, a)))
			one->problem = arena_printf(a, "document %" PRId64 " has other bytes now", one->document_id);
	}
	*ret_list = list;
	*ret_count = count;
	return query_close(&q, err);
}

bool
attached_save(struct db *db, int64_t outbox_id, const struct attached *list, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct query q;
		query_open(&q, db, "INSERT INTO outbox_attachment (outbox_id, n, document_id, sha256)"
		    " VALUES (:outbox_id, :n, :document_id, :sha256)");
		query_bind_int(&q, ":outbox_id", outbox_id);
		query_bind_int(&q, ":n", (int64_t)i + 1);
		query_bind_int(&q, ":document_id", list[i].document_id);
		query_bind_text(&q, ":sha256", list[i].sha256);
		if (!query_run(&q, NULL, err))
			return false;
	}
	return true;
}

const char *
attached_objection(const struct attached *list, size_t count, int64_t bytes_max, struct arena *a)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		if (list[i].problem != NULL)
			return list[i].problem;
		bytes += list[i].bytes;
	}
	if (bytes <= bytes_max)
		return NULL;
	return arena_printf(a, "its attachments have %" PRId64 " bytes, more than mail.attachments_bytes_max (%" PRId64
	    ")", bytes, bytes_max);
}
