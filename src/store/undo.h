/*
 * undo: what a person may take back for a while.  An act has items, one for each thing that it changed; here stands
 * only what they were.  Whether that can be had again is found out when somebody asks: web/undo.c.
 */
#ifndef STORE_UNDO_H
#define STORE_UNDO_H

#include "db/db.h"

#define UNDO_FOR_MS	(10 * MS_PER_MINUTE)	/* how long the button stands */

enum undo_kind { UNDO_TASK_ASSIGN, UNDO_TASK_MOVE, UNDO_TASK_DONE, UNDO_MAIL_ATTACH, UNDO_MAIL_HANDLED, UNDO_KINDS };

struct undo_item {
	enum undo_kind	 kind;
	int64_t		 object_id;
	const char	*was, *became;	/* "": nobody, no day */
	int64_t		 case_id;	/* 0: no case was told */
	const char	*before_json;	/* of engine_remember() */
};

/* Adds an act, in the caller's transaction; forgets those whose time is long over. */
bool	undo_add(struct db *db, const char *actor, const struct undo_item *item, size_t count, int64_t now_ms,
	    int64_t *ret_undo_id, struct err *err);

/* May that person take it back now?  False also where it cannot be read. */
bool	undo_is_offered(struct db *db, int64_t undo_id, const char *actor, int64_t now_ms);

/* Its items, the last first.  ERR_MISSING: there is none of that person; ERR_CONFLICT: its time is over, or it was
 * taken back already. */
bool	undo_load(struct db *db, int64_t undo_id, const char *actor, int64_t now_ms, struct arena *a,
	    struct undo_item **ret_items, size_t *ret_count, struct err *err);

/* It was taken back, as far as it could be. */
bool	undo_close(struct db *db, int64_t undo_id, int64_t now_ms, struct err *err);

#endif
