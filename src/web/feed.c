/*
 * feed: calendars at their secret addresses, for programs that ask again and again.  An unchanged one
 * costs two look-ups; a changed one is written once into a file, and sent from there.  Who fetched when is counted here and written once in a while, so that
 * a poll does not wait for the disk.
 */
#include "web/feed.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "calendar/feed.h"
#include "web/limit.h"
#include "web/pages.h"
#include "web/packed.h"
#include "web/spool.h"
#include "base/utf8.h"
#include "base/banned.h"

#define NOTE_MS		(5 * MS_PER_MINUTE)	/* between two notes of the same feed */
#define CLIENT_BYTES	120			/* of the client's own words */
#define WRONG_MAX	60			/* wrong addresses of one client in a minute */
#define ETAG_BYTES	(HASH_ID_BYTES + 2)	/* with its quotes */

struct fetch {
	int64_t		 feed_id, count;	/* not written yet */
	int64_t		 last_ms, written_ms;
	char		 client[CLIENT_BYTES + 1];
	char		 etag[ETAG_BYTES];	/* as of that version and day; "": not asked for yet */
	int64_t		 version;
	int32_t		 today_day;
	struct fetch	*next;
};

struct fetches {
	struct fetch	*first;
	struct limit	*wrong;			/* addresses that nobody has */
};

struct fetches *
fetches_new(struct arena *a)
{
	struct fetches *all = arena_alloc(a, sizeof(*all));

	all->wrong = limit_new(WRONG_MAX, a);
	return all;
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

static struct fetch *
fetch_of(struct web *web, int64_t feed_id)
{
	struct fetch *f = web->fetches->first;

	while (f != NULL && f->feed_id != feed_id)
		f = f->next;
	if (f == NULL) {
		f = arena_alloc(&web->arena, sizeof(*f));
		*f = (struct fetch){ .feed_id = feed_id, .written_ms = INSTANT_NONE,
		    .next = web->fetches->first };
		web->fetches->first = f;
	}
	return f;
}

static void
note_fetch(const struct request *r, struct fetch *f)
{
	const char *client = pairs_get(&r->header, "User-Agent");
	struct str words = STR_INIT;

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
	if (!limit_count(r->web->fetches->wrong, r->client, r->now_ms)) {
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

struct making {
	struct db			*db;
	const struct feed		*feed;
	const struct calendar_wish	*wish;
};

static bool
to_file(void *context, const char *bytes, size_t len, struct err *err)
{
	return spool_add(context, bytes, len, err);
}

static bool
make_file(void *context, struct spool_file *file, struct err *err)
{
	struct making *m = context;

	return calendar_feed_write(m->db, m->feed, m->wish, to_file, file, err);
}

/* The tag as it was found last, while nothing in any feed changed: then one number is all that is read. */
static bool
find_etag(struct request *r, struct fetch *f, const struct feed *feed,
    const struct calendar_wish *wish, struct err *err)
{
	int64_t version;
	const char *etag;

	if (!feed_version(r->web->feed_db, &version, err))
		return false;
	if (f->etag[0] != '\0' && f->version == version && f->today_day == r->today_day)
		return true;
	if (!calendar_feed_etag(r->web->feed_db, feed, wish, r->a, &etag, err))
		return false;
	snprintf(f->etag, sizeof(f->etag), "%s", etag);
	f->version = version;
	f->today_day = r->today_day;
	return true;
}

/* Tag and bytes come from one snapshot, so that the ETag is that of these bytes. */
static bool
answer(struct request *r, struct fetch *f, const struct feed *feed, struct reply *reply,
    struct err *err)
{
	const struct calendar_wish wish = { .settings = r->web->settings, .base_url = r->web->url,
	    .source_url = arena_printf(r->a, "%s%s", r->web->url, r->path), .now_ms = r->now_ms };
	struct making making = { r->web->feed_db, feed, &wish };

	if (!find_etag(r, f, feed, &wish, err))
		return false;
	/* Packed bytes are other bytes: a strong ETag says so. */
	reply->is_gzip = packed_is_taken(pairs_get(&r->header, "Accept-Encoding"));
	const char *kind = reply->is_gzip ? "-gz" : "";
	reply->etag = arena_printf(r->a, "%.*s%s\"", (int)(strlen(f->etag) - 1), f->etag, kind);
	reply->varies = true;
	reply->type = "text/calendar; charset=utf-8";
	reply->cache = "private, no-cache";
	reply->status = 200;
	if (list_has(pairs_get(&r->header, "If-None-Match"), reply->etag)) {
		reply->status = 304;
		reply->is_gzip = false;
		return true;
	}
	return spool_find(r->web->spool, reply->etag, reply) ||
	    spool_write(r->web->spool, r->web->folder, arena_printf(r->a, "feed %lld%s",
	    (long long)feed->feed_id, kind), reply->etag, make_file, &making, reply, err);
}

bool
page_feed(struct request *r, struct reply *reply, struct err *err)
{
	struct err why = ERR_INIT;
	struct feed feed;

	if (!feed_find_secret(r->web->feed_db, r->word[0], r->a, &feed, &why)) {
		if (why.kind == ERR_MISSING)
			return fail_wrong(r, reply, err);
		return fail(err, why.kind, "%s", why.text);
	}
	struct fetch *f = fetch_of(r->web, feed.feed_id);
	if (!db_snapshot(r->web->feed_db, err))
		return false;
	bool ok = answer(r, f, &feed, reply, err);
	db_rollback(r->web->feed_db);
	if (ok)
		note_fetch(r, f);
	return ok;
}
