/*
 * sam_lookup: one provider asked about at SAM.gov (exclusions API, version 4; domain.md, section 7.2), under each of
 * their names.  What comes back is held against them by the same ladder as the extract; a match is a question to
 * a person.  It looks for names as they are written: near names are found in the extract ("screen run").
 */
#ifndef REGISTRY_SAM_LOOKUP_H
#define REGISTRY_SAM_LOOKUP_H

#include "base/json.h"
#include "registry/ask.h"
#include "registry/exclusion.h"

struct sam_wish {
	struct registry_way	 way;
	const char		*key;		/* of the account */
	int64_t			 provider_id;
};

/*
 * {"provider_id","asked":[{"asked_for","registry_lookup_id","at","is_kept","result","sha256"}],
 *  "matches":[{"rank","score","reasons","row"}]}, the likeliest first; a match becomes a task.  False as
 * registry_ask(); ERR_MISSING: no such provider; ERR_INPUT also where a name has too many records to be looked at.
 */
bool	sam_lookup(const struct sam_wish *wish, struct arena *a, struct json **ret_said, struct err *err);

/* One "excludedEntity" of an answer as a row of the extract.  False: it names nobody, or is over.  In "a". */
bool	sam_row_of_entity(const struct json *entity, int32_t today_day, struct arena *a,
	    struct exclusion_row *ret_row);

#endif
