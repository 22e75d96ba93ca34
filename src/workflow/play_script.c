/* play_script: the script's YAML held against the workflow that it is for. */
#include "workflow/play_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "workflow/definition_inside.h"
#include "base/banned.h"

#define MORNING_SEC	(10 * 3600)	/* when things happen that have a day alone */
#define UNTIL_DEFAULT	"+40mo"

struct script {
	const char		*file;
	struct play		*play;
	struct arena		*a;
	struct problems		*problems;
};

static void
complain(struct script *s, const struct yaml_node *n, const char *what, const char *word,
    const char *nearest)
{
	problems_add(s->problems, s->file, n->line, n->column, PROBLEM_ERROR, nearest != NULL ?
	    "%s \"%s\". Did you mean \"%s\"?" : "%s \"%s\"", what, word, nearest);
}

/* Of a key, not of its value. */
static void
complain_key(struct script *s, const struct yaml_node *n, const char *what, const char *nearest)
{
	struct yaml_node key = *n;

	key.line = n->key_line;
	key.column = n->key_column;
	complain(s, &key, what, n->key, nearest);
}

/* The zone that the workflow's own days are counted in. */
static const struct zone *
zone_of(const struct play *p)
{
	return p->definition->zone != NULL ? p->definition->zone : p->zone;
}

