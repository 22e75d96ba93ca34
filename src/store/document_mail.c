/*
 * document_mail: files that came by mail.  What must not be broken: they decide nothing.  A name is the
 * sender's word, so what it seems to say is a proposal for a person's eyes and no field that counts.
 */
#include "store/document.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "core/requirement.h"
#include "store/audit.h"
#include "store/document_task.h"
#include "store/task.h"
#include "base/banned.h"

#define ACTOR	"mail"

#define SMALL_BYTES	(4u << 20)	/* larger ones are read in pieces */

bool
document_mail_next(struct db *db, int64_t after_id, struct arena *a,
    struct document_mail *ret_mail, bool *ret_there, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT m.message_id, m.case_id, m.has_unknown_sender, length(r.mime),"
	    " CASE WHEN length(r.mime) <= :small THEN r.mime END FROM message m"
	    " JOIN message_raw r ON r.message_id = m.message_id WHERE m.attachments_ms IS NULL"
	    " AND m.case_id IS NOT NULL AND m.message_id > :after_id ORDER BY m.message_id LIMIT 1");
	query_bind_int(&q, ":after_id", after_id);
	query_bind_int(&q, ":small", SMALL_BYTES);
	*ret_there = query_row(&q);
	if (*ret_there) {
		*ret_mail = (struct document_mail){ .message_id = query_int(&q, 0),
		    .case_id = query_int(&q, 1), .ask = query_int(&q, 2) == 0,
		    .bytes = (size_t)query_int(&q, 3) };
		ret_mail->mime = query_null(&q, 4) ? NULL : query_bytes(&q, 4, a, &ret_mail->bytes);
	}
	return query_close(&q, err);
}

/* Letters and digits in lower case: "W-9" is in "Form_W9 (signed).pdf". */
static const char *
letters_of(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *p = text; *p != '\0'; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z'))
			str_add_char(&out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
	const char *kept = arena_strndup(a, out.text != NULL ? out.text : "", out.len);
	str_clear(&out);
	return kept;
}

/* The one kind that is asked for and stands in the name; NULL: none, or more than one. */
static const char *
propose(const struct requirements *requirements, const char *name, struct arena *a)
{
	const char *letters = letters_of(name, a), *found = NULL;

	for (size_t i = 0; requirements != NULL && i < requirements->count; i++) {
		const struct requirement *r = &requirements->item[i];
		if (r->kind != REQUIRES_DOCUMENT || r->is_retired)
			continue;
		const char *kind = letters_of(r->what, a), *label = letters_of(r->label, a);
		if ((kind[0] == '\0' || strstr(letters, kind) == NULL) &&
		    (label[0] == '\0' || strstr(letters, label) == NULL))
			continue;
		if (found != NULL && !text_equal_nocase(found, r->what))
			return NULL;
		found = r->what;
	}
	return found;
}

static bool
add_row(struct db *db, const struct document_mail *mail, int part, const char *name,
    const struct document_file *file, const char *kind, int64_t now_ms, int64_t *ret_id,
    struct err *err)
{
	struct query q;

	*ret_id = 0;
	query_open(&q, db, "INSERT INTO document (provider_id, name, reference, sha256, bytes, content_type,"
	    " aside_reason, message_id, part, proposed_kind, created_ms, modified_ms)"
	    " SELECT (SELECT provider_id FROM case_file WHERE case_id = :case_id), :name, '', :sha256, :bytes,"
	    " :type, :aside, :message_id, :part, :kind, :now_ms, :now_ms WHERE NOT EXISTS (SELECT 1 FROM"
	    " document WHERE message_id = :message_id AND part = :part) RETURNING document_id");
	query_bind_int(&q, ":case_id", mail->case_id);
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":sha256", file->sha256);
	query_bind_int(&q, ":bytes", file->bytes);
	query_bind_text(&q, ":type", file->is.type);
	query_bind_text(&q, ":aside", file->is.aside);
	query_bind_int(&q, ":message_id", mail->message_id);
	query_bind_int(&q, ":part", part);
	query_bind_text(&q, ":kind", kind);
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q))
		*ret_id = query_int(&q, 0);
	return query_close(&q, err);
}

static bool
ask(struct db *db, const struct document_mail *mail, int64_t document_id, const char *name,
    const char *kind, const struct document_file *file, int64_t now_ms, struct arena *a,
    struct err *err)
{
	const struct task task = {
		.case_id = mail->case_id, .rule = "", .role = "coordinator", .due_day = mail->due_day,
		.name = arena_printf(a, DOCUMENT_TASK, document_id), .created_ms = now_ms,
		.title = arena_printf(a, "\"%s\" came by mail: accept or reject document %" PRId64 "%s%s%s%s",
		    name, document_id, kind != NULL ? ", perhaps " : "", kind != NULL ? kind : "",
		    file->is.aside != NULL ? "; kept aside: " : "",
		    file->is.aside != NULL ? file->is.aside : ""),
	};
	int64_t task_id;

	return !mail->ask || task_add(db, &task, &task_id, err);
}

bool
document_receive(struct db *db, const struct document_mail *mail, int part, const char *name,
    const struct document_file *file, const struct requirements *requirements,
    const struct document_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t id;

	const char *kind = mail->ask ? propose(requirements, name, &a) : NULL;
	const char *called = name[0] != '\0' ? name : arena_printf(&a, "attachment %d", part);
	bool ok = add_row(db, mail, part, called, file, kind, by->now_ms, &id, err) && (id == 0 ||
	    (audit_add(db, ACTOR, "document keep", arena_printf(&a, DOCUMENT_TASK, id),
	    arena_printf(&a, "part %d of mail %" PRId64 ", %s, sha256 %s", part, mail->message_id,
	    file->is.type, file->sha256), by->now_ms, err) &&
	    ask(db, mail, id, called, kind, file, by->now_ms, &a, err)));
	arena_clear(&a);
	return ok;
}

bool
document_mail_done(struct db *db, int64_t message_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE message SET attachments_ms = :now_ms WHERE message_id = :message_id");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}
