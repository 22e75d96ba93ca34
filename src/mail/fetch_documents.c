/*
 * fetch_documents: attachments of mail that has a case become documents, after the mail itself is in: a
 * kill in between leaves a mail that waits for it.  The files are written first, then all rows of a mail
 * and its mark in one commit; the same bytes under the same name do no harm when it is done again.
 */
#include "mail/fetch_inside.h"

#include "core/requirement.h"
#include "mail/attachment.h"
#include "store/document.h"
#include "store/readiness.h"
#include "base/banned.h"

struct kept { int part; const char *name; struct document_file file; };

struct keeping {
	struct mail_fetcher	*f;
	struct arena		*a;
	struct document_mail	 mail;
	struct document_writer	*writer;	/* NULL: the file at hand is too large, or none is */
	struct kept		 kept[MAIL_LIST_MAX];
	size_t			 count;
};

static bool
begin_file(void *context, int part, const char *name, struct err *err)
{
	struct keeping *k = context;
	struct document_writer *w;

	k->kept[k->count] = (struct kept){ .part = part, .name = arena_strdup(k->a, name) };
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
	struct kept *one = &k->kept[k->count];

	k->writer = NULL;
	if (w == NULL)
		return true;
	if (!document_writer_close(w, &one->file, err))
		return false;
	k->count += one->file.bytes > 0;
	return true;
}

static bool
write_rows(struct keeping *k, const struct requirements *requirements, struct err *err)
{
	const struct document_by by = { .actor = "mail", .folder = k->f->folder, .now_ms = k->f->now_ms };

	for (size_t i = 0; i < k->count; i++)
		if (!document_receive(k->f->e->db, &k->mail, k->kept[i].part, k->kept[i].name,
		    &k->kept[i].file, requirements, &by, err))
			return false;
	return document_mail_done(k->f->e->db, k->mail.message_id, k->f->now_ms, err);
}

/* A mail that cannot be taken apart keeps its files to itself: it is done, too. */
static bool
keep_one(struct keeping *k, const char *mime, size_t len, const struct requirements *requirements,
    struct err *err)
{
	const struct attachment_sink sink = { begin_file, add_bytes, end_file, k };
	struct err why = ERR_INIT;

	bool ok = attachments_read(mime, len, &sink, &why);
	document_writer_drop(k->writer);
	k->writer = NULL;
	if (!ok && why.kind != ERR_INPUT)
		return fail(err, why.kind, "%s", why.text);
	if (!db_begin(k->f->e->db, err))
		return false;
	return db_end(k->f->e->db, write_rows(k, requirements, err), err);
}

bool
fetch_documents(struct mail_fetcher *f, struct err *err)
{
	struct requirements requirements = { NULL, 0 };
	struct arena list = ARENA_INIT, a = ARENA_INIT;
	struct problems problems;
	struct err none = ERR_INIT;
	bool ok = true, more = true;

	problems_init(&problems, &list);
	/* Without a list that can be read nothing is proposed; "check" says what is wrong with it. */
	bool known = readiness_requirements(f->folder, f->e->settings->catalog, &list, &requirements,
	    &problems, &none);
	while (ok && more && !fetch_is_cancelled(f)) {
		struct keeping *k = arena_alloc(&a, sizeof(*k));
		const char *mime;
		size_t len;
		*k = (struct keeping){ .f = f, .a = &a };
		ok = document_mail_next(f->e->db, &a, &k->mail, &mime, &len, err);
		k->mail.due_day = zone_day(f->e->settings->zone, f->now_ms);
		more = ok && mime != NULL;
		ok = ok && (!more || keep_one(k, mime, len, known ? &requirements : NULL, err));
		arena_reset(&a);
	}
	arena_clear(&a);
	arena_clear(&list);
	return ok;
}
