/* document_list: documents for people who decide them, the newest first, a page at a time. */
#ifndef STORE_DOCUMENT_LIST_H
#define STORE_DOCUMENT_LIST_H

#include "db/db.h"

struct document_wish {
	const char	*status;		/* NULL: any */
	int64_t		 provider_id;		/* 0: of anybody */
	int64_t		 document_id;		/* 0: not that one alone */
	int64_t		 before_id;		/* 0: from the newest; else those before it */
};

/*
 * Rows: the document's columns, whose it is, "replaces_name" (the version before), "next_id" and "next_status" (the
 * version that came after).  Opens the query; the caller ends it.
 */
void	document_query_list(struct query *q, struct db *db, const struct document_wish *wish, int64_t limit);

#endif
