/*
 * search: one box over names, NPI, payers, reference and credential numbers, mail, letters and notes
 * (schema/0022_search.sql).  Results come by kind, the newest of each first; every look is bounded, however many
 * records hold the words.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "db/db.h"

enum search_kind {
	SEARCH_PROVIDER, SEARCH_PAYER, SEARCH_ENROLLMENT, SEARCH_CREDENTIAL, SEARCH_MESSAGE,
	SEARCH_LETTER, SEARCH_NOTE, SEARCH_KINDS
};

/*
 * Brings the index up to date: reads again up to "limit" records that changed since (search_stale), in a
 * transaction of its own.  *ret_left: are there more?
 */
bool		 search_refresh(struct db *db, int64_t limit, bool *ret_left, struct err *err);

/* "O'Brien 1234" as the index understands it: all of the words, each from its beginning; NULL when
 * there is no word among them.  In "a". */
const char	*search_words(const char *text, struct arena *a);

/*
 * Records of that kind with all of the words (search_words()), older than record "before_id" (0: all).
 * Rows: id, title, detail, text (what was found in, its beginning), at_ms, case_id, provider_id.
 * Opens the query; the caller ends it.
 */
void		 search_query(struct query *q, struct db *db, enum search_kind kind, const char *words,
		    int64_t before_id, int64_t limit);

#endif
