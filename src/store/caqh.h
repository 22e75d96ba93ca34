/* caqh: what CAQH last said of our providers. */
#ifndef STORE_CAQH_H
#define STORE_CAQH_H

#include "core/caqh.h"
#include "store/record.h"

/* Whose number it is; 0: nobody's. */
bool	caqh_find_provider(struct db *db, const char *caqh_id, int64_t *ret_provider_id, struct err *err);

/*
 * Keeps it, in the caller's transaction, and takes a later day of attestation over into the provider's record,
 * whose cases then count from it.  What it last said of a later day than this is kept: RECORD_UNCHANGED.
 */
struct caqh_source {
	const char	*read_from;		/* the file, or "lookup" */
	const struct catalog *catalog;
	struct record_by by;
	int32_t		 today_day;
};
bool	caqh_save(struct db *db, int64_t provider_id, const struct caqh_said *said, const struct caqh_source *source,
	    enum record_outcome *ret_outcome, struct err *err);

/* Rows of a provider (0: all), with name and our own attestation day; those expired first.  Opens the query; the
 * caller ends it. */
void	caqh_query_list(struct query *q, struct db *db, int64_t provider_id);

/* Open cases of the workflow "caqh_attestation" whose provider CAQH calls expired, as it said at now_ms, where no
 * later attestation is known: the case, and since when. */
struct caqh_news { int64_t case_id; int32_t day; };
bool	caqh_list_news(struct db *db, int64_t now_ms, struct arena *a, struct caqh_news **ret_news, size_t *ret_count,
	    struct err *err);

#endif
