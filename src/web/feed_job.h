/* feed_job: a feed looked at and, where that is wanted, written into a file, beside the pages (web/maker.h). */
#ifndef WEB_FEED_JOB_H
#define WEB_FEED_JOB_H

#include "calendar/feed.h"
#include "web/maker.h"
#include "web/spool.h"

#define FEED_ETAG_BYTES	(HASH_ID_BYTES + 8)	/* with its quotes, and "-gz" */

/* What is asked for; texts are copied. */
struct feed_wish {
	int64_t			 feed_id;
	const char		*name;			/* of the feed */
	const char		*folder;		/* for its file; lives as long as the server */
	struct calendar_wish	 calendar;
	int32_t			 today_day;
	bool			 is_gzip;
	const char		*has;			/* ETags that need no file; NULL: none */
};

/* And what came of it. */
struct feed_made {
	int64_t			 feed_id;
	bool			 is_gzip;
	const char		*why;			/* it could not be made; NULL: it was */
	char			 etag[FEED_ETAG_BYTES];	/* of the plain bytes */
	int64_t			 version;		/* of all feeds (store/feed.h) */
	int32_t			 today_day;
	struct spool_file	*file;			/* for spool_keep(); NULL: none was needed */
};

/* "made" is called in the server's thread and takes the file. */
struct job	*feed_job_new(const struct feed_wish *wish, void (*made)(struct web *web,
		    const struct feed_made *made));

/* The ETag of the plain or of the packed bytes: a strong one says which. */
const char	*feed_etag(const char *etag, bool is_gzip, char text[FEED_ETAG_BYTES]);

/* Does a list of ETags ("W/" does not matter when content is not changed by it) name this one? */
bool		 feed_etag_listed(const char *list, const char *etag);

#endif
