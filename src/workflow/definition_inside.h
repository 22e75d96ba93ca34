/*
 * definition_inside: how a definition is built, for the files that read it (definition_read,
 * state_read, action_read, definition_resolve), check it (lint), draw it (graph) and walk it (step).
 * Others use definition.h.
 */
#ifndef WORKFLOW_DEFINITION_INSIDE_H
#define WORKFLOW_DEFINITION_INSIDE_H

#include "workflow/definition.h"
#include "workflow/migrate.h"
#include "workflow/when.h"

enum action_kind {
	ACT_SET, ACT_EMAIL, ACT_TASK, ACT_CLOSE_TASK, ACT_DEADLINE, ACT_CLEAR_DEADLINE, ACT_HTTP,
	ACT_START, ACT_CANCEL_CHILD, ACT_RAISE, ACT_ESCALATE, ACT_CANCEL_TIMER, ACT_NOTE, ACT_POSTPONE, ACT_KINDS
};

#define ACT_ESCALATION_NAME	"escalation"	/* of every task that "escalate" makes */

/* "Phone {payer.name}": literals and values in turn. */
struct title_part { const char *literal; struct guard *value; };
struct title { struct title_part *part; size_t parts; };

struct assignment {
	const char	*field;		/* "subject.x"; NULL: a variable */
	size_t		 var;
	enum value_type	 type;
	struct guard	*value;
};

/* Until which of its children a state waits: then the case gets child.joined. */
enum join { JOIN_NONE, JOIN_ALL, JOIN_ANY };
#define JOINED_EVENT	"child.joined"

/* "deadline.decision" comes when the day of that deadline is over.  Until then it is a timer of that name,
 * which goes with the deadline and not with the state. */
#define DEADLINE_EVENT	"deadline."

/* A value that a request carries. */
struct sent_value { const char *key; struct guard *value; };

struct action {
	enum action_kind kind;
	int		 line, column;
	const char	*name;		/* email, task, deadline, event raised, timer, workflow started */
	struct assignment *set;
	size_t		 sets;
	struct title	 title;
	const char	*role;		/* of a task; who reviews an email */
	bool		 has_day;
	struct moment	 day;		/* task due, deadline on, email not before, timer postponed to */
	const char	*deadline_kind;
	const char	*letter, *letter_file, *letter_body;	/* of an email */
	const char	*letter_html;		/* its own HTML form; NULL: none */
	struct guard	*to;
	const char	*thread;
	bool		 cancel_on_exit;
	int		 unknown;	/* enum unknown_policy of step.h */
	const char	*done_event;	/* when the task or the child is done; NULL: none */
	bool		 cancel_with_parent;
	bool		 keeps;		/* of a started case: it goes on alone, and that is meant */
	const char	*webhook;	/* its name in the settings */
	const char	*idempotent;	/* key, natural, no */
	struct sent_value *send;
	size_t		 sends;
};

struct actions { struct action *item; size_t count; };

/* A way out of a rule: what is done, and where to. */
struct outcome {
	struct actions	 act;
	int		 go;		/* index of a state; -1: stay */
	const char	*go_name;	/* as written; resolved when all states are read */
	int		 go_line, go_column;
};

struct rule {
	const char	*id, *text;
	int		 line, column;
	const char	**event;	/* NULL-ended; none for start rules */
	struct guard	*guard;		/* NULL: always */
	const char	*guard_text;	/* as written; NULL */
	struct outcome	 then;
	struct actions	 otherwise;	/* when the guard is false */
	bool		 has_otherwise;
};

struct timer_rule {
	const char	*name, *id, *then_id, *text;
	int		 line, column;
	struct when	 when;
	bool		 needs_mail;
	struct guard	*guard;
	struct outcome	 fire;
	bool		 has_then;
	struct outcome	 last;		/* at max + 1 */
};

struct rules { struct rule *item; size_t count; };

/* Does it, or one of them, take the event? */
bool		 rule_takes(const struct rule *rule, const char *event);
bool		 rules_take(const struct rules *rules, const char *event);

struct state {
	const char	*name;
	const char	*entry_id, *exit_id;
	int		 line, column;
	bool		 initial, final;
	int		 group;		/* -1: none */
	const char	*group_name;
	struct actions	 entry, exit;
	struct timer_rule *timer;
	size_t		 timers;
	struct rules	 on;
	enum join	 join;
};

