/* committee_letter: the decision as the provider is told it, by catalogs/committee_letter.txt. */
#include "store/committee.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/folder.h"
#include "store/letter.h"
#include "store/task.h"
#include "workflow/letter_text.h"
#include "workflow/template.h"
#include "base/banned.h"

#define FILE_NAME "committee_letter.txt"

static void
set_day(struct json *data, const char *key, int32_t day, struct arena *a)
{
	struct civil c = day_to_civil(day);

	json_set_text(data, key, arena_printf(a, "%s %d, %d", month_name[c.month - 1], c.day, c.year));
}

static struct json *
data_of(const struct committee_item *item, const struct settings *s, int32_t today_day, struct arena *a)
{
	struct json *data = json_new_object();

	json_set_text(data, "org", s->org_name);
	json_set_text(data, "provider", item->provider);
	json_set_text(data, "payer", item->payer);
	json_set_text(data, "conditions", text_blank(item->conditions) ? NULL : item->conditions);
	json_set_text(data, "reason", text_blank(item->reason) ? NULL : item->reason);
	json_set_bool(data, "is_approved", text_equal(item->decision, "approved"));
	json_set_bool(data, "is_conditional", text_equal(item->decision, "conditional"));
	json_set_bool(data, "is_denied", text_equal(item->decision, "denied"));
	set_day(data, "decided", item->decided_day, a);
	set_day(data, "today", today_day, a);
	return data;
}

/* Subject and body, filled in. */
static bool
render(const char *folder, const struct json *data, struct arena *a, struct letter_text *ret_letter, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_NONE };
	struct str text = STR_INIT, subject = STR_INIT, body = STR_INIT;
	struct letter_text letter;
	const char *file;
	bool is_shipped;

	bool ok = folder_catalog(folder, FILE_NAME, a, &file, &is_shipped, &text, err) &&
	    ((letter_text_read(text.text, a, &letter, err) &&
	    template_render(letter.subject, data, &options, &subject, err) &&
	    template_render(letter.body, data, &options, &body, err)) || fail_in(err, "%s", file));
	if (ok)
		*ret_letter = (struct letter_text){ arena_strdup(a, subject.text), arena_strdup(a, body.text), NULL };
	str_clear(&text);
	str_clear(&subject);
	str_clear(&body);
	return ok;
}

static bool
send(struct db *db, const struct settings *s, const struct committee_item *item, const struct letter_text *text,
    const struct committee_by *by, struct arena *a, struct err *err)
{
	char idem[HASH_ID_BYTES];

	if (text_blank(item->email))
		return fail(err, ERR_INPUT, "%s has no e-mail address. --print notes that the letter leaves by hand, and prints it",
		    item->provider);
	const struct letter_own letter = { .name = "committee_letter", .idem = random_id(idem), .unknown_policy = "hold",
	    .recipient = item->email, .subject = text->subject, .body = text->body };
	return letter_add(db, &letter, s, by->now_ms, a, err);
}

static bool
note_left(struct db *db, const struct committee_item *item, bool is_by_hand, const struct committee_by *by,
    struct arena *a, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE committee_item SET letter_day = :day, letter_by = :actor WHERE committee_item_id = :id");
	query_bind_day(&q, ":day", by->today_day);
	query_bind_text(&q, ":actor", by->actor);
	query_bind_int(&q, ":id", item->item_id);
	return query_run(&q, NULL, err) && task_end_named(db, arena_printf(a, "committee letter %" PRId64, item->item_id),
	    by->actor, by->now_ms, err) && audit_add(db, by->actor, "committee letter", arena_printf(a,
	    "committee item %" PRId64, item->item_id), is_by_hand ? "by hand" : item->email, by->now_ms, err);
}

bool
committee_letter(struct db *db, const char *folder, const struct settings *s, int64_t item_id, bool is_by_hand,
    const struct committee_by *by, struct arena *a, const char **ret_text, struct err *err)
{
	struct committee_item item;
	struct letter_text text;

	if (!committee_load(db, item_id, a, &item, err))
		return false;
	if (item.letter_due_day == DAY_NONE)
		return fail(err, ERR_CONFLICT, "file %" PRId64 " has no decision that is to be told", item_id);
	if (item.letter_day != DAY_NONE)
		return fail(err, ERR_CONFLICT, "the letter about file %" PRId64 " has left", item_id);
	struct json *data = data_of(&item, s, by->today_day, a);
	bool ok = render(folder, data, a, &text, err) && (is_by_hand || send(db, s, &item, &text, by, a, err)) &&
	    note_left(db, &item, is_by_hand, by, a, err);
	json_free(data);
	if (ok)
		*ret_text = arena_printf(a, "Subject: %s\n\n%s", text.subject, text.body);
	return ok;
}
