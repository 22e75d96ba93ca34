/* verification: the log of what primary sources said (schema/0055_verification.sql); its rows come by triggers. */
#ifndef STORE_VERIFICATION_H
#define STORE_VERIFICATION_H

#include "db/db.h"

struct verification_proof {
	const char	*contact;	/* who was spoken to; NULL: nobody */
	int64_t		 document_id;	/* the evidence; 0: none */
	const char	*source;	/* whom the catalog names as its source, where the credential names none; NULL: nobody */
};

/*
 * What belongs to the finding that was noted at that instant, in the caller's transaction: a finding that says the same
 * as the last one gets its row here.  ERR_MISSING: no such document; ERR_INPUT: it is another provider's.
 */
bool	verification_prove(struct db *db, int64_t credential_id, const struct verification_proof *proof, int64_t now_ms,
	    struct err *err);

/* Of a credential, the newest first. */
void	verification_query_list(struct query *q, struct db *db, int64_t credential_id);

#endif
