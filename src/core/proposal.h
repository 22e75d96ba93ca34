/*
 * proposal: which of the things that are asked of a provider a file may be that came by mail: by its name, by what the
 * mail says, by what is missing, by who sent it and by what its bytes are.  Each sign alone may be chance; the
 * proposal is for a person's eyes, says why, and decides nothing.  Pure.
 */
#ifndef CORE_PROPOSAL_H
#define CORE_PROPOSAL_H

#include "core/requirement.h"

struct proposal_file {
	const char	*name;			/* the sender's word */
	const char	*type;			/* by its bytes */
	const char	*subject, *text;	/* of the mail: without what it quotes */
};

/* Something that is asked for. */
struct proposal_item {
	const struct requirement *requirement;
	const char	*document;		/* as what a copy of it is kept (credential_types.yaml); NULL: by its label */
	bool		 is_missing;		/* not there, or not in date */
	bool		 is_from_source;	/* the mail came from whoever verifies it */
};

struct proposal {
	const char	*kind;		/* of a document: "certificate of insurance" */
	const char	*because;	/* "its name says so; it is missing" */
};

/* NULL kind: nothing fits, or two things equally well.  Texts live in "a" or in the requirements. */
struct proposal	proposal_find(const struct proposal_item *items, size_t count,
		    const struct proposal_file *file, struct arena *a);

#endif
