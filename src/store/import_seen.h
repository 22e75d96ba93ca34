/*
 * import_seen: what the rows of one file have said so far, so that a file which contradicts itself does not change a
 * record to and fro each time it is imported: of two rows about one record the first that says something counts.
 * A few bytes a cell are kept, as hashes; nothing of it outlives the import.
 */
#ifndef STORE_IMPORT_SEEN_H
#define STORE_IMPORT_SEEN_H

#include "core/record.h"

struct import_seen;
struct import_seen *import_seen_new(void);
void	import_seen_free(struct import_seen *s);

/* A row begins; import_seen_back() forgets what was added since, as of a row that was refused. */
void	import_seen_begin(struct import_seen *s);
void	import_seen_back(struct import_seen *s);

/* The line of an earlier row that gave this field of this record another value; 0: none did.  Records are one by the
 * key that they give (FIELD_KEY). */
int	import_seen_otherwise(const struct import_seen *s, const struct record *r, size_t field);

/* The row at "line" says this. */
void	import_seen_add(struct import_seen *s, const struct record *r, int line);

#endif
