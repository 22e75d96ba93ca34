/*
 * parcel: claim, mark, settle.  The end of one letter and the mark of the next share a commit, so
 * that a letter costs one sync of the disk.
 */
#include "mail/parcel.h"

#include "mail/compose.h"
#include "mail/digest.h"
#include "store/dispatch.h"
#include "store/document_file.h"
#include "base/banned.h"

/* They are there, whole, may go, and are not too many. */
static bool
check_documents(struct batch *b, const struct attached *list, size_t count, struct err *err)
{
	const struct settle *s = &b->settle;
	const char *objection = attached_objection(list, count, s->e->settings->mail.attachments_bytes_max, s->a);
	struct err why = ERR_INIT;

	if (objection != NULL)
		return fail(err, ERR_INPUT, "an attachment is missing: %s", objection);
	for (size_t i = 0; i < count; i++)
		if (!document_file_read(b->folder, list[i].sha256, NULL, NULL, &why))
			return fail(err, why.kind == ERR_MISSING ? ERR_INPUT : why.kind, "document %lld: %s",
			    (long long)list[i].document_id, why.text);
	return true;
}

/* What else is due for the same person comes along.  *ret_letter: what is to be written, the letter alone or all. */
static bool
join(struct batch *b, struct parcel *p, struct outbox_letter *ret_letter, struct err *err)
{
	const struct settle *s = &b->settle;
	struct outbox_letter others[DIGEST_LETTERS_MAX];

	*ret_letter = p->letter;
	if (s->e->settings->mail.digest_at == NULL || !digest_may_lead(&p->letter))
		return true;
	if (!digest_gather(s->e->db, &p->letter, s->now_ms, b->token, s->a, others, &p->others, err))
		return false;
	for (size_t i = 0; i < p->others; i++)
		p->other_id[i] = others[i].outbox_id;
	if (p->others > 0) {
		p->letter.digest_id = p->letter.outbox_id;
		*ret_letter = digest_letter(&p->letter, others, p->others, s->e->settings, s->a);
	}
	return true;
}

static bool
write_bytes(struct batch *b, struct parcel *p, struct err *err)
{
	const struct settle *s = &b->settle;
	struct str bytes = STR_INIT;
	struct outbox_letter letter;
	struct attached *list;
	size_t count;

	if (!join(b, p, &letter, err) || !attached_find(s->e->db, p->letter.case_id, p->letter.attach, s->a, &list, &count, err) ||
	    !check_documents(b, list, count, err))
		return false;
	bool ok = compose_letter(&letter, list, count, s->e->settings, s->now_ms, &bytes, err) &&
	    attached_save(s->e->db, p->letter.outbox_id, list, count, err) &&
	    dispatch_save_bytes(s->e->db, p->letter.outbox_id, bytes.text, bytes.len, err);
	p->bytes = arena_strndup(s->a, bytes.text, bytes.len);
	p->len = bytes.len;
	str_clear(&bytes);
	return ok;
}

/* The exact bytes, written once: on every try they are the same. */
static bool
load_bytes(struct batch *b, struct parcel *p, struct err *err)
{
	const struct settle *s = &b->settle;
	struct attached *list;
	size_t count;

	if (!dispatch_bytes(s->e->db, p->letter.outbox_id, s->a, &p->bytes, &p->len, err))
		return false;
	if (p->bytes == NULL)
		return write_bytes(b, p, err);
	return p->letter.attach == NULL || (attached_load(s->e->db, p->letter.outbox_id, s->a, &list, &count, err) &&
	    check_documents(b, list, count, err));
}

static bool
lease(struct batch *b, const struct outbox_letter *letter, struct err *err)
{
	struct parcel *p = &b->parcel[b->count];
	struct err why = ERR_INIT;

	*p = (struct parcel){ .letter = *letter };
	if (load_bytes(b, p, &why)) {
		b->count++;
		return dispatch_lease(b->settle.e->db, letter->outbox_id, b->token, err);
	}
	if (why.kind == ERR_INPUT)
		return settle_hold(&b->settle, letter, arena_printf(b->settle.a,
		    "it could not be written: %s", why.text), err);
	return fail(err, why.kind, "%s", why.text);
}

