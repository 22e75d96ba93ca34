/*
 * take: each message in one go: known already? matched, stored, told to its case.
 * What must not be broken: a mail is one row and its event has the mail's fingerprint as key, so that
 * reading a mailbox again, from its beginning or after a crash, changes nothing.
 */
#include "mail/take.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "mail/doubt.h"
#include "mail/event.h"
#include "mail/large.h"
#include "mail/match.h"
#include "reading/bounce.h"
#include "store/invitation.h"
#include "store/message.h"
#include "store/message_bytes.h"
#include "store/suppression.h"
#include "store/task.h"
#include "store/thread.h"
#include "base/banned.h"

#define FLOOD_PER_HOUR		20	/* mails of one sender to one case: more are kept, not told */

/* One message on its way. */
struct taking {
	struct engine			*e;
	const struct mail_bytes		*item;
	const struct mail_reading	*reading;
	struct match			 match;
	enum mail_kind			 kind;
	struct message			 row;
	int64_t				 now_ms;
	struct arena			*a;
};

static const char *
print_verdict(struct taking *t)
{
	struct json *verdict = match_verdict(t->reading, &t->match, false);
	struct json *suggestions = json_new_array();
	struct str text = STR_INIT;

	for (size_t i = 0; i < t->match.suggestions; i++) {
		struct json *one = json_new_object();
		json_set_int(one, "case", t->match.suggestion[i].case_id);
		json_set_text(one, "because", t->match.suggestion[i].because);
		json_push(suggestions, one);
	}
	json_set(verdict, "suggestions", suggestions);
	json_print(verdict, &text);
	json_free(verdict);
	const char *kept = arena_strdup(t->a, text.text);
	str_clear(&text);
	return kept;
}

static void
fill_row(struct taking *t)
{
	const struct mail_reading *r = t->reading;

	t->row.account = t->item->place.account;
	t->row.folder = t->item->place.folder;
	t->row.uid = t->item->place.uid;
	t->row.rfc_message_id = r->rfc_message_id;
	t->row.from_address = r->from_address;
	t->row.from_name = r->from_name;
	t->row.to_address = r->to_address;
	t->row.subject = r->subject;
	t->row.date_ms = r->date_ms;
	t->row.received_ms = t->now_ms;
	t->row.kind = mail_kind_name(t->kind);
	t->row.verdict_json = print_verdict(t);
	t->row.text = r->text;
	t->row.case_id = t->match.case_id;
	t->row.matched_by = t->match.by;
	t->row.has_unknown_sender = t->match.is_unknown_sender;
	t->row.bytes = (int64_t)t->item->len;
	t->row.status = t->kind == MAIL_BROKEN ? "set aside" :
	    t->match.case_id != 0 || t->match.is_own ? "handled" : "new";
}

/* When it was written, as far as that can be believed: it ranks before a timer due later. */
static int64_t
occurred_ms(const struct taking *t)
{
	int64_t date_ms = t->reading->date_ms;

	return date_ms != INSTANT_NONE && date_ms < t->now_ms ? date_ms : t->now_ms;
}

static bool
tell(struct taking *t, int64_t case_id, struct err *err)
{
	const char *dedup = arena_printf(t->a, "m:%s", t->row.fingerprint);
	const char *source = arena_printf(t->a, "mail %" PRId64, t->row.message_id);
	struct engine_answer answer;
	struct facts fields;

	mail_event_fields(&t->row, t->reading->permanent, t->reading->status, t->reading->reason_class,
	    t->reading->until_day, t->a, &fields);
	return engine_deliver_in(t->e, case_id, mail_event_name(t->kind), dedup, source, &fields,
	    occurred_ms(t), t->now_ms, t->a, &answer, err);
}

/* The other cases for which the same message of ours asked. */
static bool
tell_also(struct taking *t, struct err *err)
{
	for (size_t i = 0; i < t->match.also_count; i++)
		if (!tell(t, t->match.also[i], err))
			return false;
	return true;
}

