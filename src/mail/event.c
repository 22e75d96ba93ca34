/* event: names and fields of mail events; a message attached by hand. */
#include "mail/event.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "store/audit.h"
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
mail_event_fields(const struct message *m, bool permanent, const char *status, int32_t until_day,
    struct arena *a, struct facts *ret)
{
	facts_init(ret, a);
	facts_set(ret, "subject", value_text(m->subject));
	facts_set(ret, "from", value_text(m->from_address));
	facts_set(ret, "message_id", value_int(m->message_id));
	facts_set(ret, "permanent", value_bool(permanent));
	facts_set(ret, "status", value_text(status));
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
	    arena_strdup(a, json_get_text(verdict, "status")), until_day, a, ret);
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

/* What was done on the word of a mail that belongs elsewhere is for a person to look at: history says so. */
static bool
note_move(struct engine *e, const struct message *m, int64_t case_id, bool is_back, const char *actor, int64_t now_ms,
    struct arena *a, struct err *err)
{
	const char *mail = arena_printf(a, "mail %" PRId64 " (\"%s\" from %s)", m->message_id, m->subject,
	    m->from_address != NULL ? m->from_address : "nobody");

	return engine_note_in(e, m->case_id, arena_printf(a, "%s does not belong here: moved to CR-%" PRId64, mail,
	    case_id), actor, now_ms, err) && (!is_back || engine_note_in(e, case_id,
	    arena_printf(a, "%s was moved back here from CR-%" PRId64, mail, m->case_id), actor, now_ms, err));
}

bool
mail_attach(struct engine *e, int64_t message_id, int64_t case_id, const char *actor,
    int64_t now_ms, struct arena *a, struct engine_answer *ret_answer, struct err *err)
{
	struct message m;
	struct facts fields;
	bool fits;

	if (!message_load(e->db, message_id, a, &m, err))
		return false;
	if (m.case_id == case_id)
		return fail(err, ERR_CONFLICT, "message %" PRId64 " is attached to CR-%" PRId64
		    " already", message_id, case_id);
	if (!thread_fits(e->db, case_id, m.from_address != NULL ? m.from_address : "", &fits, err))
		return false;
	m.has_unknown_sender = !fits;
	return fields_of(&m, a, &fields, err) &&
	    message_set_case(e->db, message_id, case_id, "person", !fits, err) &&
	    engine_deliver_in(e, case_id, name_by_hand(&m), arena_printf(a, "m:%s", m.fingerprint),
	    actor, &fields, now_ms, now_ms, a, ret_answer, err) &&
	    (m.case_id == 0 || note_move(e, &m, case_id, ret_answer->duplicate, actor, now_ms, a, err)) &&
	    audit_add(e->db, actor, "mail match", arena_printf(a, "message %" PRId64, message_id), m.case_id == 0 ?
	    arena_printf(a, "CR-%" PRId64, case_id) : arena_printf(a, "CR-%" PRId64 " -> CR-%" PRId64, m.case_id, case_id),
	    now_ms, err);
}
