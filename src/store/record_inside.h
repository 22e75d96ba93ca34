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

/* The index of a field by its name. */
size_t		 record_at(const struct record_write *w, const char *name);

/* A given part of the key; NULL when it is not given. */
const char	*record_given(const struct record_write *w, const char *name);

/* Letter case, accents and blanks aside; of a number also its signs. */
const char	*record_fold(const struct record_write *w, const char *text);
const char	*record_fold_number(const struct record_write *w, const char *number);

/* "last first" of a person, the name of a firm, folded. */
const char	*record_party_name(const struct record_write *w, const char *last, const char *first,
		    const char *business);

/* The one owner that is given, as the columns have it; ERR_INPUT for several, or for none of them when there
 * must be one. */
bool		 record_set_owner(struct record_write *w, bool must, struct err *err);

/* The given values as columns hold them: other records as their ids. */
bool	record_resolve(struct record_write *w, struct err *err);

/* The id of the record with this key, 0 when there is none. */
bool	record_find(struct record_write *w, int64_t *ret_id, struct err *err);

/* Fields that follow from others, and what the row alone can tell to be wrong. */
bool	record_derive(struct record_write *w, struct err *err);

/* After an update: payers and registries that must hear of it (record_notice.c). */
bool	record_note_change(struct record_write *w, struct err *err);

#endif
