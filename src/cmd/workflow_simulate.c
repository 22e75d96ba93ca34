/* workflow simulate: a workflow played out before there is any case of it; nothing is stored. */
#include "cmd/commands.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "calendar/feed.h"
#include "cmd/workflow_find.h"
#include "workflow/play_json.h"
#include "workflow/play_script.h"
#include "base/banned.h"

#define SCRIPT_BYTES_MAX (1 << 20)

/* The script's text, or NULL bytes when none is named. */
static bool
read_script(const char *file, struct str *bytes, struct err *err)
{
	return file == NULL || file_read(file, SCRIPT_BYTES_MAX, bytes, err);
}

static bool
read_until(const struct args *args, struct play *play, struct err *err)
{
	const char *until = args_get(args, "until");

	if (until != NULL && !play_time_read(until, play, &play->until_ms))
		return fail(err, ERR_INPUT, "--until is a day (2030-01-01) or a span (+40mo), not \"%s\"",
		    until);
	return play->until_ms >= play->begin_ms || fail(err, ERR_INPUT, "the end lies before the beginning");
}

/* People read the words of a held letter where its subject would stand. */
static void
print_rows(struct app *app, const struct play *play, const struct play_result *r)
{
	struct json *rows = play_rows_json(play, r);
	char when[INSTANT_TEXT_BYTES];

	for (size_t i = 0; i < r->rows; i++)
		if (r->row[i].problem != NULL)
			json_set_text(json_at(rows, i), "text", arena_printf(app->arena, "held: %s",
			    r->row[i].problem));
	cmd_print_table(app, rows, "at_ms what name day to text line", "nothing happens");
	json_free(rows);
	if (r->final)
		cmd_say(app, "the case ends in \"%s\"", r->state);
	else if (r->state != NULL)
		cmd_say(app, "at the end the case is in \"%s\"%s%.10s", r->state,
		    r->next_ms != INSTANT_NONE ? "; the next timer is due " : " and nothing is due",
		    r->next_ms != INSTANT_NONE ? instant_format(r->next_ms, play->zone, when) : "");
}

/* What a calendar shows of it: deadlines, tasks with a day, letters. */
static bool
is_shown(const struct play_row *row)
{
	return row->kind == PLAY_LETTER || row->kind == PLAY_DEADLINE || ((row->kind == PLAY_TASK ||
	    row->kind == PLAY_ESCALATION) && row->day != DAY_NONE);
}

/* A deadline that was moved stands where it was moved to. */
static bool
is_moved_later(const struct play_result *r, size_t at)
{
	for (size_t i = at + 1; r->row[at].kind == PLAY_DEADLINE && i < r->rows; i++)
		if (r->row[i].kind == PLAY_DEADLINE && strcmp(r->row[i].name, r->row[at].name) == 0)
			return true;
		else if (r->row[i].kind == PLAY_DEADLINE_CLEARED &&
		    strcmp(r->row[i].name, r->row[at].name) == 0)
			return false;
	return false;
}

static struct feed_event
event_of(struct app *app, const struct play *play, const struct play_row *row, size_t number)
{
	const struct value *last = facts_get(play->facts, "provider.last_name"),
	    *first = facts_get(play->facts, "provider.first_name"),
	    *payer = facts_get(play->facts, "payer.name");
	char *id = arena_alloc(app->arena, HASH_ID_BYTES);
	const char *cause = arena_printf(app->arena, "simulate|%s|%lld|%zu|%s",
	    definition_name(play->definition), (long long)definition_version(play->definition),
	    number, row->name);

	return (struct feed_event){
		.uid = arena_printf(app->arena, "%s@simulation", hash_id(cause, strlen(cause), id)),
		.kind = row->deadline_kind != NULL ? row->deadline_kind : "followups",
		.title = arena_printf(app->arena, "%s%s", row->kind == PLAY_LETTER ? "Letter: " : "",
		    row->text != NULL ? row->text : row->name),
		.on_day = row->day != DAY_NONE ? row->day : zone_day(play->zone, row->at_ms),
		.status = "open",
		.created_ms = play->begin_ms,
		.modified_ms = play->begin_ms,
		.workflow = definition_name(play->definition),
		.first_name = first != NULL && first->present ? first->text : NULL,
		.last_name = last != NULL && last->present ? last->text : NULL,
		.payer = payer != NULL && payer->present ? payer->text : NULL,
	};
}

