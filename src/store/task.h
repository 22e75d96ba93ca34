/* task: what a person is asked to do, for a case or about the program itself. */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include "db/db.h"

struct task {
	int64_t		 task_id;
	int64_t		 case_id, seq;		/* 0: about the program itself */
	const char	*rule, *name, *title, *role, *assignee;
	int32_t		 due_day;		/* DAY_NONE: none */
	bool		 is_escalation;
	const char	*event;			/* that the case gets when it is done; NULL: none */
	const char	*status;		/* open, done, cancelled */
	int64_t		 created_ms, closed_ms;
	const char	*closed_by;
};

/* Adds an open task.  When one of that case, name, title and role is open, that one's id is given. */
bool	task_add(struct db *db, const struct task *task, int64_t *ret_task_id, struct err *err);

/* ERR_MISSING when there is none. */
bool	task_load(struct db *db, int64_t task_id, struct arena *a, struct task *ret_task,
	    struct err *err);

/* Ends the open tasks of that name of a case; name NULL: all that steps before "seq" made. */
bool	task_close(struct db *db, int64_t case_id, const char *name, int64_t seq, const char *status,
	    const char *by, int64_t now_ms, struct err *err);

/* An open one that was there already (task_add) becomes the task of this step. */
bool	task_take_over(struct db *db, int64_t task_id, int64_t seq, const char *rule, struct err *err);

/* Ends the open ones of that name, of whatever case: for names that are unique, as "letter 17". */
bool	task_end_named(struct db *db, const char *name, const char *by, int64_t now_ms,
	    struct err *err);

/* Ends one.  ERR_CONFLICT when it is not open, ERR_MISSING when there is none. */
bool	task_end(struct db *db, int64_t task_id, const char *status, const char *by, int64_t now_ms,
	    struct err *err);

/* One that was done is open again.  ERR_CONFLICT when it was not done then, or the same was asked for since. */
bool	task_reopen(struct db *db, int64_t task_id, int64_t closed_ms, int64_t now_ms, struct err *err);

/* A step is taken back: was something done that it asked for?  What it asked for is not wanted any more, and the
 * tasks of that name that it closed are open again. */
bool	task_has_done(struct db *db, int64_t case_id, int64_t seq, bool *ret_done, struct err *err);
bool	task_cancel_of_step(struct db *db, int64_t case_id, int64_t seq, const char *by, int64_t now_ms,
	    struct err *err);
bool	task_reopen_closed(struct db *db, int64_t case_id, const char *name, int64_t closed_ms, int64_t now_ms,
	    struct err *err);

/* To another day: the same event in calendars, a version later; to the same day changes nothing.
 * ERR_CONFLICT when it is not open, ERR_MISSING when there is none. */
bool	task_move(struct db *db, int64_t task_id, int32_t due_day, const char *actor, int64_t now_ms, struct err *err);

/* To somebody who can have a task (user_check_assignee()); NULL: to nobody.  Both are logged, in the caller's
 * transaction. */
bool	task_assign(struct db *db, int64_t task_id, const char *assignee, const char *actor, int64_t now_ms,
	    struct err *err);

/* Rows for lists, the most urgent first.  Opens the query; the caller ends it.  Absent filters: 0, NULL. */
struct task_filter {
	int64_t		 case_id, provider_id;
	const char	*role, *assignee, *status;
	int32_t		 until_day;		/* due by then, or without a day; DAY_NONE: any */
};
void	task_query_list(struct query *q, struct db *db, const struct task_filter *filter);
void	task_query_open(struct query *q, struct db *db, int64_t case_id);	/* those of a case that are open */

#endif
