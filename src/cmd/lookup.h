/* lookup: what the commands that ask registries share. */
#ifndef CMD_LOOKUP_H
#define CMD_LOOKUP_H

#include "cmd/cmd.h"
#include "registry/ask.h"

/* Who asks, and --fresh. */
struct registry_way lookup_way(const struct app *app, const struct args *args);

/* The NPI of a provider.  ERR_INPUT: it has none. */
bool	lookup_npi_of(struct app *app, int64_t provider_id, const char **ret_npi, struct err *err);

/* "NPI registry, 2026-11-24 09:00 (kept; --fresh asks again), evidence number 1" */
void	lookup_say(struct app *app, const char *registry, const struct registry_lookup *l, bool is_kept);

#endif
