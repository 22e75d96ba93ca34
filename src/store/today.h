/*
 * today: what a person looks at first: what is due, what came in, what waits for a hand, what happens
 * by itself next.  Each list is a few index look-ups, however much sleeps.  Every function opens the
 * query; the caller ends it.
 */
#ifndef STORE_TODAY_H
#define STORE_TODAY_H

#include "db/db.h"

/* Open tasks and deadlines until that day, tasks without a day last.  "person": only the tasks of whoever
 * has that name, and deadlines of that person's cases; "": tasks of nobody, no deadlines; NULL: all. */
void	today_query_due(struct query *q, struct db *db, int32_t until_day, const char *person,
	    int64_t limit);

/* Who has open tasks, and how many; those of nobody have no name. */
void	today_query_people(struct query *q, struct db *db, int64_t limit);

/* Mail that came since then, the newest first; and mail that nobody's case was found for. */
void	today_query_mail(struct query *q, struct db *db, int64_t since_ms, int64_t limit);
void	today_query_unmatched(struct query *q, struct db *db, int64_t limit);

/* Letters that wait for a person: held, or sent without an answer. */
void	today_query_held(struct query *q, struct db *db, int64_t limit);

/* Cases that the engine gave up on until a person looks. */
void	today_query_stuck(struct query *q, struct db *db, int64_t limit);

/* Matches with exclusion lists that wait for a decision, the strongest first. */
void	today_query_screening(struct query *q, struct db *db, int64_t limit);

/* Armed timers, the next one first. */
void	today_query_next(struct query *q, struct db *db, int64_t limit);

/* Is anything there at all?  One row: has_providers, has_payers, has_cases. */
void	today_query_empty(struct query *q, struct db *db);

#endif
