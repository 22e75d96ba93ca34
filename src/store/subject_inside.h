/*
 * subject_inside: what the files of store/subject share.  Nobody else includes this.
 */
#ifndef STORE_SUBJECT_INSIDE_H
#define STORE_SUBJECT_INSIDE_H

#include "store/subject.h"

/* What the loading of one subject carries along. */
struct subject_loading {
	struct db		*db;
	const struct subject_kind *kind;
	struct facts		*facts;
	struct subject		*subject;
	int64_t			 location_id;
};

/* What no column holds, when the rows are read: see workflow/subject.c. */
bool	subject_derive(struct subject_loading *l, const struct settings *settings, int32_t today_day,
	    struct err *err);

#endif
