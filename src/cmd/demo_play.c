/*
 * demo_play: the month of the demo.  Each day begins like any: the inbox is read, the clock ticks,
 * letters leave; then comes what the story has for the day, in the order of its times, and after
 * each step the same again.  Everything goes through the commands that people and cron use.
 */
#include "cmd/demo.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "cmd/commands.h"
#include "store/review.h"
#include "base/banned.h"

#define MORNING_SEC	(9 * 3600 + 35 * 60)	/* the timers of the workflows fire at 8 and 9 */
#define WORDS_MAX	8

/* How far a scene has come. */
struct scene_state {
	size_t			 pos;		/* next step */
	int64_t			 case_id;	/* 0: not looked for yet */
	int64_t			 done_ms;	/* of the step before */
	struct story_letter	 letter;	/* what the next step answers */
};

struct play {
	struct demo		*demo;
	const struct demo_story	*story;
	struct scene_state	*state;		/* one a scene */
	int64_t			 clock_ms;	/* never runs backwards */
	struct arena		 day_arena;
};

struct app
demo_app(const struct demo *demo, const char *who, int64_t at_ms, struct arena *a)
{
	struct app then = *demo->app;

	then.now_ms = at_ms;
	then.actor = who;
	then.arena = a;
	then.quiet = true;
	then.json = false;
	return then;
}

/* Runs a command as somebody.  One that was done in part (letters that wait for their turn, mail that
 * finds no case) is done; one that was refused ends the demo. */
static bool
run(struct play *p, const char *who, int (*command)(struct app *, const struct args *, struct err *),
    const struct args *args, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct app then = demo_app(p->demo, who, p->clock_ms, &a);
	int status = command(&then, args, err);

	arena_clear(&a);
	if (status == EXIT_REFUSED)
		return fail(err, ERR_SYSTEM, "it was refused");
	return status == EXIT_DONE || status == EXIT_PARTLY;
}

/* What happens by itself. */
static bool
round_of_work(struct play *p, struct err *err)
{
	static const struct args none = { .count = 0 };

	return run(p, "demo", cmd_mail_fetch, &none, err) && run(p, "demo", cmd_tick, &none, err) &&
	    run(p, "demo", cmd_mail_send, &none, err);
}

/* The next word of "text", up to a blank or between double quotes; NULL at the end. */
static const char *
next_word(const char **text, struct arena *a)
{
	const char *p = *text + strspn(*text, " ");
	bool in_quotes = *p == '"';
	size_t len;

	if (*p == '\0')
		return NULL;
	p += in_quotes;
	len = strcspn(p, in_quotes ? "\"" : " ");
	*text = p + len + (p[len] == '"');
	return arena_strndup(a, p, len);
}

/* "done fix" */
static bool
tick_off(struct play *p, const struct demo_step *step, int64_t case_id, const char *name,
    struct arena *a, struct err *err)
{
	struct args args = { .count = 1 };
	int64_t task_id;

	if (!story_find_task(p->demo->app->db, case_id, name, &task_id, err))
		return false;
	args.word = (const char *[]){ arena_printf(a, "%" PRId64, task_id) };
	return run(p, step->who, cmd_task_done, &args, err);
}

/* "event user.received reference=PM-20417", "note Phoned Lena", "pause", "import KIND SHEET" */
static bool
do_act(struct play *p, const struct demo_step *step, int64_t case_id, struct arena *a,
    struct err *err)
{
	const char *word[WORDS_MAX] = { arena_printf(a, "CR-%" PRId64, case_id) };
	struct args args = { .count = 1, .word = word };
	struct str dated = STR_INIT;

	demo_add_dated(step->does, strlen(step->does), p->demo->last_day, &dated);
	const char *rest = arena_strdup(a, dated.text), *what = next_word(&rest, a);
	str_clear(&dated);
	if (text_equal(what, "note")) {
		word[args.count++] = rest + strspn(rest, " ");
		return run(p, step->who, cmd_case_note, &args, err);
	}
	while (args.count < WORDS_MAX && (word[args.count] = next_word(&rest, a)) != NULL)
		args.count++;
	if (text_equal(what, "event"))
		return run(p, step->who, cmd_case_event, &args, err);
	if (text_equal(what, "pause"))
		return run(p, step->who, cmd_case_pause, &args, err);
	if (text_equal(what, "done") && args.count == 2)
		return tick_off(p, step, case_id, word[1], a, err);
	if (text_equal(what, "import") && args.count == 3)
		return demo_import_sheet(p->demo, word[1], word[2], step->who, p->clock_ms, err);
	return fail(err, ERR_SYSTEM, "nobody can \"%s\"", step->does);
}

