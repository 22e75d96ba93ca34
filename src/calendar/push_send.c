/*
 * push_send: pending items to the server, some at a time, each batch in one commit.  Killed in between, the
 * server has more than we know: the next round finds it there, and goes on from that (If-None-Match
 * refuses to make it twice).  Part of push.h.
 */
#include "calendar/push_inside.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

#define BATCH_ITEMS	500		/* each commit waits for the disk */
#define PROGRESS_ITEMS	25
#define ANSWER_BYTES_MAX ((size_t)256 << 10)	/* to a PUT: some words at most */
#define REFUSED_MAX	20	/* in a row from the first one on: it is not the items */

static const int64_t again_ms[] = { MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY };

struct sending {
	struct push	*push;
	struct arena	*arena;		/* of the batch */
	int64_t		 accepted, refused, all;
	char		 why[ERR_TEXT_BYTES];	/* of the last one refused */
};

/* The server cannot now, or not for us at all: no use to go on with the next one. */
static bool
is_of_all(int status)
{
	return status == 401 || status == 408 || status == 425 || status == 429 || status >= 500;
}

/* An ETag that only some proxy called weak (RFC 9110, 8.8.1) is still the server's own word. */
static const char *
match_header(const char *etag, struct arena *a)
{
	return arena_printf(a, "If-Match: %s", text_starts(etag, "W/") ? etag + 2 : etag);
}

static bool
refuse(struct sending *s, struct push_item *w, const struct http_answer *answer, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t tries = w->item.tries;

	http_refuse(answer, &why);
	if (is_of_all(answer->status))
		return fail(err, why.kind, "%s", why.text);
	w->item.error = arena_strdup(s->arena, why.text);
	w->item.tries++;
	w->item.next_ms = s->push->wish->now_ms +
	    again_ms[tries < (int64_t)LEN(again_ms) ? (size_t)tries : LEN(again_ms) - 1];
	memcpy(s->why, why.text, sizeof(s->why));
	s->refused++;
	s->push->counts->refused++;
	if (s->accepted == 0 && s->refused >= REFUSED_MAX)
		return fail(err, why.kind, "%d in a row were refused: %s", REFUSED_MAX, why.text);
	return true;
}

static void
note_put(struct sending *s, struct push_item *w, const char *etag)
{
	struct caldav_item *item = &w->item;
	struct calendar_object ours;
	struct err err = ERR_INIT;
	char hash[HASH_ID_BYTES];

	if (!calendar_object_read(item->ics, strlen(item->ics), s->push->wish->settings->zone, s->arena,
	    &ours, &err))
		BUG("our own calendar cannot be read: %s", err.text);
	item->hash = arena_strdup(s->arena, hash_fast_id(item->ics, strlen(item->ics), hash));
	item->etag = etag;
	item->sequence = ours.sequence;
	item->on_day = ours.on_day;
	item->status = ours.is_done ? "done" : ours.is_cancelled ? "cancelled" : "open";
	item->pending = item->ics = item->error = NULL;
	item->tries = item->next_ms = 0;
	s->accepted++;
	s->push->counts->put++;
}

/* A person was faster than we: what they did stands beside what we wanted to say. */
static void
leave(struct sending *s, struct push_item *w, const char *deed, const struct push_there *there)
{
	char hash[HASH_ID_BYTES];
	const char *wanted = arena_strdup(s->arena,
	    hash_fast_id(w->item.ics, strlen(w->item.ics), hash));

	w->item.etag = there->etag;
	if (w->item.hash == NULL) {	/* of ours, though we do not remember it */
		w->item.hash = wanted;
		w->item.sequence = there->object.sequence;
	}
	push_leave(w, deed, there->exists ? there->object.on_day : DAY_NONE, wanted);
}

/*
 * The server has another version than the one that we know.  *ret_again: nothing that matters was done
 * to it, so ours may be put over it; else it is settled.
 */
