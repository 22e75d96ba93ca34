/* replay: from the rows of a case to what is played, twice. */
#include "engine/replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/inside.h"
#include "store/fact.h"
#include "store/task.h"
#include "store/timer.h"
#include "workflow/replay.h"
#include "base/banned.h"

#define EVENTS_MAX	100000

struct replaying {
	struct engine		*e;
	const struct replay_wish *wish;
	int64_t			 now_ms, mail_until_ms;
	struct replay_report	*report;
};

/* One case's record. */
struct record {
	struct arena		*a;
	struct case_file	 c;
	const struct definition	*own;		/* NULL: it cannot be read any more */
	struct history		*step;
	size_t			 steps;
	struct replay_moment	*moment;
	size_t			 moments;
	struct play_event	*event;
	size_t			 events;
	struct play_firing	*firing;
	struct play_pause	*pause;
	struct play_record	 play;
	bool			 was_migrated;
};

static const struct { const char *name; enum play_kind kind; } kinds[] = {
	{ "email", PLAY_LETTER }, { "task", PLAY_TASK }, { "deadline", PLAY_DEADLINE }, { "start", PLAY_CHILD },
	{ "cancel_child", PLAY_CHILD_CANCELLED }, { "set", PLAY_SET }, { "note", PLAY_NOTE },
	{ "http", PLAY_REQUEST },
};

static const char *
value_words(const struct record *r, const char *field, const struct json *json)
{
	const struct subject_kind *kind = subject_find(r->c.subject_type);
	const struct subject_field *f = kind != NULL ? subject_field_find(kind, field) : NULL;
	struct value value;

	return f != NULL && json_kind_of(json) != JSON_IS_NULL &&
	    value_from_json(f->type, json, r->a, &value) ? value_show(value, zone_utc(), r->a) : "";
}

static const char *
effect_words(const struct record *r, const struct json *note)
{
	const char *kind = json_get_text(note, "kind"), *name = json_get_text(note, "name");
	const char *day = json_get_text(note, "on");

	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kinds[i].name, kind))
			return replay_words(kinds[i].kind, arena_strdup(r->a, name), day != NULL ? day : "",
			    kinds[i].kind == PLAY_SET ? value_words(r, name, json_get(note, "value")) : "", r->a);
	return NULL;
}

/* What a step did, as replay_compare() says it of a play. */
static const char *
step_words(const struct record *r, const struct history *h)
{
	const char *words = h->from_state[0] == '\0' ? replay_words(PLAY_BEGAN, h->to_state, "", "", r->a) :
	    strcmp(h->from_state, h->to_state) != 0 ? replay_words(PLAY_MOVED, h->to_state, "", "", r->a) : "";
	struct json *changes = NULL;

	if (!json_parse(h->changes_json, strlen(h->changes_json), &changes, NULL))
		return words;
	const struct json *effects = json_get(changes, "effects");
	for (size_t i = 0; i < json_count(effects); i++) {
		const char *more = effect_words(r, json_at(effects, i));
		if (more != NULL)
			words = arena_printf(r->a, "%s%s%s", words, words[0] != '\0' ? ", " : "", more);
	}
	json_free(changes);
	return words;
}

static const struct history *
step_of(const struct record *r, int64_t event_id)
{
	for (size_t i = 0; i < r->steps; i++)
		if (r->step[i].event_id == event_id)
			return &r->step[i];
	return NULL;
}

/* The task whose ticking off was this event. */
static const char *
closed_task(const struct replaying *p, const struct record *r, const struct event *event)
{
	struct task task;
	int64_t id;

	return text_starts(event->dedup, "u:task ") && int_parse(event->dedup + strlen("u:task "), &id) &&
	    task_load(p->e->db, id, r->a, &task, NULL) ? task.name : NULL;
}

static bool
is_timer(const struct event *event)
{
	return text_starts(event->dedup, "t:") && text_starts(event->name, "timer.");
}