static bool
write_calendar(struct app *app, const struct play *play, const struct play_result *r,
    const char *file, struct err *err)
{
	const struct settings invented = { .org_name = "Simulation", .zone = play->zone,
		.calendar_feed = { .detail = "full" } };
	const struct calendar_wish wish = {
		.settings = app->settings != NULL ? app->settings : &invented, .now_ms = play->begin_ms };
	struct feed_event *events = arena_array(app->arena, r->rows, sizeof(*events));
	struct str bytes = STR_INIT;
	size_t count = 0;

	for (size_t i = 0; i < r->rows; i++)
		if (is_shown(&r->row[i]) && !is_moved_later(r, i)) {
			events[count] = event_of(app, play, &r->row[i], count);
			count++;
		}
	bool ok = calendar_list_write(definition_name(play->definition), events, count, &wish,
	    calendar_to_str, &bytes, err) && file_write(file, bytes.text, bytes.len, 0644, err);
	str_clear(&bytes);
	return ok;
}

/* Events that came when the case did not take them, at their places in the script. */
static void
complain_refused(struct app *app, const char *script, const struct play *play,
    const struct play_result *r)
{
	struct problems problems;
	char when[INSTANT_TEXT_BYTES];

	problems_init(&problems, app->arena);
	for (size_t i = 0; i < r->rows; i++)
		if (r->row[i].kind == PLAY_REFUSED)
			problems_add(&problems, script, r->row[i].event->line, r->row[i].event->column,
			    PROBLEM_ERROR, "on %.10s: %s", instant_format(r->row[i].at_ms, play->zone, when),
			    r->row[i].text);
	cmd_print_problems(&problems);
}

static int
show(struct app *app, const struct args *args, const struct play *play, struct err *err)
{
	const char *ics = args_get(args, "ics");
	struct play_result r;

	play_run(play, app->arena, &r);
	if (app->json)
		cmd_print_json(play_json(play, &r));
	else
		print_rows(app, play, &r);
	if (ics != NULL && !write_calendar(app, play, &r, ics, err))
		return CMD_FAILED;
	if (r.stopped != NULL) {
		fail(err, ERR_INPUT, "the simulation ends early: %s", r.stopped);
		return CMD_FAILED;
	}
	if (r.refused == 0)
		return EXIT_DONE;
	complain_refused(app, args->word[1], play, &r);
	return EXIT_PARTLY;
}

int
cmd_workflow_simulate(struct app *app, const struct args *args, struct err *err)
{
	const char *script = args->count > 1 ? args->word[1] : NULL;
	struct play play = { .zone = app->settings != NULL ? app->settings->zone : zone_utc(),
		.begin_ms = app->now_ms };
	struct publication workflow;
	struct problems problems;
	struct str bytes = STR_INIT;

	int status = workflow_find(app, args->word[0], &workflow, err);
	if (status != EXIT_DONE)
		return status;
	play.definition = workflow.definition;
	problems_init(&problems, app->arena);
	if (!read_script(script, &bytes, err))
		return CMD_FAILED;
	bool ok = play_script_read(script, script != NULL ? bytes.text : NULL, bytes.len, app->arena,
	    &problems, &play);
	str_clear(&bytes);
	status = cmd_print_problems(&problems);
	if (!ok)
		return status;
	return read_until(args, &play, err) ? show(app, args, &play, err) : CMD_FAILED;
}
