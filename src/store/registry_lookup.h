/* registry_lookup: questions to public registries and their answers, kept as evidence. */
#ifndef STORE_REGISTRY_LOOKUP_H
#define STORE_REGISTRY_LOOKUP_H

#include "db/db.h"

struct registry_lookup {
	int64_t		 registry_lookup_id;
	const char	*registry, *asked_for;	/* as the table has them */
	int64_t		 provider_id;		/* 0: nobody of ours */
	int64_t		 at_ms;
	const char	*actor;
	const char	*result;		/* found, none, failed */
	const char	*reason;		/* why it failed; NULL */
	int64_t		 again_ms;		/* no question before; 0: at any time */
	const char	*sha256, *answer;	/* NULL when it failed */
};

/* With its row in the audit log, in the caller's transaction; fills the number. */
bool	registry_lookup_add(struct db *db, struct registry_lookup *lookup, struct err *err);

/* The latest that was answered at or after that time; *ret_lookup is NULL when there is none. */
bool	registry_lookup_latest(struct db *db, const char *registry, const char *asked_for,
	    int64_t since_ms, struct arena *a, struct registry_lookup **ret_lookup, struct err *err);

/* Since when that registry may be asked again; 0: at any time. */
bool	registry_lookup_again(struct db *db, const char *registry, int64_t *ret_again_ms, struct err *err);

/* Rows, the newest first: registry_lookup_id, registry, asked_for, provider_id, at_ms, actor, result, reason, sha256; of a
 * provider (0: of all), of one registry (NULL: of all).  Of one alone with its "answer", as it came. */
void	registry_lookup_query_list(struct query *q, struct db *db, int64_t provider_id, const char *registry);
void	registry_lookup_query_one(struct query *q, struct db *db, int64_t registry_lookup_id);

#endif
