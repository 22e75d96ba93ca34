/*
 * case: one subject walking through one workflow, from opening to its end.
 * Reads and writes rows; what a case may do next is decided in workflow/step.h, and only the engine
 * writes here (engine/engine.h).
 */
#ifndef STORE_CASE_FILE_H
#define STORE_CASE_FILE_H

#include "db/db.h"
#include "workflow/step.h"

struct case_file {			/* "case" is a word of C and of SQL */
	int64_t		 case_id;
	int64_t		 definition_id;
	const char	*workflow;
	const char	*subject_type;
	int64_t		 subject_id;
	int64_t		 provider_id, payer_id;		/* of the subject; 0: none */
	int64_t		 parent_case_id;		/* 0: none */
	const char	*parent_event;			/* NULL: the parent is not told */
	bool		 is_bound_to_parent;		/* cancelled when the parent ends */
	const char	*state;
	int64_t		 rev;				/* grows by one with each step */
	const char	*vars_json;
	const char	*status;			/* open, done, cancelled, stuck */
	const char	*stuck_reason;
	int64_t		 paused_ms;			/* INSTANT_NONE: running */
	const char	*owner;
	int64_t		 entered_ms, opened_ms, closed_ms;
	const char	*hash;				/* head of the history's chain */
};

/* Fills *ret_case; its texts live in "a".  ERR_MISSING when there is none. */
bool	case_load(struct db *db, int64_t case_id, struct arena *a, struct case_file *ret_case,
	    struct err *err);

/* Adds an open case.  ERR_CONFLICT when the subject has one in this workflow. */
bool	case_add(struct db *db, const struct case_file *c, int64_t *ret_case_id, struct err *err);

/* Writes what a step changes: rev, vars, hash; and where it has moved, state, status, entered and
 * closed.  ERR_CONFLICT when the row's rev is not rev_before: somebody changed the case since. */
bool	case_save(struct db *db, const struct case_file *c, int64_t rev_before, bool has_moved,
	    struct err *err);

/* 0 when the subject has no open case in the workflow. */
bool	case_find_open(struct db *db, const char *workflow, const char *subject_type,
	    int64_t subject_id, int64_t *ret_case_id, struct err *err);

/* Open cases about a record. */
struct case_ref { int64_t case_id, definition_id, rev; };
bool	case_list_of_subject(struct db *db, const char *subject_type, int64_t subject_id,
	    struct arena *a, struct case_ref **ret_refs, size_t *ret_count, struct err *err);

/* How many cases of the workflow the subject got since then, open or not. */
bool	case_count_opened(struct db *db, const char *workflow, const char *subject_type,
	    int64_t subject_id, int64_t since_ms, int64_t *ret_count, struct err *err);

/* How often things exist, for guards: "task", each open one; "email", ever asked for, and "child", open cases
 * that this one started, by name. */
bool	case_list_counts(struct db *db, int64_t case_id, struct arena *a,
	    struct named_count **ret_counts, size_t *ret_count, struct err *err);

/* INSTANT_NONE: runs again. */
bool	case_set_paused(struct db *db, int64_t case_id, int64_t paused_ms, struct err *err);

/* NULL: open again. */
bool	case_set_stuck(struct db *db, int64_t case_id, const char *reason, struct err *err);
/* A case that ended while its start rule was true: the rule must have been false before it begins
 * another one, or what a person ended would begin again the next day. */
bool	case_spend_start(struct db *db, int64_t case_id, struct err *err);
bool	case_is_start_spent(struct db *db, const char *workflow, const char *subject_type,
	    int64_t subject_id, bool *ret_spent, struct err *err);
bool	case_renew_start(struct db *db, const char *workflow, const char *subject_type,
	    int64_t subject_id, struct err *err);
/* Pins it to another version of its workflow; a history row has to say so. */
bool	case_set_definition(struct db *db, int64_t case_id, int64_t definition_id, struct err *err);

/* Open and stuck cases of a workflow that are pinned to another version (of one only, when from_id is not 0),
 * in order of case_id. */
bool	case_list_elsewhere(struct db *db, const char *workflow, int64_t definition_id, int64_t from_id,
	    struct arena *a, int64_t **ret_ids, size_t *ret_count, struct err *err);

/* All cases that a workflow ever had. */
bool	case_list_of_workflow(struct db *db, const char *workflow, struct arena *a, int64_t **ret_ids,
	    size_t *ret_count, struct err *err);

/* Those that were moved to this version, whatever they did since. */
bool	case_list_migrated(struct db *db, const char *workflow, int64_t definition_id, struct arena *a,
	    int64_t **ret_ids, size_t *ret_count, struct err *err);

bool	case_set_owner(struct db *db, int64_t case_id, const char *owner, struct err *err);

/*
 * Rows for lists: case_id, workflow, version, state, status, subject and names, next_due_ms ...
 * Opens the query; the caller ends it.  0 and NULL filter nothing.
 */
struct case_filter {
	int64_t		 provider_id, payer_id;
	const char	*workflow, *state;
	bool		 open_only;
};
void	case_query_list(struct query *q, struct db *db, const struct case_filter *filter);
void	case_query_of_subject(struct query *q, struct db *db, const char *subject_type,
	    int64_t subject_id);
void	case_query_one(struct query *q, struct db *db, int64_t case_id);

#endif
