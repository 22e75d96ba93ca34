/* import: what a file that a person brings and one that a program sends have in common (import.c, api_import.c). */
#ifndef WEB_IMPORT_H
#define WEB_IMPORT_H

#include "core/record.h"
#include "store/import_draft.h"
#include "web/request.h"

/* What rows may be: "providers".  ERR_INPUT. */
bool	import_find_kind(const char *plural, const struct record_kind **ret_kind, struct err *err);

/* Keeps the one file that came with the request, sealed, with a row of its own ("new"); d has its kind, sheet and map.
 * "name": what it is called; NULL: as it came. */
bool	import_keep(struct request *r, struct import_draft *d, const char *name, struct err *err);

/* The one of the address; ERR_AUTH: somebody else brought it, who alone sees its rows. */
bool	import_load_mine(struct request *r, struct import_draft *d, const struct record_kind **ret_kind, struct err *err);

/* Its rows go in, by an errand (import_run.h).  ERR_AUTH: a column holds what whoever asks does not see. */
bool	import_begin_taking(struct request *r, struct reply *reply, struct import_draft *d, const struct record_kind *kind,
	    struct err *err);

#endif
