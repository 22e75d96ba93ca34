/*
 * subject: what a workflow may be about, and which facts a guard, a letter or a variable may name.
 * The table is data for the lint (names and types) and for the store, which loads the values.
 * "subject.X" is a field of the subject itself; provider.*, payer.*, location.*, type.* and org.*
 * are there where the subject has them.
 */
#ifndef WORKFLOW_SUBJECT_H
#define WORKFLOW_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "workflow/value.h"

struct subject_field {
	const char	*name;		/* "subject.effective_day", "payer.email" */
	enum value_type	 type;
	bool		 optional;	/* may be absent: a guard must ask has() first */
	bool		 writable;	/* "set" in a workflow may change it */
};

struct subject_kind {
	const char			*name;		/* provider, credential, enrollment, duty */
	const struct subject_field	*field;
	size_t				 fields;
};

const struct subject_kind	*subject_find(const char *name);	/* NULL when unknown */
const struct subject_field	*subject_field_find(const struct subject_kind *kind, const char *name);
const struct subject_kind	*subject_list(size_t i);		/* NULL after the last */

#endif
