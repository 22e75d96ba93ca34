/* play_inside: the stage on which a case is played: what happens (play.c) and what is open (play_open.c). */
#ifndef WORKFLOW_PLAY_INSIDE_H
#define WORKFLOW_PLAY_INSIDE_H

#include "workflow/play.h"

struct open_task { const char *name, *event, *title, *role; bool is_escalation; };

/* A case that was started, and the event that says that it is done. */
struct open_child { const char *workflow, *event; };

/* A letter that is written but may not leave yet. */
struct waiting { struct play_row row; bool cancel_on_exit; };

struct stage {
	const struct play	*play;
	struct arena		*a;
	struct play_result	*result;
	size_t			 rows_size;
	int64_t			 now_ms;
	int			 at_once;		/* steps since now_ms became what it is */
	struct snapshot		 before;
	struct open_task	*task;
	size_t			 tasks, tasks_size;
	struct open_child	*child;
	size_t			 children, children_size;
	struct named_count	*letter;
	size_t			 letters, letters_size;
	struct named_day	*deadline;
	size_t			 deadlines, deadlines_size;
	struct waiting		*waiting;
	size_t			 waits, waits_size;
	size_t			 sent;		/* letters whose email.sent the case has to hear of */
	bool			 changed;	/* the record, since the case was last told */
	const char		*rule;		/* of the step that was done last */
	int			 line;
	size_t			 step;		/* the one at work, and what caused it */
	const char		*cause;
	int64_t			 cause_ms;
};

/* The first reason to stop counts. */
void	stage_stop(struct stage *s, const char *why);
struct play_row *stage_row(struct stage *s, enum play_kind kind, const char *name);

/* What an effect opens and closes, with its row. */
void	stage_effect(struct stage *s, const struct effect *f);

/* A field of the record; the case is told afterwards when it is another value. */
void	stage_change(struct stage *s, const char *name, struct value value);

/* How many there were. */
size_t	stage_close_tasks(struct stage *s, const char *name);

/* The script says that a child is done: the oldest of those that would say so. */
void	stage_end_child(struct stage *s, const char *event);

/* Letters that were bound to the state that is left. */
void	stage_drop_waiting(struct stage *s);

/* What is open becomes what the next step counts. */
void	stage_count(struct stage *s);

#endif
