/* changed: records that the start rules and open cases have to look at again; drained by the tick. */
#ifndef STORE_CHANGED_H
#define STORE_CHANGED_H

#include "db/db.h"

/* Every function of store/ that changes a provider, credential or enrollment calls this in the same
 * transaction.  subject_type: "provider", "credential", "enrollment", "duty", "agreement". */
bool	changed_mark(struct db *db, const char *subject_type, int64_t subject_id, int64_t now_ms,
	    struct err *err);

/* All records of a kind: after a workflow about them was published. */
bool	changed_mark_all(struct db *db, const char *subject_type, int64_t now_ms, struct err *err);

/* What belongs to a provider: its credentials and enrollments. */
bool	changed_mark_of_provider(struct db *db, int64_t provider_id, int64_t now_ms,
	    struct err *err);

/* The enrollments with a payer, or at a location. */
bool	changed_mark_of_payer(struct db *db, int64_t payer_id, int64_t now_ms, struct err *err);
bool	changed_mark_of_location(struct db *db, int64_t location_id, int64_t now_ms,
	    struct err *err);

/* The credentials of the provider of an enrollment: they lean on when a payer decides. */
bool	changed_mark_credentials(struct db *db, int64_t enrollment_id, int64_t now_ms,
	    struct err *err);

struct changed { int64_t changed_id, subject_id, at_ms; const char *subject_type; };

/* The oldest "limit" ones. */
bool	changed_list(struct db *db, int64_t limit, struct arena *a, struct changed **ret_items,
	    size_t *ret_count, struct err *err);
bool	changed_remove(struct db *db, int64_t changed_id, struct err *err);

#endif
