/* why: explanations, printed as a chain from what happened to what caused it. */
#include "cmd/commands.h"

#include <string.h>

#include "engine/why.h"
#include "base/str.h"
#include "base/banned.h"

/* What a rule was asked, one line each; what was not so stands in --json alone. */
static void
say_because(struct app *app, const char *because)
{
	const char *head = "  because  ", *part;

	while ((part = why_next_part(&because, app->arena)) != NULL) {
		cmd_say(app, "%s%s", head, part);
		head = "           ";
	}
}

static void
say_link(struct app *app, const struct json *link)
{
	const char *rule = json_get_text(link, "rule"), *file = json_get_text(link, "file");
	const char *at = json_get_text(link, "at"), *by = json_get_text(link, "by");
	const char *because = json_get_text(link, "because");
	int64_t line = json_get_int(link, "line", 0);
	struct str place = STR_INIT;

	cmd_say(app, "%s", json_get_text(link, "what"));
	if (file != NULL && (rule != NULL || line != 0))
		str_printf(&place, "  rule     %s:%lld%s%s", file, (long long)line, rule != NULL ? " " : "",
		    rule != NULL ? rule : "");
	if (place.len > 0)
		cmd_say(app, "%s", place.text);
	if (at != NULL || by != NULL)
		cmd_say(app, "  when     %s%s%s", at != NULL ? cmd_moment(app, at) : "", by != NULL ? " by " : "",
		    by != NULL ? by : "");
	if (because != NULL)
		say_because(app, because);
	str_clear(&place);
}

static int
print_chain(struct app *app, struct json *chain)
{
	for (size_t i = 0; i < json_count(chain); i++)
		say_link(app, json_at(chain, i));
	if (app->json)
		cmd_print_json(chain);
	else
		json_free(chain);
	return EXIT_DONE;
}

int
cmd_why(struct app *app, const struct args *args, struct err *err)
{
	const char *what = args->word[0];
	struct json *chain;
	int64_t id;

	bool ok = text_equal(what, "case") ? cmd_case_id(app, args->word[1], &id, err) :
	    cmd_id(args->word[1], what, &id, err);
	if (!ok || !why_chain(&app->engine, what, id, &chain, err))
		return CMD_FAILED;
	return print_chain(app, chain);
}

/* A day means its end. */
static bool
read_time(struct app *app, const char *word, int64_t *ret_ms, struct err *err)
{
	int32_t day;

	if (day_parse(word, &day)) {
		*ret_ms = zone_instant(app->settings->zone, day, 24 * 3600 - 1);
		return true;
	}
	return instant_parse(word, app->settings->zone, ret_ms, NULL) ||
	    fail(err, ERR_INPUT, "--on is a day (2026-03-02) or a time (2026-03-02T09:30), not \"%s\"", word);
}

int
cmd_why_not(struct app *app, const struct args *args, struct err *err)
{
	struct why_not_question question = { .at_ms = INSTANT_NONE };
	const char *on = args_get(args, "on");
	struct json *reasons;

	if (args->count == 2) {
		fail(err, ERR_INPUT, "name it: why-not %s %s NAME", args->word[0], args->word[1]);
		return CMD_FAILED;
	}
	if (args->count == 3) {
		question.what = args->word[1];
		question.name = args->word[2];
	}
	if (!cmd_case_id(app, args->word[0], &question.case_id, err) ||
	    (on != NULL && !read_time(app, on, &question.at_ms, err)) ||
	    !why_not(&app->engine, &question, app->now_ms, &reasons, err))
		return CMD_FAILED;
	return print_chain(app, reasons);
}
