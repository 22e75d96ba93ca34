/* words: how far away a time is decides how it is said. */
#include "web/words.h"

#include <string.h>

#include "base/banned.h"

#define LATE_DAYS	60

static const char *
wall(int64_t at_ms, const struct zone *zone, struct arena *a)
{
	int32_t sec = zone_wall_sec(zone, at_ms);

	return arena_printf(a, "%02d:%02d", sec / 3600, sec / 60 % 60);
}

const char *
words_instant(int64_t at_ms, const struct zone *zone, struct arena *a)
{
	char day[DAY_WORDS_BYTES];

	return arena_printf(a, "%s %s", day_words(zone_day(zone, at_ms), day), wall(at_ms, zone, a));
}

const char *
words_since(int64_t at_ms, int64_t now_ms, const struct zone *zone, struct arena *a)
{
	int32_t days = zone_day(zone, now_ms) - zone_day(zone, at_ms);
	int64_t minutes = (now_ms - at_ms) / MS_PER_MINUTE;
	char day[DAY_WORDS_BYTES];

	if (at_ms > now_ms + MS_PER_MINUTE)
		return words_instant(at_ms, zone, a);
	if (minutes < 1)
		return "just now";
	if (minutes < 60)
		return arena_printf(a, "%lld min ago", (long long)minutes);
	if (days == 0)
		return arena_printf(a, "today %s", wall(at_ms, zone, a));
	if (days == 1)
		return arena_printf(a, "yesterday %s", wall(at_ms, zone, a));
	if (days < 7)
		return arena_printf(a, "%d days ago", days);
	return arena_strdup(a, day_words(zone_day(zone, at_ms), day));
}

const char *
words_until(int64_t at_ms, int64_t now_ms, const struct zone *zone, struct arena *a)
{
	int32_t days = zone_day(zone, at_ms) - zone_day(zone, now_ms);
	int64_t minutes = (at_ms - now_ms) / MS_PER_MINUTE;

	if (minutes < 1)
		return "now";
	if (minutes < 60)
		return arena_printf(a, "in %lld min", (long long)minutes);
	if (days == 0)
		return arena_printf(a, "today %s", wall(at_ms, zone, a));
	if (days == 1)
		return arena_printf(a, "tomorrow %s", wall(at_ms, zone, a));
	return words_instant(at_ms, zone, a);
}

const char *
words_day(int32_t day, int32_t today_day, struct arena *a)
{
	int32_t days = day - today_day;
	char text[DAY_WORDS_BYTES];

	if (days == 0)
		return "today";
	if (days == 1)
		return "tomorrow";
	if (days == -1)
		return "1 day late";
	if (days < -LATE_DAYS)		/* so many days say nothing to anybody */
		return arena_printf(a, "late since %s", day_words(day, text));
	if (days < 0)
		return arena_printf(a, "%d days late", -days);
	if (days < 7)
		return arena_printf(a, "in %d days", days);
	return arena_strdup(a, day_words(day, text));
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* What is always written in capitals. */
static void
raise_letters(char *word, size_t len)
{
	static const char *const always[] = { "caqh", "dea", "npi", "eft", "era", "cds", "bls", "acls" };

	for (size_t i = 0; i < LEN(always); i++)
		if (strlen(always[i]) == len && memcmp(always[i], word, len) == 0)
			for (size_t j = 0; j < len; j++)
				word[j] = upper(word[j]);
}

static char *
spaced(const char *name, struct arena *a)
{
	char *words = arena_strdup(a, name != NULL ? name : "");

	for (char *p = words; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	for (char *p = words; *p != '\0'; p += *p == ' ') {
		size_t len = strcspn(p, " ");
		raise_letters(p, len);
		p += len;
	}
	return words;
}

const char *
words_name(const char *name, struct arena *a)
{
	return spaced(name, a);
}

const char *
words_title(const char *name, struct arena *a)
{
	char *words = spaced(name, a);

	words[0] = upper(words[0]);
	return words;
}

const char *
words_month(int32_t day, struct arena *a)
{
	struct civil civil = day_to_civil(day);

	return arena_printf(a, "%04d-%02d", civil.year, civil.month);
}

const char *
words_plain_lines(const char *text, struct arena *a)
{
	char *plain = arena_strdup(a, text), *to = plain;

	for (const char *p = plain; *p != '\0'; p++)
		if (p[0] != '\r' || p[1] != '\n')
			*to++ = *p;
	*to = '\0';
	return plain;
}