/* When the scene's next step is due; INSTANT_NONE while that is not known. */
static bool
step_due(struct play *p, size_t i, int64_t *ret_ms, struct err *err)
{
	const struct demo_scene *scene = &p->story->scene[i];
	struct scene_state *state = &p->state[i];
	const struct workday_calendar *calendar = p->demo->calendar;
	const struct zone *zone = p->demo->app->settings->zone;
	const struct demo_step *step = &scene->step[state->pos];
	int32_t day = DAY_NONE;

	*ret_ms = INSTANT_NONE;
	if (state->case_id == 0 && scene->about.workflow != NULL &&
	    !story_find_case(p->demo->app->db, &scene->about, &state->case_id, err))
		return false;
	switch (step->when) {
	case WHEN_DAY:
		day = workday_roll(calendar, p->demo->last_day + (int32_t)step->days, ROLL_PREV);
		break;
	case WHEN_AFTER_STEP:
		day = workday_add(calendar, zone_day(zone, state->done_ms), step->days);
		break;
	case WHEN_AFTER_LETTER:
		if (!story_find_letter(p->demo->app->db, state->case_id, step->letter,
		    state->done_ms, &p->day_arena, &state->letter, err))
			return false;
		if (state->letter.sent_ms == INSTANT_NONE)
			return true;
		day = workday_add(calendar, zone_day(zone, state->letter.sent_ms), step->days);
		break;
	}
	*ret_ms = zone_instant(zone, day, step->at_sec);
	return true;
}

/* The scene whose next step is the first one due by then; *ret_scene is NULL when there is none. */
static bool
find_next(struct play *p, int64_t until_ms, size_t *ret_scene, int64_t *ret_ms, struct err *err)
{
	int64_t due_ms;

	*ret_ms = INSTANT_NONE;
	for (size_t i = 0; i < p->story->scenes; i++) {
		if (p->state[i].pos == p->story->scene[i].steps)
			continue;
		if (!step_due(p, i, &due_ms, err))
			return false;
		if (due_ms != INSTANT_NONE && due_ms <= until_ms &&
		    (*ret_ms == INSTANT_NONE || due_ms < *ret_ms)) {
			*ret_scene = i;
			*ret_ms = due_ms;
		}
	}
	return true;
}

static bool
do_step(struct play *p, size_t i, struct err *err)
{
	struct scene_state *state = &p->state[i];
	const struct demo_step *step = &p->story->scene[i].step[state->pos++];
	bool answers = step->when == WHEN_AFTER_LETTER;

	state->done_ms = p->clock_ms;
	bool ok = step->does != NULL ?
	    do_act(p, step, state->case_id, &p->day_arena, err) :
	    demo_mail_arrives(p->demo, step, answers ? &state->letter : NULL, state->case_id,
	    p->clock_ms, &p->day_arena, err);
	if (!ok)
		fail_in(err, "config/demo/story.yaml:%d: CR-%" PRId64, step->line, state->case_id);
	return ok;
}

/* As the first thing on a Monday, by which the weeks can be told apart later. */
static bool
keep_week(struct play *p, int32_t day, struct err *err)
{
	struct app *app = p->demo->app;
	struct json *review;

	if (review_week(day) != day)
		return true;
	if (!review_load(app->db, app->settings, day, &review, err))
		return false;
	bool ok = db_begin(app->db, err) && db_end(app->db, review_keep_figures(app->db, review, p->clock_ms, err), err);
	json_free(review);
	return ok;
}

static bool
play_day(struct play *p, int32_t day, struct err *err)
{
	const struct zone *zone = p->demo->app->settings->zone;
	int64_t now_ms = p->demo->app->now_ms, due_ms;
	int64_t morning_ms = zone_instant(zone, day, MORNING_SEC);
	int64_t until_ms = zone_instant(zone, day + 1, 0) - 1;
	size_t scene;

	if (morning_ms > now_ms)
		return true;
	p->clock_ms = morning_ms;
	if (!round_of_work(p, err) || !keep_week(p, day, err))
		return false;
	until_ms = until_ms < now_ms ? until_ms : now_ms;
	while (find_next(p, until_ms, &scene, &due_ms, err)) {
		if (due_ms == INSTANT_NONE)
			return true;
		p->clock_ms = due_ms > p->clock_ms ? due_ms : p->clock_ms;
		if (!do_step(p, scene, err) || !round_of_work(p, err))
			return false;
	}
	return false;
}

bool
demo_play(struct demo *demo, const struct demo_story *story, struct err *err)
{
	struct play p = {
		.demo = demo,
		.story = story,
		.state = arena_array(demo->app->arena, story->scenes, sizeof(struct scene_state)),
		.day_arena = ARENA_INIT,
	};
	bool ok = true;

	for (int32_t day = demo->first_day; ok && day <= demo->last_day; day++) {
		ok = play_day(&p, day, err);
		arena_clear(&p.day_arena);
	}
	p.clock_ms = demo->app->now_ms;
	return ok && round_of_work(&p, err);
}
