/*
 * attached: the documents that go with a letter.  For each kind that the letter names ("w9, coi") the newest
 * document of the case's provider that a person accepted, whose bytes are kept here; what was rejected, replaced
 * or has ended never leaves.
 */
#ifndef STORE_ATTACHED_H
#define STORE_ATTACHED_H

#include "db/db.h"

struct attached {
	const char	*kind;
	int64_t		 document_id;		/* 0: there is none of this kind */
	const char	*name, *sha256, *content_type;
	int64_t		 bytes;
	const char	*problem;		/* why it cannot go; NULL: it can */
};

/* One for each kind, in their order.  "kinds" NULL: none. */
bool	attached_find(struct db *db, int64_t case_id, const char *kinds, struct arena *a,
	    struct attached **ret_list, size_t *ret_count, struct err *err);

/* Those that attached_save() wrote for this letter, held against what their documents are now. */
bool	attached_load(struct db *db, int64_t outbox_id, struct arena *a, struct attached **ret_list,
	    size_t *ret_count, struct err *err);
bool	attached_save(struct db *db, int64_t outbox_id, const struct attached *list, size_t count,
	    struct err *err);

/* Why the letter has to wait, in "a": the first problem, or more bytes in all than bytes_max.  NULL: it need not. */
const char	*attached_objection(const struct attached *list, size_t count, int64_t bytes_max,
		    struct arena *a);

#endif
