/*
 * overview: what a page shows of one provider or one case, each list bounded by a limit.  Every
 * function opens the query; the caller ends it.
 */
#ifndef STORE_OVERVIEW_H
#define STORE_OVERVIEW_H

#include "db/db.h"

/* Providers whose name or NPI holds the text (NULL: all), by name, with how many cases are open; those behind
 * that one (0: from the first). */
void	overview_query_providers(struct query *q, struct db *db, const char *find, int64_t after_id,
	    int64_t limit);

/* Open cases, those first that have been in their state for longest; NULL, and 0 as the version's number, narrow
 * nothing; 0 begins with the first. */
void	overview_query_open(struct query *q, struct db *db, const char *workflow, const char *state,
	    int64_t definition_id, int64_t after_id, int64_t limit);

/* How many open cases are in each state of each workflow. */
void	overview_query_counts(struct query *q, struct db *db);

/* Open cases of a provider, then those that ended last. */
void	overview_query_cases(struct query *q, struct db *db, int64_t provider_id, int64_t limit);

/* What happened to a provider, the latest first: moves of cases, letters, mail. */
void	overview_query_timeline(struct query *q, struct db *db, int64_t provider_id, int64_t limit);

/* Steps of a case with the events that caused them, the latest first. */
/* Did a person, a mail or a move change the case after that step?  Notes, and timers that left it where it was, count
 * for nothing. */
bool	overview_acted_since(struct db *db, int64_t case_id, int64_t seq, bool *ret_acted, struct err *err);
void	overview_query_steps(struct query *q, struct db *db, int64_t case_id, int64_t limit);

/* Letters and mail of a case with their texts, the latest first. */
void	overview_query_mail(struct query *q, struct db *db, int64_t case_id, int64_t limit);

/* Cases that this one opened, and the one that opened it. */
void	overview_query_kin(struct query *q, struct db *db, int64_t case_id, int64_t limit);

#endif
