/*
 * replay: every recorded case of a workflow played again by a version that is not published yet.  Reads
 * only.  The record holds what came from outside, not what a record of a provider said on that day: facts
 * are those of today, but fields that the case itself has set are absent until it does.  So that this is not
 * taken for a difference of the versions, the case is also played by its own version: where that does not
 * give the record either, its divergences are not certain.
 */
#ifndef ENGINE_REPLAY_H
#define ENGINE_REPLAY_H

#include "engine/engine.h"
#include "workflow/migrate.h"

struct replay_wish {
	const char		*workflow;
	const struct definition	*with;
	const struct state_map	*map;		/* names of states that are other ones now */
	size_t			 maps;
	int64_t			 case_id;	/* 0: all */
};

/* "divergences": objects {"case_id","at","cause","was","would","is_certain"}, case by case in order of time;
 * a case that could not be played has one with cause "unreadable". */
struct replay_report { struct json *divergences; size_t cases, diverging, uncertain; };

/* {"workflow","version","cases","diverging","uncertain","divergences"}; takes the divergences over. */
struct json	*replay_report_json(const struct replay_report *report, const struct definition *with);

/* The caller frees ret->divergences. */
bool	engine_replay(struct engine *e, const struct replay_wish *wish, struct replay_report *ret,
	    struct err *err);

#endif
