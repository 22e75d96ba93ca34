/*
 * record_list: rows of the nouns that people keep, for lists and for looking at one.  Columns are named
 * as in schema/README.md, with the names of the provider and payer beside their ids; birth_day is
 * in none of them, because everybody sees lists.  Writing: store/record.h.
 */
#ifndef STORE_RECORD_LIST_H
#define STORE_RECORD_LIST_H

#include "db/db.h"

/* What a list is narrowed to; 0, NULL and DAY_NONE narrow nothing, nor does what the noun lacks. */
struct record_filter {
	int64_t		 id;			/* this one alone, with all its columns */
	int64_t		 provider_id, payer_id, location_id;
	const char	*npi;
	const char	*name;			/* a part of it, letter case and accents aside */
	const char	*state;			/* 2 letters */
	const char	*type;			/* key of the catalog */
	const char	*kind;			/* of a payer, document or background */
	const char	*status;
	const char	*relation;		/* of a party */
	int32_t		 expires_by_day;	/* last day on or before it; also those long past */
	int32_t		 due_by_day;		/* of an agreement: something is due on or before it */
};

/* kind: "provider", "payer", "location", "credential", "enrollment", "contact",
 * "document", "party", "agreement" or "background".  Opens the query; the caller ends it. */
void	record_query_list(struct query *q, struct db *db, const char *kind,
	    const struct record_filter *filter);

/* Former names and aliases of a provider. */
void	record_query_names(struct query *q, struct db *db, int64_t provider_id);

#endif