/* " at 09:00" at the end is cut off. */
static bool
cut_wall(char *text, int32_t *ret_sec)
{
	char *at = strstr(text, " at "), rest;
	int hour, minute;

	if (at == NULL)
		return true;
	if (sscanf(at, " at %2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59)
		return false;
	*at = '\0';
	*ret_sec = hour * 3600 + minute * 60;
	return true;
}

static bool
read_span(const char *text, const struct play *p, int32_t wall_sec, int64_t *ret_ms)
{
	const struct zone *zone = zone_of(p);
	int32_t day = zone_day(zone, p->begin_ms);
	struct duration d;
	size_t len;

	if (!duration_parse(text, &d, &len) || text[len] != '\0' ||
	    !duration_add(&d, 1, day, p->definition->calendar, &day))
		return false;
	if (d.exact_ms != 0 && wall_sec < 0)		/* "+4h": on the clock */
		*ret_ms = zone_instant(zone, day, zone_wall_sec(zone, p->begin_ms)) + d.exact_ms;
	else
		*ret_ms = zone_instant(zone, day, wall_sec >= 0 ? wall_sec : MORNING_SEC);
	return true;
}

bool
play_time_read(const char *text, const struct play *play, int64_t *ret_ms)
{
	char copy[64];
	int32_t day, wall_sec = -1;

	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	if (!cut_wall(copy, &wall_sec))
		return false;
	if (copy[0] == '+')
		return read_span(copy + 1, play, wall_sec, ret_ms);
	if (!day_parse(copy, &day))
		return false;
	*ret_ms = zone_instant(zone_of(play), day, wall_sec >= 0 ? wall_sec : MORNING_SEC);
	return true;
}

static bool
read_time(struct script *s, const struct yaml_node *n, int64_t *ret_ms)
{
	const char *text;

	if (!yaml_text(n, s->file, &text, s->problems))
		return false;
	if (play_time_read(text, s->play, ret_ms))
		return true;
	complain(s, n, "a time is a day (2027-01-20) or a span (+30d), maybe with \"at 09:00\" behind it; "
	    "this is", text, NULL);
	return false;
}

/* "-3d" and "+2mo" for a day: counted from the beginning. */
static bool
read_day(struct script *s, const char *text, struct value *ret)
{
	int32_t day = zone_day(zone_of(s->play), s->play->begin_ms);
	struct duration d;
	size_t len;

	if ((text[0] != '+' && text[0] != '-') || !duration_parse(text + 1, &d, &len) ||
	    text[1 + len] != '\0' || d.exact_ms != 0 ||
	    !duration_add(&d, text[0] == '-' ? -1 : 1, day, s->play->definition->calendar, &day))
		return false;
	*ret = value_date(day);
	return true;
}

static bool
read_value(struct script *s, const struct yaml_node *n, enum value_type type, const char **choice,
    struct value *ret)
{
	bool known = choice == NULL;

	if (n->kind != YAML_SCALAR || ((type != TYPE_DATE || !read_day(s, n->text, ret)) &&
	    !value_parse(type, n->text, zone_of(s->play), s->a, ret))) {
		problems_add(s->problems, s->file, n->line, n->column, PROBLEM_ERROR,
		    "\"%s\" should be of type %s", n->key, value_type_name(type));
		return false;
	}
	for (; choice != NULL && *choice != NULL; choice++)
		known = known || strcmp(*choice, n->text) == 0;
	if (!known && ret->present)
		complain(s, n, "this is none of the choices:", n->text, NULL);
	return known || !ret->present;
}

/* Facts of the record into "facts". */
static void
read_facts(struct script *s, const struct yaml_node *map, struct facts *facts)
{
	const struct subject_kind *kind = s->play->definition->subject;
	const char **names = arena_array(s->a, kind->fields + 1, sizeof(*names));
	struct value v;

	for (size_t i = 0; i < kind->fields; i++)
		names[i] = kind->field[i].name;
	if (map->kind != YAML_MAP) {
		problems_add(s->problems, s->file, map->line, map->column, PROBLEM_ERROR,
		    "facts are names with values");
		return;
	}
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		const struct subject_field *f = subject_field_find(kind, n->key);
		if (f == NULL)
			complain_key(s, n, arena_printf(s->a, "no fact of one %s is named", kind->name),
			    yaml_nearest(n->key, names));
		else if (read_value(s, n, f->type, NULL, &v))
			facts_set(facts, f->name, v);
	}
}

static const struct event_field *
field_named(const struct event_view *event, const char *name)
{
	for (size_t i = 0; i < event->fields; i++)
		if (strcmp(event->field[i].name, name) == 0)
			return &event->field[i];
	return NULL;
}

static void
read_fields(struct script *s, const struct yaml_node *map, const struct event_view *event,
    struct facts *facts)
{
	const char **names = arena_array(s->a, event->fields + 1, sizeof(*names));
	struct value v;

	for (size_t i = 0; i < event->fields; i++)
		names[i] = event->field[i].name;
	for (const struct yaml_node *n = map->kind == YAML_MAP ? map->child : NULL; n != NULL; n = n->next) {
		const struct event_field *f = field_named(event, n->key);
		if (f == NULL)
			complain_key(s, n, arena_printf(s->a, "\"%s\" has no field", event->name),
			    yaml_nearest(n->key, names));
		else if (read_value(s, n, f->type, f->choice, &v))
			facts_set(facts, f->name, v);
	}
}

/* A person must say what the file asks for; what a program sends is filled up with "no". */
static void
check_fields(struct script *s, const struct yaml_node *n, const struct event_view *event,
    struct facts *facts)
{
	for (size_t i = 0; i < event->fields; i++) {
		const struct event_field *f = &event->field[i];
		const struct value *v = facts_get(facts, f->name);
		if (!f->required || (v != NULL && v->present))
			continue;
		if (text_starts(event->name, "user."))
			problems_add(s->problems, s->file, n->line, n->column, PROBLEM_ERROR,
			    "\"%s\" needs \"%s\" (with: {%s: ...}), a value of type %s", event->name, f->name,
			    f->name, value_type_name(f->type));
		else
			facts_set(facts, f->name, f->type == TYPE_BOOL ? value_bool(false) :
			    value_int(0));
	}
}

static void
read_event(struct script *s, const struct yaml_node *map, const struct yaml_node *n,
    struct play_event *e)
{
	const struct yaml_node *with = yaml_get(map, "with");
	struct facts *facts = arena_alloc(s->a, sizeof(*facts));
	struct event_view view;

	if (!yaml_text(n, s->file, &e->name, s->problems))
		return;
	if (!definition_event(s->play->definition, e->name, &view)) {
		complain(s, n, arena_printf(s->a, "\"%s\" takes no event", s->play->definition->name),
		    e->name, definition_event_nearest(s->play->definition, e->name, s->a));
		return;
	}
	facts_init(facts, s->a);
	if (with != NULL)
		read_fields(s, with, &view, facts);
	check_fields(s, n, &view, facts);
	e->field = facts;
}

/* A task that is done may carry the fields of its event, whichever task of the name it is. */
static void
read_done(struct script *s, const struct yaml_node *map, const struct yaml_node *n,
    struct play_event *e)
{
	const struct yaml_node *with = yaml_get(map, "with");
	struct facts *facts = arena_alloc(s->a, sizeof(*facts));
	const struct reading reading = { .d = (struct definition *)(uintptr_t)s->play->definition };
	const char *event = NULL;
	struct event_view view;

	if (!yaml_text(n, s->file, &e->done, s->problems))
		return;
	if (!scope_counted(&reading, "task", e->done)) {
		complain(s, n, arena_printf(s->a, "\"%s\" makes no task", s->play->definition->name),
		    e->done, NULL);
		return;
	}
	event = definition_task_event(s->play->definition, e->done);
	facts_init(facts, s->a);
	if (event == NULL && with != NULL)
		complain_key(s, with, "the case hears nothing when this task is done, so there is no", NULL);
	else if (event != NULL && definition_event(s->play->definition, event, &view)) {
		if (with != NULL)
			read_fields(s, with, &view, facts);
		check_fields(s, n, &view, facts);
	}
	e->field = facts;
}

static void
read_happening(struct script *s, const struct yaml_node *map, struct play_event *e)
{
	static const char *const keys[] = { "at", "event", "done", "set", "with", NULL };
	const struct yaml_node *at = yaml_get(map, "at"), *event = yaml_get(map, "event"),
	    *done = yaml_get(map, "done"), *set = yaml_get(map, "set");

	*e = (struct play_event){ .line = map->line, .column = map->column };
	if (!yaml_check_keys(map, s->file, keys, s->problems))
		return;
	if (at == NULL || (event != NULL) + (done != NULL) + (set != NULL) != 1) {
		problems_add(s->problems, s->file, map->line, map->column, PROBLEM_ERROR,
		    "each happening has a time (at) and one of: event, done, set");
		return;
	}
	if (read_time(s, at, &e->at_ms) && e->at_ms < s->play->begin_ms)
		complain(s, at, "this lies before the beginning:", at->text, NULL);
	if (event != NULL) {
		e->line = event->line;
		e->column = event->column;
		read_event(s, map, event, e);
	} else if (done != NULL) {
		e->line = done->line;
		e->column = done->column;
		read_done(s, map, done, e);
	} else {
		struct facts *facts = arena_alloc(s->a, sizeof(*facts));
		facts_init(facts, s->a);
		read_facts(s, set, facts);
		e->change = facts;
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct play_event *left = a, *right = b;

	if (left->at_ms != right->at_ms)
		return left->at_ms < right->at_ms ? -1 : 1;
	return (left->line > right->line) - (left->line < right->line);	/* as written */
}

static void
read_happenings(struct script *s, const struct yaml_node *list)
{
	struct play *p = s->play;

	if (list == NULL)
		return;
	if (list->kind != YAML_LIST) {
		problems_add(s->problems, s->file, list->line, list->column, PROBLEM_ERROR,
		    "events are a list: - {at: +30d, event: user.submit}");
		return;
	}
	struct play_event *events = arena_array(s->a, list->count, sizeof(*events));
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next)
		read_happening(s, n, &events[p->events++]);
	if (p->events > 0)
		qsort(events, p->events, sizeof(*events), by_time);
	p->event = events;
}

/* The times first: all else is counted from them. */
static void
read_head(struct script *s, const struct yaml_node *root)
{
	const struct yaml_node *zone = yaml_get(root, "timezone"), *begin = yaml_get(root, "begin"),
	    *until = yaml_get(root, "until");
	const char *name;

	if (zone != NULL && yaml_text(zone, s->file, &name, s->problems)) {
		const struct zone *found = zone_find(name, NULL);
		if (found == NULL)
			complain(s, zone, "there is no time zone", name, NULL);
		else
			s->play->zone = found;
	}
	if (begin != NULL && begin->text != NULL && begin->text[0] == '+')
		complain(s, begin, "the beginning is a day, not", begin->text, NULL);
	else if (begin != NULL)
		read_time(s, begin, &s->play->begin_ms);
	if (until != NULL)
		read_time(s, until, &s->play->until_ms);
	else
		play_time_read(UNTIL_DEFAULT, s->play, &s->play->until_ms);
}

bool
play_script_read(const char *file, const char *bytes, size_t len, struct arena *a,
    struct problems *problems, struct play *play)
{
	static const char *const keys[] = { "begin", "until", "timezone", "facts", "events", NULL };
	struct script s = { file, play, a, problems };
	size_t before = problems->errors;
	struct facts *facts = arena_alloc(a, sizeof(*facts));
	const struct yaml_node *root = bytes == NULL ? NULL : yaml_parse(file, bytes, len, a, problems);

	if (bytes != NULL && (root == NULL || !yaml_check_keys(root, file, keys, problems)))
		return false;
	read_head(&s, root);
	play_facts_make(play->definition->subject, zone_day(zone_of(play), play->begin_ms), a, facts);
	play->facts = facts;
	if (yaml_get(root, "facts") != NULL)
		read_facts(&s, yaml_get(root, "facts"), facts);
	read_happenings(&s, yaml_get(root, "events"));
	return problems->errors == before;
}
