/* case: one case: where it stands, what a person may say now, what happens next, how it came there. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "store/case_file.h"
#include "store/deadline.h"
#include "store/history.h"
#include "store/overview.h"
#include "store/task.h"
#include "store/timer.h"
#include "web/events.h"
#include "web/live.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/picture.h"
#include "web/words.h"
#include "workflow/personal.h"
#include "base/banned.h"

#define STEPS_MAX	60
#define MAIL_MAX	40
#define LIST_MAX	30
#define FIELD		"f."	/* before the names of an event's own fields */

struct view {
	struct request		*r;
	struct case_file	 c;
	const struct definition	*definition;	/* NULL: it cannot be read any more */
	struct json		*data;
	int64_t			 stale_seq;	/* the form was made upon this step; -1: none was sent */
};

/* The row of the list of cases becomes the page's own values. */
static bool
add_head(struct view *v, struct err *err)
{
	struct request *r = v->r;
	struct json *rows;
	struct query q;

	case_query_one(&q, r->web->db, v->c.case_id);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	struct json *head = json_at(rows, 0);
	page_case_words(r, head);
	page_since(r, head, "entered_ms", "since_words");
	page_since(r, head, "opened_ms", "opened_words");
	page_since(r, head, "closed_ms", "closed_words");
	page_since(r, head, "paused_ms", "paused_words");
	bool is_open = text_equal(v->c.status, "open"), is_stuck = text_equal(v->c.status, "stuck");
	json_set_bool(v->data, "can_call", is_open);
	json_set_text(v->data, "shown", v->c.state);
	json_set_bool(head, "is_open", is_open || is_stuck);
	json_set_bool(head, "is_stuck", is_stuck);
	json_set_bool(head, "is_paused", v->c.paused_ms != INSTANT_NONE);
	json_set_bool(head, "can_pause", is_open && v->c.paused_ms == INSTANT_NONE);
	json_set_text(v->data, "title", arena_printf(r->a, "CR-%lld %s", (long long)v->c.case_id,
	    words_name(v->c.workflow, r->a)));
	json_set_bool(v->data, "at_cases", true);
	json_set(v->data, "heads", rows);
	json_set_int(v->data, "case_id", v->c.case_id);
	return true;
}

static int
by_due(const void *a, const void *b)
{
	const struct armed_timer *x = a, *y = b;

	return x->due_ms < y->due_ms ? -1 : x->due_ms > y->due_ms;
}

static bool
add_next(struct view *v, struct err *err)
{
	struct request *r = v->r;
	struct json *next = json_new_array();
	struct armed_timer *timers;
	size_t count;

	json_set(v->data, "next", next);
	if (!timer_list(r->web->db, v->c.case_id, r->a, &timers, &count, err))
		return false;
	if (count > 0)
		qsort(timers, count, sizeof(*timers), by_due);
	json_set_bool(v->data, "has_next", count > 0);
	for (size_t i = 0; i < count; i++) {
		struct json *timer = json_new_object();
		struct rule_view rule = { .text = NULL };
		if (v->definition != NULL)
			definition_rule(v->definition, timers[i].rule, &rule);
		json_set_text(timer, "name_words", words_name(timers[i].name, r->a));
		json_set_text(timer, "says", v->definition == NULL ? NULL : definition_timer_says(v->definition,
		    timers[i].rule, timers[i].max_n > 0 && timers[i].n > timers[i].max_n, r->a));
		json_set_text(timer, "due_words", words_until(timers[i].due_ms, r->now_ms,
		    r->web->settings->zone, r->a));
		json_set_text(timer, "count_words", timers[i].max_n == 0 ? NULL :
		    timers[i].n > timers[i].max_n ? "the last time" :
		    arena_printf(r->a, "%lld of %lld", (long long)timers[i].n,
		    (long long)timers[i].max_n));
		json_set_bool(timer, "needs_mail", timers[i].needs_mail);
		json_set_int(timer, "line", rule.line);
		json_push(next, timer);
	}
	json_set_int(v->data, "definition_id", v->c.definition_id);
	return true;
}

