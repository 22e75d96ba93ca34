/*
 * why: from an effect back to its first cause.  Nothing is guessed: each link is a row that the step
 * wrote, and the rule stands in the very text that the case is pinned to.
 */
#include "engine/why.h"

#include <inttypes.h>
#include <string.h>

#include "engine/chain.h"
#include "store/deadline.h"
#include "store/request.h"
#include "store/task.h"
#include "workflow/personal.h"
#include "base/banned.h"

#define CHAIN_MAX	12		/* steps back from the effect */
#define STEPS_BACK	50		/* in which a timer may have been moved */

/* The word behind "timer." of a timer's event, or NULL. */
static const char *
timer_of(const struct event *event)
{
	return text_starts(event->dedup, "t:") ? strchr(event->name, '.') + 1 : NULL;
}

/* "set_seq" and "n" from "t:<name>:<set_seq>:<n>". */
static bool
timer_key(const struct event *event, struct arena *a, int64_t *ret_set_seq, int64_t *ret_n)
{
	char *key = arena_strdup(a, event->dedup);
	char *n = strrchr(key, ':');

	if (n == NULL)
		return false;
	*n++ = '\0';
	char *set_seq = strrchr(key, ':');
	return set_seq != NULL && int_parse(set_seq + 1, ret_set_seq) && int_parse(n, ret_n);
}

static struct json *
parse(const char *text)
{
	struct json *json = NULL;

	return json_parse(text, strlen(text), &json, NULL) ? json : NULL;
}

/* The latest step before "h" that gave this firing its time, when that was another rule than the
 * timer's own: somebody is out of office. */
static const char *
moved_words(struct chain *c, const struct history *h, const char *name, int64_t set_seq, int64_t n)
{
	const char *own = arena_printf(c->a, ".timer.%s", name), *words = "";
	struct history step;
	bool found = false;

	for (int64_t seq = h->seq - 1; seq > set_seq && seq > h->seq - STEPS_BACK && !found; seq--) {
		if (!history_load(c->e->db, h->case_id, seq, c->a, &step, NULL))
			break;
		struct json *changes = parse(step.changes_json);
		struct json *timer = json_get(json_get(changes, "timers"), name);
		found = json_get_int(timer, "n", 0) == n;
		if (found && !text_ends(step.rule, own))
			words = arena_printf(c->a, ", moved by step %" PRId64 " (%s, line %d)", seq,
			    step.rule, step.rule_line);
		json_free(changes);
	}
	return words;
}

/* By which calendar, as it was when the version was published; "" where no working days are counted. */
static const char *
calendar_words(struct chain *c, int64_t definition_id, const char *rule)
{
	const struct definition *d;
	struct rule_view timer = { .text = NULL };

	if (!definitions_find(c->e, definition_id, &d, NULL) || !definition_rule(d, rule, &timer) ||
	    timer.text == NULL || (strstr(timer.text, "bd") == NULL && strstr(timer.text, " roll ") == NULL))
		return "";
	const struct published *row = definitions_row(c->e, definition_id);
	for (size_t i = 0; i < row->assets; i++)
		if (text_ends(row->asset[i].name, ".yaml"))
			return arena_printf(c->a, "; days off by %s", chain_asset(c, definition_id, row->asset[i].name));
	return "";
}

/* What the step that armed the timer wrote about it. */
static const char *
armed_words(struct chain *c, const struct history *set, const char *name, const char *moved,
    const struct history *fired)
{
	struct json *changes = parse(set->changes_json);
	struct json *timer = json_get(json_get(changes, "timers"), name);
	const char *words = arena_printf(c->a, "armed by step %" PRId64 ", counted from %s%s%s%s",
	    set->seq, chain_when(c, json_get_int(timer, "anchor_ms", set->at_ms)), moved,
	    calendar_words(c, fired->definition_id, fired->rule),
	    json_get_bool(timer, "needs_mail") ? "; the inbox had been read past that time" : "");

	json_free(changes);
	return words;
}

static const char *
limits_words(struct chain *c, const struct history *set, const char *name, int64_t n)
{
	struct json *changes = parse(set->changes_json);
	int64_t max_n = json_get_int(json_get(json_get(changes, "timers"), name), "max_n", 0);

	json_free(changes);
	if (max_n == 0)
		return arena_printf(c->a, "firing %" PRId64, n);
	return n > max_n ? arena_printf(c->a, "after the last of %" PRId64 " firings", max_n) :
	    arena_printf(c->a, "firing %" PRId64 " of %" PRId64, n, max_n);
}

