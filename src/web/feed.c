/*
 * feed: calendars at their secret addresses, for programs that ask again and again.  An unchanged one
 * costs two look-ups; one that may have changed is looked at, and written into a file, beside the pages (feed_job.h),
 * and sent from there.  Who fetched when is counted here and written once in a while, so that a poll does not wait for
 * the disk.
 */
#include "web/feed.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "web/feed_job.h"
#include "web/limit.h"
#include "web/packed.h"
#include "web/pages.h"
#include "base/banned.h"

#define NOTE_MS		(5 * MS_PER_MINUTE)	/* between two notes of the same feed */
#define CLIENT_BYTES	120			/* of the client's own words */
#define WRONG_MAX	60			/* wrong addresses of one client in a minute */

struct fetch {
	int64_t		 feed_id, count;	/* not written yet */
	int64_t		 last_ms, written_ms;
	char		 client[CLIENT_BYTES + 1];
	char		 etag[FEED_ETAG_BYTES];	/* of the plain bytes, as of that version and day; "": not known */
	int64_t		 version;
	int32_t		 today_day;
	const struct job *plain, *packed;	/* under way; NULL: none */
	struct err	 why;			/* the last one failed so */
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

static const char *
owner_of(int64_t feed_id, bool is_gzip, struct arena *a)
{
	return arena_printf(a, "feed %lld%s", (long long)feed_id, is_gzip ? "-gz" : "");
}

static void
take_made(struct web *web, const struct feed_made *made)
{
	struct fetch *f = fetch_of(web, made->feed_id);
	struct arena a = ARENA_INIT;
	char etag[FEED_ETAG_BYTES];

	*(made->is_gzip ? &f->packed : &f->plain) = NULL;
	f->why = (struct err)ERR_INIT;
	f->etag[0] = '\0';
	if (made->why != NULL)
		fail(&f->why, ERR_SYSTEM, "%s", made->why);
	else {
		snprintf(f->etag, sizeof(f->etag), "%s", made->etag);
		f->version = made->version;
		f->today_day = made->today_day;
	}
	if (made->file != NULL)
		spool_keep(web->spool, owner_of(made->feed_id, made->is_gzip, &a), feed_etag(made->etag, made->is_gzip,
		    etag), made->file);
	arena_clear(&a);
}

/* The job that makes it: the one under way, or a new one. */
static const struct job *
job_of(const struct request *r, struct fetch *f, const struct feed *feed, bool is_gzip)
{
	const struct job **at = is_gzip ? &f->packed : &f->plain;
	const struct feed_wish wish = {
		.feed_id = f->feed_id, .name = feed->name, .folder = r->web->folder,
		.calendar = { .settings = r->web->settings, .base_url = r->web->url,
		    .source_url = arena_printf(r->a, "%s%s", r->web->url, r->path), .now_ms = r->now_ms },
		.today_day = r->today_day, .is_gzip = is_gzip, .has = pairs_get(&r->header, "If-None-Match"),
	};

	if (*at == NULL) {
		struct job *job = feed_job_new(&wish, take_made);
		*at = job;
		maker_add(r->web->maker, job);
	}
	return *at;
}

/* From what is known, if that is of today and nothing in any feed changed since: one number is read then.  Who has
 * waited gets what was made meanwhile, however quickly things change.  False: it must be made. */
static bool
find_made(const struct request *r, const struct fetch *f, int64_t version, struct reply *reply)
{
	char etag[FEED_ETAG_BYTES];

	if (f->etag[0] == '\0' || (!r->has_waited && (f->version != version || f->today_day != r->today_day)))
		return false;
	reply->etag = arena_strdup(r->a, feed_etag(f->etag, reply->is_gzip, etag));
	if (feed_etag_listed(pairs_get(&r->header, "If-None-Match"), reply->etag)) {
		reply->status = 304;
		reply->is_gzip = false;
		return true;
	}
	reply->status = 200;
	return spool_find(r->web->spool, reply->etag, reply);
}

static bool
answer(struct request *r, struct fetch *f, const struct feed *feed, struct reply *reply, struct err *err)
{
	int64_t version;

	if (!feed_version(r->web->feed_db, &version, err))
		return false;
	if (r->has_waited && f->why.kind != ERR_NONE)
		return fail(err, f->why.kind, "%s", f->why.text);
	/* Packed bytes are other bytes: a strong ETag says so. */
	reply->is_gzip = packed_is_taken(pairs_get(&r->header, "Accept-Encoding"));
	reply->varies = true;
	reply->type = "text/calendar; charset=utf-8";
	reply->cache = "private, no-cache";
	if (find_made(r, f, version, reply))
		note_fetch(r, f);
	else
		reply->waits_for = job_of(r, f, feed, reply->is_gzip);
	return true;
}

bool
page_feed(struct request *r, struct reply *reply, struct err *err)
{
	struct err why = ERR_INIT;
	struct feed feed;

	if (feed_find_secret(r->web->feed_db, r->word[0], r->a, &feed, &why))
		return answer(r, fetch_of(r->web, feed.feed_id), &feed, reply, err);
	if (why.kind == ERR_MISSING)
		return fail_wrong(r, reply, err);
	return fail(err, why.kind, "%s", why.text);
}
