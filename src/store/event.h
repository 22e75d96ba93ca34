/*
 * event: what happened to a case, stored before it is delivered.
 * The same dedup key of the same case is stored once; waiting events of a case go in the order of
 * (occurred_ms, event_id).
 */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include "db/db.h"

#define EVENT_NEVER_MS	INT64_MAX	/* next_ms of events whose case is stuck */

struct event {
	int64_t		 event_id, case_id;
	const char	*name, *dedup, *source;
	int64_t		 occurred_ms, received_ms;
	const char	*payload_json;
	const char	*status;		/* new, done, ignored, dead */
	int64_t		 tries, next_ms;
	const char	*error;
};

/* Stores it; *ret_event_id is 0 when this dedup key was there already. */
bool	event_add(struct db *db, const struct event *event, int64_t *ret_event_id, struct err *err);

/* Was an event with this dedup key of the case stored before? */
bool	event_is_known(struct db *db, int64_t case_id, const char *dedup, bool *ret_known,
	    struct err *err);

/* The one with this dedup key; ERR_MISSING when there is none. */
bool	event_find(struct db *db, int64_t case_id, const char *dedup, struct arena *a, struct event *ret_event,
	    struct err *err);

/* Cases that have such an event: a mail may have been told to several. */
bool	event_list_cases(struct db *db, const char *dedup, int64_t limit, struct arena *a, int64_t **ret_case_ids,
	    size_t *ret_count, struct err *err);

/* It was taken back: it stays, but what it told may be told again.  Its key begins with EVENT_FORGOTTEN then. */
#define EVENT_FORGOTTEN	"undone:"
bool	event_forget(struct db *db, int64_t event_id, struct err *err);

/* ERR_MISSING when there is none. */
bool	event_load(struct db *db, int64_t event_id, struct arena *a, struct event *ret_event,
	    struct err *err);

/* The first waiting event of a case; event_id is 0 when none waits. */
bool	event_next(struct db *db, int64_t case_id, struct arena *a, struct event *ret_event,
	    struct err *err);

/* Writes status, tries, next_ms and error. */
bool	event_save(struct db *db, const struct event *event, struct err *err);

/* All waiting events of a case: not before then. */
bool	event_postpone(struct db *db, int64_t case_id, int64_t next_ms, struct err *err);

/* Dead events of a case wait again from now (or, when skipped, stay away for good). */
bool	event_revive(struct db *db, int64_t case_id, bool skip, int64_t now_ms, struct err *err);

/* Cases with an event that may be delivered now, the oldest first. */
bool	event_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
	    int64_t **ret_case_ids, size_t *ret_count, struct err *err);

/* The newest events of a case with that status. */
bool	event_list(struct db *db, int64_t case_id, const char *status, int64_t limit,
	    struct arena *a, struct event **ret_events, size_t *ret_count, struct err *err);

/* When the next one may be tried; INSTANT_NONE when none waits. */
bool	event_next_due(struct db *db, int64_t *ret_ms, struct err *err);

#endif
