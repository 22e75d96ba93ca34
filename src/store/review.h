/*
 * review: the weekly review: the figures of the report "weekly" beside those of the last review, the actions
 * that were written down and what became of them.  A week is its Monday.
 */
#ifndef STORE_REVIEW_H
#define STORE_REVIEW_H

#include "core/settings.h"
#include "db/db.h"

#define REVIEW_ACTIONS_USUAL	3	/* more than that a week, and fewer get done */

int32_t	review_week(int32_t day);

/*
 * What the review of that day's week shows:
 *	{"week","since","until",
 *	 "figures":[{"name","label","unit","value","before"}],	before: in the last review that kept them; or null
 *	 "carried":[action ...],	of earlier weeks, still open; "weeks" says for how long
 *	 "actions":[action ...],	of this week, open or not
 *	 "closed":[action ...],		of earlier weeks, closed since the Monday before this one
 *	 "duties":[{"key","title","next_day"}]}	of the practice, due until the end of the week
 * An action is {"review_action_id","week_day","text","owner","due_day","status","outcome","created_by","closed_by",
 * "closed_ms","weeks","is_late"}.
 */
bool	review_load(struct db *db, const struct settings *settings, int32_t today_day,
	    struct json **ret_review, struct err *err);

/* Keeps the figures of a week, once. */
bool	review_keep_figures(struct db *db, const struct json *review, int64_t now_ms, struct err *err);

/* Opens its own transaction, and keeps the figures of the week with its first action.  ERR_INPUT: no text. */
struct review_action { const char *text, *owner; int32_t due_day; };
bool	review_add(struct db *db, const struct settings *settings, const struct review_action *action,
	    const char *actor, int64_t now_ms, int64_t *ret_review_action_id, struct err *err);

/* Done, with what came of it; or dropped, with the reason, which must be there.  Opens its own transaction.
 * ERR_MISSING: no such action; ERR_CONFLICT: it is closed. */
bool	review_close(struct db *db, int64_t review_action_id, bool is_done, const char *outcome,
	    const char *actor, int64_t now_ms, struct err *err);

/* Figures that were kept since the week of that day, the oldest first: week_day, name, value.  Opens the query; the
 * caller ends it. */
void	review_query_figures(struct query *q, struct db *db, int32_t since_day);

/* The row.  Opens the query; the caller ends it. */
void	review_query_one(struct query *q, struct db *db, int64_t review_action_id);

#endif