/* It goes with one of those before it. */
static bool
is_taken(const struct batch *b, int64_t outbox_id)
{
	for (size_t i = 0; i < b->count; i++)
		for (size_t j = 0; j < b->parcel[i].others; j++)
			if (b->parcel[i].other_id[j] == outbox_id)
				return true;
	return false;
}

static bool
claim(struct batch *b, size_t limit, struct err *err)
{
	struct outbox_letter *letters;
	size_t count;

	if (!dispatch_list_due(b->settle.e->db, b->settle.now_ms, (int64_t)limit, b->settle.a,
	    &letters, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_taken(b, letters[i].outbox_id) && !lease(b, &letters[i], err))
			return false;
	return true;
}

bool
batch_claim(struct batch *b, size_t limit, struct err *err)
{
	struct db *db = b->settle.e->db;

	b->count = 0;
	return db_begin(db, err) &&
	    db_end(db, claim(b, limit < BATCH_LETTERS ? limit : BATCH_LETTERS, err), err);
}

/* It was not marked: cancelled meanwhile, or it must not go any more. */
static bool
put_away(struct batch *b, struct parcel *p, struct err *err)
{
	struct settle *s = &b->settle;
	const char *status = NULL, *suppressed = NULL;

	if (p->others > 0)		/* each is looked at by itself, at once */
		return digest_part(s->e->db, p->letter.outbox_id, s->now_ms, err);

	if (!dispatch_objection(s->e->db, p->letter.outbox_id, s->a, &status, &suppressed, err))
		return false;
	if (!text_equal(status, "leased"))
		return true;
	if (suppressed != NULL)
		return settle_hold(s, &p->letter, arena_printf(s->a, "%s is not written to: %s",
		    p->letter.recipient, suppressed), err);
	return settle_cancel(s, &p->letter, arena_printf(s->a, "the case left the state \"%s\"",
	    p->letter.cancel_state), err);
}

static bool
mark(struct batch *b, struct parcel *p, bool *ret_marked, struct err *err)
{
	struct db *db = b->settle.e->db;
	bool objects = false;

	if (p->others > 0 && !digest_objects(db, p->letter.outbox_id, &objects, err))
		return false;
	return objects || (dispatch_mark(db, p->letter.outbox_id, b->token, ret_marked, err) &&
	    (!*ret_marked || p->others == 0 || digest_mark(db, p->letter.outbox_id, err)));
}

static bool
turn(struct batch *b, struct parcel *before, struct parcel *next, bool *ret_marked,
    struct err *err)
{
	if (before != NULL && (!settle_result(&b->settle, &before->letter, &before->result,
	    before->started_ms, err) || (before->result.outcome == POST_SENT &&
	    !highwater_add(b->highwater, b->settle.e, err))))
		return false;
	if (next == NULL)
		return true;
	return mark(b, next, ret_marked, err) && (*ret_marked || put_away(b, next, err));
}

bool
batch_turn(struct batch *b, struct parcel *before, struct parcel *next, bool *ret_marked,
    struct err *err)
{
	struct db *db = b->settle.e->db;

	*ret_marked = false;
	if (!db_begin(db, err))
		return false;
	if (!turn(b, before, next, ret_marked, err)) {
		db_rollback(db);
		return false;
	}
	if (!db_commit(db, err))
		return false;
	if (before != NULL && before->result.outcome == POST_SENT)
		highwater_note(b->highwater);
	return true;
}

bool
batch_give_back(struct batch *b, struct err *err)
{
	struct db *db = b->settle.e->db;

	return db_begin(db, err) && db_end(db, digest_part_leased(db, b->token, err) &&
	    dispatch_give_back(db, b->token, err), err);
}
