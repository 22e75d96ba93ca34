/* case_show: one case for people: where it stands, how it came there, what happens next, what they may do. */
#include "cmd/commands.h"

#include "base/str.h"
#include "engine/case_view.h"
#include "base/banned.h"

static const char *
moment(struct app *app, const struct json *row, const char *key)
{
	return cmd_moment(app, json_get_text(row, key));
}

static void
say_head(struct app *app, const struct json *c)
{
	const char *first = json_get_text(c, "first_name"), *last = json_get_text(c, "last_name");
	const char *payer = json_get_text(c, "payer_name"), *stuck = json_get_text(c, "stuck_reason");

	cmd_say(app, "CR-%lld %s v%lld: %s%s%s%s%s", (long long)json_get_int(c, "case_id", 0),
	    json_get_text(c, "workflow"), (long long)json_get_int(c, "version", 0), first != NULL ? first : "",
	    first != NULL ? " " : "", last != NULL ? last : json_get_text(c, "subject_type"),
	    payer != NULL ? " at " : "", payer != NULL ? payer : "");
	cmd_say(app, "  is %s in \"%s\" since %s%s%s", json_get_text(c, "status"), json_get_text(c, "state"),
	    moment(app, c, "entered_ms"), stuck != NULL ? ": " : "", stuck != NULL ? stuck : "");
	if (json_get_text(c, "paused_ms") != NULL)
		cmd_say(app, "  paused since %s", moment(app, c, "paused_ms"));
}

static void
say_timeline(struct app *app, const struct json *steps)
{
	cmd_say(app, "history");
	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *s = json_at(steps, i);
		cmd_say(app, "  %3lld  %s  %s -> %s  %s  (%s)", (long long)json_get_int(s, "seq", 0),
		    moment(app, s, "at"), json_get_text(s, "from_state"), json_get_text(s, "to_state"),
		    json_get_text(s, "rule"), json_get_text(s, "actor"));
		const char *note = json_get_text(json_get(s, "changes"), "note");
		if (note != NULL)
			cmd_say(app, "       %s", note);
	}
}

static void
say_next(struct app *app, const struct json *timers)
{
	cmd_say(app, json_count(timers) > 0 ? "next" : "next: nothing by itself");
	for (size_t i = 0; i < json_count(timers); i++) {
		const struct json *t = json_at(timers, i);
		const char *text = json_get_text(t, "text");
		cmd_say(app, "  %s  %s (%lld)  %s", moment(app, t, "due"), json_get_text(t, "name"),
		    (long long)json_get_int(t, "n", 0), text != NULL ? text : "");
	}
}

static void
say_open(struct app *app, const struct json *tasks, const struct json *deadlines)
{
	for (size_t i = 0; i < json_count(tasks); i++)
		cmd_say(app, "task %lld: %s", (long long)json_get_int(json_at(tasks, i), "task_id", 0),
		    json_get_text(json_at(tasks, i), "title"));
	for (size_t i = 0; i < json_count(deadlines); i++) {
		const struct json *d = json_at(deadlines, i);
		const char *answers = json_get_text(d, "answers");
		cmd_say(app, "deadline %s: %s", json_get_text(d, "on_day"), json_get_text(d, "title"));
		if (answers != NULL)
			cmd_say(app, "  invited: %s", answers);
	}
}

static void
say_events(struct app *app, const struct json *events)
{
	if (json_count(events) > 0)
		cmd_say(app, "possible events");
	for (size_t i = 0; i < json_count(events); i++) {
		const struct json *fields = json_get(json_at(events, i), "fields");
		struct str words = STR_INIT;
		for (size_t j = 0; j < json_count(fields); j++) {
			const struct json *f = json_at(fields, j);
			str_printf(&words, json_get_bool(f, "required") ? " %s=%s" : " [%s=%s]",
			    json_get_text(f, "name"), json_get_text(f, "type"));
		}
		cmd_say(app, "  %s%s", json_get_text(json_at(events, i), "name"), words.text);
		str_clear(&words);
	}
}

int
cmd_case_show(struct app *app, const struct args *args, struct err *err)
{
	struct json *c;
	const char *why;
	int64_t case_id;

	if (!cmd_case_id(app, args->word[0], &case_id, err) ||
	    !engine_case_view(&app->engine, case_id, app->arena, &c, &why, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(c);
		return EXIT_DONE;
	}
	if (why != NULL)
		cmd_say(app, "%s", why);
	say_head(app, c);
	say_timeline(app, json_get(c, "timeline"));
	say_next(app, json_get(c, "next"));
	say_open(app, json_get(c, "tasks"), json_get(c, "deadlines"));
	say_events(app, json_get(c, "events"));
	json_free(c);
	return EXIT_DONE;
}
