/*
 * engine: the one door through which a case changes.  Loads a snapshot, asks workflow/step, and writes
 * state, history, timers, tasks, deadlines and outbox rows in one transaction.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/settings.h"
#include "db/db.h"
#include "engine/form.h"
#include "store/publication.h"
#include "workflow/step.h"

/* Between these times a tick has nothing to do, unless the database was changed since (quiet.c). */
struct engine_quiet { int64_t from_ms, until_ms, changes, version; };

/* What every door needs; lives as long as the work. */
struct engine {
	struct db			*db;
	const struct settings		*settings;
	struct engine_definitions	*definitions;	/* cache by definition_id; owned */
	bool				 has_duties;	/* the records agree with the catalog of duties */
	struct engine_quiet		 quiet;
	int64_t				 ticked_ms;	/* when this process ticked last; 0: not yet */
};

bool	engine_open(struct engine *e, struct db *db, const struct settings *settings, struct err *err);
void	engine_close(struct engine *e);

/* The definition that cases are pinned to; lives as long as the engine.  ERR_MISSING when there is none. */
bool	engine_definition(struct engine *e, int64_t definition_id,
	    const struct definition **ret_definition, struct err *err);

/* That version of a workflow, the current one for 0, with its row in "a".  ERR_MISSING when it was never published. */
bool	engine_publication(struct engine *e, const char *name, int64_t version, struct arena *a,
	    struct publication *ret_publication, struct err *err);

/* How an event went. */
struct engine_answer {
	enum step_outcome	 outcome;
	bool			 duplicate;	/* this dedup key was there already: nothing was done */
	const char		*from_state, *state, *reason, *rule;
	int			 line;
	int64_t			 seq;
	size_t			 queued;	/* letters put into the outbox */
};

/* Opens a case by hand or for a start rule.  ERR_CONFLICT when one is open for the subject. */
bool	engine_open_case(struct engine *e, const char *workflow, const char *subject_type,
	    int64_t subject_id, const char *actor, bool by_hand, int64_t now_ms,
	    int64_t *ret_case_id, struct err *err);

/*
 * Stores the event (once per dedup key) and delivers it, after older ones of the same case.
 * In its own transaction; engine_deliver_in() runs inside the caller's, so that a mail, its cursor
 * and its event are one commit.  "payload" values are named without "event.".
 * True also when the case did not take it: see ret_answer.  ERR_MISSING: no such case.
 */
bool	engine_deliver(struct engine *e, int64_t case_id, const char *event, const char *dedup,
	    const char *source, const struct facts *payload, int64_t occurred_ms, int64_t now_ms,
	    struct arena *a, struct engine_answer *ret_answer, struct err *err);
bool	engine_deliver_in(struct engine *e, int64_t case_id, const char *event, const char *dedup,
	    const char *source, const struct facts *payload, int64_t occurred_ms, int64_t now_ms,
	    struct arena *a, struct engine_answer *ret_answer, struct err *err);

/* The same without writing anything. */
bool	engine_deliver_dry(struct engine *e, int64_t case_id, const char *event,
	    const struct facts *payload, int64_t now_ms, struct arena *a,
	    struct step_result *ret_result, struct err *err);

/* A letter's text (workflow/step.h, letter_preview) with the case's real data, as it would leave now.  Nothing
 * is written.  ERR_MISSING: no such case. */
bool	engine_preview(struct engine *e, int64_t case_id, const char *letter, const char *html, int64_t now_ms,
	    struct arena *a, struct letter_words *ret_words, struct err *err);

/*
 * What a person says has happened ("user.approved"), delivered with its row in the audit log.  "once"
 * names this saying: the same again changes nothing.
 */
bool	engine_say(struct engine *e, int64_t case_id, const char *event, const char *once,
	    const char *actor, const struct facts *fields, int64_t now_ms, struct arena *a,
	    struct engine_answer *ret_answer, struct err *err);

bool	engine_say_in(struct engine *e, int64_t case_id, const char *event, const char *once,
	    const char *actor, const struct facts *fields, int64_t now_ms, struct arena *a,
	    struct engine_answer *ret_answer, struct err *err);		/* in the caller's transaction */

/* The same with the words that they wrote for the event's fields.  ERR_INPUT when these do not fit, ERR_CONFLICT
 * when the case does not take it: then nothing changed. */
bool	engine_say_words(struct engine *e, int64_t case_id, const char *event, const char *once,
	    const struct form_word *word, size_t words, const char *actor, int64_t now_ms,
	    struct arena *a, struct engine_answer *ret_answer, struct err *err);

/* What a person does to a case by hand, each one step of its history.  ERR_CONFLICT when it is closed,
 * or (pause) paused already. */
bool	engine_note(struct engine *e, int64_t case_id, const char *text, const char *actor,
	    int64_t now_ms, struct err *err);
bool	engine_note_in(struct engine *e, int64_t case_id, const char *text, const char *actor,
	    int64_t now_ms, struct err *err);		/* in the caller's transaction */
bool	engine_pause(struct engine *e, int64_t case_id, const char *actor, int64_t now_ms,
	    struct err *err);
/* Lets timers go; an event that was set aside is tried again, or left out when "skip". */
bool	engine_resume(struct engine *e, int64_t case_id, bool skip, const char *actor,
	    int64_t now_ms, struct err *err);

/*
 * A person has done a task.  Where the workflow says so (task: {done: user.approved}) the case gets that
 * event with these words as its fields; ERR_INPUT when they do not fit, ERR_CONFLICT when guards refuse
 * it or the task is not open: then nothing changed.
 * ret_answer->outcome is STEP_DONE when the case took it, STEP_IGNORED when it had not to.
 */
bool	engine_end_task(struct engine *e, int64_t task_id, const struct form_word *word, size_t words,
	    const char *actor, int64_t now_ms, struct arena *a, struct engine_answer *ret_answer,
	    struct err *err);

struct engine_counts { int64_t started, fired, moved, queued, failed; };

/* All that is due now: changed subjects (start rules, "subject.changed"), timers, waiting events. */
bool	engine_tick(struct engine *e, int64_t now_ms, struct engine_counts *ret_counts, struct err *err);

/* When there will be something to do; INSTANT_NONE when nothing sleeps.  It may lie in the past when
 * timers wait for the inbox: sleep a second at least. */
bool	engine_next_due(struct engine *e, int64_t *ret_ms, struct err *err);

#endif
