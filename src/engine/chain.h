/* chain: the links of an explanation, as why.c and why_not.c write them. */
#ifndef ENGINE_CHAIN_H
#define ENGINE_CHAIN_H

#include "engine/inside.h"

struct chain {
	struct engine	*e;
	struct arena	*a;
	struct json	*links;
};

struct link {
	const char	*what;		/* never NULL */
	const char	*rule;		/* rule id; its words are added to "because" */
	int64_t		 definition_id;	/* 0: no file */
	int		 line;		/* 0: where the rule stands */
	int64_t		 at_ms;		/* INSTANT_NONE: no time */
	const char	*by, *because;
};

void	chain_add(struct chain *c, const struct link *link);

/* An instant for people, in the organization's zone. */
const char *chain_when(const struct chain *c, int64_t at_ms);

/* The name of a letter or calendar and the beginning of its hash, as it was published with that version. */
const char *chain_asset(const struct chain *c, int64_t definition_id, const char *name);

/* The line of an action ("email", "chase"), which the step noted beside its effect; 0 when it noted none. */
int	chain_effect_line(struct chain *c, int64_t case_id, int64_t seq, const char *kind, const char *name,
	    int64_t *ret_definition_id);

/* why_mail.c: a letter with each try and who let it go, then the step that asked for it (*ret_case_id, 0: none); of a
 * message that came in how it found its case.  ERR_MISSING when there is none. */
bool	chain_add_mail(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err);

/* The guards of a trace with their values, in words; NULL when it has none. */
const char *chain_guards(const struct chain *c, const struct json *trace);

#endif
