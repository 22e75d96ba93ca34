/* replay: moments of the record beside those of the play. */
#include "workflow/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "workflow/definition_inside.h"
#include "base/banned.h"

const char *
replay_words(enum play_kind kind, const char *name, const char *day, const char *text, struct arena *a)
{
	switch (kind) {
	case PLAY_BEGAN:
		return arena_printf(a, "begins in \"%s\"", name);
	case PLAY_MOVED:
		return arena_printf(a, "goes to \"%s\"", name);
	case PLAY_LETTER:
		return arena_printf(a, "letter \"%s\"", name);
	case PLAY_TASK:
	case PLAY_ESCALATION:
		return arena_printf(a, "task \"%s\"", name);
	case PLAY_DEADLINE:
		return arena_printf(a, "deadline \"%s\" on %s", name, day);
	case PLAY_CHILD:
		return arena_printf(a, "case of \"%s\"", name);
	case PLAY_CHILD_CANCELLED:
		return arena_printf(a, "cancels \"%s\"", name);
	case PLAY_SET:
		return arena_printf(a, "sets %s to \"%s\"", name, text);
	case PLAY_NOTE:
		return "note";
	case PLAY_REQUEST:
		return arena_printf(a, "request \"%s\"", name);
	case PLAY_EVENT:
	case PLAY_TASK_CLOSED:
	case PLAY_DEADLINE_CLEARED:
	case PLAY_REFUSED:
	case PLAY_ENDED:
	case PLAY_KINDS:
		return NULL;
	}
	return NULL;
}

const char *
replay_first_state(const struct definition *d, const char *rule, const char *otherwise)
{
	for (size_t i = 0; d != NULL && i < d->start.count; i++)
		if (text_equal(d->start.item[i].id, rule))
			return d->state[d->start.item[i].then.go].name;
	return d != NULL && rule[0] == '\0' ? d->state[d->initial].name : otherwise;
}

const char *
replay_state(const struct definition *d, const struct state_map *map, size_t maps, const char *name)
{
	for (size_t i = 0; i < maps; i++)
		if (strcmp(map[i].from, name) == 0)
			return map[i].to;
	for (size_t i = 0; i < d->moves; i++)
		if (strcmp(d->move[i].from, name) == 0)
			return d->move[i].to;
	return name;
}

const struct facts *
replay_fields(const struct definition *d, const char *event, const struct facts *field, struct arena *a)
{
	struct facts *fields = arena_alloc(a, sizeof(*fields));
	struct event_view view;

	facts_init(fields, a);
	if (!definition_event(d, event, &view))
		return fields;
	for (size_t i = 0; i < view.fields; i++) {
		const struct value *v = facts_get(field, view.field[i].name);
		if (v != NULL && v->present && value_type_fits(v->type, view.field[i].type))
			facts_set(fields, view.field[i].name, *v);
	}
	return fields;
}

/* The same cause in the record and in the play. */
static bool
is_same_cause(const struct replay_moment *r, const struct replay_moment *p)
{
	if (r->event != NULL || p->event != NULL)
		return r->event == p->event;
	return r->cause_ms == p->cause_ms && strcmp(r->cause, p->cause) == 0;
}

static void
add_words(struct replay_moment *m, const struct play_row *row, struct arena *a)
{
	char day[DAY_TEXT_BYTES];
	/* A state that is entered again from itself is no move: the record does not tell it apart. */
	bool is_move = row->kind != PLAY_MOVED || !text_equal(row->name, row->text);
	const char *words = is_move ? replay_words(row->kind, row->name, row->day != DAY_NONE ?
	    day_format(row->day, day) : "", row->text != NULL ? row->text : "", a) : NULL;

	if (row->kind == PLAY_REFUSED)
		m->reason = row->text;
	if (words != NULL)
		m->words = arena_printf(a, "%s%s%s", m->words, m->words[0] != '\0' ? ", " : "", words);
}

/* The rows of the play, a moment for each step. */
static struct replay_moment *
moments_of(const struct play_result *r, struct arena *a, size_t *ret_count)
{
	struct replay_moment *moment = arena_array(a, r->rows + 1, sizeof(*moment));
	size_t count = 0, step = 0;

	for (size_t i = 0; i < r->rows; i++) {
		const struct play_row *row = &r->row[i];
		/* An event after the end is a step of none: each stands for itself. */
		if (count == 0 || row->step != step || (row->kind == PLAY_REFUSED &&
		    row->event != moment[count - 1].event))
			moment[count++] = (struct replay_moment){ .at_ms = row->at_ms,
				.cause = row->event != NULL ? row->name : row->cause, .cause_ms = row->cause_ms,
				.words = "" };
		step = row->step;
		if (row->event != NULL)
			moment[count - 1].event = row->event;
		add_words(&moment[count - 1], row, a);
	}
	*ret_count = count;
	return moment;
}

static const char *
told(const struct replay_moment *m, struct arena *a)
{
	if (m == NULL || (m->words[0] == '\0' && m->reason == NULL))
		return "nothing";
	return m->words[0] != '\0' ? m->words : arena_printf(a, "nothing: %s", m->reason);
}

static int
by_time(const void *a, const void *b)
{
	const struct replay_divergence *p = a, *q = b;

	if (p->at_ms != q->at_ms)
		return p->at_ms < q->at_ms ? -1 : 1;
	return strcmp(p->cause, q->cause);
}

void
replay_compare(const struct play *play, const struct replay_moment *moment, size_t moments,
    struct arena *a, struct replay_divergence **ret_divergences, size_t *ret_count)
{
	struct play_result result;
	size_t played, count = 0;

	play_run(play, a, &result);
	struct replay_moment *p = moments_of(&result, a, &played);
	bool *is_met = arena_array(a, played + 1, sizeof(*is_met));
	struct replay_divergence *d = arena_array(a, moments + played + 1, sizeof(*d));
	for (size_t i = 0; i < moments; i++) {
		const struct replay_moment *r = &moment[i], *met = NULL;
		for (size_t j = 0; j < played && met == NULL; j++)
			if (!is_met[j] && is_same_cause(r, &p[j])) {
				is_met[j] = true;
				met = &p[j];
			}
		if (strcmp(r->words, met != NULL ? met->words : "") != 0)
			d[count++] = (struct replay_divergence){ r->at_ms, r->cause, told(r, a), told(met, a) };
	}
	for (size_t j = 0; j < played; j++)
		if (!is_met[j] && p[j].words[0] != '\0')
			d[count++] = (struct replay_divergence){ p[j].at_ms, p[j].cause, "nothing",
				told(&p[j], a) };
	if (result.stopped != NULL)
		d[count++] = (struct replay_divergence){ play->until_ms, "the end", "played to the end",
			arena_printf(a, "stops: %s", result.stopped) };
	qsort(d, count, sizeof(*d), by_time);
	*ret_divergences = d;
	*ret_count = count;
}
