/* lookup: what the commands that ask registries share. */
#ifndef CMD_LOOKUP_H
#define CMD_LOOKUP_H

#include "cmd/cmd.h"
#include "registry/ask.h"
#include "store/import.h"

/* Who asks, and --fresh. */
struct registry_way lookup_way(const struct app *app, const struct args *args);

/* What a provider is asked about by: the field npi or caqh_id.  ERR_INPUT: there is none. */
bool	lookup_number_of(struct app *app, int64_t provider_id, const char *field, const char **ret_number, struct err *err);

/* "NPI registry, 2026-11-24 09:00 (kept; --fresh asks again), evidence number 1" */
void	lookup_say(struct app *app, const char *registry, const struct registry_lookup *l, bool is_kept);

/* What an answer brings, taken in as rows of a file "lookup" from that source; import_clear() ends it. */
void	lookup_import_init(struct app *app, const char *source, struct import *in);

/* Says an event to a case that a registry has news for, with the day in the field "on"; *told grows where the case
 * took it.  A workflow that the practice has changed may know no such event: that is no failure. */
bool	lookup_tell(struct app *app, int64_t case_id, const char *event, int32_t day, size_t *told, struct err *err);

#endif
