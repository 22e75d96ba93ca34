/*
 * ask: one question to a registry on the internet: allowed by credence.yaml, answered by what is kept where that
 * is new enough, else sent, held against what the caller expects, and kept as evidence, also where it failed.
 * A registry that wants to be left alone (429, Retry-After) is, until then.
 */
#ifndef REGISTRY_ASK_H
#define REGISTRY_ASK_H

#include "core/settings.h"
#include "db/db.h"
#include "store/registry_lookup.h"

#define REGISTRY_KEPT_HOURS	24	/* an answer is not asked for again so soon */

/* Who asks, and when. */
struct registry_way {
	struct db		*db;
	const struct settings	*settings;
	const char		*folder;
	const char		*actor;
	int64_t			 now_ms;
	bool			 is_fresh;	/* also where an answer is kept */
};

struct registry_question {
	const char	*registry, *asked_for;	/* as in struct registry_lookup */
	int64_t		 provider_id;		/* whom we know under it; 0: nobody */
	const char	*url;
	const char	*key;			/* a secret in "url": it is kept nowhere; NULL: none */
	const char	*user, *password;	/* NULL: none */
	/* Is this body such an answer?  Gives "found" or "none", or words what it is. */
	bool		(*read)(void *context, const char *body, size_t len, const char **ret_result,
			    struct err *err);
	void		*context;
};

/*
 * The answer, kept or new (*ret_is_kept); its texts live in "a".  False: no answer that can be read came, and
 * that is on record; ERR_INPUT: credence.yaml does not allow look-ups, or the registry's words, or
 * another answer than the registry's; ERR_BUSY: later; ERR_AUTH: certificate, key or password; ERR_SYSTEM: not
 * reached, cut off.
 */
bool	registry_ask(const struct registry_way *way, const struct registry_question *question, struct arena *a,
	    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err);

#endif
