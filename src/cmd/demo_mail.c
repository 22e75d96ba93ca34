/*
 * demo_mail: what the world writes: config/demo/mail/NAME.eml, filled with what it answers, laid
 * into the folder's inbox as a mail server would.  From there on it is mail like any other.
 */
#include "cmd/demo.h"

#include <inttypes.h>
#include <string.h>

#include "base/asset.h"
#include "base/day.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "workflow/template.h"
#include "base/banned.h"

#define AWAY_WORKDAYS	6	/* "back on ..." */

/* "Tue, 24 Nov 2026 09:00:00 -0600" (RFC 5322, section 3.3) */
static const char *
mail_date(const struct zone *zone, int64_t at_ms, struct arena *a)
{
	int32_t day = zone_day(zone, at_ms), sec = zone_wall_sec(zone, at_ms);
	int32_t offset_min = zone_offset_sec(zone, at_ms) / 60;
	struct civil civil = day_to_civil(day);
	int32_t away = offset_min < 0 ? -offset_min : offset_min;

	return arena_printf(a, "%.3s, %d %.3s %d %02d:%02d:%02d %c%02d%02d",
	    weekday_name[day_weekday(day)], civil.day, month_name[civil.month - 1], civil.year,
	    sec / 3600, sec / 60 % 60, sec % 60, offset_min < 0 ? '-' : '+', away / 60, away % 60);
}

/* "November 24, 2026", as Americans write a day in a letter. */
static const char *
long_day(int32_t day, struct arena *a)
{
	struct civil civil = day_to_civil(day);

	return arena_printf(a, "%s %d, %d", month_name[civil.month - 1], civil.day, civil.year);
}

/* The ways in which mail programs say when a letter was written. */
static void
set_letter_times(struct json *data, const struct zone *zone, int64_t sent_ms, struct arena *a)
{
	int32_t day = zone_day(zone, sent_ms), sec = zone_wall_sec(zone, sent_ms);
	struct civil civil = day_to_civil(day);
	int hour = sec / 3600 % 12;
	const char *plain = arena_printf(a, "%.3s %d, %d", month_name[civil.month - 1], civil.day,
	    civil.year);

	json_set_text(data, "letter_date", mail_date(zone, sent_ms, a));
	json_set_text(data, "letter_plain_day", plain);
	json_set_text(data, "letter_short_day",
	    arena_printf(a, "%.3s, %s", weekday_name[day_weekday(day)], plain));
	json_set_text(data, "letter_long_day",
	    arena_printf(a, "%s, %s", weekday_name[day_weekday(day)], long_day(day, a)));
	json_set_text(data, "letter_hour", arena_printf(a, "%d:%02d %s", hour == 0 ? 12 : hour,
	    sec / 60 % 60, sec >= 12 * 3600 ? "PM" : "AM"));
}

/* Each line behind "> ". */
static const char *
quoted(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *line = text; *line != '\0'; ) {
		size_t len = strcspn(line, "\n");
		str_printf(&out, "> %.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	const char *all = arena_strdup(a, out.text);
	str_clear(&out);
	return all;
}

/* What stands behind the last "@", without a ">". */
static const char *
domain_of(const char *address, struct arena *a)
{
	const char *at = strrchr(address, '@');

	return at != NULL ? arena_strndup(a, at + 1, strcspn(at + 1, ">")) : "world.example";
}

static void
set_letter(struct json *data, const struct demo *demo, const struct story_letter *letter,
    int64_t case_id, struct arena *a)
{
	const struct settings *s = demo->app->settings;
	const char *at = strchr(s->mail.from, '@');

	json_set_text(data, "letter_id", letter->rfc_message_id);
	json_set_text(data, "letter_subject",
	    arena_printf(a, "%s [CR-%" PRId64 "]", letter->subject, case_id));
	json_set_text(data, "letter_to", letter->recipient);
	json_set_text(data, "letter_to_domain", domain_of(letter->recipient, a));
	json_set_text(data, "letter_body", letter->body);
	json_set_text(data, "quoted", quoted(letter->body, a));
	json_set_text(data, "reply_to", arena_printf(a, "%.*s+%s%s", (int)(at - s->mail.from),
	    s->mail.from, letter->idem, at));
	set_letter_times(data, s->zone, letter->sent_ms, a);
}

static bool
render(const struct demo_step *step, struct json *data, struct arena *a,
    struct str *out, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_HTML, .strict = true };
	const char *file = arena_printf(a, "config/demo/mail/%s.eml", step->mail);
	const struct asset *asset = asset_find(file);
	struct str text = STR_INIT;

	if (asset == NULL)
		return fail(err, ERR_SYSTEM, "there is no %s", file);
	bool ok = template_render(step->text != NULL ? step->text : "", data, &options, &text, err);
	json_set_text(data, "text", text.text);
	ok = ok && (template_render(asset->bytes, data, &options, out, err) || fail_in(err, "%s", file));
	str_clear(&text);
	return ok;
}

bool
demo_mail_arrives(struct demo *demo, const struct demo_step *step,
    const struct story_letter *letter, int64_t case_id, int64_t at_ms, struct arena *a,
    struct err *err)
{
	const struct zone *zone = demo->app->settings->zone;
	const char *cause = arena_printf(a, "%d|%" PRId64, step->line, at_ms);
	struct json *data = json_new_object();
	struct str mail = STR_INIT;
	char id[HASH_ID_BYTES];

	json_set_text(data, "id", hash_id(cause, strlen(cause), id));
	json_set_text(data, "from", step->from);
	json_set_text(data, "domain", domain_of(step->from, a));
	json_set_text(data, "subject", step->subject);
	json_set_text(data, "date", mail_date(zone, at_ms, a));
	json_set_text(data, "org", demo->app->settings->org_name);
	json_set_text(data, "team", demo->app->settings->mail.from);
	json_set_text(data, "return_day", long_day(workday_add(demo->calendar,
	    zone_day(zone, at_ms), AWAY_WORKDAYS), a));
	if (letter != NULL)
		set_letter(data, demo, letter, case_id, a);
	bool ok = render(step, data, a, &mail, err) && file_write(path_join(a, demo->folder,
	    arena_printf(a, "mail/inbox/new/%lld.%s.world", at_ms / MS_PER_SECOND, id)),
	    mail.text, mail.len, 0600, err);
	str_clear(&mail);
	json_free(data);
	return ok;
}