static bool
resolve(struct sending *s, struct push_item *w, const struct http_answer *answer, bool *ret_again,
    struct err *err)
{
	struct push_there there;

	*ret_again = false;
	if (!push_fetch(s->push, &w->item, s->arena, &there, err))
		return false;
	if (!there.exists && w->item.hash == NULL)
		return refuse(s, w, answer, err);	/* refused, though nothing is there */
	if (!there.exists) {
		leave(s, w, "removed", &there);
		return true;
	}
	const char *deed = push_deed(s->push, &w->item, &there);
	if (deed != NULL)
		leave(s, w, deed, &there);
	else
		w->item.etag = there.etag;
	*ret_again = deed == NULL;
	return true;
}

static struct http_request
put_request(const struct sending *s, const struct push_item *w, bool is_checked)
{
	const struct caldav_item *item = &w->item;

	return (struct http_request){
		.method = "PUT", .url = push_url(s->push, item, s->arena),
		.body = item->ics, .body_len = strlen(item->ics), .body_max = ANSWER_BYTES_MAX,
		.headers = { "Content-Type: text/calendar; charset=utf-8",
		    item->etag != NULL ? match_header(item->etag, s->arena) :
		    is_checked ? NULL : "If-None-Match: *" },
	};
}

static bool
put_once(struct sending *s, struct push_item *w, bool is_checked, struct http_answer *ret_answer,
    struct err *err)
{
	const struct http_request request = put_request(s, w, is_checked);

	return dav_send(&s->push->dav, &request, s->arena, ret_answer, err);
}

static bool
put(struct sending *s, struct push_item *w, struct err *err)
{
	struct http_answer answer = { .status = 412 };
	bool again = true;

	/* Known to be there, but not as what: look first. */
	if (w->item.hash != NULL && w->item.etag == NULL && !resolve(s, w, &answer, &again, err))
		return false;
	for (int turn = 0; again && turn < 2; turn++) {
		if (!put_once(s, w, turn > 0 || w->item.hash != NULL, &answer, err))
			return false;
		if (answer.status >= 200 && answer.status < 300)
			return note_put(s, w, http_header(&answer, "ETag")), true;
		again = answer.status == 412;
		if (!again || turn > 0)
			return refuse(s, w, &answer, err);
		if (!resolve(s, w, &answer, &again, err))
			return false;
	}
	return true;
}

static bool
delete(struct sending *s, struct push_item *w, struct err *err)
{
	struct push *p = s->push;
	struct http_answer answer;
	struct push_there there;

	for (int turn = 0; turn < 2; turn++) {
		const struct http_request request = { .method = "DELETE",
		    .url = push_url(p, &w->item, s->arena), .headers = { w->item.etag != NULL ?
		    match_header(w->item.etag, s->arena) : NULL } };
		if (!dav_send(&p->dav, &request, s->arena, &answer, err))
			return false;
		bool missing = answer.status == 404 || answer.status == 410;
		w->is_gone = missing || (answer.status >= 200 && answer.status < 300);
		if (w->is_gone) {
			p->counts->removed += !missing;
			s->accepted++;
			return true;
		}
		if (answer.status != 412)
			break;
		/* Somebody changed what has ended here: that is no news. */
		if (!push_fetch(p, &w->item, s->arena, &there, err))
			return false;
		w->item.etag = there.etag;
	}
	return refuse(s, w, &answer, err);
}

static void
show_progress(const struct sending *s)
{
	const struct push_wish *wish = s->push->wish;
	int64_t done = s->accepted + s->refused;

	if (wish->on_progress != NULL && done % PROGRESS_ITEMS == 0)
		wish->on_progress(wish->context, done, s->all);
}

/* One batch: which of its items are settled, and how far the flights came. */
struct batch {
	struct sending	*sending;
	struct push_item *work;
	bool		*is_settled;
	size_t		 count, next;
};

