/* feed_job: tag and bytes come from one snapshot, so that the ETag is that of these bytes. */
#include "web/feed_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct feed_job {
	struct job		 job;			/* first: it is one */
	struct arena		 a;
	struct feed_wish	 wish;
	struct feed_made	 is;
	void			(*made)(struct web *web, const struct feed_made *made);
};

const char *
feed_etag(const char *etag, bool is_gzip, char text[FEED_ETAG_BYTES])
{
	snprintf(text, FEED_ETAG_BYTES, "%.*s%s\"", (int)strlen(etag) - 1, etag, is_gzip ? "-gz" : "");
	return text;
}

bool
feed_etag_listed(const char *list, const char *etag)
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

static bool
to_file(void *context, const char *bytes, size_t len, struct err *err)
{
	struct feed_job *f = context;

	if (maker_is_stopping(f->job.maker))
		return fail(err, ERR_BUSY, "the server is being stopped");
	return spool_add(f->is.file, bytes, len, err);
}

static bool
write_file(struct feed_job *f, struct db *db, const struct feed *feed, const char *folder, struct err *err)
{
	if (!spool_begin(folder, f->wish.is_gzip, &f->is.file, err))
		return false;
	if (calendar_feed_write(db, feed, &f->wish.calendar, to_file, f, err) && spool_end(f->is.file, err))
		return true;
	spool_drop(f->is.file);
	f->is.file = NULL;
	return false;
}

static bool
look(struct feed_job *f, struct db *db, struct err *err)
{
	struct feed feed;
	const char *etag;
	char own[FEED_ETAG_BYTES];

	if (!feed_find(db, f->wish.name, &f->a, &feed, err) || !feed_version(db, &f->is.version, err) ||
	    !calendar_feed_etag(db, &feed, &f->wish.calendar, &f->a, &etag, err))
		return false;
	snprintf(f->is.etag, sizeof(f->is.etag), "%s", etag);
	return feed_etag_listed(f->wish.has, feed_etag(etag, f->wish.is_gzip, own)) ||
	    write_file(f, db, &feed, f->wish.folder, err);
}

static bool
make(struct job *job, struct db *db, struct err *err)
{
	if (!db_snapshot(db, err))
		return false;
	bool ok = look((struct feed_job *)job, db, err);
	db_rollback(db);
	return ok;
}

static void
done(struct job *job, struct web *web)
{
	struct feed_job *f = (struct feed_job *)job;

	f->is.why = job->is_made ? NULL : job->why.text;
	f->made(web, &f->is);
	arena_clear(&f->a);
	free(f);
}

struct job *
feed_job_new(const struct feed_wish *wish, void (*made)(struct web *web, const struct feed_made *made))
{
	struct feed_job *f = heap_alloc(sizeof(*f));

	*f = (struct feed_job){ .job = { .make = make, .done = done }, .a = ARENA_INIT, .wish = *wish,
	    .made = made, .is = { .feed_id = wish->feed_id, .is_gzip = wish->is_gzip, .today_day = wish->today_day } };
	f->wish.name = arena_strdup(&f->a, wish->name);
	f->wish.has = arena_strdup(&f->a, wish->has);
	f->wish.calendar.base_url = arena_strdup(&f->a, wish->calendar.base_url);
	f->wish.calendar.source_url = arena_strdup(&f->a, wish->calendar.source_url);
	return &f->job;
}
