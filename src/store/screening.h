/*
 * screening: everybody held against the lists in force, and what people decided about the matches.
 * The program finds; only a person decides whether somebody is the one on the list.
 */
#ifndef STORE_SCREENING_H
#define STORE_SCREENING_H

#include "base/json.h"
#include "core/screen.h"
#include "db/db.h"
#include "store/verify.h"

struct screening_by {
	const char	*actor;
	int64_t		 now_ms;
	const struct zone *zone;	/* of the organization: whose month it is */
};

/*
 * Looks at everybody who has not left (provider_id 0) or at one provider, and keeps that it did:
 * lists, who, and what was found.  A match that was decided stays decided unless the list's row
 * changes, or more speaks for it than when it was decided.  New matches become tasks.
 *
 * *ret_result is {"lists","screened","matches"} (design.md, section 5): lists in force, and the open
 * matches among those found.  ERR_MISSING when no list is loaded.
 */
bool	screening_run(struct db *db, int64_t provider_id, const struct screening_by *by,
	    struct json **ret_result, struct err *err);

/* Which people and rows: open ones, or all. */
void	screening_query_matches(struct query *q, struct db *db, bool open_alone);
/* Open ones, the strongest first, or those that were decided, the latest first. */
void	screening_query_some(struct query *q, struct db *db, bool open, int64_t limit);
void	screening_query_match(struct query *q, struct db *db, int64_t match_id);

/* Words for --as: false (somebody else), true (the same), waived (the same, but waived), open. */
extern const char *const screening_decisions[];

/* A person's decision, with the reason.  ERR_MISSING: no such match; ERR_CONFLICT: it is so already. */
bool	screening_resolve(struct db *db, int64_t match_id, const char *decision, const char *reason,
	    const struct screening_by *by, struct err *err);

/* The same in the caller's transaction. */
bool	screening_decide(struct db *db, int64_t match_id, const char *decision, const char *reason,
	    const struct screening_by *by, struct err *err);

/*
 * Of one provider: the last look within a year (DAY_NONE: none), and how many matches stand that
 * were confirmed or, with "or_open", wait for a decision.
 */
bool	screening_last_day(struct db *db, int64_t provider_id, int32_t today_day,
	    int32_t *ret_day, struct err *err);
bool	screening_count_matches(struct db *db, int64_t provider_id, bool or_open,
	    int64_t *ret_matches, struct err *err);

/* Holds what is kept of each run against its digest; see store/verify.h. */
bool	screening_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

#endif