static bool
add_event(const struct replaying *p, struct record *r, const struct event *event, struct err *err)
{
	const struct history *h = step_of(r, event->event_id);
	struct replay_moment m = { .at_ms = h != NULL ? h->at_ms : event->received_ms, .cause = event->name,
		.cause_ms = event->occurred_ms, .words = h != NULL ? step_words(r, h) : "",
		.reason = event->error };
	struct facts *fields = arena_alloc(r->a, sizeof(*fields));

	if (text_starts(event->dedup, EVENT_FORGOTTEN))
		return true;
	if (is_timer(event)) {
		if (h == NULL)
			return true;
		r->firing[r->play.firings++] = (struct play_firing){ event->name + strlen("timer."),
			event->occurred_ms, h->at_ms, h->seq };
		r->moment[r->moments++] = m;
		return true;
	}
	if (!payload_read(event->payload_json, r->a, fields, err))
		return false;
	struct play_event *e = &r->event[r->events++];
	*e = (struct play_event){ .at_ms = m.at_ms, .name = event->name, .field = fields, .by = event->source,
		.closes = h != NULL ? closed_task(p, r, event) : NULL, .order = h != NULL ? h->seq : 0 };
	r->moment[r->moments] = m;
	r->moment[r->moments++].event = e;
	return true;
}

static int
by_time(const void *a, const void *b)
{
	const struct event *p = a, *q = b;

	if (p->received_ms != q->received_ms)
		return p->received_ms < q->received_ms ? -1 : 1;
	return p->event_id < q->event_id ? -1 : p->event_id > q->event_id;
}

/* In the order in which they were taken; what was not taken stands where it came. */
static bool
load_events(const struct replaying *p, struct record *r, struct err *err)
{
	struct event *done, *ignored;
	size_t dones, ignoreds;

	if (!event_list(p->e->db, r->c.case_id, "done", EVENTS_MAX, r->a, &done, &dones, err) ||
	    !event_list(p->e->db, r->c.case_id, "ignored", EVENTS_MAX, r->a, &ignored, &ignoreds, err))
		return false;
	size_t count = dones + ignoreds;
	struct event *all = arena_array(r->a, count, sizeof(*all));
	for (size_t i = 0; i < count; i++) {
		all[i] = i < dones ? done[i] : ignored[i - dones];
		const struct history *h = step_of(r, all[i].event_id);
		if (h != NULL)
			all[i].received_ms = h->at_ms;
	}
	qsort(all, count, sizeof(*all), by_time);
	r->event = arena_array(r->a, count, sizeof(*r->event));
	r->firing = arena_array(r->a, count, sizeof(*r->firing));
	r->moment = arena_array(r->a, count + 1, sizeof(*r->moment));
	r->moment[r->moments++] = (struct replay_moment){ .at_ms = r->step[0].at_ms, .cause = "opening",
		.cause_ms = r->step[0].at_ms, .words = step_words(r, &r->step[0]) };
	for (size_t i = 0; i < count; i++)
		if (!add_event(p, r, &all[i], err))
			return false;
	return true;
}

/* What is armed today has not fired, whatever it is due. */
static bool
add_armed(const struct replaying *p, struct record *r, struct err *err)
{
	struct armed_timer *armed;
	size_t count;

	if (!timer_list(p->e->db, r->c.case_id, r->a, &armed, &count, err))
		return false;
	struct play_firing *firing = arena_array(r->a, r->play.firings + count, sizeof(*firing));
	memcpy(firing, r->firing, r->play.firings * sizeof(*firing));
	for (size_t i = 0; i < count; i++)
		firing[r->play.firings++] = (struct play_firing){ armed[i].name, armed[i].due_ms, INT64_MAX, 0 };
	r->play.firing = firing;
	return true;
}

static void
read_pauses(struct record *r)
{
	r->pause = arena_array(r->a, r->steps, sizeof(*r->pause));
	r->play.pause = r->pause;
	for (size_t i = 0; i < r->steps; i++) {
		const struct history *h = &r->step[i];
		if (strcmp(h->rule, "pause") == 0)
			r->pause[r->play.pauses++] = (struct play_pause){ h->at_ms, INT64_MAX };
		else if (strcmp(h->rule, "resume") == 0 && r->play.pauses > 0)
			r->pause[r->play.pauses - 1].until_ms = h->at_ms;
		r->was_migrated |= strcmp(h->rule, "migrate") == 0;
	}
}