/* A bad address is bad for everybody: nothing more is sent there, and whoever wrote to it is told. */
static bool
spread_bounce(struct taking *t, struct err *err)
{
	const struct mail_reading *r = t->reading;
	const char *address = t->match.recipient;
	int64_t *cases;
	size_t count;

	if (t->kind != MAIL_BOUNCE || !r->permanent || !bounce_spoils_address(r->reason_class) || address == NULL || address[0] == '\0')
		return true;
	const char *reason = r->reason != NULL ? r->reason : r->status != NULL ? r->status :
	    "mail came back";
	if (!suppression_bounced(t->e->db, address, reason, t->row.message_id,
	    zone_day(t->e->settings->zone, t->now_ms), t->now_ms, err) ||
	    !thread_list_written_to(t->e->db, address, MAIL_TOLD_CASES_MAX, t->a, &cases, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (cases[i] != t->match.case_id && !tell(t, cases[i], err))
			return false;
	return true;
}

/* The case goes on as it was: who could not be invited is a matter for people. */
static bool
invitation_bounced(struct taking *t, struct err *err)
{
	const struct mail_reading *r = t->reading;
	const struct task task = {
		.case_id = t->match.invited_case_id,
		.name = arena_printf(t->a, "uninvited %s", t->match.recipient),
		.title = arena_printf(t->a, bounce_spoils_address(r->reason_class) ?
		    "Mend the address %s: an invitation came back%s%s" :
		    "Invite %s another way: an invitation came back, though the address is good%s%s",
		    t->match.recipient, r->reason != NULL ? ": " : "", r->reason != NULL ? r->reason : ""),
		.role = "coordinator",
		.due_day = zone_day(t->e->settings->zone, t->now_ms),
		.created_ms = t->now_ms,
	};
	int64_t task_id;

	return message_set_case(t->e->db, t->row.message_id, task.case_id, "invitation", false, err) &&
	    (!r->permanent || (task_add(t->e->db, &task, &task_id, err) && spread_bounce(t, err)));
}

/* A mail loop, or somebody's script: what comes too often is kept and not told. */
static bool
is_flood(struct taking *t, bool *ret_flood, struct err *err)
{
	int64_t recent;

	if (!message_count_since(t->e->db, t->match.case_id, t->row.from_address,
	    t->now_ms - MS_PER_HOUR, FLOOD_PER_HOUR + 1, &recent, err))
		return false;
	*ret_flood = recent > FLOOD_PER_HOUR;
	return true;
}

_Static_assert(LARGE_PIECE_BYTES % SEAL_PIECE_BYTES == 0, "whole pieces: see message_bytes_new()");

static bool
write_large(const struct mail_bytes *item, struct message_bytes *to, struct err *err)
{
	bool ok = true;

	for (size_t at = 0, len; at < item->len && ok; at += len) {
		len = item->len - at < LARGE_PIECE_BYTES ? item->len - at : LARGE_PIECE_BYTES;
		ok = message_bytes_write(to, item->bytes + at, len, err);
		large_passed(item->bytes, at + len);
	}
	return ok;
}

static bool
add_large(struct taking *t, struct err *err)
{
	struct message_bytes *to;

	if (!message_bytes_new(t->e->db, t->row.message_id, t->item->len, &to, err))
		return false;
	bool ok = write_large(t->item, to, err);
	message_bytes_close(to);
	return ok;
}

static bool
store_and_tell(struct taking *t, struct err *err)
{
	struct db *db = t->e->db;
	bool flood;

	if (!match_find(db, t->e->settings, t->reading, t->a, &t->match, err))
		return false;
	t->kind = match_kind(t->reading, &t->match);
	fill_row(t);
	if (!message_add(db, &t->row, t->item->is_large ? NULL : t->item->bytes, t->item->len,
	    &t->row.message_id, err) || (t->item->is_large && !add_large(t, err)) ||
	    (t->kind == MAIL_CALENDAR_REPLY && t->reading->calendar != NULL &&
	    !invitation_keep_calendar(db, t->row.message_id, t->reading->calendar, err)))
		return false;
	if (t->match.outbox_id != 0 && !doubt_ends(t->e, t->match.outbox_id, arena_printf(t->a,
	    "it left: mail %" PRId64 " in the mailbox is about it", t->row.message_id), t->now_ms, t->a, err))
		return false;
	if (t->kind == MAIL_BOUNCE && t->match.invited_case_id != 0)
		return invitation_bounced(t, err);
	if (t->match.case_id == 0 || mail_event_name(t->kind) == NULL)
		return true;
	return is_flood(t, &flood, err) && (flood ||
	    (tell(t, t->match.case_id, err) && tell_also(t, err) && spread_bounce(t, err)));
}

static void
count(const struct taking *t, struct take_counts *counts)
{
	counts->fetched++;
	if (t->kind == MAIL_BROKEN)
		counts->set_aside++;
	else if (t->match.case_id != 0)
		counts->matched++;
	else if (!t->match.is_own)
		counts->unmatched++;
}

static bool
take_one(struct taking *t, struct take_counts *counts, struct err *err)
{
	bool known;

	t->row.fingerprint = t->reading->fingerprint;
	if (!message_known(t->e->db, t->row.fingerprint, &known, err))
		return false;
	if (known) {
		counts->known++;
		return true;
	}
	if (!store_and_tell(t, err))
		return false;
	count(t, counts);
	return true;
}

bool
take_messages(struct engine *e, const struct mail_bytes *items,
    const struct mail_reading *readings, size_t count_of_items, int64_t now_ms,
    struct take_counts *counts, struct err *err)
{
	struct arena a = ARENA_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < count_of_items; i++) {
		struct taking t = {
			.e = e, .item = &items[i], .reading = &readings[i], .now_ms = now_ms, .a = &a,
		};
		ok = take_one(&t, counts, err);
		arena_reset(&a);
	}
	arena_clear(&a);
	return ok;
}

bool
take_unread(struct engine *e, const struct mail_place *place, int64_t bytes, const char *reason,
    int64_t now_ms, struct take_counts *counts, struct err *err)
{
	struct arena a = ARENA_INIT;
	char fingerprint[HASH_ID_BYTES];
	const struct mail_reading reading = {
		.kind = MAIL_BROKEN, .reason = reason, .until_day = DAY_NONE,
		.date_ms = INSTANT_NONE, .from_address = "", .from_name = "", .to_address = "",
		.subject = "", .text = "",
	};
	const struct mail_bytes item = { .place = *place };
	struct taking t = {
		.e = e, .item = &item, .reading = &reading, .now_ms = now_ms, .a = &a,
		.kind = MAIL_BROKEN,
	};
	const char *where = arena_printf(&a, "%s|%s|%" PRId64 "|%" PRId64, place->account,
	    place->folder, place->uid, bytes);
	bool known;

	t.row.fingerprint = hash_id(where, strlen(where), fingerprint);
	bool ok = message_known(e->db, t.row.fingerprint, &known, err);
	if (ok && !known) {
		fill_row(&t);
		t.row.bytes = bytes;
		ok = message_add(e->db, &t.row, NULL, 0, &t.row.message_id, err);
		count(&t, counts);
	} else if (ok) {
		counts->known++;
	}
	arena_clear(&a);
	return ok;
}
