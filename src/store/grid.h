/*
 * grid: the edges of the table of providers against payers or sites; what stands in its cells is
 * billable.h's matter.  Every function opens the query; the caller ends it.
 */
#ifndef STORE_GRID_H
#define STORE_GRID_H

#include "db/db.h"

/* Providers who have not left, by name; with a word in their name or NPI (NULL: all), after that
 * provider (0: from the first). */
void	grid_query_providers(struct query *q, struct db *db, const char *find, int64_t after_id,
	    int64_t limit);

/* Payers and sites that are not retired, by name: "id", "name". */
void	grid_query_payers(struct query *q, struct db *db, int64_t offset, int64_t limit);
void	grid_query_sites(struct query *q, struct db *db, int64_t offset, int64_t limit);

#endif
