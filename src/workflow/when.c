/* when: reading times of timers, and counting them out on the calendar. */
#include "workflow/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

#define TIMES_MAX	1000000		/* of a unit that a name counts */
#define INSTANT_MIN	(DAY_MIN * MS_PER_DAY)
#define INSTANT_MAX	(DAY_MAX * MS_PER_DAY)

/* The text with clauses taken off its end, and where each began. */
struct clauses {
	char		*text;
	const struct guard_scope *scope;
	bool		 failed;
};

static bool
refuse(struct clauses *c, const char *at, const char *text)
{
	problems_add(c->scope->problems, c->scope->file, c->scope->line,
	    c->scope->column + (int)utf8_count(c->text, (size_t)(at - c->text)), PROBLEM_ERROR, "%s", text);
	c->failed = true;
	return false;
}

/* The last " keyword " of the text: cuts there and gives what follows, or NULL. */
static char *
cut(struct clauses *c, const char *keyword)
{
	char *found = NULL, pattern[16];

	int len = snprintf(pattern, sizeof(pattern), " %s ", keyword);
	for (char *p = c->text; (p = strstr(p, pattern)) != NULL; p++)
		found = p;
	if (found == NULL)
		return NULL;
	*found = '\0';
	return found + len;
}

static const char *
first_word(char *text)
{
	text += strspn(text, " ");
	return text;
}

static bool
read_roll(struct clauses *c, enum workday_roll *ret)
{
	static const char *const rolls[] = {
		[ROLL_NONE] = "none", [ROLL_NEXT] = "next", [ROLL_PREV] = "prev",
	};
	char *word = cut(c, "roll");

	*ret = ROLL_NONE;
	if (word == NULL)
		return true;
	for (size_t i = 0; i < LEN(rolls); i++)
		if (text_equal(rolls[i], first_word(word))) {
			*ret = (enum workday_roll)i;
			return *ret == ROLL_NONE || !c->scope->has_no_calendar ||
			    refuse(c, word, GUARD_NEEDS_CALENDAR);
		}
	return refuse(c, word, "roll next, roll prev or roll none");
}

