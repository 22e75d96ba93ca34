/* committee: meetings of the credentials committee, from the list of files to the minutes. */
#include "cmd/commands.h"

#include <stdio.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/str.h"
#include "engine/committee.h"
#include "store/readiness.h"
#include "workflow/template.h"
#include "base/banned.h"

static struct committee_by
by_whom(const struct app *app)
{
	return (struct committee_by){ app->actor, app->now_ms, zone_day(app->settings->zone, app->now_ms) };
}

/* Problems of the catalog are said. */
static bool
read_requirements(struct app *app, struct requirements *requirements, struct err *err)
{
	struct problems problems;

	problems_init(&problems, app->arena);
	if (readiness_requirements(app->folder, app->settings->catalog, app->arena, requirements, &problems, err))
		return true;
	if (problems.errors > 0)
		fail(err, ERR_INPUT, "the list of requirements has mistakes: credence check names them");
	return false;
}

static bool
load(struct app *app, const struct args *args, int64_t *ret_id, struct json **ret_meeting, struct err *err)
{
	struct requirements requirements;

	return cmd_id(args->word[0], "committee meeting", ret_id, err) && read_requirements(app, &requirements, err) &&
	    committee_meeting(app->db, app->settings, &requirements, *ret_id, by_whom(app).today_day, ret_meeting, err);
}

/* "2 red flags", and each below it. */
static void
say_item(struct app *app, const struct json *item)
{
	const struct json *flags = json_get(item, "flags"), *votes = json_get(item, "votes");
	const char *payer = json_get_text(item, "payer_name"), *decision = json_get_text(item, "decision");
	const char *conditions = json_get_text(item, "conditions"), *reason = json_get_text(item, "reason");

	cmd_say(app, "\nfile %lld: %s, %s%s%s, %s: %s", (long long)json_get_int(item, "committee_item_id", 0),
	    json_get_text(item, "last_name"), json_get_text(item, "first_name"), payer != NULL ? " for " : "",
	    payer != NULL ? payer : "", json_get_text(item, "kind"), decision != NULL ? decision : "not decided");
	if (!text_blank(conditions) || !text_blank(reason))
		cmd_say(app, "  %s", !text_blank(conditions) ? conditions : reason);
	cmd_say(app, json_count(flags) == 0 ? "  a clean file" : "  red flags:");
	for (size_t i = 0; i < json_count(flags); i++)
		cmd_say(app, "    %s: %s", json_get_text(json_at(flags, i), "kind"), json_get_text(json_at(flags, i), "words"));
	for (size_t i = 0; i < json_count(votes); i++)
		cmd_say(app, "  %s: %s%s%s", json_get_text(json_at(votes, i), "member"), json_get_text(json_at(votes, i), "vote"),
		    text_blank(json_get_text(json_at(votes, i), "reason")) ? "" : ", ",
		    json_get_text(json_at(votes, i), "reason"));
}

static void
say_meeting(struct app *app, const struct json *meeting)
{
	const struct json *items = json_get(meeting, "items");

	cmd_say(app, "committee meeting %lld on %s, %s", (long long)json_get_int(meeting, "committee_meeting_id", 0),
	    json_get_text(meeting, "held_day"), json_get_text(meeting, "status"));
	for (size_t i = 0; i < json_count(items); i++)
		say_item(app, json_at(items, i));
}

static int
print_meeting(struct app *app, int64_t id, struct err *err)
{
	struct requirements requirements;
	struct json *meeting;

	if (!read_requirements(app, &requirements, err) || !committee_meeting(app->db, app->settings, &requirements, id,
	    by_whom(app).today_day, &meeting, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(meeting);
		return EXIT_DONE;
	}
	say_meeting(app, meeting);
	json_free(meeting);
	return EXIT_DONE;
}

int
cmd_committee_plan(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	int32_t day;
	int64_t id;

	if (!day_parse(args->word[0], &day))
		return fail(err, ERR_INPUT, "\"%.40s\" is no day, like 2026-12-10", args->word[0]), CMD_FAILED;
	if (!db_begin(app->db, err) ||
	    !db_end(app->db, committee_plan(app->db, day, args_get(args, "chair"), &by, &id, err), err))
		return CMD_FAILED;
	return print_meeting(app, id, err);
}

int
cmd_committee_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	if (args_has(args, "letters")) {
		committee_query_items(&q, app->db, 0);
		return cmd_print_columns(app, &q, "committee_item_id npi last_name payer_name decision decided_day letter_due_day",
		    "every decision was told", err);
	}
	committee_query_meetings(&q, app->db);
	return cmd_print_columns(app, &q, "committee_meeting_id held_day chair status files undecided",
	    "no meetings. Plan one: credence committee plan 2026-12-10", err);
}

int
cmd_committee_show(struct app *app, const struct args *args, struct err *err)
{
	int64_t id;

	return cmd_id(args->word[0], "committee meeting", &id, err) ? print_meeting(app, id, err) : CMD_FAILED;
}

