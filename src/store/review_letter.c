/*
 * review_letter: text of figures and actions, and the outbox.  What must not be broken: the week is noted in the
 * transaction of its letters, so that it is told once.
 */
#include "store/review_letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/fact.h"
#include "store/letter.h"
#include "store/report.h"
#include "store/review.h"
#include "base/banned.h"

#define FACT_WEEK	"review_week"	/* of which the review was sent last */
#define NAME		"weekly_review"

static void
add_figures(const struct json *figures, struct str *out, struct arena *a)
{
	for (size_t i = 0; i < json_count(figures); i++) {
		const struct json *f = json_at(figures, i), *before = json_get(f, "before");
		const char *unit = json_get_text(f, "unit");
		str_printf(out, "%8s  %s", report_value_words(json_get(f, "value"), unit, "-", a), json_get_text(f, "label"));
		if (json_kind_of(before) != JSON_IS_NULL)
			str_printf(out, " (before: %s)", report_value_words(before, unit, "-", a));
		str_add(out, "\n");
	}
}

static void
add_actions(const char *title, const struct json *actions, struct str *out)
{
	if (json_count(actions) == 0)
		return;
	str_printf(out, "\n%s\n", title);
	for (size_t i = 0; i < json_count(actions); i++) {
		const struct json *one = json_at(actions, i);
		const char *owner = json_get_text(one, "owner"), *due = json_get_text(one, "due_day");
		const char *outcome = json_get_text(one, "outcome");
		int64_t weeks = json_get_int(one, "weeks", 0);
		str_printf(out, "  %" PRId64 ". %s", json_get_int(one, "review_action_id", 0),
		    json_get_text(one, "text"));
		if (!text_blank(owner))
			str_printf(out, ", %s", owner);
		if (due != NULL)
			str_printf(out, ", by %s%s", due, json_get_bool(one, "is_late") ? " (late)" : "");
		if (!text_equal(json_get_text(one, "status"), "open"))
			str_printf(out, ": %s%s%s", json_get_text(one, "status"), outcome != NULL ? ", " : "",
			    outcome != NULL ? outcome : "");
		else if (weeks > 0)
			str_printf(out, ", carried over for %" PRId64 " %s", weeks, weeks == 1 ? "week" : "weeks");
		str_add(out, "\n");
	}
}

const char *
review_words(const struct json *review, const char *org_name, const char *url, struct arena *a)
{
	const struct json *duties = json_get(review, "duties");
	struct str out = STR_INIT;

	str_printf(&out, "%s: the week of %s\n\n", org_name, json_get_text(review, "week"));
	add_figures(json_get(review, "figures"), &out, a);
	add_actions("What was written down and is still open", json_get(review, "carried"), &out);
	add_actions("Closed since the last review", json_get(review, "closed"), &out);
	add_actions("Written down this week", json_get(review, "actions"), &out);
	if (json_count(duties) > 0)
		str_add(&out, "\nDuties of the practice until the end of this week\n");
	for (size_t i = 0; i < json_count(duties); i++)
		str_printf(&out, "  %s  %s\n", json_get_text(json_at(duties, i), "next_day"),
		    json_get_text(json_at(duties, i), "title"));
	if (url != NULL)
		str_printf(&out, "\nWrite down one to three actions: %s/review\n", url);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

struct sending {
	struct db		*db;
	const struct settings	*s;
	int64_t			 now_ms;
	const char		*week, *body;
	struct arena		*a;
	int64_t			 letters;
};

static bool
send(struct sending *w, const char *address, struct err *err)
{
	const char *database_id;
	char idem[HASH_ID_BYTES];

	if (!fact_database_id(w->db, w->a, &database_id, err))
		return false;
	const char *cause = arena_printf(w->a, "%s|" NAME "|%s|%s", database_id, w->week, address);
	const struct letter_own letter = {
		.name = NAME, .idem = hash_id(cause, strlen(cause), idem),
		.recipient = address, .subject = arena_printf(w->a, "Weekly review, %s", w->week),
		.body = w->body, .is_automatic = true, .unknown_policy = "resend",
	};
	w->letters++;
	return letter_add(w->db, &letter, w->s, w->now_ms, w->a, err);
}

static bool
send_all(struct sending *w, const struct json *review, struct err *err)
{
	const char *list = w->s->review.to;
	bool ok = review_keep_figures(w->db, review, w->now_ms, err) &&
	    fact_save(w->db, FACT_WEEK, w->week, err);

	while (ok && *(list += strspn(list, " ,")) != '\0') {
		size_t len = strcspn(list, " ,");
		ok = send(w, arena_lower(w->a, arena_strndup(w->a, list, len)), err);
		list += len;
	}
	return ok;
}

static bool
write_week(struct db *db, const struct settings *s, int64_t now_ms, const char *week,
    struct arena *a, int64_t *ret_letters, struct err *err)
{
	struct sending w = { .db = db, .s = s, .now_ms = now_ms, .week = week, .a = a };
	struct json *review;

	if (!review_load(db, s, zone_day(s->zone, now_ms), &review, err))
		return false;
	w.body = review_words(review, s->org_name, s->web.url, a);
	bool ok = db_begin(db, err) && db_end(db, send_all(&w, review, err), err);
	json_free(review);
	*ret_letters = w.letters;
	return ok;
}

bool
review_tick(struct db *db, const struct settings *settings, int64_t now_ms, int64_t *ret_letters,
    struct err *err)
{
	char week[DAY_TEXT_BYTES];
	struct arena a = ARENA_INIT;
	const char *sent;

	*ret_letters = 0;
	if (text_blank(settings->review.to))
		return true;
	int32_t monday = review_week(zone_day(settings->zone, now_ms));
	if (now_ms < zone_instant(settings->zone, monday, settings_clock_min(settings->review.at) * 60))
		return true;
	day_format(monday, week);
	bool ok = fact_load(db, FACT_WEEK, &a, &sent, err);
	if (ok && (sent == NULL || strcmp(sent, week) < 0))
		ok = write_week(db, settings, now_ms, week, &a, ret_letters, err);
	arena_clear(&a);
	return ok;
}