static bool
add_open(struct view *v, struct err *err)
{
	struct json *rows;
	struct query q;

	task_query_open(&q, v->r->web->db, v->c.case_id);
	if (!page_rows(v->r, v->data, "tasks", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *due = json_get_text(json_at(rows, i), "due_day");
		int32_t day;
		json_set_bool(json_at(rows, i), "is_late", due != NULL && day_parse(due, &day) &&
		    day < v->r->today_day);
		page_day(v->r, json_at(rows, i), "due_day", "due_words");
	}
	deadline_query_open(&q, v->r->web->db, v->c.case_id);
	if (!page_rows(v->r, v->data, "deadlines", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_day(v->r, json_at(rows, i), "on_day", "on_words");
	return true;
}

/* Both versions: what the form says, and what happened since the page was opened. */
static void
add_since(struct view *v, const struct json *steps)
{
	struct json *stale = json_new_object(), *stales = json_new_array(), *since = json_new_array(), *said = json_new_array();
	const struct pairs *form = &v->r->form;

	for (size_t i = 0; i < json_count(steps); i++)
		if (json_get_int(json_at(steps, i), "seq", 0) > v->stale_seq)
			json_push(since, json_duplicate(json_at(steps, i)));
	for (size_t i = 0; i < form->count; i++)
		if (text_starts(form->item[i].name, FIELD) && !text_blank(form->item[i].value)) {
			struct json *one = json_new_object();
			json_set_text(one, "label", words_title(form->item[i].name + strlen(FIELD), v->r->a));
			json_set_text(one, "value", form->item[i].value);
			json_push(said, one);
		}
	json_set_text(stale, "event_words", events_words(pairs_get(form, "event"), v->r->a));
	json_set(stale, "said", said);
	json_set(stale, "since", since);
	json_push(stales, stale);
	json_set(v->data, "stale", stales);
}

/* The states that it went through, in words, as the picture cannot show them all: "collecting, waiting, in review". */
static const char *
path_words(const struct view *v, const struct json *steps)
{
	const char *words = "";

	for (size_t i = json_count(steps); i > 0; i--) {
		const struct json *step = json_at(steps, i - 1);
		const char *to = json_get_text(step, "to_state");
		if (!text_equal(json_get_text(step, "from_state"), to))
			words = arena_printf(v->r->a, "%s%s%s", words, words[0] != '\0' ? " → " : "", words_name(to, v->r->a));
	}
	return words;
}

/* Steps, and the state before the present one for the picture. */
static bool
add_steps(struct view *v, struct err *err)
{
	struct graph_view graph = { .here = v->c.state, .near_only = true };
	struct json *rows;
	struct query q;

	overview_query_steps(&q, v->r->web->db, v->c.case_id, STEPS_MAX + 1);
	if (!page_rows(v->r, v->data, "steps", &q, STEPS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *from = json_get_text(row, "from_state");
		personal_mask(v->definition, json_get(row, "payload"));
		events_step(v->r, row);
		if (graph.before == NULL && from[0] != '\0' && strcmp(from, v->c.state) != 0)
			graph.before = from;
	}
	json_set_text(v->data, "path", path_words(v, rows));
	if (v->stale_seq >= 0)
		add_since(v, rows);
	json_set_text(v->data, "picture", picture_find(v->r->web, v->c.definition_id, &graph));
	return true;
}

static bool
add_mail(struct view *v, struct err *err)
{
	struct json *rows;
	struct query q;

	overview_query_mail(&q, v->r->web->db, v->c.case_id, MAIL_MAX + 1);
	if (!page_rows(v->r, v->data, "mail", &q, MAIL_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		events_mail(v->r, json_at(rows, i));
	overview_query_kin(&q, v->r->web->db, v->c.case_id, LIST_MAX + 1);
	if (!page_rows(v->r, v->data, "kin", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_case_words(v->r, json_at(rows, i));
	return true;
}

static const char *
input_type(enum value_type type)
{
	switch (type) {
	case TYPE_DATE:
		return "date";
	case TYPE_EMAIL:
		return "email";
	case TYPE_INSTANT:
		return "datetime-local";
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_BOOL:
	case TYPE_REF:
	case TYPE_ENUM:
		return "text";
	}
	return "text";
}

static struct json *
field_json(const struct view *v, const struct event_field *f, const char *event)
{
	struct json *field = json_new_object();

	json_set_text(field, "name", f->name);
	json_set_text(field, "id", arena_printf(v->r->a, "%s-%s", event, f->name));
	json_set_text(field, "label", words_title(f->name, v->r->a));
	json_set_text(field, "input", input_type(f->type));
	json_set_bool(field, "is_bool", f->type == TYPE_BOOL);
	json_set_bool(field, "is_int", f->type == TYPE_INT);
	json_set_bool(field, "required", f->required);
	const char *typed = v->stale_seq >= 0 && text_equal(pairs_get(&v->r->form, "event"), event) ?
	    pairs_get(&v->r->form, arena_printf(v->r->a, FIELD "%s", f->name)) : NULL;
	json_set_text(field, "value", typed);
	json_set_bool(field, "is_yes", text_equal(typed, "yes"));
	json_set_bool(field, "is_no", text_equal(typed, "no"));
	return field;
}

/* A form for each event that a person may say now. */
static void
add_forms(struct view *v)
{
	struct json *forms = json_new_array();
	struct event_view *events = NULL;
	size_t count = v->definition == NULL ? 0 : definition_events(v->definition, v->c.state, v->r->a, &events);
	char once[HASH_ID_BYTES];

	for (size_t i = 0; i < count; i++) {
		struct json *form = json_new_object(), *fields = json_new_array();
		for (size_t j = 0; j < events[i].fields; j++)
			json_push(fields, field_json(v, &events[i].field[j], events[i].name));
		json_set_text(form, "event", events[i].name);
		json_set_text(form, "words", events_words(events[i].name, v->r->a));
		json_set(form, "fields", fields);
		json_set_bool(form, "is_open", v->stale_seq >= 0 &&
		    text_equal(pairs_get(&v->r->form, "event"), events[i].name));
		json_push(forms, form);
	}
	json_set_bool(v->data, "has_forms", count > 0 && text_equal(v->c.status, "open"));
	json_set(v->data, "forms", forms);
	json_set_text(v->data, "once", random_id(once));
	json_set_int(v->data, "rev", v->c.rev);
}

static const struct notice notices[] = {
	{ "event", "Done." }, { "note", "The note is kept." }, { "resume", "The case goes on." },
	{ "pause", "The case is paused: nothing happens by itself until you let it go on." },
	{ "task", "The task is done." }, { "call", "The call is written down." },
	{ "snooze", "The task comes back on that day." }, { "assign", "The task has its person." },
	{ NULL, NULL },
};

/* A version that cannot be read any more hides neither the case nor its history. */
static bool
load_definition(struct view *v, struct err *err)
{
	struct err why = ERR_INIT;

	if (engine_definition(&v->r->web->reader, v->c.definition_id, &v->definition, &why))
		return true;
	v->definition = NULL;
	return why.kind == ERR_INPUT || fail(err, why.kind, "%s", why.text);
}

static bool
show(struct request *r, struct reply *reply, int64_t stale_seq, struct err *err)
{
	struct view v = { .r = r, .stale_seq = stale_seq };
	int64_t case_id;

	if (!request_id(r, 0, &case_id, err) ||
	    !case_load(r->web->db, case_id, r->a, &v.c, err) ||
	    !load_definition(&v, err))
		return false;
	v.data = json_new_object();
	add_forms(&v);
	page_notice(r, v.data, notices);
	if (live_add(r, v.data, case_id, err) && add_head(&v, err) && add_next(&v, err) && add_open(&v, err) && add_steps(&v, err) &&
	    add_mail(&v, err))
		return page_render(r, reply, "case", v.data, err);
	json_free(v.data);
	return false;
}

bool
page_case(struct request *r, struct reply *reply, struct err *err)
{
	return show(r, reply, -1, err);
}

bool
page_case_stale(struct request *r, struct reply *reply, int64_t seq, struct err *err)
{
	reply->status = 409;
	return show(r, reply, seq, err);
}
