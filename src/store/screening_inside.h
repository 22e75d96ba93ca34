/* screening_inside: what the files about screening share.  Nobody outside this room includes it. */
#ifndef STORE_SCREENING_INSIDE_H
#define STORE_SCREENING_INSIDE_H

#include "base/hash.h"
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
	const char	*text;		/* the identity, as table screening_identity has it */
	struct screened	 screened;
};
bool	screening_each_subject(struct db *db, int64_t provider_id,
	    bool (*each)(void *context, const struct screening_subject *subject, struct arena *a,
	    struct err *err), void *context, struct err *err);

/*
 * Who was looked for under which names.  A run writes those alone that are others than before: one who
 * was screened in run N had the names of the latest row with from_run_id <= N.
 */
struct screening_identities {
	struct db	*db;
	int64_t		 provider_id;	/* 0: of everybody */
	struct query	 q;
	bool		 is_open;
	const char	*type;		/* the query is over these, */
	int64_t		 id;		/* and stands at this one; INT64_MAX: at its end */
};
/* Subjects come in their order.  *ret_changed: the last row says otherwise, or there is none. */
bool	screening_identity_compare(struct screening_identities *i, const struct screening_subject *s,
	    struct arena *a, bool *ret_changed, struct err *err);
bool	screening_identity_end(struct screening_identities *i, struct err *err);
bool	screening_identity_add(struct db *db, int64_t run_id, const char *type, int64_t id,
	    const char *text, struct err *err);

/* One subject's part of a run's digest. */
void	screening_identity_hash(struct hasher *hasher, const char *type, int64_t id,
	    const char *text);

/* In the caller's transaction: matches are added, seen again, or no longer seen. */
bool	screening_keep_found(struct db *db, int64_t run_id, int64_t provider_id,
	    const struct screening_found *found, size_t count, const struct screening_by *by,
	    struct err *err);

#endif