int
cmd_committee_add(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	const char *enrollment = args_get(args, "enrollment");
	int64_t meeting_id, provider_id, enrollment_id = 0, item_id;

	if (!cmd_id(args->word[0], "committee meeting", &meeting_id, err) ||
	    !cmd_provider_id(app, args->word[1], &provider_id, err) ||
	    (enrollment != NULL && !cmd_id(enrollment, "enrollment", &enrollment_id, err)) || !db_begin(app->db, err) ||
	    !db_end(app->db, committee_add(app->db, meeting_id, provider_id, enrollment_id, &by, &item_id, err), err))
		return CMD_FAILED;
	return print_meeting(app, meeting_id, err);
}

static int
print_of_item(struct app *app, int64_t item_id, struct err *err)
{
	struct committee_item item;

	return committee_load(app->db, item_id, app->arena, &item, err) ? print_meeting(app, item.meeting_id, err) :
	    CMD_FAILED;
}

int
cmd_committee_vote(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	int64_t id;

	if (!cmd_id(args->word[0], "file", &id, err) || !db_begin(app->db, err) || !db_end(app->db, committee_vote(app->db, id,
	    args->word[1], args->word[2], args_get(args, "reason"), &by, err), err))
		return CMD_FAILED;
	return print_of_item(app, id, err);
}

int
cmd_committee_decide(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	struct committee_wish wish = { .decision = { args->word[1], args_get(args, "conditions"), args_get(args, "reason"),
	    args_get(args, "director") } };
	struct requirements requirements;
	size_t cases;

	if (!cmd_id(args->word[0], "file", &wish.item_id, err) || !cmd_day_option(args, "on", &wish.decided_day, err) ||
	    !cmd_day_option(args, "review", &wish.review_day, err) || !read_requirements(app, &requirements, err))
		return CMD_FAILED;
	if (wish.decided_day == DAY_NONE)
		wish.decided_day = by.today_day;
	if (!committee_decide(&app->engine, &requirements, &wish, &by, app->arena, &cases, err))
		return CMD_FAILED;
	if (cases > 0)
		cmd_say(app, "the case that waited for it was told");
	return print_of_item(app, wish.item_id, err);
}

int
cmd_committee_letter(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	bool is_by_hand = args_has(args, "print");
	const char *text;
	int64_t id;

	if (!cmd_id(args->word[0], "file", &id, err) || !committee_tell(&app->engine, app->folder, id, is_by_hand, &by,
	    app->arena, &text, err))
		return CMD_FAILED;
	if (is_by_hand && !app->json) {
		fputs(text, stdout);
		return EXIT_DONE;
	}
	cmd_say(app, "the letter is written: it leaves with the next mail");
	return app->json ? print_of_item(app, id, err) : EXIT_DONE;
}

/* As a page, or as a PDF. */
static bool
print_paper(struct app *app, enum committee_paper which, bool is_pdf, struct json *meeting, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_HTML };
	struct str out = STR_INIT;
	bool ok;

	committee_paper_words(meeting, app->settings, app->now_ms, app->arena);
	if (is_pdf) {
		ok = committee_paper_pdf(which, meeting, &out, err);
	} else {
		const struct asset *page = asset_find(committee_paper_html(which));
		if (page == NULL)
			BUG("no page %s", committee_paper_html(which));
		ok = template_render(page->bytes, meeting, &options, &out, err);
	}
	if (ok && fwrite(out.text, 1, out.len, stdout) != out.len)
		ok = fail_errno(err, "could not write the page");
	str_clear(&out);
	return ok;
}

static bool
check_form(const struct app *app, const struct args *args, struct err *err)
{
	if (!args_has(args, "pdf"))
		return true;
	if (app->json)
		return fail(err, ERR_INPUT, "--pdf and --json are two forms");
	return !isatty(STDOUT_FILENO) ||
	    fail(err, ERR_INPUT, "a PDF is no text for a terminal: write it into a file, >page.pdf");
}

static int
paper(struct app *app, const struct args *args, enum committee_paper which, struct err *err)
{
	struct json *meeting;
	int64_t id;

	if (!load(app, args, &id, &meeting, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(meeting);
		return EXIT_DONE;
	}
	bool ok = print_paper(app, which, args_has(args, "pdf"), meeting, err);
	json_free(meeting);
	return ok ? EXIT_DONE : CMD_FAILED;
}

int
cmd_committee_packet(struct app *app, const struct args *args, struct err *err)
{
	return check_form(app, args, err) ? paper(app, args, COMMITTEE_PACKET, err) : CMD_FAILED;
}

int
cmd_committee_minutes(struct app *app, const struct args *args, struct err *err)
{
	const struct committee_by by = by_whom(app);
	int64_t id;

	if (!check_form(app, args, err) || (args_has(args, "close") && (!cmd_id(args->word[0], "committee meeting", &id, err) ||
	    !db_begin(app->db, err) || !db_end(app->db, committee_close(app->db, id, args_get(args, "present"),
	    args_get(args, "note"), &by, err), err))))
		return CMD_FAILED;
	return paper(app, args, COMMITTEE_MINUTES, err);
}
