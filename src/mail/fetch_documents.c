/*
 * fetch_documents: attachments of mail that has a case become documents, after the mail itself is in: a
 * kill in between leaves a mail that waits for it.  The files of some mails are written and brought to
 * the disk together, then all their rows and marks in one commit; the same bytes under the same name do
 * no harm when it is done again.
 */
#include "mail/fetch_inside.h"

#include "core/requirement.h"
#include "mail/attachment.h"
#include "store/document.h"
#include "store/message_bytes.h"
#include "store/readiness.h"
#include "base/banned.h"

#define MAILS		100		/* of a batch */
#define FILES		(2 * MAIL_LIST_MAX)	/* with fewer, it takes another mail */

struct kept { size_t mail; int part; const char *name; };

struct keeping {
	struct mail_fetcher	 *f;
	struct attachment_reader *reader;
	struct document_writer	 *writer;	/* NULL: the file at hand is too large, or none is */
	/* The batch. */
	struct arena		 a;
	struct document_mail	 mail[MAILS];
	size_t			 mails;
	struct kept		 kept[FILES + MAIL_LIST_MAX];
	struct document_file	 file[FILES + MAIL_LIST_MAX];
	size_t			 files;
};

static bool
begin_file(void *context, int part, const char *name, struct err *err)
{
	struct keeping *k = context;
	struct document_writer *w;

	k->kept[k->files] = (struct kept){ k->mails, part, arena_strdup(&k->a, name) };
	if (!document_writer_open(k->f->folder, k->f->e->settings->documents.bytes_max, &w, err))
		return false;
	k->writer = w;
	return true;
}

/* One that is too large is left out; it is in the mail. */
static bool
add_bytes(void *context, const void *bytes, size_t len, struct err *err)
{
	struct keeping *k = context;
	struct err why = ERR_INIT;

	if (k->writer == NULL || document_writer_add(k->writer, bytes, len, &why))
		return true;
	document_writer_drop(k->writer);
	k->writer = NULL;
	return why.kind == ERR_INPUT || fail(err, why.kind, "%s", why.text);
}

static bool
end_file(void *context, struct err *err)
{
	struct keeping *k = context;
	struct document_writer *w = k->writer;

	k->writer = NULL;
	if (w == NULL)
		return true;
	if (!document_writer_end(w, &k->file[k->files], err))
		return false;
	k->files += k->file[k->files].bytes > 0;
	return true;
}

/* The child asks for them in their order. */
static bool
read_message(void *context, size_t offset, void *to, size_t len, struct err *err)
{
	(void)offset;
	return message_bytes_read(context, to, len, err);
}

/* A mail that cannot be taken apart keeps its other files to itself: it is done, too. */
static bool
write_files(struct keeping *k, const struct document_mail *mail, struct err *err)
{
	const struct attachment_sink sink = { begin_file, add_bytes, end_file, k };
	struct message_bytes *from;
	struct err why = ERR_INIT;
	size_t len;

	if (!message_bytes_open(k->f->e->db, mail->message_id, &from, &len, err))
		return false;
	const struct attachment_source source = { read_message, from };
	bool ok = attachments_read(k->reader, &source, len, &sink, &why);
	message_bytes_close(from);
	document_writer_drop(k->writer);
	k->writer = NULL;
	k->mails++;
	return ok || why.kind == ERR_INPUT || fail(err, why.kind, "%s", why.text);
}

static bool
write_rows(struct keeping *k, const struct requirements *requirements, struct err *err)
{
	const struct document_asked asked = { requirements, k->f->e->settings,
		zone_day(k->f->e->settings->zone, k->f->now_ms) };
	const struct document_by by = { .actor = "mail", .folder = k->f->folder, .now_ms = k->f->now_ms };
	bool ok = true;

	for (size_t i = 0; i < k->files && ok; i++)
		ok = document_receive(k->f->e->db, &k->mail[k->kept[i].mail], k->kept[i].part,
		    k->kept[i].name, &k->file[i], requirements != NULL ? &asked : NULL, &by, err);
	for (size_t i = 0; i < k->mails && ok; i++)
		ok = document_mail_done(k->f->e->db, k->mail[i].message_id, k->f->now_ms, err);
	return ok;
}

/* *ret_more: there may be mails behind these. */
static bool
gather(struct keeping *k, bool *ret_more, struct err *err)
{
	bool ok = true, there = true;

	k->mails = k->files = 0;
	while (ok && there && k->mails < MAILS && k->files < FILES && !fetch_is_cancelled(k->f)) {
		struct document_mail *mail = &k->mail[k->mails];
		ok = document_mail_next(k->f->e->db, k->mails > 0 ? mail[-1].message_id : 0, mail, &there, err);
		mail->due_day = zone_day(k->f->e->settings->zone, k->f->now_ms);
		ok = ok && (!there || write_files(k, mail, err));
	}
	*ret_more = there;
	return ok;
}

static bool
keep_batch(struct keeping *k, const struct requirements *requirements, bool *ret_more, struct err *err)
{
	struct db *db = k->f->e->db;
	bool ok = gather(k, ret_more, err);

	if (ok && k->mails > 0)
		ok = document_files_sync(k->f->folder, k->file, k->files, err) && db_begin(db, err) &&
		    db_end(db, write_rows(k, requirements, err), err);
	arena_reset(&k->a);
	return ok;
}

bool
fetch_documents(struct mail_fetcher *f, struct err *err)
{
	struct requirements requirements = { NULL, 0 };
	struct arena list = ARENA_INIT;
	struct problems problems;
	struct err none = ERR_INIT;
	bool ok = true, more = f->e->settings->documents.bytes_max > 0;

	problems_init(&problems, &list);
	/* Without a list that can be read nothing is proposed; "check" says what is wrong with it. */
	bool known = readiness_requirements(f->folder, f->e->settings->catalog, &list, &requirements,
	    &problems, &none);
	struct keeping *k = arena_alloc(&list, sizeof(*k));
	*k = (struct keeping){ .f = f, .reader = attachment_reader_new(), .a = ARENA_INIT };
	while (ok && more && !fetch_is_cancelled(f))
		ok = keep_batch(k, known ? &requirements : NULL, &more, err);
	attachment_reader_free(k->reader);
	arena_clear(&k->a);
	arena_clear(&list);
	return ok;
}
