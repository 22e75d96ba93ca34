/* screen proof: the page of a month, to be printed and signed; and putting one's name under it. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/asset.h"
#include "base/str.h"
#include "core/template.h"
#include "store/screening_proof.h"
#include "base/banned.h"

#define PAGE	"src/web/templates/screening_proof.html"

static const struct { const char *status, *words; } decisions[] = {
	{ "open", "not decided yet" }, { "false", "somebody else" }, { "true", "the same" },
	{ "waived", "the same, but waived" }, { "gone", "left the list before it was decided" },
};

static const char *
decision_words(const char *status)
{
	for (size_t i = 0; i < LEN(decisions); i++)
		if (text_equal(decisions[i].status, status))
			return decisions[i].words;
	return status;
}

static void
set_moment(struct app *app, struct json *row, const char *key, const char *words_key)
{
	const char *instant = json_get_text(row, key);

	json_set_text(row, words_key, instant != NULL ? cmd_moment(app, instant) : NULL);
}

/* The cells of the list's row as a list, for the template. */
static void
set_cells(struct json *match)
{
	struct json *cells = json_new_array(), *value;
	const char *key;

	for (size_t i = 0; json_entry(json_get(match, "row"), i, &key, &value); i++) {
		struct json *one = json_new_object();
		json_set_text(one, "key", key);
		json_set(one, "value", json_duplicate(value));
		json_push(cells, one);
	}
	json_set(match, "cells", cells);
}

static size_t
set_matches(struct app *app, struct json *matches)
{
	size_t open = 0;

	for (size_t i = 0; i < json_count(matches); i++) {
		struct json *match = json_at(matches, i);
		const char *status = json_get_text(match, "status");
		open += text_equal(status, "open");
		json_set_text(match, "decision", decision_words(status));
		set_moment(app, match, "found_ms", "found_words");
		set_moment(app, match, "resolved_ms", "resolved_words");
		set_cells(match);
	}
	return open;
}

/* How many of them have no match. */
static size_t
set_screened(struct app *app, struct json *screened)
{
	size_t clean = 0;

	for (size_t i = 0; i < json_count(screened); i++) {
		struct json *one = json_at(screened, i);
		set_moment(app, one, "at_ms", "at_words");
		clean += text_equal(json_get_text(one, "result"), "no match");
	}
	return clean;
}

static void
set_count(struct json *proof, const char *key, size_t count)
{
	json_set(proof, key, count > 0 ? json_new_int((int64_t)count) : json_new_null());
}

/* What the page says beyond the proof itself. */
static void
set_words(struct app *app, struct json *proof)
{
	static const char *const arrays[][2] = { { "lists", "has_lists" }, { "runs", "has_runs" },
		{ "screened", "has_screened" }, { "not_screened", "has_not_screened" },
		{ "matches", "has_matches" } };
	char printed[INSTANT_TEXT_BYTES];
	struct json *lists = json_get(proof, "lists"), *runs = json_get(proof, "runs");

	for (size_t i = 0; i < LEN(arrays); i++)
		json_set_bool(proof, arrays[i][1], json_count(json_get(proof, arrays[i][0])) > 0);
	for (size_t i = 0; i < json_count(lists); i++)
		set_moment(app, json_at(lists, i), "loaded_ms", "loaded_words");
	for (size_t i = 0; i < json_count(runs); i++)
		set_moment(app, json_at(runs, i), "at_ms", "at_words");
	json_set_int(proof, "screened_count", (int64_t)json_count(json_get(proof, "screened")));
	json_set_int(proof, "match_count", (int64_t)json_count(json_get(proof, "matches")));
	json_set_int(proof, "clean_count", (int64_t)set_screened(app, json_get(proof, "screened")));
	set_count(proof, "open_count", set_matches(app, json_get(proof, "matches")));
	set_count(proof, "missing_count", json_count(json_get(proof, "not_screened")));
	if (json_kind_of(json_get(proof, "signed")) == JSON_IS_OBJECT)
		set_moment(app, json_get(proof, "signed"), "at_ms", "at_words");
	json_set_text(proof, "org", app->settings->org_name);
	json_set_text(proof, "zone", app->settings->timezone);
	json_set_text(proof, "printed", cmd_moment(app, instant_format(app->now_ms,
	    app->settings->zone, printed)));
	json_set(proof, "one_name", json_get_int(proof, "provider_id", 0) == 0 ? json_new_null() :
	    json_duplicate(json_at(json_get(json_at(json_get(proof, "screened"), 0), "names"), 0)));
}

static bool
print_page(struct app *app, struct json *proof, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_HTML };
	const struct asset *page = asset_find(PAGE);
	struct str out = STR_INIT;

	if (page == NULL)
		BUG("no page " PAGE);
	set_words(app, proof);
	bool ok = template_render(page->bytes, proof, &options, &out, err);
	if (ok && fwrite(out.text, 1, out.len, stdout) != out.len)
		ok = fail_errno(err, "could not write the page");
	str_clear(&out);
	return ok;
}

static int
prove(struct app *app, const struct screening_month *month, int64_t provider_id, struct err *err)
{
	struct json *proof;

	if (!screening_proof(app->db, month, provider_id, app->settings->zone, &proof, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(proof);
		return EXIT_DONE;
	}
	bool ok = print_page(app, proof, err);
	json_free(proof);
	return ok ? EXIT_DONE : CMD_FAILED;
}

int
cmd_screen_proof(struct app *app, const struct args *args, struct err *err)
{
	const struct screening_by by = { app->actor, app->now_ms, app->settings->zone };
	struct screening_month month;
	int64_t provider_id;

	if (!screening_month(args_get(args, "month"), zone_day(by.zone, app->now_ms), &month, err) ||
	    !cmd_provider_option(app, args, &provider_id, err))
		return CMD_FAILED;
	if (args_has(args, "sign") && !screening_proof_sign(app->db, &month, provider_id,
	    args_has(args, "anyway"), &by, err))
		return CMD_FAILED;
	return prove(app, &month, provider_id, err);
}
