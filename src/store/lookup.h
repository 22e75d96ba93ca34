/* lookup: what people type for a record ("1042", "CR-1042", an NPI, a payer's name) made into its id. */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include "db/db.h"

typedef bool lookup_fn(struct db *db, const char *word, int64_t *ret_id, struct err *err);

/* ERR_INPUT: this can be no id of the kind; ERR_MISSING: there is no such record. */
bool	lookup_case(struct db *db, const char *word, int64_t *ret_case_id, struct err *err);
bool	lookup_provider(struct db *db, const char *word, int64_t *ret_provider_id, struct err *err);
/* The record of that number itself, where a merge has put another one in its place. */
bool	lookup_provider_record(struct db *db, const char *word, int64_t *ret_provider_id,
	    struct err *err);
bool	lookup_payer(struct db *db, const char *word, int64_t *ret_payer_id, struct err *err);
bool	lookup_location(struct db *db, const char *word, int64_t *ret_location_id, struct err *err);

/* A record of that kind (core/record.h): by what is above, else by its number alone, which need not be there. */
bool	lookup_record(struct db *db, const char *kind, const char *word, int64_t *ret_id, struct err *err);

/* The last name, "" when there is no such provider. */
bool	lookup_provider_name(struct db *db, int64_t provider_id, struct arena *a,
	    const char **ret_last_name, struct err *err);

/* What the location of an organization is called here: the one that has its NPI, else the name that
 * is given, with the NPI behind it when another organization has the same name. */
bool	lookup_location_name(struct db *db, const char *group_npi, const char *name,
	    struct arena *a, const char **ret_name, struct err *err);

/* Is this the NPI of a provider here, or of a location's group?  *ret_provider_id is 0 for the latter. */
bool	lookup_npi_is_ours(struct db *db, const char *npi, bool *ret_ours, int64_t *ret_provider_id,
	    struct err *err);

#endif
