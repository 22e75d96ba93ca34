/*
 * web: what lives as long as the server: handles, settings, addresses.  One thread serves everything, another makes
 * feeds (maker.h), and some wait for other servers (errand.h); pages read through one handle and the few changes go
 * through another.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/hash.h"
#include "core/settings.h"
#include "engine/engine.h"

struct fetches;
struct kept;
struct limit;
struct lives;
struct maker;
struct onces;
struct pieces;
struct pictures;
struct spool;
struct statics;
struct template_kept;

struct web {
	const char		*folder;
	const struct settings	*settings;
	int64_t			 shift_ms;	/* added to the system's clock */
	struct db		*db;		/* reads */
	struct db		*feed_db;	/* reads what feeds there are */
	struct engine		 reader;	/* over it: definitions, explanations */
	struct engine		 writer;	/* its db changes things */
	int			 port;
	int			 stop_fd;	/* readable: the server ends */
	const char		*url;		/* as people reach it, without a slash at the end */
	char			 token[HASH_ID_BYTES];	/* of forms without a session; of others it is the start */
	struct limit		*api_calls;	/* how often one token asks */
	struct limit		*sign_ins;	/* how often one address tries */
	struct fetches		*fetches;	/* of feeds, not written yet */
	struct lives		*lives;		/* open pages that are told of changes */
	struct maker		*maker;		/* makes feeds, beside the pages */
	struct pieces		*pieces;	/* files that come piece by piece */
	struct onces		*onces;		/* forms that were taken already */
	struct spool		*spool;		/* large answers, made already */
	struct kept		*kept;		/* pages, made already */
	struct template_kept	*templates;	/* cut already */
	struct statics		*statics;	/* sheets and scripts */
	struct pictures		*pictures;	/* of workflows, drawn already */
	struct arena		 arena;
};

/* Who changes things on a page where nobody signs in: only this machine reaches it then. */
#define WEB_ACTOR	"web page"

#endif
