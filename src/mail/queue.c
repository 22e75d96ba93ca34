/* queue: see queue.h.  The limits are those of mail/send.c: so many in any span of a minute, of a day. */
#include "mail/queue.h"

#include <inttypes.h>

#include "base/arena.h"
#include "core/office.h"
#include "mail/digest.h"
#include "store/dispatch.h"
#include "base/banned.h"

struct forecast {
	const struct settings	*settings;
	struct arena		*a;
	int64_t			 now_ms;
	int64_t			*sent_ms;	/* what left within a day, and behind it what is expected */
	size_t			 count;
};

/* Not before "letters" of them are older than the span; *because says so when that is later. */
static void
wait_for_room(struct forecast *f, int64_t letters, int64_t span_ms, const char *word, struct queued *q)
{
	if (letters <= 0 || f->count < (size_t)letters)
		return;
	int64_t free_ms = f->sent_ms[f->count - (size_t)letters] + span_ms;
	if (free_ms <= q->expected_ms)
		return;
	q->expected_ms = free_ms;
	q->because = arena_printf(f->a, "the account may send %" PRId64 " letters a %s", letters, word);
}

/* Automatic ones not before the office opens. */
static void
wait_for_office(struct forecast *f, struct queued *q)
{
	int64_t open_ms = office_open_ms(f->settings, q->expected_ms);

	if (open_ms <= q->expected_ms)
		return;
	q->expected_ms = open_ms;
	q->because = QUEUE_OFFICE_CLOSED;
}

/* Those of its day leave with it. */
static void
wait_for_others(struct forecast *f, struct queued *q, const struct dispatch_waiting *w)
{
	int64_t last_ms, next_ms;

	digest_times(f->settings, q->expected_ms, &last_ms, &next_ms);
	if (!w->is_words || w->tries > 0 || w->not_before_ms <= last_ms)
		return;
	q->expected_ms = next_ms;
	q->because = DIGEST_WAITS;
}

static void
expect(struct forecast *f, struct queued *q, const struct dispatch_waiting *w)
{
	q->expected_ms = q->due_ms > f->now_ms ? q->due_ms : f->now_ms;
	q->because = q->due_ms <= f->now_ms ? "" : q->tries > 0 ?
	    arena_printf(f->a, "tried again after: %s", w->reply) :
	    w->reason != NULL ? w->reason : "not before its day";
	if (w->is_automatic && f->settings->mail.digest_at != NULL)
		wait_for_others(f, q, w);
	if (w->is_automatic)
		wait_for_office(f, q);
	if (f->settings->mail.transport == TRANSPORT_SMTP) {
		wait_for_room(f, f->settings->mail.letters_per_minute, MS_PER_MINUTE, "minute", q);
		wait_for_room(f, f->settings->mail.account_letters_per_day, MS_PER_DAY, "day", q);
		if (w->is_automatic)
			wait_for_office(f, q);
	}
	f->sent_ms[f->count++] = q->expected_ms;
}

/* The oldest first, as they will go. */
bool
mail_queue(struct engine *e, int64_t now_ms, struct arena *a, struct queued **ret_items,
    size_t *ret_count, struct err *err)
{
	struct forecast f = { .settings = e->settings, .a = a, .now_ms = now_ms };
	struct dispatch_waiting *waiting;
	size_t count;

	if (!dispatch_list_waiting(e->db, a, &waiting, &count, err) ||
	    !dispatch_list_sent(e->db, now_ms - MS_PER_DAY, count, a, &f.sent_ms, &f.count, err))
		return false;
	*ret_items = arena_array(a, count, sizeof(**ret_items));
	for (size_t i = 0; i < count; i++) {
		const struct dispatch_waiting *w = &waiting[i];
		(*ret_items)[i] = (struct queued){ .outbox_id = w->outbox_id, .case_id = w->case_id,
			.tries = w->tries, .recipient = w->recipient, .subject = w->subject, .due_ms = w->next_ms };
		expect(&f, &(*ret_items)[i], w);
	}
	*ret_count = count;
	return true;
}

bool
mail_queue_rows(struct engine *e, int64_t now_ms, struct arena *a, struct json **ret_rows, struct err *err)
{
	char at[INSTANT_TEXT_BYTES];
	struct queued *items;
	size_t count;

	if (!mail_queue(e, now_ms, a, &items, &count, err))
		return false;
	struct json *array = json_new_array();
	for (size_t i = 0; i < count; i++) {
		struct json *row = json_new_object();
		json_set_int(row, "mail_id", items[i].outbox_id);
		json_set_id(row, "case_id", items[i].case_id);
		json_set_text(row, "recipient", items[i].recipient);
		json_set_text(row, "subject", items[i].subject);
		json_set_text(row, "due_ms", instant_format(items[i].due_ms, e->settings->zone, at));
		json_set_text(row, "expected_ms", instant_format(items[i].expected_ms, e->settings->zone, at));
		json_set_int(row, "tries", items[i].tries);
		json_set_text(row, "because", items[i].because);
		json_push(array, row);
	}
	*ret_rows = array;
	return true;
}