/* "at 09:00" at the end; an "at DAY" in front is none of ours. */
static bool
read_wall(struct clauses *c, int32_t *ret_sec)
{
	int hour, minute;
	char rest, *word = cut(c, "at");

	*ret_sec = -1;
	if (word == NULL)
		return true;
	if (sscanf(word, "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour > 23 || minute > 59 ||
	    hour < 0 || minute < 0)
		return refuse(c, word, "a time of day is written 09:00");
	*ret_sec = hour * 3600 + minute * 60;
	return true;
}

/* Part of the text with its own place in the file. */
static struct guard *
compile_part(struct clauses *c, char *part)
{
	struct guard_scope scope = *c->scope;

	while (*part == ' ')
		part++;
	scope.column += (int)utf8_count(c->text, (size_t)(part - c->text));
	struct guard *g = guard_compile_day(part, &scope);
	c->failed = c->failed || g == NULL;
	return g;
}

/* "14d", or "follow_up d". */
static bool
read_span(struct clauses *c, char *text, struct when *w)
{
	struct guard_scope scope = *c->scope;
	bool is_named;
	size_t len;

	text += strspn(text, " ");
	if (duration_parse(text, &w->span, &len)) {
		if (text[len + strspn(text + len, " ")] != '\0')
			return refuse(c, text + len, "this does not belong here");
		if (w->span.workdays != 0 && c->scope->has_no_calendar)
			return refuse(c, text, GUARD_NEEDS_CALENDAR);
		return !duration_is_zero(&w->span) || refuse(c, text, "a span of nothing");
	}
	scope.column += (int)utf8_count(c->text, (size_t)(text - c->text));
	w->times = guard_compile_span(text, &scope, &w->span, &is_named);
	c->failed = c->failed || (is_named && w->times == NULL);
	return w->times != NULL || c->failed || refuse(c, text,
	    "a span is written like 14d, 5bd, 2w, 6mo, 1y, 4h, 30min, or named like follow_up d");
}

/* About how many days it is: enough to see whether a list of them descends. */
static int64_t
rough_days(const struct duration *d)
{
	return d->months * 30LL + d->days + d->workdays * 7LL / 5;
}

/* "120d 60d, 30d": civil, the longest first; or the name of a text of days. */
static bool
read_before(struct clauses *c, char *text, struct when *w)
{
	size_t len;

	text += strspn(text, " ");
	if (strchr("0123456789", text[0]) == NULL) {
		struct guard_scope scope = *c->scope;
		scope.column += (int)utf8_count(c->text, (size_t)(text - c->text));
		w->days = guard_compile(text, TYPE_TEXT, &scope);
		w->max = WHEN_SPANS_MAX;
		c->failed = c->failed || w->days == NULL;
		return !c->failed;
	}
	for (; *text != '\0'; text += len + strspn(text + len, " ,")) {
		struct duration *d = &w->before[w->max];
		if (w->max == WHEN_SPANS_MAX)
			return refuse(c, text, "this is too long a list");
		if (!duration_parse(text, d, &len) || (text[len] != ' ' && text[len] != ',' &&
		    text[len] != '\0'))
			return refuse(c, text, "a list of spans is written like 60d 30d 2w 1d before DAY");
		if (d->exact_ms != 0 || rough_days(d) == 0)
			return refuse(c, text, "days, working days, weeks, months or years stand here");
		if (d->workdays != 0 && c->scope->has_no_calendar)
			return refuse(c, text, GUARD_NEEDS_CALENDAR);
		if (w->max > 0 && rough_days(d) >= rough_days(d - 1))
			return refuse(c, text, "the longest span comes first, and each only once");
		w->max++;
	}
	return true;
}

/* The clauses that "after" and "every" may have, from the end of the text to its front. */
static bool
read_clauses(struct clauses *c, struct when *w)
{
	char *max = cut(c, "max"), *until = cut(c, "until"), *from = cut(c, "from");

	if (w->form == WHEN_AFTER && (max != NULL || until != NULL))
		return refuse(c, max != NULL ? max : until, "\"after\" fires once; max and until "
		    "belong to \"every\"");
	if (max != NULL && (!int_parse(first_word(max), &w->max) || w->max < 1 || w->max > 10000))
		return refuse(c, max, "max is a number from 1 to 10000");
	if (until != NULL)
		w->until = compile_part(c, until);
	if (from != NULL)
		w->anchor = compile_part(c, from);
	return !c->failed;
}

bool
when_compile(const char *text, const struct guard_scope *scope, struct when *ret)
{
	struct clauses c = { .text = arena_strdup(scope->arena, text), .scope = scope };
	struct when w = { .wall_sec = -1 };
	char *rest;

	if (text_starts(text, "after "))
		w.form = WHEN_AFTER;
	else if (text_starts(text, "every "))
		w.form = WHEN_EVERY;
	else if (text_starts(text, "at "))
		w.form = WHEN_AT;
	else if (strstr(text, " before ") != NULL && (strchr("0123456789", text[0]) != NULL ||
	    text_starts(text + strcspn(text, " "), " before ")))
		w.form = WHEN_BEFORE;
	else
		return refuse(&c, c.text, "a time begins with after, every or at, or it is a list "
		    "like 30d 7d before DAY");
	w.has_roll = strstr(text, " roll ") != NULL;
	if (!read_roll(&c, &w.roll) || !read_wall(&c, &w.wall_sec))
		return false;
	rest = c.text + (w.form == WHEN_BEFORE ? 0 : w.form == WHEN_AT ? 3 : 6);
	if (w.form == WHEN_BEFORE) {
		char *day = cut(&c, "before");
		if (day == NULL)
			return refuse(&c, rest + strlen(rest), "a day stands behind \"before\"");
		w.anchor = compile_part(&c, day);
		if (c.failed || !read_before(&c, rest, &w))
			return false;
	} else if (w.form == WHEN_AT) {
		w.anchor = compile_part(&c, rest);
	} else if (!read_clauses(&c, &w) || !read_span(&c, rest, &w)) {
		return false;
	} else if (w.form == WHEN_EVERY && w.wall_sec >= 0 && w.span.exact_ms != 0) {
		return refuse(&c, rest, "what comes every so many hours or minutes has no time of day");
	}
	*ret = w;
	return !c.failed;
}

/* A day becomes the instant of the wall time on it; where hours are counted from it, its beginning. */
static int64_t
to_instant(struct value v, const struct when *w, const struct when_context *c)
{
	if (!v.present)
		return INSTANT_NONE;
	if (v.type != TYPE_DATE)
		return v.number;
	return zone_instant(c->zone, (int32_t)v.number, w->wall_sec >= 0 && w->span.exact_ms == 0 ? w->wall_sec : 0);
}

bool
when_anchor(const struct when *w, const struct when_context *c, int64_t *ret_anchor_ms)
{
	struct value v;

	if (w->anchor == NULL) {
		*ret_anchor_ms = c->entered_ms;
		return true;
	}
	if (!guard_eval(w->anchor, c->values, &v))
		return false;
	*ret_anchor_ms = to_instant(v, w, c);
	return true;
}

/* The day rolled to a working day, at the wall time. */
static int64_t
settle(const struct when *w, const struct when_context *c, int32_t day, int32_t wall_sec)
{
	if (c->calendar != NULL)
		day = workday_roll(c->calendar, day, w->roll);
	return zone_instant(c->zone, day, w->wall_sec >= 0 ? w->wall_sec : wall_sec);
}

bool
when_repeats(const struct when *w)
{
	return w->form == WHEN_EVERY || w->form == WHEN_BEFORE;
}

int64_t
when_on_day(const struct when *w, const struct when_context *c, int32_t day, int64_t anchor_ms)
{
	return settle(w, c, day, zone_wall_sec(c->zone, anchor_ms));
}

/* How many spans lie between the anchor and the n-th firing. */
static bool
count_spans(const struct when *w, const struct when_context *c, int64_t n, int64_t *ret_count)
{
	struct value times;

	*ret_count = n;
	if (w->times == NULL)
		return true;
	return guard_eval(w->times, c->values, &times) && times.present && times.number >= 1 &&
	    times.number <= TIMES_MAX && !__builtin_mul_overflow(n, times.number, ret_count);
}

/*
 * A span with hours or minutes: its days on the calendar, the rest on the clock.  A time of day behind it is
 * the first one that comes when all that has passed, so that nothing happens before its hour, nor at once
 * because the hour is over.
 */
static bool
clock_due(const struct when *w, const struct when_context *c, int64_t anchor_ms, int32_t day, int64_t exact_ms,
    int64_t *ret_due_ms)
{
	int64_t due_ms = anchor_ms;

	if (day != zone_day(c->zone, anchor_ms))
		due_ms = zone_instant(c->zone, day, zone_wall_sec(c->zone, anchor_ms));
	if (__builtin_add_overflow(due_ms, exact_ms, &due_ms) || due_ms > INSTANT_MAX || due_ms < INSTANT_MIN)
		return false;
	day = zone_day(c->zone, due_ms);
	if (w->wall_sec >= 0 && zone_instant(c->zone, day, w->wall_sec) < due_ms && ++day > DAY_MAX)
		return false;
	if (w->wall_sec >= 0 || w->roll != ROLL_NONE)
		due_ms = settle(w, c, day, zone_wall_sec(c->zone, due_ms));
	*ret_due_ms = due_ms;
	return true;
}

/* The n-th number of a text of days.  False: it has no such. */
static bool
listed_days(const struct when *w, const struct when_context *c, int64_t n, struct duration *ret_span)
{
	const char *p;
	struct value v;

	if (!guard_eval(w->days, c->values, &v) || !v.present)
		return false;
	for (p = v.text + strspn(v.text, " ,"); n > 1 && *p != '\0'; n--) {
		p += strcspn(p, " ,");
		p += strspn(p, " ,");
	}
	*ret_span = (struct duration){ .days = (int32_t)strtol(p, NULL, 10) };
	return ret_span->days > 0;
}

bool
when_due(const struct when *w, const struct when_context *c, int64_t anchor_ms, int64_t n,
    int64_t *ret_due_ms)
{
	int32_t day = zone_day(c->zone, anchor_ms), wall = zone_wall_sec(c->zone, anchor_ms);
	int64_t exact_ms, due_ms, spans;

	if (!count_spans(w, c, n, &spans) ||
	    __builtin_mul_overflow(w->span.exact_ms, spans, &exact_ms))
		return false;
	if (w->days != NULL) {
		struct duration span;
		if (!listed_days(w, c, n, &span)) {
			*ret_due_ms = INSTANT_NONE;
			return true;
		}
		if (!duration_add(&span, -1, day, c->calendar, &day))
			return false;
	} else if (w->form == WHEN_BEFORE) {
		if (n < 1 || n > w->max || !duration_add(&w->before[n - 1], -1, day, c->calendar, &day))
			return false;
	} else if (w->form != WHEN_AT && !duration_add(&w->span, spans, day, c->calendar, &day)) {
		return false;
	}
	due_ms = settle(w, c, day, wall);
	if (exact_ms != 0 && !clock_due(w, c, anchor_ms, day, exact_ms, &due_ms))
		return false;
	*ret_due_ms = due_ms;
	if (w->until != NULL) {
		struct value v;
		if (!guard_eval(w->until, c->values, &v))
			return false;
		/* "until" a day is to its end. */
		if (v.present && (v.type == TYPE_DATE ? zone_day(c->zone, due_ms) > v.number :
		    due_ms > v.number))
			*ret_due_ms = INSTANT_NONE;
	}
	return true;
}

bool
moment_compile(const char *text, const struct guard_scope *scope, struct moment *ret)
{
	struct clauses c = { .text = arena_strdup(scope->arena, text), .scope = scope };
	struct moment m = { 0 };
	size_t len;

	if (!read_roll(&c, &m.roll))
		return false;
	if (!duration_parse(c.text, &m.span, &len) || c.text[len] != '\0')
		m.day = compile_part(&c, c.text);
	else if (m.span.workdays != 0 && scope->has_no_calendar)
		refuse(&c, c.text, GUARD_NEEDS_CALENDAR);
	else if (m.span.exact_ms != 0)
		refuse(&c, c.text, GUARD_NO_HOURS);
	*ret = m;
	return !c.failed;
}

bool
moment_day(const struct moment *m, const struct when_context *c, int32_t today, int32_t *ret_day)
{
	int32_t day = today;
	struct value v;

	*ret_day = DAY_NONE;
	if (m->day == NULL) {
		if (!duration_add(&m->span, 1, today, c->calendar, &day))
			return false;
	} else {
		if (!guard_eval(m->day, c->values, &v))
			return false;
		if (!v.present)
			return true;
		day = v.type == TYPE_DATE ? (int32_t)v.number : zone_day(c->zone, v.number);
	}
	*ret_day = c->calendar != NULL ? workday_roll(c->calendar, day, m->roll) : day;
	return true;
}
