/*
 * duplicate: providers who may be one person (core/duplicate.h), found by an index over their names and
 * births and by numbers that both carry, never by comparing all with all.  Whoever has left counts,
 * too; records that were merged and pairs that somebody called two people do not.
 */
#ifndef STORE_DUPLICATE_H
#define STORE_DUPLICATE_H

#include "db/db.h"

/*
 * An array of {"score","provider_id","npi","name","other_id","other_npi","other_name","reasons":[...]},
 * the highest score first, then by number: the same data give the same list.  provider_id is the older
 * record.  "provider_id" 0: all; else pairs with that one.
 */
bool	duplicate_list(struct db *db, int64_t provider_id, int score_min, struct json **ret_array,
	    struct err *err);

/* These two are two people: they are not listed again. */
bool	duplicate_deny(struct db *db, int64_t one_id, int64_t other_id, const char *reason,
	    const char *actor, int64_t now_ms, struct err *err);

#endif
