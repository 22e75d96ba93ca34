/* screening_inside: what the files about screening share.  Nobody outside this room includes it. */
#ifndef STORE_SCREENING_INSIDE_H
#define STORE_SCREENING_INSIDE_H

#include "store/screening.h"

#define SUBJECT_PROVIDER	"provider"
#define SUBJECT_PARTY		"party"

/* What a run found of one of ours in one row. */
struct screening_found {
	const char	*subject_type;
	int64_t		 subject_id;
	const char	*who;		/* in words, for the task */
	const char	*list;
	int64_t		 entry_id;
	int		 rank, score;
	const char	*reasons_json;
};

/* Everybody who is screened, one after the other, in order of type and number. */
struct screening_subject {
	const char	*type;
	int64_t		 id;
	const char	*who;
	struct screened	 screened;
};
bool	screening_each_subject(struct db *db, int64_t provider_id,
	    bool (*each)(void *context, const struct screening_subject *subject, struct arena *a,
	    struct err *err), void *context, struct err *err);

/* In the caller's transaction: matches are added, seen again, or no longer seen. */
bool	screening_keep_found(struct db *db, int64_t run_id, int64_t provider_id,
	    const struct screening_found *found, size_t count, const struct screening_by *by,
	    struct err *err);

#endif