static bool
send_one(struct batch *b, size_t i, struct err *err)
{
	struct push_item *w = &b->work[i];

	b->is_settled[i] = text_equal(w->item.pending, "delete") ? delete(b->sending, w, err) :
	    put(b->sending, w, err);
	show_progress(b->sending);
	return b->is_settled[i];
}

/* Only what needs one request when all is well: new ones, and those that we know the server's version of. */
static bool
may_fly(const struct push_item *w)
{
	return !text_equal(w->item.pending, "delete") && (w->item.hash == NULL || w->item.etag != NULL);
}

static bool
next_flight(void *context, struct http_request *ret_request, size_t *ret_number)
{
	struct batch *b = context;

	while (b->next < b->count && (b->is_settled[b->next] || !may_fly(&b->work[b->next])))
		b->next++;
	if (b->next >= b->count || push_is_over(b->sending->push))
		return false;
	*ret_number = b->next++;
	*ret_request = put_request(b->sending, &b->work[*ret_number], false);
	return true;
}

/* 412 wants another look and a redirect another address: those are left to send_one(). */
static bool
end_flight(void *context, size_t i, const struct http_answer *answer, const struct err *why,
    struct err *err)
{
	struct batch *b = context;
	struct push_item *w = &b->work[i];

	if (answer == NULL)
		return fail(err, why->kind, "%s", why->text);
	if (answer->status == 412 || (answer->status >= 300 && answer->status < 400))
		return true;
	if (answer->status >= 200 && answer->status < 300)
		note_put(b->sending, w, http_header(answer, "ETag"));
	else if (!refuse(b->sending, w, answer, err))
		return false;
	b->is_settled[i] = true;
	show_progress(b->sending);
	return true;
}

/* One at a time until one is taken: a wrong password, or a server that wants none of it, is asked once. */
static bool
send_all(struct batch *b, struct err *err)
{
	struct sending *s = b->sending;
	const struct http_many many = { next_flight, end_flight, b };
	size_t i = 0;

	for (; i < b->count && s->accepted == 0 && !push_is_over(s->push); i++)
		if (!send_one(b, i, err))
			return false;
	if (!dav_send_many(&s->push->dav, &many, s->arena, err))
		return false;
	for (; i < b->count && !push_is_over(s->push); i++)
		if (!b->is_settled[i] && !send_one(b, i, err))
			return false;
	return true;
}

/* Those that were settled before a failure are kept as they became. */
static bool
send_batch(struct sending *s, const struct caldav_item *items, size_t count, struct err *err)
{
	struct batch b = { .sending = s, .count = count,
	    .work = arena_array(s->arena, count, sizeof(*b.work)),
	    .is_settled = arena_array(s->arena, count, sizeof(*b.is_settled)) };
	size_t settled = 0;

	for (size_t i = 0; i < count; i++) {
		b.work[i] = (struct push_item){ .item = items[i] };
		b.is_settled[i] = false;
	}
	bool ok = send_all(&b, err);
	for (size_t i = 0; i < count; i++)
		if (b.is_settled[i])
			b.work[settled++] = b.work[i];
	return push_save(s->push, b.work, settled, ok ? err : NULL) && ok;
}

bool
push_send(struct push *p, bool again, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct sending s = { .push = p, .arena = &a };
	struct caldav_item *items;
	int64_t after_id = 0;
	struct caldav_counts counts = { 0 };
	size_t count = 0;
	bool ok;

	if (!caldav_item_count(p->wish->db, p->state.name, &counts, err))
		return false;
	s.all = counts.waiting;
	do {
		arena_reset(&a);
		ok = caldav_item_list_pending(p->wish->db, p->state.name, after_id, again ?
		    INT64_MAX : p->wish->now_ms, BATCH_ITEMS, &a, &items, &count, err) &&
		    send_batch(&s, items, count, err);
		if (ok && count > 0)
			after_id = items[count - 1].item_id;
	} while (ok && count > 0 && !push_is_over(p));
	arena_clear(&a);
	return ok;
}