/* What its states share; a timer of the group is armed in each of them. */
struct group {
	const char	*name;
	int		 line, column;
	struct rules	 on;
	struct timer_rule *timer;	/* the states' own lists end with copies of these */
	size_t		 timers;
};

struct variable {
	const char	*name;
	enum value_type	 type;
	int		 line, column;
	bool		 pii, optional;
	bool		 is_const;	/* always "init": not stored, not set */
	struct value	 init;		/* absent: none */
	const char	*from;		/* fact at the opening; NULL */
	const char	**choice;	/* of an enum; NULL-ended */
};

struct letter { const char *name, *file, *body, *html_file, *html; int line, column; };	/* html NULL: none */

/* Fields of an event that the file declares. */
struct event_type { const char *name; int line; struct event_field *field; size_t fields; };

struct definition {
	const char	*file, *name;
	int64_t		 version;
	const struct subject_kind *subject;
	const char	*zone_name;	/* NULL: the organization's */
	const struct zone *zone;
	const struct workday_calendar *calendar;	/* NULL: none named */
	struct variable	*var;
	size_t		 vars;
	struct event_field *parent;	/* what this file asks of the case that starts it */
	size_t		 parents;
	struct event_type *event;
	size_t		 events;
	struct letter	*letter;
	size_t		 letters;
	struct rules	 any, start;
	struct group	*group;
	size_t		 groups;
	struct state	*state;
	size_t		 states;
	int		 initial;
	struct state_map *move;		/* states of older versions that are gone: where their cases go on */
	size_t		 moves;
};

/* What the readers share. */
struct reading {
	struct definition *d;
	const char	*source;	/* for the words of a rule */
	size_t		 source_len;
	const struct definition_asset *asset;
	size_t		 assets;
	struct arena	*arena;
	struct problems	*problems;
	const char	**event;	/* events of the rule being read: what event.* may be; NULL */
	const struct guard *given;	/* its "if", while its actions are read */
	bool		 has_no_calendar;	/* the file names none */
};

struct yaml_node;

/* definition.c: every action of a state, and of the whole file. */
typedef void action_visit(const struct action *action, void *context);
void		 definition_state_actions(const struct state *s, action_visit *visit, void *context);
void		 definition_actions(const struct definition *d, action_visit *visit, void *context);

/* Is it sent by a case that this one started? */
bool		 definition_child_event(const struct definition *d, const char *event);

/* definition_read.c */
void		 reading_complain(struct reading *r, const struct yaml_node *node, const char *format, ...)
		    __attribute__((format(printf, 3, 4)));
void		 reading_scope(struct reading *r, const struct yaml_node *node, struct guard_scope *ret);
void		 reading_check_word(struct reading *r, const char *word, int line, int column);

/* state_read.c: into the definition; "where" is what ids of the rules begin with. */
struct rules	 rules_read(struct reading *r, const struct yaml_node *list, const char *where);
void		 groups_read(struct reading *r, const struct yaml_node *map);
void		 start_read(struct reading *r, const struct yaml_node *list);
void		 states_read(struct reading *r, const struct yaml_node *map);

/* definition_resolve.c: after all states were read; then what "migrate" says of states that are gone. */
void		 definition_resolve(struct reading *r);
void		 moves_read(struct reading *r, const struct yaml_node *map);

/* action_read.c: a list of actions, or one alone; NULL node: none. */
struct actions	 actions_read(struct reading *r, const struct yaml_node *node);

/* scope.c: what names mean. */
bool		 scope_name(const struct reading *r, const char *name, struct guard_name *ret);
const char	*scope_nearest(const struct reading *r, const char *name, struct arena *a);
bool		 scope_counted(const struct reading *r, const char *kind, const char *name);
/* False: it is named like an event of the program itself and is none of them; *ret_ours are those. */
bool		 scope_event_known(const char *event, const char *const **ret_ours);
/* What an event of the program itself brings along; those that a file declares for it come on top. */
const struct event_field *scope_own_fields(const char *event, size_t *ret_count);
const struct event_field *scope_event_fields(const struct definition *d, const char *event,
		    size_t *ret_count);

/* lint.c: the rules of engine.md, section c. */
void		 lint(const struct definition *d, struct problems *problems);

#endif
