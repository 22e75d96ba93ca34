/* live: a list of those who wait; each with what it knew last and what it is to be told. */
#include "web/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/news.h"
#include "web/pages.h"
#include "base/banned.h"

#define QUIET_MS	15000	/* a line that says nothing, so that proxies keep the line open and we see who left */
#define PENDING_BYTES	256

struct watch {
	struct watch	*next;
	struct lives	*lives;
	int64_t		 case_id, user_id;
	char		 client[64];
	char		 tag[NEWS_TAG_BYTES];		/* what the page knows */
	char		 pending[PENDING_BYTES];
	int64_t		 begun_ms, said_ms;
	bool		 has_ended;
};

struct lives {
	struct watch	*first;			/* the newest */
	int64_t		 version;		/* of the database, at the last look */
};

static const char path[] = "/events";

struct lives *
lives_new(void)
{
	return heap_alloc(sizeof(struct lives));
}

void
lives_free(struct lives *lives)
{
	free(lives);
}

bool
live_is_waiting(const struct request *r)
{
	return strcmp(r->path, path) == 0;
}

bool
live_add(struct request *r, struct json *data, int64_t case_id, struct err *err)
{
	char tag[NEWS_TAG_BYTES];

	if (!news_tag(r->web->db, case_id, tag, err))
		return false;
	json_set_text(data, "live", arena_printf(r->a, "%s?case=%lld&since=%s", path, (long long)case_id, tag));
	return true;
}

static void
say(struct watch *w, const char *kind, int64_t now_ms)
{
	snprintf(w->pending, sizeof(w->pending), "id: %s\nevent: %s\ndata: %s\n\n", w->tag, kind, w->tag);
	w->said_ms = now_ms;
}

static bool
look(struct web *web, struct watch *w, int64_t now_ms, struct err *err)
{
	char tag[NEWS_TAG_BYTES];

	if (!news_tag(web->db, w->case_id, tag, err))
		return false;
	if (strcmp(tag, w->tag) == 0)
		return true;
	bool is_mail = !news_same_mail(tag, w->tag);
	memcpy(w->tag, tag, sizeof(tag));
	say(w, is_mail ? "mail" : "row", now_ms);
	return true;
}

bool
lives_look(struct web *web, int64_t now_ms, struct err *err)
{
	struct lives *lives = web->lives;
	int64_t version = db_data_version(web->db);

	for (struct watch *w = lives->first; w != NULL; w = w->next) {
		if (version != lives->version && !w->has_ended && !look(web, w, now_ms, err))
			return false;
		if (now_ms - w->begun_ms >= LIVE_SECONDS * MS_PER_SECOND)
			w->has_ended = true;
		else if (w->pending[0] == '\0' && now_ms - w->said_ms >= QUIET_MS) {
			snprintf(w->pending, sizeof(w->pending), ":\n\n");
			w->said_ms = now_ms;
		}
	}
	lives->version = version;
	return true;
}

bool
watch_is_ready(const struct watch *w)
{
	return w->has_ended || w->pending[0] != '\0';
}

int
watch_take(struct watch *w, char *bytes, size_t max)
{
	size_t len = strlen(w->pending), part = len < max ? len : max;

	if (len == 0)
		return w->has_ended ? -1 : 0;
	memcpy(bytes, w->pending, part);
	memmove(w->pending, w->pending + part, len - part + 1);
	return (int)part;
}

void
watch_end(struct watch *w)
{
	w->has_ended = true;
}

void
watch_close(struct watch *w)
{
	struct watch **at = &w->lives->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	free(w);
}

static bool
is_same_person(const struct watch *w, const struct request *r)
{
	return w->user_id == r->user_id && (r->user_id != 0 || strcmp(w->client, r->client) == 0);
}

/* Whoever goes from page to page leaves some behind that we have not seen go: those are the oldest. */
static bool
make_room(struct lives *lives, const struct request *r, struct err *err)
{
	size_t all = 0, own = 0;

	for (struct watch *w = lives->first; w != NULL; w = w->next) {
		all++;
		if (!w->has_ended && is_same_person(w, r) && ++own >= LIVE_EACH_MAX)
			w->has_ended = true;
	}
	return all < LIVE_ALL_MAX || fail(err, ERR_BUSY, "too many pages wait for news: this one is told nothing by itself");
}

/* "since" is of the page; a browser that comes again says what it was told last. */
bool
page_events(struct request *r, struct reply *reply, struct err *err)
{
	const char *since = pairs_get(&r->header, "Last-Event-ID"), *text = pairs_get(&r->query, "case");
	struct lives *lives = r->web->lives;
	int64_t case_id;

	since = since != NULL ? since : pairs_get(&r->query, "since");
	if (text == NULL || !int_parse(text, &case_id) || case_id < 0 || since == NULL ||
	    strlen(since) >= NEWS_TAG_BYTES || strspn(since, "0123456789.-") != strlen(since))
		return fail(err, ERR_INPUT, "this is no address of news");
	if (!make_room(lives, r, err))
		return false;
	struct watch *w = heap_alloc(sizeof(*w));
	*w = (struct watch){ .next = lives->first, .lives = lives, .case_id = case_id, .user_id = r->user_id,
	    .begun_ms = r->now_ms, .said_ms = r->now_ms };
	snprintf(w->client, sizeof(w->client), "%s", r->client);
	snprintf(w->tag, sizeof(w->tag), "%s", since);
	snprintf(w->pending, sizeof(w->pending), "retry: 3000\n\n");
	lives->version = -1;			/* the next look is at all */
	lives->first = w;
	reply->watch = w;
	reply->type = "text/event-stream";
	reply->status = 200;
	return true;
}
