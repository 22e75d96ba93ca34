/* event: names and fields of mail events; a message attached by hand. */
#include "mail/event.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "engine/disown.h"
#include "mail/suppress.h"
#include "reading/bounce.h"
#include "store/audit.h"
#include "store/document.h"
#include "store/event.h"
#include "store/suppression.h"
#include "store/thread.h"
#include "base/banned.h"

#define EVENT_TEXT_BYTES 500		/* the rest stands in the message */

static const char *const names[] = {
	[MAIL_REPLY] = "mail.reply", [MAIL_BOUNCE] = "mail.bounce",
	[MAIL_AUTO_REPLY] = "mail.auto_reply", [MAIL_CALENDAR_REPLY] = "mail.calendar_reply",
	[MAIL_OTHER] = NULL, [MAIL_BROKEN] = NULL,
};
static_assert(LEN(names) == MAIL_KINDS, "every kind is told, or not");

const char *
mail_event_name(enum mail_kind kind)
{
	return names[kind];
}

void
mail_event_fields(const struct message *m, bool permanent, const char *status, const char *reason_class,
    int32_t until_day, struct arena *a, struct facts *ret)
{
	facts_init(ret, a);
	facts_set(ret, "subject", value_text(m->subject));
	facts_set(ret, "from", value_text(m->from_address));
	facts_set(ret, "message_id", value_int(m->message_id));
	facts_set(ret, "permanent", value_bool(permanent));
	facts_set(ret, "status", value_text(status));
	facts_set(ret, "turned_away", value_text(bounce_turned_away(permanent, reason_class)));
	facts_set(ret, "until", value_date(until_day));
	facts_set(ret, "unknown_sender", value_bool(m->has_unknown_sender));
	facts_set(ret, "text", value_text(
	    arena_strndup(a, m->text, utf8_cut(m->text, EVENT_TEXT_BYTES))));
}

/* What the rules said when it came, from the stored verdict. */
static bool
fields_of(const struct message *m, struct arena *a, struct facts *ret, struct err *err)
{
	struct json *verdict;
	int32_t until_day = DAY_NONE;

	if (!json_parse(m->verdict_json, strlen(m->verdict_json), &verdict, err))
		return false;
	const char *until = json_get_text(verdict, "until");
	if (until != NULL && !day_parse(until, &until_day))
		until_day = DAY_NONE;
	mail_event_fields(m, json_get_bool(verdict, "permanent"),
	    arena_strdup(a, json_get_text(verdict, "status")), arena_strdup(a, json_get_text(verdict, "reason_class")),
	    until_day, a, ret);
	json_free(verdict);
	return true;
}

/* A person knows better: what seemed to be nothing is an answer. */
static const char *
name_by_hand(const struct message *m)
{
	enum mail_kind kind = MAIL_REPLY;

	mail_kind_find(m->kind, &kind);
	return names[kind] != NULL ? names[kind] : names[MAIL_REPLY];
}

/* Taking a mail to the case that it belongs to. */
struct attaching {
	struct engine	*e;
	struct message	 m;		/* with the case that had it before */
	int64_t		 case_id;
	const char	*actor, *dedup, *what;
	const char	*mail;		/* "what", and its subject and sender */
	int64_t		 now_ms;
	struct arena	*a;
};

static bool
move_files(const struct attaching *t, const char **ret_words, struct err *err)
{
	int64_t moved, accepted;

	if (!document_mail_move(t->e->db, t->m.message_id, t->case_id, t->now_ms, &moved, &accepted, err))
		return false;
	*ret_words = arena_printf(t->a, "%s%s", moved > 0 ? arena_printf(t->a, "; %" PRId64 " of its files went with it",
	    moved) : "", accepted > 0 ? arena_printf(t->a, "; %" PRId64 " of its files was accepted and stays: look "
	    "whose it is", accepted) : "");
	return true;
}

/* A case that heard of it, and to which it does not belong. */
static bool
leave(const struct attaching *t, int64_t case_id, const char *also, struct str *settled, struct err *err)
{
	const char *did;

	if (!engine_disown_in(t->e, case_id, t->dedup, t->what, t->actor, t->now_ms, t->a, &did, err))
		return false;
	did = arena_printf(t->a, "%s%s", did != NULL ? did : "nothing had been done on its word", also);
	if (settled->len > 0)
		str_printf(settled, "; CR-%" PRId64 ": ", case_id);
	str_add(settled, did);
	return engine_note_in(t->e, case_id, arena_printf(t->a, "%s does not belong here: moved to CR-%" PRId64 "; %s",
	    t->mail, t->case_id, did), t->actor, t->now_ms, err);
}