static bool
load_record(const struct replaying *p, struct record *r, int64_t case_id, struct err *err)
{
	struct db *db = p->e->db;

	if (!case_load(db, case_id, r->a, &r->c, err) ||
	    !history_list(db, case_id, r->a, &r->step, &r->steps, err))
		return false;
	if (r->steps == 0)
		return fail(err, ERR_INPUT, "it has no history");
	if (strcmp(r->c.subject_type, definition_subject(p->wish->with)->name) != 0)
		return fail(err, ERR_INPUT, "it is about one %s, and the other version about one %s",
		    r->c.subject_type, definition_subject(p->wish->with)->name);
	if (!definitions_find(p->e, r->step[0].definition_id, &r->own, NULL))
		r->own = NULL;
	r->play.mail_until_ms = p->mail_until_ms;
	read_pauses(r);
	return load_events(p, r, err) && add_armed(p, r, err);
}

static const struct json *
effect_value(const struct json *note)
{
	return text_equal(json_get_text(note, "kind"), "set") ? json_get(note, "was") : NULL;
}

/* A field that the case has set was, before, what the first such step says. */
static void
roll_back(const struct record *r, const struct json *note, struct facts *facts, struct facts *done)
{
	const char *name = arena_strdup(r->a, json_get_text(note, "name"));
	const struct value *now = name != NULL ? facts_get(facts, name) : NULL;
	struct value was;

	if (!text_equal(json_get_text(note, "kind"), "set") || now == NULL || facts_get(done, name) != NULL)
		return;
	facts_set(done, name, *now);
	const struct json *json = effect_value(note);
	if (json_kind_of(json) == JSON_IS_NULL || !value_from_json(now->type, json, r->a, &was))
		was = value_absent(now->type);
	facts_set(facts, name, was);
	if (strcmp(r->c.subject_type, "provider") == 0)
		facts_set(facts, arena_printf(r->a, "provider%s", strchr(name, '.')), was);
}

static bool
load_facts(const struct replaying *p, const struct record *r, struct facts *facts, struct err *err)
{
	struct subject subject;
	struct facts done;

	facts_init(facts, r->a);
	facts_init(&done, r->a);
	if (!subject_load(p->e->db, subject_find(r->c.subject_type), r->c.subject_id, p->e->settings,
	    p->now_ms, facts, &subject, err))
		return false;
	for (size_t i = 0; i < r->steps; i++) {
		struct json *changes = NULL;
		if (!json_parse(r->step[i].changes_json, strlen(r->step[i].changes_json), &changes, NULL))
			continue;
		const struct json *effects = json_get(changes, "effects");
		for (size_t j = 0; j < json_count(effects); j++)
			roll_back(r, json_at(effects, j), facts, &done);
		json_free(changes);
	}
	return true;
}

static bool
play(const struct replaying *p, const struct record *r, const struct definition *d, const char *state,
    struct replay_divergence **ret, size_t *ret_count, struct err *err)
{
	struct play_event *events = arena_array(r->a, r->events, sizeof(*events));
	struct replay_moment *moments = arena_array(r->a, r->moments, sizeof(*moments));
	struct facts facts;

	if (!load_facts(p, r, &facts, err))
		return false;
	for (size_t i = 0; i < r->events; i++) {
		events[i] = r->event[i];
		events[i].field = replay_fields(d, events[i].name, events[i].field, r->a);
	}
	for (size_t i = 0; i < r->moments; i++) {
		moments[i] = r->moment[i];
		if (moments[i].event != NULL)
			moments[i].event = &events[moments[i].event - r->event];
	}
	const struct play play = {
		.definition = d, .facts = &facts, .zone = p->e->settings->zone, .begin_ms = r->step[0].at_ms,
		.until_ms = r->c.closed_ms != INSTANT_NONE ? r->c.closed_ms : p->now_ms, .state = state,
		.event = events, .events = r->events, .record = &r->play,
	};
	replay_compare(&play, moments, r->moments, r->a, ret, ret_count);
	return true;
}

