/* news: each number is the end of an index, or few rows of one case. */
#include "store/news.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* What people did stands in the audit log, among who looked at what: its last rows are enough, since a page asks
 * again and again. */
static const char desk[] =
    "SELECT coalesce((SELECT max(message_id) FROM message), 0) || '.' ||"
    " coalesce((SELECT max(history_id) FROM history), 0) || '-' ||"
    " coalesce((SELECT max(task_id) FROM task), 0) || '-' ||"
    " coalesce((SELECT max(closed_ms) FROM task WHERE closed_ms IS NOT NULL), 0) || '-' ||"
    " coalesce((SELECT max(audit_id) FROM (SELECT audit_id, action FROM audit ORDER BY audit_id DESC LIMIT 100)"
    " WHERE action LIKE 'task %' OR action LIKE 'mail %' OR action LIKE 'case %'), 0)";

static const char one_case[] =
    "SELECT (SELECT count(*) FROM message WHERE case_id = :case_id) || '.' ||"
    " coalesce((SELECT max(seq) FROM history WHERE case_id = :case_id), 0) || '-' ||"
    " (SELECT rev || '-' || coalesce(paused_ms, 0) FROM case_file WHERE case_id = :case_id) || '-' ||"
    " (SELECT count(*) || '-' || coalesce(sum(sequence), 0) || '-' || coalesce(sum(status = 'open'), 0) FROM task"
    " WHERE case_id = :case_id) || '-' ||"
    " (SELECT coalesce(sum(status = 'done'), 0) FROM outbox WHERE case_id = :case_id)";

bool
news_tag(struct db *db, int64_t case_id, char tag[NEWS_TAG_BYTES], struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, case_id != 0 ? one_case : desk);
	if (case_id != 0)
		query_bind_int(&q, ":case_id", case_id);
	const char *text = query_row(&q) ? query_text(&q, 0, &a) : NULL;
	snprintf(tag, NEWS_TAG_BYTES, "%s", text != NULL ? text : "");
	arena_clear(&a);
	return query_close(&q, err);
}

bool
news_same_mail(const char *tag, const char *other)
{
	size_t len = strcspn(tag, ".");

	return len == strcspn(other, ".") && strncmp(tag, other, len) == 0;
}