/* Fields of a mail or of a person's event: name "value", ... The text of a mail is read in the mail. */
static const char *
field_words(struct chain *c, const struct event *event, const struct definition *d)
{
	struct facts fields;
	struct str s = STR_INIT;

	if (payload_read(event->payload_json, c->a, &fields, NULL))
		for (size_t i = 0; i < fields.count; i++)
			if (fields.item[i].value.present && !text_equal(fields.item[i].name, "text"))
				str_printf(&s, "%s%s \"%.200s\"", s.len > 0 ? ", " : "", fields.item[i].name,
				    personal_is(d, fields.item[i].name) ? PERSONAL_MASK :
				    value_show(fields.item[i].value, c->e->settings->zone, c->a));
	const char *words = s.len > 0 ? arena_strdup(c->a, s.text) : NULL;
	str_clear(&s);
	return words;
}

static const char *
migration_words(struct chain *c, const struct history *h)
{
	const struct definition *d;

	if (!definitions_find(c->e, h->definition_id, &d, NULL))
		return "moved to another version of its workflow";
	return arena_printf(c->a, "moved to version %" PRId64 " of its workflow; nothing was done on the way",
	    definition_version(d));
}

static bool
add_step(struct chain *c, const struct history *h)
{
	struct json *trace = parse(h->trace_json);
	const char *what = h->from_state[0] == '\0' ?
	    arena_printf(c->a, "case CR-%" PRId64 " began in \"%s\"", h->case_id, h->to_state) :
	    strcmp(h->from_state, h->to_state) == 0 ?
	    arena_printf(c->a, "step %" PRId64 " of CR-%" PRId64 ", staying in \"%s\"", h->seq,
	    h->case_id, h->to_state) :
	    arena_printf(c->a, "step %" PRId64 " of CR-%" PRId64 ", from \"%s\" to \"%s\"", h->seq,
	    h->case_id, h->from_state, h->to_state);

	const char *guards = chain_guards(c, trace);
	if (strcmp(h->rule, "migrate") == 0)
		guards = migration_words(c, h);
	chain_add(c, &(struct link){
		.what = what,
		.rule = h->rule,
		.definition_id = h->definition_id,
		.line = h->rule_line,
		.at_ms = h->at_ms,
		.by = h->actor,
		.because = guards,
	});
	json_free(trace);
	return true;
}

/* Adds the timer's firing; *ret_next is the step that armed it. */
static bool
add_firing(struct chain *c, const struct event *event, const struct history *h, int64_t *ret_next,
    struct err *err)
{
	const char *name = timer_of(event);
	struct history set;
	int64_t n;

	if (!timer_key(event, c->a, ret_next, &n))
		return fail(err, ERR_SYSTEM, "event %" PRId64 " has a broken key", event->event_id);
	if (!history_load(c->e->db, event->case_id, *ret_next, c->a, &set, err))
		return false;
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "timer \"%s\", %s, due %s", name,
		    limits_words(c, &set, name, n), chain_when(c, event->occurred_ms)),
		.definition_id = h->definition_id,
		.line = h->rule_line,
		.at_ms = event->occurred_ms,
		.by = event->source,
		.because = armed_words(c, &set, name, moved_words(c, h, name, set.seq, n), h),
	});
	return true;
}

static bool
add_event(struct chain *c, const struct history *h, int64_t *ret_next, struct err *err)
{
	const struct definition *d = NULL;
	struct event event;

	*ret_next = 0;
	if (!event_load(c->e->db, h->event_id, c->a, &event, err))
		return false;
	if (timer_of(&event) != NULL)
		return add_firing(c, &event, h, ret_next, err);
	if (!definitions_find(c->e, h->definition_id, &d, NULL))
		d = NULL;	/* then nothing that was said is told */
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "event \"%s\"", event.name),
		.at_ms = event.occurred_ms,
		.by = event.source,
		.because = field_words(c, &event, d),
	});
	return true;
}

/* The step, its event, the step that armed its timer, and so on; last the opening. */
static bool
add_causes(struct chain *c, int64_t case_id, int64_t seq, struct err *err)
{
	struct history h;

	for (int i = 0; seq > 0 && i < CHAIN_MAX; i++) {
		if (!history_load(c->e->db, case_id, seq, c->a, &h, err) || !add_step(c, &h))
			return false;
		if (h.event_id == 0)
			return true;
		if (!add_event(c, &h, &seq, err))
			return false;
	}
	return true;
}

