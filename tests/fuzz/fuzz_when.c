/* fuzz_when: any text as a condition, a value, a day and a time; what compiles has a value or says no. */
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "workflow/when.h"

static bool
known(const void *context, const char *name, struct guard_name *ret)
{
	static const struct { const char *name; struct guard_name meaning; } names[] = {
		{ "today", { TYPE_DATE, false } }, { "gone", { TYPE_DATE, true } },
		{ "days", { TYPE_INT, false } }, { "promised", { TYPE_INT, true } },
		{ "kind", { TYPE_TEXT, false } }, { "yes", { TYPE_BOOL, false } },
		{ "now", { TYPE_INSTANT, false } },
	};

	(void)context;
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(names[i].name, name) == 0) {
			*ret = names[i].meaning;
			return true;
		}
	return false;
}

static bool
counted(const void *context, const char *kind, const char *name)
{
	(void)context;
	(void)kind;
	return name[0] != '\0';
}

static struct value
value_of(const void *context, const char *name)
{
	(void)context;
	switch (name[0]) {
	case 't':	return value_date(20457);
	case 'd':	return value_int(14);
	case 'k':	return value_text("medicare");
	case 'y':	return value_bool(true);
	case 'n':	return value_instant(1767623400000LL);
	case 'p':	return value_absent(TYPE_INT);
	default:	return value_absent(TYPE_DATE);
	}
}

static int64_t
count_of(const void *context, const char *kind, const char *name)
{
	(void)context;
	(void)kind;
	(void)name;
	return INT64_MAX;
}

/* A text may stand for an address or a choice. */
static bool
fits(const struct value *v, enum value_type type)
{
	bool words = type == TYPE_TEXT || type == TYPE_EMAIL || type == TYPE_ENUM;

	return words ? v->text != NULL : v->type == type;
}

static void
try_condition(const char *text, const struct guard_scope *scope, const struct guard_values *v)
{
	struct str words = STR_INIT;
	enum value_type type;
	struct value value;
	bool optional;

	const struct guard *g = guard_compile(text, TYPE_BOOL, scope);
	if (g != NULL && guard_eval(g, v, &value) && !value.present)
		abort();	/* a condition is total */
	if (g != NULL)
		guard_explain(g, v, zone_utc(), scope->arena, &words);
	g = guard_compile_value(text, scope, &type, &optional);
	if (g != NULL && guard_eval(g, v, &value) && ((!value.present && !optional) ||
	    (value.present && !fits(&value, type))))
		abort();	/* what was promised of it holds */
	str_clear(&words);
}

static void
try_times(const char *text, const struct guard_scope *scope, const struct guard_values *v)
{
	struct when_context c = { .values = v, .zone = zone_find("America/New_York", NULL),
		.calendar = v->calendar, .entered_ms = 1767623400000LL };
	int64_t anchor_ms, due_ms;
	struct moment m;
	struct when w;
	int32_t day;

	if (when_compile(text, scope, &w) && when_anchor(&w, &c, &anchor_ms) &&
	    anchor_ms != INSTANT_NONE)
		for (int64_t n = 1; n < 4 && when_due(&w, &c, anchor_ms, n, &due_ms); n++)
			;
	if (moment_compile(text, scope, &m))
		moment_day(&m, &c, 20457, &day);
}

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct asset *calendar = asset_find("config/us_business.yaml");
	struct arena a = ARENA_INIT;
	struct problems problems;

	if (memchr(bytes, '\0', len) != NULL)
		return 0;
	problems_init(&problems, &a);
	const struct guard_scope scope = { .name = known, .counted = counted, .file = "f", .line = 1,
		.column = 1, .problems = &problems, .arena = &a };
	const struct guard_values v = { .name = value_of, .count = count_of,
		.calendar = workday_parse("c", calendar->bytes, calendar->len, &a, &problems) };
	const char *text = arena_strndup(&a, (const char *)bytes, len);

	try_condition(text, &scope, &v);
	try_times(text, &scope, &v);
	arena_clear(&a);
	return 0;
}
