/*
 * agenda: what lies on the days ahead: open deadlines, and open tasks with a day (kind "followups").  Every
 * function opens the query; the caller ends it.
 */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include "db/db.h"

/* How many lie on each day between the two: "day", "count".  kind NULL: all. */
void	agenda_query_counts(struct query *q, struct db *db, int32_t from_day, int32_t until_day,
	    const char *kind);

/* Those of the days between the two, by day, behind the row ("what", "id") of "after_day" that was seen
 * last (NULL: from the first).  Rows: what, id, title, day, kind, case_id and whose case it is. */
struct agenda_after { int32_t day; const char *what; int64_t id; };
void	agenda_query_list(struct query *q, struct db *db, int32_t from_day, int32_t until_day,
	    const char *kind, const struct agenda_after *after, int64_t limit);

#endif
