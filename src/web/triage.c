/* triage: what the forms of the inbox do: attach a mail, put it aside, settle a held letter, leave an
 * address alone. */
#include <string.h>

#include "engine/take_back.h"
#include "mail/event.h"
#include "mail/release.h"
#include "mail/suppress.h"
#include "store/audit.h"
#include "store/case_file.h"
#include "store/lookup.h"
#include "store/message.h"
#include "web/bulk.h"
#include "web/once.h"
#include "web/pages.h"
#include "web/undo.h"
#include "base/banned.h"

static bool
chosen_case(const struct request *r, int64_t *ret_case_id, struct err *err)
{
	const char *text = pairs_get(&r->form, "case");

	if (text_blank(text))
		return fail(err, ERR_INPUT, "say to which case the mail belongs, as in CR-12");
	return lookup_case(r->web->db, text, ret_case_id, err);
}

static bool
back_to_inbox(const struct request *r, struct reply *reply, const char *did)
{
	return reply_redirect(reply, arena_printf(r->a, "/inbox?did=%s", did));
}

/* Somebody may have decided meanwhile: the form says what the page showed. */
static bool
attach(struct request *r, int64_t message_id, int64_t case_id, const char *said, bool *ret_again, struct undoing *u,
    struct err *err)
{
	struct undo_item item = { .kind = UNDO_MAIL_ATTACH, .object_id = message_id, .case_id = case_id };
	struct engine *e = &r->web->writer;
	struct mail_attached attached;
	struct message message;
	struct case_file c;
	int64_t shown = 0;

	if (!int_parse(said, &shown))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!message_load(e->db, message_id, r->a, &message, err) ||
	    !case_load(e->db, case_id, r->a, &c, err))
		return false;
	*ret_again = message.case_id == case_id;
	if (*ret_again)
		return true;
	if (message.case_id != shown)
		return fail(err, ERR_CONFLICT, "somebody attached this mail to CR-%lld meanwhile, and you "
		    "chose CR-%lld. Nothing was changed: look at both cases first",
		    (long long)message.case_id, (long long)case_id);
	if (!engine_remember(e, case_id, r->a, &item.before_json, err) ||
	    !mail_attach(e, message_id, case_id, r->actor, r->now_ms, r->a, &attached, err))
		return false;
	/* What had a case before has left its note there. */
	if (shown == 0 && undo_is_possible(r, &item))
		undoing_add(r, u, item);
	return true;
}

bool
post_mail_attach(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct undoing u = { .count = 0 };
	int64_t message_id, case_id;
	bool again = false;

	return request_id(r, 0, &message_id, err) &&
	    chosen_case(r, &case_id, err) && db_begin(db, err) &&
	    db_end(db, attach(r, message_id, case_id, pairs_get(&r->form, "shown"), &again, &u, err), err) &&
	    reply_redirect(reply, undoing_keep(r, &u, again ? "/inbox?did=again" : "/inbox?did=attach"));
}

static bool
put_aside(struct request *r, int64_t message_id, struct undoing *u, struct err *err)
{
	struct db *db = r->web->writer.db;

	if (!db_begin(db, err) || !db_end(db, message_set_handled(db, message_id, err) &&
	    audit_add(db, r->actor, "mail put aside", arena_printf(r->a, "message %lld",
	    (long long)message_id), "", r->now_ms, err), err))
		return false;
	undoing_add(r, u, (struct undo_item){ .kind = UNDO_MAIL_HANDLED, .object_id = message_id });
	return true;
}

bool
post_mail_handled(struct request *r, struct reply *reply, struct err *err)
{
	struct undoing u = { .count = 0 };
	int64_t message_id;

	return request_id(r, 0, &message_id, err) && put_aside(r, message_id, &u, err) &&
	    reply_redirect(reply, undoing_keep(r, &u, "/inbox?did=handled"));
}

/* What is done with all mails that are ticked; case_id 0: they belong to none. */
struct sorting { int64_t case_id; struct undoing u; };

static bool
sort_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct sorting *s = context;
	size_t kept = s->u.count;
	int64_t message_id;
	const char *shown;
	bool again;

	if (!bulk_id(r, chosen, &message_id, &shown, err))
		return false;
	if (s->case_id == 0)
		return put_aside(r, message_id, &s->u, err);
	if (db_begin(db, err) && db_end(db, attach(r, message_id, s->case_id, shown, &again, &s->u, err), err))
		return true;
	s->u.count = kept;
	return false;
}

bool
post_mails(struct request *r, struct reply *reply, struct err *err)
{
	struct sorting s = { .case_id = 0 };
	bool again, is_attach = text_equal(pairs_get(&r->form, "do"), "attach");

	if (!once_is_taken(r, &again, err) || (is_attach && !chosen_case(r, &s.case_id, err)))
		return false;
	if (again)
		return back_to_inbox(r, reply, "again");
	return bulk_run(r, "mail", "mails", is_attach ? "attached" : "put aside", sort_one, &s, err) &&
	    reply_redirect(reply, undoing_keep(r, &s.u, is_attach ? "/inbox?did=attaches" : "/inbox?did=handleds"));
}

bool
post_letter_release(struct request *r, struct reply *reply, struct err *err)
{
	const char *way = pairs_get(&r->form, "way");
	struct db *db = r->web->writer.db;
	int64_t outbox_id;
	size_t i = 0;

	while (i < RELEASES && !text_equal(way, mail_release_name[i]))
		i++;
	if (i == RELEASES)
		return fail(err, ERR_INPUT, "say what becomes of the letter");
	return request_id(r, 0, &outbox_id, err) && db_begin(db, err) &&
	    db_end(db, mail_release_letter(&r->web->writer, outbox_id, (enum mail_release)i, r->actor,
	    r->now_ms, r->a, err), err) &&
	    back_to_inbox(r, reply, i == RELEASE_PLAIN || i == RELEASE_RESEND ? "release" : way);
}

static bool
form_address(const struct request *r, const char **ret_address, struct err *err)
{
	*ret_address = pairs_get(&r->form, "address");
	return !text_blank(*ret_address) || fail(err, ERR_INPUT, "say which address");
}

bool
post_suppress(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	const char *address;

	return form_address(r, &address, err) && db_begin(db, err) &&
	    db_end(db, mail_suppress(db, address, pairs_get(&r->form, "reason"), r->actor, r->now_ms,
	    r->a, err), err) &&
	    back_to_inbox(r, reply, "suppress");
}

bool
post_unsuppress(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	const char *address;

	return form_address(r, &address, err) && db_begin(db, err) &&
	    db_end(db, mail_unsuppress(db, address, r->actor, r->now_ms, r->a, err), err) &&
	    back_to_inbox(r, reply, "unsuppress");
}
