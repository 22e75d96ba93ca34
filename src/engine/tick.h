/* tick: what the files of one tick share.  Nobody outside this room includes it. */
#ifndef ENGINE_TICK_H
#define ENGINE_TICK_H

#include "engine/inside.h"
#include "store/changed.h"
#include "store/pending.h"

struct tick {
	struct run		 run;
	int64_t			 watermark_ms;	/* INSTANT_NONE: no inbox was read */
	struct current		{ int64_t definition_id; const struct definition *definition; } *definition;
	size_t			 definitions;	/* current versions */
	int64_t			 batch_end_ns;
	int64_t			 done;		/* pieces of work in this batch */
	bool			 had_late;	/* letters may be held for counting */
	bool			 clock_saved;
	bool			 has_jumped;	/* the clock, since the last tick */
	/* The look of each day at records without an open case: how far it came. */
	bool			 is_sweeping;
	size_t			 sweep_definition;
	int64_t			 sweep_after;
};

/* changed.c: one record that changed; and the next ones of the look of the day. */
bool	tick_changed(struct tick *t, const struct changed *c, struct arena *a, struct err *err);
bool	tick_sweep(struct tick *t, int64_t limit, struct arena *a, struct err *err);

/* quiet.c: has a tick nothing to do, by what the last one saw?  The state of the database before a look; and what
 * that look saw, when there was nothing to do. */
bool	quiet_holds(const struct engine *e, int64_t now_ms);
void	quiet_begin(struct engine *e);
void	quiet_note(struct engine *e, const struct pending *p, int64_t now_ms);

/* breaker.c: lets the letters of late timers go, or holds them when they are many. */
bool	breaker_judge(struct run *run, struct err *err);
/* A task when timers have waited for the inbox for too long; due_ms: the first of them. */
bool	inbox_judge(struct run *run, int64_t due_ms, int64_t watermark_ms, struct err *err);

#endif