static void
report(const struct replaying *p, int64_t case_id, const struct replay_divergence *d, bool is_certain)
{
	struct json *json = json_new_object();
	char at[INSTANT_TEXT_BYTES];

	json_set_int(json, "case_id", case_id);
	json_set_text(json, "at", instant_format(d->at_ms, p->e->settings->zone, at));
	json_set_text(json, "cause", d->cause);
	json_set_text(json, "was", d->was);
	json_set_text(json, "would", d->would);
	json_set_bool(json, "is_certain", is_certain);
	json_push(p->report->divergences, json);
}

static bool
is_among(const struct replay_divergence *d, const struct replay_divergence *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].at_ms == d->at_ms && strcmp(list[i].cause, d->cause) == 0 &&
		    strcmp(list[i].was, d->was) == 0 && strcmp(list[i].would, d->would) == 0)
			return true;
	return false;
}

/* What the case's own version would do otherwise too comes from a record that was changed since. */
static bool
compare(const struct replaying *p, const struct record *r, struct err *err)
{
	const char *first = replay_first_state(r->own, r->step[0].rule, r->step[0].to_state);
	struct replay_divergence *d, *own = NULL;
	size_t count, owns = 0, told = 0;
	bool has_own = r->own != NULL && !r->was_migrated;

	if (!play(p, r, p->wish->with, replay_state(p->wish->with, p->wish->map, p->wish->maps, first), &d,
	    &count, err))
		return false;
	if (count > 0 && has_own && !play(p, r, r->own, first, &own, &owns, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_among(&d[i], own, owns)) {
			report(p, r->c.case_id, &d[i], has_own && owns == 0);
			told++;
		}
	p->report->diverging += told > 0;
	p->report->uncertain += told > 0 && (!has_own || owns > 0);
	return true;
}

/* What fails for one case is said, and the others go on. */
static bool
replay_case(const struct replaying *p, int64_t case_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct record r = { .a = &a };
	struct err why = ERR_INIT;

	bool ok = load_record(p, &r, case_id, &why) && compare(p, &r, &why);
	p->report->cases++;
	if (!ok && (why.kind == ERR_BUSY || why.kind == ERR_SYSTEM)) {
		*err = why;
	} else if (!ok) {
		const struct replay_divergence d = { p->now_ms, "unreadable", "its record", why.text };
		report(p, case_id, &d, false);
		p->report->diverging++;
		p->report->uncertain++;
		ok = true;
	}
	arena_clear(&a);
	return ok;
}

static bool
replay(struct replaying *p, struct arena *a, struct err *err)
{
	int64_t *ids = arena_alloc(a, sizeof(*ids));
	size_t count = 1;

	*ids = p->wish->case_id;
	/* The record ends where somebody looked last. */
	if (!fact_clock(p->e->db, 0, &p->now_ms, err) ||
	    !timer_watermark(p->e->db, &p->mail_until_ms, err) || (*ids == 0 &&
	    !case_list_of_workflow(p->e->db, p->wish->workflow, a, &ids, &count, err)))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!db_snapshot(p->e->db, err))
			return false;
		bool ok = replay_case(p, ids[i], err);
		db_rollback(p->e->db);
		if (!ok)
			return false;
	}
	return true;
}

bool
engine_replay(struct engine *e, const struct replay_wish *wish, struct replay_report *ret,
    struct err *err)
{
	struct replay_report report = { .divergences = json_new_array() };
	struct replaying p = { .e = e, .wish = wish, .report = &report };
	struct arena a = ARENA_INIT;

	bool ok = replay(&p, &a, err);
	arena_clear(&a);
	if (ok)
		*ret = report;
	else
		json_free(report.divergences);
	return ok;
}

struct json *
replay_report_json(const struct replay_report *report, const struct definition *with)
{
	struct json *json = json_new_object();

	json_set_text(json, "workflow", definition_name(with));
	json_set_int(json, "version", definition_version(with));
	json_set_int(json, "cases", (int64_t)report->cases);
	json_set_int(json, "diverging", (int64_t)report->diverging);
	json_set_int(json, "uncertain", (int64_t)report->uncertain);
	json_set(json, "divergences", report->divergences);
	return json;
}