static bool
why_task(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	struct task task;
	int64_t definition_id = 0;

	if (!task_load(c->e->db, id, c->a, &task, err))
		return false;
	int line = chain_effect_line(c, task.case_id, task.seq, "task", task.name, &definition_id);
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "task \"%s\" for a %s, %s", task.title, task.role,
		    task.status),
		.rule = task.rule,
		.definition_id = definition_id,
		.line = line,
		.at_ms = task.created_ms,
		.by = task.seq != 0 ? "step" : "the program",
		.because = task.closed_by != NULL ? arena_printf(c->a, "%s by %s", task.status,
		    task.closed_by) : NULL,
	});
	*ret_case_id = task.case_id;
	*ret_seq = task.seq;
	return true;
}

static bool
why_deadline(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	struct deadline d;
	char day[DAY_TEXT_BYTES];
	int64_t definition_id;

	if (!deadline_load(c->e->db, id, c->a, &d, err))
		return false;
	int line = chain_effect_line(c, d.case_id, d.seq, "deadline", d.name, &definition_id);
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "deadline \"%s\" on %s, %s", d.title,
		    day_format(d.on_day, day), d.status),
		.rule = d.rule,
		.definition_id = definition_id,
		.line = line,
		.at_ms = d.modified_ms,
		.by = "step",
	});
	*ret_case_id = d.case_id;
	*ret_seq = d.seq;
	return true;
}

static bool
why_request(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	struct webhook_request r;
	int64_t definition_id;

	if (!request_load(c->e->db, id, c->a, &r, err))
		return false;
	int line = chain_effect_line(c, r.case_id, r.seq, "http", r.name, &definition_id);
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "request \"%s\" to %s, %s after %" PRId64 " tries", r.name, r.webhook,
		    r.status, r.tries),
		.rule = r.rule,
		.definition_id = definition_id,
		.line = line,
		.at_ms = r.created_ms,
		.by = "step",
		.because = arena_printf(c->a, "Idempotency-Key %s%s%s", r.idem, r.reason != NULL ? "; " : "",
		    r.reason != NULL ? r.reason : ""),
	});
	*ret_case_id = r.case_id;
	*ret_seq = r.seq;
	return true;
}

/* The latest step that entered the present state: what came after it (notes, tasks) is not its cause. */
static bool
entering_step(struct chain *c, const struct case_file *f, int64_t *ret_seq, struct err *err)
{
	struct history h;
	int64_t seq;

	for (seq = f->rev; seq > 1; seq--) {
		if (!history_load(c->e->db, f->case_id, seq, c->a, &h, err))
			return false;
		if (strcmp(h.from_state, h.to_state) != 0)
			break;
	}
	*ret_seq = seq;
	return true;
}

static bool
why_case(struct chain *c, int64_t id, int64_t *ret_case_id, int64_t *ret_seq, struct err *err)
{
	struct case_file f;

	if (!case_load(c->e->db, id, c->a, &f, err))
		return false;
	chain_add(c, &(struct link){
		.what = arena_printf(c->a, "case CR-%" PRId64 " (%s %" PRId64 ") is %s in \"%s\"", id,
		    f.subject_type, f.subject_id, f.status, f.state),
		.definition_id = f.definition_id,
		.at_ms = f.entered_ms,
		.by = f.owner,
		.because = f.stuck_reason,
	});
	*ret_case_id = id;
	return entering_step(c, &f, ret_seq, err);
}

bool
why_chain(struct engine *e, const char *what, int64_t id, struct json **ret_chain, struct err *err)
{
	static const struct {
		const char	*what;
		bool		(*explain)(struct chain *c, int64_t id, int64_t *ret_case_id,
				    int64_t *ret_seq, struct err *err);
	} kinds[] = {
		{ "mail", chain_add_mail }, { "task", why_task }, { "case", why_case },
		{ "deadline", why_deadline }, { "request", why_request },
	};
	struct arena a = ARENA_INIT;
	struct chain c = { e, &a, json_new_array() };
	int64_t case_id, seq;
	size_t i;

	for (i = 0; i < LEN(kinds) && strcmp(kinds[i].what, what) != 0; i++)
		;
	bool ok = i == LEN(kinds) ? fail(err, ERR_INPUT, "\"%s\" cannot be explained. "
	    "Ask why mail, task, case, deadline or request", what) :
	    kinds[i].explain(&c, id, &case_id, &seq, err) &&
	    (case_id == 0 || add_causes(&c, case_id, seq, err));
	arena_clear(&a);
	if (!ok) {
		json_free(c.links);
		return false;
	}
	*ret_chain = c.links;
	return true;
}
