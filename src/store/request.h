/*
 * request: requests to other systems, from the step that asks for one to the answer of the server.
 *
 *	ready -> sending -> done | failed | held | ready again
 *
 * What must not be broken: no byte goes out before request_mark() is on the disk, so that what is found
 * "sending" may have arrived.
 */
#ifndef STORE_REQUEST_H
#define STORE_REQUEST_H

#include "db/db.h"

struct webhook_request {
	int64_t		 request_id, case_id, seq, ord;
	const char	*rule, *name;
	const char	*webhook;		/* name in the settings */
	const char	*idem;			/* identity from the cause */
	const char	*body;			/* JSON */
	const char	*idempotent;		/* key, natural, no */
	const char	*status, *reason;
	int64_t		 next_ms, expires_ms, tries, created_ms;
};

/* Adds it; the same idem again changes nothing and gives the same id. */
bool	request_add(struct db *db, const struct webhook_request *request, int64_t *ret_request_id, struct err *err);

/* ERR_MISSING when there is none. */
bool	request_load(struct db *db, int64_t request_id, struct arena *a, struct webhook_request *ret_request,
	    struct err *err);

/* Ready and due, the oldest first; those that a sender left; at most "limit". */
bool	request_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
	    struct webhook_request **ret_requests, size_t *ret_count, struct err *err);
bool	request_list_left(struct db *db, int64_t limit, struct arena *a, struct webhook_request **ret_requests,
	    size_t *ret_count, struct err *err);

/* When the next one may go; INSTANT_NONE when none waits. */
bool	request_next_due(struct db *db, int64_t *ret_ms, struct err *err);

/* ready -> sending.  *ret_marked is false when it must not go any more. */
bool	request_mark(struct db *db, int64_t request_id, bool *ret_marked, struct err *err);

/* What became of it. */
struct request_end {
	int64_t		 request_id;
	const char	*status, *reason;	/* reason NULL: none */
	int64_t		 next_ms, sent_ms;	/* sent_ms INSTANT_NONE: it was not taken */
	int		 http_status;		/* 0: no answer */
};
bool	request_settle(struct db *db, const struct request_end *end, struct err *err);

/* A try, numbered by itself. */
struct request_try {
	int64_t		 request_id, started_ms, ended_ms;
	const char	*outcome, *reply;
	int		 http_status;
};
bool	request_add_try(struct db *db, const struct request_try *attempt, struct err *err);

/* A case was cancelled: what has not left yet stays. */
bool	request_cancel(struct db *db, int64_t case_id, const char *reason, struct err *err);

/* Holds all that wait; lets those go that are held for this reason. */
bool	request_hold_all(struct db *db, const char *reason, struct err *err);
bool	request_release_held(struct db *db, const char *reason, struct err *err);

/* A held one may go now, until then. */
bool	request_release(struct db *db, int64_t request_id, int64_t now_ms, int64_t expires_ms, struct err *err);

/* Rows for lists, the newest first; status NULL: all.  Opens the query; the caller ends it. */
void	request_query_list(struct query *q, struct db *db, const char *status, int64_t case_id);
void	request_query_one(struct query *q, struct db *db, int64_t request_id);
void	request_query_tries(struct query *q, struct db *db, int64_t request_id);

#endif
