/* lookup: what people type for a record ("1042", "CR-1042", an NPI, a payer's name) made into its id. */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include "db/db.h"

/* ERR_INPUT: this can be no id of the kind; ERR_MISSING: there is no such record. */
bool	lookup_case(struct db *db, const char *word, int64_t *ret_case_id, struct err *err);
bool	lookup_provider(struct db *db, const char *word, int64_t *ret_provider_id, struct err *err);
bool	lookup_payer(struct db *db, const char *word, int64_t *ret_payer_id, struct err *err);
bool	lookup_location(struct db *db, const char *word, int64_t *ret_location_id, struct err *err);

#endif
