/*
 * document_mail: files that came by mail.  What must not be broken: they decide nothing.  What one may be
 * (core/proposal.h) is the sender's word, so it is for a person's eyes and no field that counts.
 */
#include "store/document.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "core/proposal.h"
#include "store/audit.h"
#include "store/document_task.h"
#include "store/readiness.h"
#include "store/task.h"
#include "base/banned.h"

#define ACTOR	"mail"

bool
document_mail_next(struct db *db, int64_t after_id, struct document_mail *ret_mail, bool *ret_there,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT m.message_id, m.case_id, m.has_unknown_sender FROM message m"
	    " JOIN message_raw r ON r.message_id = m.message_id WHERE m.attachments_ms IS NULL"
	    " AND m.case_id IS NOT NULL AND m.message_id > :after_id ORDER BY m.message_id LIMIT 1");
	query_bind_int(&q, ":after_id", after_id);
	*ret_there = query_row(&q);
	if (*ret_there)
		*ret_mail = (struct document_mail){ .message_id = query_int(&q, 0),
		    .case_id = query_int(&q, 1), .ask = query_int(&q, 2) == 0 };
	return query_close(&q, err);
}

/* The rest of a mail, beside its files. */
struct about { int64_t provider_id; const char *from, *subject, *text; };

static bool
load_about(struct db *db, const struct document_mail *mail, struct arena *a, struct about *about, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT c.provider_id, m.from_address, m.subject, m.text FROM message m JOIN case_file c"
	    " ON c.case_id = :case_id WHERE m.message_id = :message_id");
	query_bind_int(&q, ":case_id", mail->case_id);
	query_bind_int(&q, ":message_id", mail->message_id);
	if (query_row(&q))
		*about = (struct about){ query_int(&q, 0), query_text(&q, 1, a), query_text(&q, 2, a), query_text(&q, 3, a) };
	return query_close(&q, err);
}

/* Is the sender the source of a credential of that type? */
static bool
is_source(struct db *db, const struct about *about, const char *type, bool *ret_is, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM credential WHERE lower(source_email) = :from AND provider_id = :provider_id"
	    " AND credential_type = :type");
	query_bind_text(&q, ":from", about->from);
	query_bind_int(&q, ":provider_id", about->provider_id);
	query_bind_text(&q, ":type", type);
	*ret_is = query_row(&q);
	return query_close(&q, err);
}

static bool
is_open(const struct json *open, const char *key)
{
	for (size_t i = 0; i < json_count(open); i++)
		if (text_equal(json_get_text(json_at(open, i), "requirement"), key))
			return true;
	return false;
}

/* What is asked of the provider, and what of that is missing. */
static bool
list_items(struct db *db, const struct about *about, const struct document_asked *asked,
    struct proposal_item *items, size_t *ret_count, struct err *err)
{
	const struct readiness_ask ask = { .provider_id = about->provider_id, .on_day = DAY_NONE,
		.today_day = asked->today_day };
	struct json *report;
	bool ok = true;

	*ret_count = 0;
	if (about->provider_id == 0)
		return true;
	if (!readiness_report(db, asked->settings, asked->requirements, &ask, &report, err))
		return false;
	for (size_t i = 0; ok && i < asked->requirements->count; i++) {
		const struct requirement *r = &asked->requirements->item[i];
		struct proposal_item *item = &items[*ret_count];
		if (r->is_retired || r->is_by_practice || (r->kind != REQUIRES_DOCUMENT && r->kind != REQUIRES_CREDENTIAL))
			continue;
		const struct credential_type *type = r->kind == REQUIRES_CREDENTIAL ?
		    catalog_find(asked->settings->catalog, r->what) : NULL;
		*item = (struct proposal_item){ r, type != NULL ? type->document : NULL,
		    is_open(json_get(report, "open"), r->key), false };
		ok = is_source(db, about, r->what, &item->is_from_source, err);
		(*ret_count)++;
	}
	json_free(report);
	return ok;
}

static bool
propose(struct db *db, const struct document_mail *mail, const char *name, const struct document_file *file,
    const struct document_asked *asked, struct arena *a, struct proposal *ret, struct err *err)
{
	struct about about = { .provider_id = 0 };
	struct proposal_item *items;
	size_t count;

	*ret = (struct proposal){ NULL, NULL };
	if (!mail->ask || asked == NULL || file->is.aside != NULL)
		return true;
	items = arena_array(a, asked->requirements->count + 1, sizeof(*items));
	if (!load_about(db, mail, a, &about, err) || !list_items(db, &about, asked, items, &count, err))
		return false;
	*ret = proposal_find(items, count, &(struct proposal_file){ name, file->is.type, about.subject, about.text }, a);
	return true;
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
    const struct proposal *proposal, const struct document_file *file, int64_t now_ms, struct arena *a,
    struct err *err)
{
	const char *perhaps = proposal->kind == NULL ? "" :
	    arena_printf(a, ", perhaps %s (%s)", proposal->kind, proposal->because);
	const struct task task = {
		.case_id = mail->case_id, .rule = "", .role = "coordinator", .due_day = mail->due_day,
		.name = arena_printf(a, DOCUMENT_TASK, document_id), .created_ms = now_ms,
		.title = arena_printf(a, "\"%s\" came by mail: accept or reject document %" PRId64 "%s%s%s",
		    name, document_id, perhaps, file->is.aside != NULL ? "; kept aside: " : "",
		    file->is.aside != NULL ? file->is.aside : ""),
	};
	int64_t task_id;

	return !mail->ask || task_add(db, &task, &task_id, err);
}

bool
document_receive(struct db *db, const struct document_mail *mail, int part, const char *name,
    const struct document_file *file, const struct document_asked *asked,
    const struct document_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct proposal proposal;
	int64_t id;

	const char *called = name[0] != '\0' ? name : arena_printf(&a, "attachment %d", part);
	bool ok = propose(db, mail, name, file, asked, &a, &proposal, err) &&
	    add_row(db, mail, part, called, file, proposal.kind, by->now_ms, &id, err) && (id == 0 ||
	    (audit_add(db, ACTOR, "document keep", arena_printf(&a, DOCUMENT_TASK, id),
	    arena_printf(&a, "part %d of mail %" PRId64 ", %s, sha256 %s", part, mail->message_id,
	    file->is.type, file->sha256), by->now_ms, err) &&
	    ask(db, mail, id, called, &proposal, file, by->now_ms, &a, err)));
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

/* The task that asks about it goes, too. */
static bool
move_tasks(struct db *db, int64_t message_id, int64_t case_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET case_id = :case_id, sequence = sequence + 1, modified_ms = :now_ms"
	    " WHERE status = 'open' AND name IN (SELECT 'document ' || document_id FROM document"
	    " WHERE message_id = :message_id AND status = 'received')");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":message_id", message_id);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
document_mail_move(struct db *db, int64_t message_id, int64_t case_id, int64_t now_ms, int64_t *ret_moved,
    int64_t *ret_accepted, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE document SET provider_id = (SELECT provider_id FROM case_file WHERE case_id = :case_id),"
	    " modified_ms = :now_ms WHERE message_id = :message_id AND status = 'received'");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":message_id", message_id);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, ret_moved, err) || !move_tasks(db, message_id, case_id, now_ms, err))
		return false;
	query_open(&q, db, "SELECT count(*) FROM document WHERE message_id = :message_id"
	    " AND status IN ('accepted', 'expired')");
	query_bind_int(&q, ":message_id", message_id);
	return query_run_int(&q, ret_accepted, err);
}
