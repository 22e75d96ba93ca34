/*
 * feed: calendars at their secret addresses, for programs that ask again and again.  An unchanged one
 * costs a look-up and a mark.  Who fetched when is counted here and written once in a while, so that
 * a poll does not wait for the disk.
 */
#include "web/feed.h"

#include <string.h>
#include <zlib.h>

#include "base/log.h"
#include "calendar/feed.h"
#include "web/pages.h"
#include "base/utf8.h"
#include "base/banned.h"

#define NOTE_MS		(5 * MS_PER_MINUTE)	/* between two notes of the same feed */
#define CLIENT_BYTES	120			/* of the client's own words */
#define WRONG_MAX	60			/* wrong addresses in a minute before "too many" */
#define GZIP_WINDOW	(15 + 16)		/* zlib: the largest window, with gzip's head */

struct fetch {
	int64_t		 feed_id, count;	/* not written yet */
	int64_t		 last_ms, written_ms;
	char		 client[CLIENT_BYTES + 1];
	struct fetch	*next;
};

struct fetches {
	struct fetch	*first;
	int64_t		 wrong_since_ms;	/* the minute that is counted */
	int		 wrong;
};

struct fetches *
fetches_new(struct arena *a)
{
	return arena_alloc(a, sizeof(struct fetches));
}

static void
write_note(struct web *web, struct fetch *f)
{
	struct err err = ERR_INIT;
	struct db *db = web->writer.db;
	bool ok = db_begin(db, &err);

	if (ok && !feed_note_fetch(db, f->feed_id, f->client, f->count, f->last_ms, &err)) {
		db_rollback(db);
		ok = false;
	}
	ok = ok && db_commit(db, &err);
	if (!ok)	/* the next fetch tries again: a calendar is more than a count */
		log_warn("could not note a fetch of feed %lld: %s", (long long)f->feed_id, err.text);
	else
		f->count = 0;
	f->written_ms = f->last_ms;
}

void
fetches_write(struct web *web)
{
	for (struct fetch *f = web->fetches->first; f != NULL; f = f->next)
		if (f->count > 0)
			write_note(web, f);
}

static void
note_fetch(const struct request *r, int64_t feed_id)
{
	struct fetches *all = r->web->fetches;
	struct fetch *f = all->first;
	const char *client = pairs_get(&r->header, "User-Agent");
	struct str words = STR_INIT;

	while (f != NULL && f->feed_id != feed_id)
		f = f->next;
	if (f == NULL) {
		f = arena_alloc(&r->web->arena, sizeof(*f));
		*f = (struct fetch){ .feed_id = feed_id, .written_ms = INSTANT_NONE,
		    .next = all->first };
		all->first = f;
	}
	utf8_clean(client != NULL ? client : "", client != NULL ? strlen(client) : 0, &words);
	size_t len = utf8_cut(words.text, CLIENT_BYTES);
	memcpy(f->client, words.text, len);
	f->client[len] = '\0';
	str_clear(&words);
	f->count++;
	f->last_ms = r->now_ms;
	if (f->written_ms == INSTANT_NONE || f->last_ms - f->written_ms >= NOTE_MS)
		write_note(r->web, f);
}

/* A revoked address and one that never was are answered alike. */
static bool
fail_wrong(struct request *r, struct reply *reply, struct err *err)
{
	struct fetches *all = r->web->fetches;

	if (r->now_ms - all->wrong_since_ms >= MS_PER_MINUTE) {
		all->wrong_since_ms = r->now_ms;
		all->wrong = 0;
	}
	if (++all->wrong > WRONG_MAX) {
		reply->status = 429;
		reply->retry_after = "60";
		return fail(err, ERR_AUTH, "too many wrong addresses. Try again in a minute");
	}
	return fail(err, ERR_MISSING, "there is no calendar at this address");
}

