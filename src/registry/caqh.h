/*
 * caqh: the status of profiles at CAQH (domain.md, section 3): by its roster interface where there is a contract,
 * one provider a question; else from a file that was downloaded, CSV or JSON, in the columns of that interface.
 */
#ifndef REGISTRY_CAQH_H
#define REGISTRY_CAQH_H

#include "base/csv.h"
#include "registry/ask.h"
#include "store/import.h"

/* Takes a file of statuses; whose number is nobody's here is refused, the row alone.  False as the other imports. */
bool	caqh_import(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
	    struct err *err);

/* Asks about one and takes the answer in.  False as registry_ask(). */
struct caqh_wish {
	struct registry_way way;
	const char	*caqh_id;
	int64_t		 provider_id;
	const char	*password;	/* of the account in the settings */
};
bool	caqh_lookup(const struct caqh_wish *wish, struct import *in, struct arena *a,
	    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err);

#endif