/* The address that nobody writes to on its word. */
static bool
lift(const struct attaching *t, const char **ret_words, struct err *err)
{
	const char *email;

	*ret_words = "";
	if (!suppression_by_message(t->e->db, t->m.message_id, t->a, &email, err))
		return false;
	if (email == NULL)
		return true;
	*ret_words = arena_printf(t->a, "; %s may be written to again", email);
	return mail_unsuppress(t->e->db, email, t->actor, t->now_ms, t->a, err);
}

static bool
leave_all(const struct attaching *t, const char **ret_settled, struct err *err)
{
	struct str settled = STR_INIT;
	const char *files, *address = "";
	bool was_told = false;
	int64_t *heard;
	size_t count;

	if (!event_list_cases(t->e->db, t->dedup, MAIL_TOLD_CASES_MAX, t->a, &heard, &count, err) ||
	    !move_files(t, &files, err))
		return false;
	for (size_t i = 0; i < count; i++)
		was_told = was_told || heard[i] == t->case_id;
	/* Both wrote to the address. */
	bool stays = was_told && strcmp(t->m.kind, mail_kind_name(MAIL_BOUNCE)) == 0;
	bool ok = stays || lift(t, &address, err);
	const char *also = arena_printf(t->a, "%s%s", files, address);
	if (stays)
		str_printf(&settled, "it wrote to that address, too: what was done stays%s", also);
	ok = ok && (stays ? engine_note_in(t->e, t->m.case_id, arena_printf(t->a, "%s was moved to CR-%" PRId64, t->mail,
	    t->case_id), t->actor, t->now_ms, err) : leave(t, t->m.case_id, also, &settled, err));
	for (size_t i = 0; i < count && ok && !stays; i++)
		if (heard[i] != t->m.case_id && heard[i] != t->case_id)
			ok = leave(t, heard[i], "", &settled, err);
	*ret_settled = arena_strdup(t->a, settled.text);
	str_clear(&settled);
	return ok && engine_note_in(t->e, t->case_id, arena_printf(t->a, "%s was moved here from CR-%" PRId64, t->mail,
	    t->m.case_id), t->actor, t->now_ms, err);
}

static bool
attach(const struct attaching *t, struct mail_attached *ret, struct err *err)
{
	struct db *db = t->e->db;
	struct message told = t->m;
	struct facts fields;
	bool fits;

	if (!thread_fits(db, t->case_id, t->m.from_address != NULL ? t->m.from_address : "", &fits, err))
		return false;
	told.has_unknown_sender = !fits;
	return fields_of(&told, t->a, &fields, err) && (t->m.case_id == 0 || leave_all(t, &ret->settled, err)) &&
	    message_set_case(db, t->m.message_id, t->case_id, "person", !fits, err) &&
	    engine_own_in(t->e, t->case_id, t->what, t->actor, t->now_ms, t->a, err) &&
	    engine_deliver_in(t->e, t->case_id, name_by_hand(&told), t->dedup, t->actor, &fields, t->now_ms,
	    t->now_ms, t->a, &ret->answer, err);
}

bool
mail_attach(struct engine *e, int64_t message_id, int64_t case_id, const char *actor,
    int64_t now_ms, struct arena *a, struct mail_attached *ret, struct err *err)
{
	struct attaching t = { .e = e, .case_id = case_id, .actor = actor, .now_ms = now_ms, .a = a,
		.what = arena_printf(a, "mail %" PRId64, message_id) };

	*ret = (struct mail_attached){ .settled = NULL };
	if (!message_load(e->db, message_id, a, &t.m, err))
		return false;
	if (t.m.case_id == case_id)
		return fail(err, ERR_CONFLICT, "message %" PRId64 " is attached to CR-%" PRId64
		    " already", message_id, case_id);
	t.dedup = arena_printf(a, "m:%s", t.m.fingerprint);
	t.mail = arena_printf(a, "%s (\"%s\" from %s)", t.what, t.m.subject,
	    t.m.from_address != NULL ? t.m.from_address : "nobody");
	return attach(&t, ret, err) &&
	    audit_add(e->db, actor, "mail match", arena_printf(a, "message %" PRId64, message_id), t.m.case_id == 0 ?
	    arena_printf(a, "CR-%" PRId64, case_id) : arena_printf(a, "CR-%" PRId64 " -> CR-%" PRId64, t.m.case_id, case_id),
	    now_ms, err);
}