/* Does a list of ETags ("W/" does not matter when content is not changed by it) name this one? */
static bool
list_has(const char *list, const char *etag)
{
	size_t len = strlen(etag);

	while (list != NULL && *list != '\0') {
		list += strspn(list, " \t,");
		if (*list == '*')
			return true;
		if (strncmp(list, "W/", 2) == 0)
			list += 2;
		if (strncmp(list, etag, len) == 0)
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

/* "gzip" or "*" in Accept-Encoding, and not with q=0. */
static bool
accepts_gzip(const char *list)
{
	while (list != NULL && *list != '\0') {
		list += strspn(list, " \t,");
		size_t len = strcspn(list, ",");
		size_t name = strcspn(list, " \t;,");
		const char *q = memchr(list, '=', len);
		bool none = q != NULL && strspn(q + 1, " 0.") == len - (size_t)(q + 1 - list);
		if ((name == 4 && strncasecmp(list, "gzip", 4) == 0) || (name == 1 && *list == '*'))
			return !none;
		list += len;
	}
	return false;
}

struct writing { z_stream z; struct str *out; bool is_gzip; };

static bool
pack(struct writing *w, const char *bytes, size_t len, int flush, struct err *err)
{
	char buffer[16384];
	int code;

	w->z.next_in = (Bytef *)(uintptr_t)bytes;	/* zlib only reads them */
	w->z.avail_in = (uInt)len;
	do {
		w->z.next_out = (Bytef *)buffer;
		w->z.avail_out = sizeof(buffer);
		code = deflate(&w->z, flush);
		if (code == Z_STREAM_ERROR)
			return fail(err, ERR_SYSTEM, "could not pack the calendar");
		str_add_bytes(w->out, buffer, sizeof(buffer) - w->z.avail_out);
	} while (w->z.avail_out == 0);
	return true;
}

static bool
to_body(void *context, const char *bytes, size_t len, struct err *err)
{
	struct writing *w = context;

	if (w->is_gzip)
		return pack(w, bytes, len, Z_NO_FLUSH, err);
	str_add_bytes(w->out, bytes, len);
	return true;
}

static bool
write_body(struct request *r, const struct feed *feed, const struct calendar_wish *wish,
    struct reply *reply, struct err *err)
{
	struct writing w = { .out = &reply->body, .is_gzip = reply->is_gzip };

	if (w.is_gzip && deflateInit2(&w.z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return fail(err, ERR_SYSTEM, "could not pack the calendar");
	bool ok = calendar_feed_write(r->web->db, feed, wish, to_body, &w, err) &&
	    (!w.is_gzip || pack(&w, "", 0, Z_FINISH, err));
	if (w.is_gzip)
		deflateEnd(&w.z);
	return ok;
}

/* Mark and bytes come from one snapshot, so that the ETag is that of these bytes. */
static bool
answer(struct request *r, const struct feed *feed, struct reply *reply, struct err *err)
{
	const struct calendar_wish wish = { .settings = r->web->settings, .base_url = r->web->url,
	    .now_ms = r->now_ms };
	const char *etag;

	if (!calendar_feed_etag(r->web->db, feed, &wish, r->a, &etag, err))
		return false;
	/* Packed bytes are other bytes: a strong ETag says so. */
	reply->is_gzip = accepts_gzip(pairs_get(&r->header, "Accept-Encoding"));
	reply->etag = !reply->is_gzip ? etag :
	    arena_printf(r->a, "%.*s-gz\"", (int)(strlen(etag) - 1), etag);
	reply->varies = true;
	reply->type = "text/calendar; charset=utf-8";
	reply->cache = "private, no-cache";
	reply->status = 200;
	if (list_has(pairs_get(&r->header, "If-None-Match"), reply->etag)) {
		reply->status = 304;
		reply->is_gzip = false;
		return true;
	}
	return write_body(r, feed, &wish, reply, err);
}

bool
page_feed(struct request *r, struct reply *reply, struct err *err)
{
	struct err why = ERR_INIT;
	struct feed feed;

	if (!feed_find_secret(r->web->db, r->word[0], r->a, &feed, &why)) {
		if (why.kind == ERR_MISSING)
			return fail_wrong(r, reply, err);
		return fail(err, why.kind, "%s", why.text);
	}
	if (!db_snapshot(r->web->db, err))
		return false;
	bool ok = answer(r, &feed, reply, err);
	db_rollback(r->web->db);
	if (ok)
		note_fetch(r, feed.feed_id);
	return ok;
}
