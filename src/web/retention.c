/*
 * retention: papers whose time is over are destroyed by whoever administers, after they saw the list; legal holds are
 * laid and lifted.  How long papers are kept: catalogs/retention.yaml (settings_edit.c).
 */
#include "store/retention.h"

#include "base/str.h"
#include "store/lookup.h"
#include "web/once.h"
#include "web/pages.h"
#include "base/banned.h"

/* As many as the page showed, or none: a list that grew meanwhile is looked at again.  The files leave the disk after
 * it was said in the database. */
bool
post_retention_destroy(struct request *r, struct reply *reply, struct err *err)
{
	const struct settings *s = r->web->settings;
	const struct retention_ask ask = { .rules = s->retention, .zone = s->zone, .today_day = r->today_day };
	const char *seen_word = pairs_get(&r->form, "count"), *reason = pairs_get(&r->form, "reason");
	const struct document_by by = request_document_by(r);
	struct db *db = r->web->writer.db;
	int64_t seen, left;

	if (seen_word == NULL || !int_parse(seen_word, &seen) || seen < 1 || s->retention == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (text_blank(reason))
		return fail(err, ERR_INPUT, "say why they are destroyed, and who approved it");
	return db_begin(db, err) && db_end(db, retention_destroy(db, &ask, seen, reason, &by, err), err) &&
	    retention_sweep(db, &by, &left, err) && reply_redirect(reply, "/administration?did=destroyed#retention");
}

static bool
add_hold(struct request *r, struct err *err)
{
	const char *provider = pairs_get(&r->form, "provider"), *reason = pairs_get(&r->form, "reason");
	const struct document_by by = request_document_by(r);
	struct db *db = r->web->writer.db;
	int64_t provider_id = 0, hold_id;

	if (text_blank(reason))
		return fail(err, ERR_INPUT, "say what the papers are held for");
	return (text_blank(provider) || lookup_provider(db, provider, &provider_id, err)) && db_begin(db, err) &&
	    db_end(db, retention_hold(db, provider_id, reason, &by, &hold_id, err), err);
}

bool
post_hold_add(struct request *r, struct reply *reply, struct err *err)
{
	bool again;

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, "/administration?did=again#retention");
	if (!add_hold(r, err))
		return false;
	once_take(r);
	return reply_redirect(reply, "/administration?did=held#retention");
}

bool
post_hold_lift(struct request *r, struct reply *reply, struct err *err)
{
	const char *reason = pairs_get(&r->form, "reason");
	const struct document_by by = request_document_by(r);
	struct db *db = r->web->writer.db;
	int64_t id;

	if (text_blank(reason))
		return fail(err, ERR_INPUT, "say why the hold is lifted");
	return request_id(r, 0, &id, err) && db_begin(db, err) && db_end(db, retention_lift(db, id, reason, &by, err), err) &&
	    reply_redirect(reply, "/administration?did=lifted#retention");
}
