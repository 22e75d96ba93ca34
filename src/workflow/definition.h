/*
 * definition: a workflow file, read, typed and checked.  Immutable once loaded; lives in its arena.
 * The language is described in workflows/README.md.
 */
#ifndef WORKFLOW_DEFINITION_H
#define WORKFLOW_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"
#include "base/str.h"
#include "workflow/subject.h"
#include "workflow/value.h"
#include "workflow/workday.h"

struct definition;

/* Who tasks are for, and what deadlines are about: what a workflow file may say; NULL-ended. */
extern const char *const action_roles[];
extern const char *const action_deadline_kinds[];

/* Text files that belong to a definition: letters and calendar rules, by file name. */
struct definition_asset { const char *name, *body, *file; };	/* file: for problems; NULL: the name */

/*
 * Reads and checks everything: syntax, types, guards, times, letters, lint.  NULL when there are
 * errors; warnings may be added beside a good definition.  "file" is only named in problems.
 */
struct definition *definition_parse(const char *file, const char *bytes, size_t len,
	    const struct definition_asset *asset, size_t assets, struct arena *a,
	    struct problems *problems);

const char	*definition_name(const struct definition *d);
int64_t		 definition_version(const struct definition *d);
const struct subject_kind *definition_subject(const struct definition *d);

/* A letter's own HTML form lies beside it: "x.html" of "x.txt".  NULL: a letter of that name has none. */
const char	*definition_html_name(const char *file, struct arena *a);

/* The asset files that the text names, and HTML forms that need not be there, found without the assets themselves (for publishing). */
bool	definition_asset_names(const char *bytes, size_t len, struct arena *a,
	    const char ***ret_names, size_t *ret_count);

/* States, in the order of the file. */
struct state_view {
	const char	*name, *group;		/* group: NULL when in none */
	bool		 initial, final;
	int		 line;
};
size_t		 definition_states(const struct definition *d);
struct state_view definition_state(const struct definition *d, size_t i);
bool		 definition_state_find(const struct definition *d, const char *name, struct state_view *ret);

/* Rules by id ("waiting.on[2]", "waiting.timer.chase", "start[0]"): their place and words. */
struct rule_view { const char *id, *text; int line, column; };
bool		 definition_rule(const struct definition *d, const char *id, struct rule_view *ret);

/* Events that a person may send to a case in this state ("user.approved"), for buttons and help. */
struct event_field {
	const char	*name;
	enum value_type	 type;
	bool		 required;
	const char	**choice;	/* of an enum; NULL-ended */
};
struct event_view { const char *name; const struct event_field *field; size_t fields; };
size_t		 definition_events(const struct definition *d, const char *state, struct arena *a,
		    struct event_view **ret_events);

/* The fields of one event, whoever sends it ("mail.reply").  False: no rule of the file takes it. */
bool		 definition_event(const struct definition *d, const char *name, struct event_view *ret);

/* The event that is written most like it; NULL when none is near.  In the definition or in "a". */
const char	*definition_event_nearest(const struct definition *d, const char *name, struct arena *a);

/* The event that the case gets when a task of that name is done; NULL: none. */
const char	*definition_task_event(const struct definition *d, const char *task);

/* Does a cancelled child have to be told of: a rule takes child.cancelled, or a state waits for children? */
bool		 definition_minds_children(const struct definition *d);

/* Webhooks that it tells, by their names in the settings, with their places. */
struct webhook_use { const char *name; int line, column; };
size_t		 definition_webhooks(const struct definition *d, struct arena *a, struct webhook_use **ret_uses);

/* Variables, in the order of the file. */
struct var_view { const char *name; enum value_type type; bool pii, is_const; };
size_t		 definition_vars(const struct definition *d);
struct var_view	 definition_var(const struct definition *d, size_t i);

/* The letter's text by its name in "templates"; NULL when there is none. */
const char	*definition_letter(const struct definition *d, const char *name, const char **ret_file);

/* Does any start rule exist, and may this event be handled anywhere (else it need not be stored)? */
bool		 definition_starts_by_itself(const struct definition *d);
bool		 definition_knows_event(const struct definition *d, const char *event);

/* What a timer's rule will do, in words ("writes the letter chase; goes to escalated"); is_last: after its
 * last firing.  NULL when there is nothing to say. */
const char	*definition_timer_says(const struct definition *d, const char *rule, bool is_last,
		    struct arena *a);

/* Graphviz DOT of states and moves. */
struct graph_view {
	const char	*here;		/* drawn as the present state; NULL: none */
	const char	*before;	/* near_only: the state it came from; NULL: none */
	bool		 near_only;	/* only the present state and where it can go from there */
};
void		 definition_graph(const struct definition *d, const struct graph_view *view,
		    struct str *out);

#endif
