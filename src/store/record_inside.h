/* record_inside: what the files of store/record share. */
#ifndef STORE_RECORD_INSIDE_H
#define STORE_RECORD_INSIDE_H

#include "store/record.h"

/* One record on its way into its row. */
struct record_write {
	struct db		*db;
	struct record		*r;
	const struct record_by	*by;
	int64_t			 id;		/* 0: not there yet */
	const char		**given;	/* for the columns: ids resolved, NULL is NULL */
	const char		**now;		/* the row as it is */
	const char		**next;		/* as it shall be */
};

/* The given values as columns hold them: other records as their ids. */
bool	record_resolve(struct record_write *w, struct err *err);

/* The id of the record with this key, 0 when there is none. */
bool	record_find(struct record_write *w, int64_t *ret_id, struct err *err);

/* Fields that follow from others, and what the row alone can tell to be wrong. */
bool	record_derive(struct record_write *w, struct err *err);

#endif
