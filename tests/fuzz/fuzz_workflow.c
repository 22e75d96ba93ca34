/*
 * fuzz_workflow: any bytes as a workflow file.  One that is taken is opened, its timers are fired and its
 * events sent: the step must come to an end, whatever the file says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/str.h"
#include "workflow/definition.h"
#include "workflow/difference.h"
#include "workflow/migrate.h"
#include "workflow/step.h"

#define NOW_MS	1767623400000LL		/* 5 January 2026 */
#define STEPS	6

static const char letter[] = "Subject: About {{provider.last_name}}\n\nWhere does it stand?\n";

/* Every fact of the subject with a value that fits, or all optional ones absent. */
static void
fill_facts(const struct subject_kind *kind, bool full, struct facts *facts)
{
	for (size_t i = 0; i < kind->fields; i++) {
		const struct subject_field *f = &kind->field[i];
		struct value v = f->type == TYPE_DATE ? value_date(20457) : f->type == TYPE_INT ?
		    value_int(7) : f->type == TYPE_BOOL ? value_bool(true) : value_text("a@b.example");
		v.type = f->type;
		facts_set(facts, f->name, full || !f->optional ? v : value_absent(f->type));
	}
}

static void
check(const struct step_result *r)
{
	if (r->outcome == STEP_DONE && r->state == NULL)
		abort();
	for (size_t i = 0; i < r->timers; i++)
		if (r->timer[i].due_ms == INSTANT_NONE || r->timer[i].n < 1)
			abort();
}

/* From one step to the next: the earliest timer, else the first event. */
static void
go_on(const struct definition *d, struct snapshot *s, const struct step_result *last, int64_t *now_ms,
    struct arena *a, struct step_result *r)
{
	struct step_event event = { .name = "mail.reply" };
	struct event_view *events;

	s->state = last->state;
	s->var = last->var;
	s->timer = last->timer;
	s->timers = last->timers;
	s->rev++;
	if (last->entered)
		s->entered_ms = *now_ms;
	if (last->timers > 0) {
		const struct armed_timer *t = &last->timer[0];
		struct str name = STR_INIT;
		str_printf(&name, "timer.%s", t->name);
		event.name = arena_strdup(a, name.text);
		str_clear(&name);
		event.timer_n = t->n;
		event.timer_set_seq = t->set_seq;
		if (t->due_ms > *now_ms)
			*now_ms = t->due_ms;
	} else if (definition_events(d, s->state, a, &events) > 0) {
		event.name = events[0].name;
	}
	event.occurred_ms = *now_ms;
	step_deliver(d, s, &event, *now_ms, a, r);
}

static void
walk(const struct definition *d, bool full)
{
	struct arena a = ARENA_INIT;
	struct facts facts;
	struct snapshot s = { .case_id = 1, .entered_ms = NOW_MS, .facts = &facts,
		.zone = zone_find("America/New_York", NULL) };
	struct step_result last, r;
	int64_t now_ms = NOW_MS;

	facts_init(&facts, &a);
	fill_facts(definition_subject(d), full, &facts);
	s.var = arena_array(&a, definition_vars(d) + 1, sizeof(*s.var));
	for (size_t i = 0; i < definition_vars(d); i++)
		s.var[i] = value_absent(definition_var(d, i).type);
	step_open(d, &s, now_ms, true, &a, &last);
	for (int i = 0; i < STEPS && last.outcome == STEP_DONE && !last.final; i++) {
		check(&last);
		go_on(d, &s, &last, &now_ms, &a, &r);
		json_free(last.trace);
		last = r;
	}
	json_free(last.trace);
	arena_clear(&a);
}

/* A file says the same as itself. */
static void
compare(const char *text, const struct definition_asset *assets, size_t count)
{
	const struct difference_side side = { text, assets, count };
	struct arena a = ARENA_INIT;
	struct differences list;

	difference_find(&side, &side, &a, &list);
	if (list.count > 0)
		abort();
	arena_clear(&a);
}

/* A case that moves to the version that it has finds its state there, or is refused. */
static void
move(const struct definition *d)
{
	struct arena a = ARENA_INIT;
	struct facts facts;
	struct migrated moved;
	struct migrant migrant = { .before = { .case_id = 1, .entered_ms = NOW_MS, .facts = &facts,
		.zone = zone_find("America/New_York", NULL) } };
	const struct migration m = { .to = d, .from = d, .timers = TIMERS_RECOMPUTE };
	bool *knows = arena_array(&a, definition_vars(d) + 1, sizeof(*knows));
	struct state_view view;

	facts_init(&facts, &a);
	fill_facts(definition_subject(d), true, &facts);
	migrant.before.var = arena_array(&a, definition_vars(d) + 1, sizeof(struct value));
	migrant.knows = knows;
	for (size_t i = 0; i < definition_states(d); i++) {
		migrant.before.state = definition_state(d, i).name;
		migrate_case(&m, &migrant, NOW_MS, &a, &moved);
		if (moved.refused == NULL && !definition_state_find(d, moved.state, &view))
			abort();
	}
	arena_clear(&a);
}

static const char *
source(void *context, const char *file)
{
	(void)file;
	return context;
}

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct asset *calendar = asset_find("config/us_business.yaml");
	const struct definition_asset assets[] = {
		{ "us_business.yaml", calendar->bytes, NULL },
		{ "a.txt", letter, NULL }, { "enroll_submit.txt", letter, NULL }, { "enroll_receipt.txt", letter, NULL },
		{ "enroll_chase.txt", letter, NULL }, { "enroll_resend.txt", letter, NULL },
		{ "enroll_loading.txt", letter, NULL }, { "psv_request.txt", letter, NULL }, { "psv_remind.txt", letter, NULL },
		{ "expiring.txt", letter, NULL }, { "expired.txt", letter, NULL }, { "caqh_remind.txt", letter, NULL },
		{ "caqh_lapsed.txt", letter, NULL }, { "recred_packet.txt", letter, NULL }, { "recred_chase.txt", letter, NULL },
		{ "onboard_packet.txt", letter, NULL }, { "onboard_chase.txt", letter, NULL }, { "offboard_leaving.txt", letter, NULL },
	};
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct str graph = STR_INIT;

	problems_init(&problems, &a);
	const struct definition *d = definition_parse("f", (const char *)bytes, len, assets, LEN(assets),
	    &a, &problems);
	if ((d == NULL) != (problems.errors > 0))
		abort();
	for (size_t i = 0; i < problems.count; i++)
		if (problems.item[i].line < 0 || problems.item[i].text[0] == '\0')
			abort();
	char *text = arena_strndup(&a, (const char *)bytes, len);
	problems_print_marked(&problems, source, text, &graph);
	str_truncate(&graph, 0);
	if (d != NULL) {
		walk(d, true);
		walk(d, false);
		compare(text, assets, LEN(assets));
		move(d);
		definition_graph(d, &(struct graph_view){ .near_only = false }, &graph);
	}
	str_clear(&graph);
	arena_clear(&a);
	return 0;
}
