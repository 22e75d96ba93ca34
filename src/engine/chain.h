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

/* A message that came in, and how it found its case: one link.  ERR_MISSING when there is none. */
bool	chain_add_message(struct chain *c, int64_t message_id, struct err *err);

/* The guards of a trace with their values, in words; NULL when it has none. */
const char *chain_guards(const struct chain *c, const struct json *trace);

#endif
