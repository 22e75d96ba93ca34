/*
 * inside: what the files of this room share.  Nobody else includes it.
 *
 * A run is one piece of work in one or more transactions (a delivery, a tick); a work is one step of
 * one case on its way: loaded, decided by workflow/step, then written by apply.c.
 */
#ifndef ENGINE_INSIDE_H
#define ENGINE_INSIDE_H

#include "engine/engine.h"
#include "store/case_file.h"
#include "store/definition.h"
#include "store/event.h"
#include "store/history.h"
#include "store/subject.h"

struct run {
	struct engine		*e;
	int64_t			 now_ms;	/* never before the latest committed clock */
	const char		*database_id;	/* loaded with the first letter */
	struct engine_counts	 counts;
	bool			 has_waiting;	/* an event may wait somewhere: ask before the short way */
	bool			 has_changed;	/* a step changed a record: who leans on it hears before what comes next */
	bool			 is_late;	/* the timer at work is overdue by more than a day */
	int			 depth;		/* of children started by children */
	int64_t			*told;		/* cases that got an event from this work */
	size_t			 told_count, told_size;
	struct arena		 arena;		/* of the run: database_id, told */
};

void	run_init(struct run *run, struct engine *e, int64_t now_ms);
void	run_clear(struct run *run);

struct work {
	struct run		*run;
	struct arena		*a;
	const struct definition	*definition;
	const struct work	*parent;	/* that opens this case now: its row is not written yet */
	struct case_file	 c;		/* as loaded; after the step: as written */
	struct subject		 subject;
	struct facts		 facts;
	struct snapshot		 before;
	struct step_result	 result;
	/* What caused the step. */
	const char		*dedup, *actor;
	int64_t			 event_id;	/* 0: an opening */
	/* What was written. */
	int64_t			 seq;
	int64_t			 ord;		/* of the effect at work */
	struct json		*effects;	/* for the history */
};

/* definitions.c: the cache of parsed definitions. */
bool	definitions_find(struct engine *e, int64_t definition_id,
	    const struct definition **ret_definition, struct err *err);
/* The row beside it: file, name, version.  Only after definitions_find(). */
const struct published *definitions_row(const struct engine *e, int64_t definition_id);

/* snapshot.c: everything that a step looks at. */
bool	work_load(struct work *w, int64_t case_id, struct err *err);
bool	work_begin(struct work *w, const struct definition *d, struct err *err); /* of a new case: w->c */
/* The same for a case (w->c) and a version (w->definition) that are there already, but the variables. */
bool	work_load_rows(struct work *w, struct err *err);
struct json *work_vars(const struct work *w, const struct value *var);
bool	work_read_vars(const struct definition *d, const char *vars_json, struct arena *a,
	    struct value **ret_vars, struct err *err);

/* payload.c: event fields as JSON that keeps their types, and back. */
const char *payload_write(const struct facts *fields, struct arena *a);
bool	payload_read(const char *json, struct arena *a, struct facts *ret_fields, struct err *err);

/* apply.c: the decided step into rows, in the caller's transaction. */
bool	work_apply(struct work *w, struct err *err);
/* The timer of that name; NULL: there is none. */
const struct armed_timer *timer_named(const struct armed_timer *timers, size_t count, const char *name);
/* Its parts, where a case changes without an event: timers as w->result has them, each change noted; and
 * {name: [before, after]} of the variables. */
bool	work_apply_timers(struct work *w, struct json *changes, struct err *err);
struct json *work_var_changes(const struct work *w);
/* apply_mail.c */
bool	apply_email(struct work *w, const struct effect *effect, struct json *note, struct err *err);
/* The identity of an effect, from its cause: the same in every life of this database. */
bool	work_identity(struct work *w, const struct effect *effect, const char **ret_idem, struct err *err);
/* apply_http.c */
bool	apply_http(struct work *w, const struct effect *effect, struct json *note, struct err *err);
/* children.c: cases opened, cancelled and told by cases. */
bool	apply_start(struct work *w, const struct effect *effect, struct json *note, struct err *err);
bool	apply_cancel_child(struct work *w, const struct effect *effect, struct json *note,
	    struct err *err);
bool	children_cancel_bound(struct work *w, struct err *err);
bool	children_tell_parents(struct work *w, struct err *err);

/* open.c: a new case, in the caller's transaction.  *ret_case_id is 0 when no start rule is true. */
struct opening {
	int64_t			 definition_id;
	int64_t			 subject_id;
	int64_t			 parent_case_id;	/* 0: none */
	const struct work	*parent;	/* the step that starts it; NULL: none */
	const char		*parent_event;
	bool			 is_bound;
	bool			 by_hand;
	const char		*actor;
};
bool	open_in(struct run *run, const struct opening *opening, int64_t *ret_case_id,
	    const char **ret_reason, struct arena *a, struct err *err);

/* deliver.c */
/* All that waits for a case, in order, each in its savepoint.  "wanted" (0: none): the event whose
 * answer goes to *ret_answer. */
bool	deliver_waiting(struct run *run, int64_t case_id, int64_t wanted, struct arena *a,
	    struct engine_answer *ret_answer, struct err *err);
/* Stores and delivers an event that this run found (a timer, a changed subject).
 * keep_ignored false: what no rule takes leaves no trace. */
bool	deliver_found(struct run *run, struct event *event, bool keep_ignored,
	    struct engine_answer *ret_answer, struct arena *a, struct err *err);
/* Cases that were told something by the ones at work. */
bool	deliver_told(struct run *run, struct err *err);

#endif
