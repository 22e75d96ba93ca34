/*
 * sheet_day: a day is cut into its parts (numbers, words), and the shape of the parts decides.
 *	N-N-N with 4 digits first	year, month, day
 *	N/N/N				month, day, year
 *	N word N, word N N		day or month in words, year last
 *	N alone				YYYYMMDD, or a day's number in Excel
 */
#include "core/sheet_day.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/banned.h"

#define YEAR_MIN	1900
#define YEAR_MAX	2199
#define SERIAL_MIN	10000		/* 1927-05-18: smaller numbers are something else */
#define SERIAL_MAX	109938		/* 2200-12-29 */
#define SERIAL_ZERO	(-25569)	/* 1899-12-30: Excel believes that 1900 had a leap day */
#define WORD_BYTES	16

struct part {
	bool		is_word;
	int		digits;
	long		number;
	char		word[WORD_BYTES];
	char		before;		/* what parted it from the one before: '/', '-', '.', ' ' */
};

bool
sheet_nothing(const char *text)
{
	static const char *const words[] = { "", "-", "--", "---", "n/a", "na", "none", "null", "nil",
		"tbd", "tba", "unknown", "pending", "?", "#n/a", "<unavail>", "indefinite", "lifetime",
		"never", "no expiration", "does not expire", "0", "0/0/0000", "00/00/0000",
		"0000-00-00", "00000000", "1/0/1900", "01/00/1900" };
	char trimmed[32];

	while (isspace((unsigned char)*text))
		text++;
	size_t len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	if (len >= sizeof(trimmed))
		return false;
	memcpy(trimmed, text, len);
	trimmed[len] = '\0';
	for (size_t i = 0; i < LEN(words); i++)
		if (strcasecmp(words[i], trimmed) == 0)
			return true;
	return false;
}

/* What follows a whole day: " 0:00", "T00:00:00.000Z", ".0". */
static bool
is_time(const char *text)
{
	if (*text != 'T' && *text != ' ')
		return false;
	text++;
	return isdigit((unsigned char)*text) && strspn(text, "0123456789:.+-ZAPMapm ") == strlen(text) &&
	    strchr(text, ':') != NULL;
}

/* At most three parts; false when there is something that belongs to no day. */
static bool
cut(const char *text, struct part part[3], int *ret_count)
{
	char before = '\0';
	int count = 0;

	while (*text != '\0') {
		if (count == 3 && is_time(text))
			break;
		if (*text == ',' || isspace((unsigned char)*text)) {
			before = before != '\0' ? before : ' ';
			text++;
			continue;
		}
		if (*text == '/' || *text == '-' || *text == '.') {
			before = *text++;
			continue;
		}
		if (count == 3 || !isalnum((unsigned char)*text))
			return false;
		struct part *p = &part[count];
		*p = (struct part){ .before = before, .is_word = isalpha((unsigned char)*text) };
		size_t len = 0;
		while (p->is_word ? isalpha((unsigned char)text[len]) : isdigit((unsigned char)text[len]))
			len++;
		if (len >= WORD_BYTES || (!p->is_word && len > 8))
			return false;
		memcpy(p->word, text, len);
		p->digits = p->is_word ? 0 : (int)len;
		for (size_t i = 0; !p->is_word && i < len; i++)
			p->number = p->number * 10 + (text[i] - '0');
		text += len;
		/* "1st", "22nd" */
		if (!p->is_word && len <= 2 && (strncasecmp(text, "st", 2) == 0 ||
		    strncasecmp(text, "nd", 2) == 0 || strncasecmp(text, "rd", 2) == 0 ||
		    strncasecmp(text, "th", 2) == 0))
			text += 2;
		before = '\0';
		count++;
	}
	*ret_count = count;
	return true;
}

/* 1 to 12, or 0: "Mar", "March", "Sept". */
static int
month_of(const char *word)
{
	for (int m = 0; m < 12 && strlen(word) >= 3; m++)
		if (strncasecmp(month_name[m], word, strlen(word)) == 0)
			return m + 1;
	return strcasecmp(word, "sept") == 0 ? 9 : 0;
}

bool
sheet_month_parse(const char *text, int32_t *ret_first_day)
{
	struct part p[3];
	int count = 0;

	if (!cut(text, p, &count) || count != 2)
		return false;
	const struct part *year = p[0].digits == 4 ? &p[0] : &p[1], *month = year == &p[0] ? &p[1] : &p[0];
	long number = month->is_word ? month_of(month->word) : month->digits <= 2 ? month->number : 0;
	if (year->digits != 4 || year->number < YEAR_MIN || year->number > YEAR_MAX || number < 1 || number > 12)
		return false;
	*ret_first_day = day_from_civil((int)year->number, (int)number, 1);
	return true;
}

bool
sheet_goes_on(const char *text)
{
	static const char *const words[] = { "present", "current", "currently", "ongoing", "now", "to date", "today" };

	for (size_t i = 0; i < LEN(words); i++)
		if (strcasecmp(words[i], text) == 0)
			return true;
	return false;
}

/* Two digits mean the last such year that is not too far ahead. */
static int
year_of(const struct part *p, int32_t today_day, int ahead_years)
{
	int year = (int)p->number, now = day_to_civil(today_day).year;

	if (p->digits > 2)
		return year;
	year += (now + ahead_years) / 100 * 100;
	return year > now + ahead_years ? year - 100 : year;
}

static bool
make_day(const char *text, int year, int month, int day, int32_t *ret_day, struct err *err)
{
	if (year < YEAR_MIN || year > YEAR_MAX)
		return fail(err, ERR_INPUT, "\"%s\" is in the year %d, which is out of reach. Leave it "
		    "empty when there is no such day", text, year);
	if (month < 1 || month > 12)
		return fail(err, ERR_INPUT, "\"%s\" has no month %d: days are written month/day/year "
		    "or YYYY-MM-DD", text, month);
	if (!civil_valid(year, month, day))
		return fail(err, ERR_INPUT, "\"%s\" is impossible: %s %d has %d days", text,
		    month_name[month - 1], year, days_in_month(year, month));
	*ret_day = day_from_civil(year, month, day);
	return true;
}

static bool
read_number(const char *text, const struct part *p, int32_t *ret_day, struct err *err)
{
	long n = p->number;

	if (p->digits == 8)
		return make_day(text, (int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100), ret_day,
		    err);
	if (n < SERIAL_MIN || n > SERIAL_MAX)
		return fail(err, ERR_INPUT, "\"%s\" is no day: write it like 2027-03-31 or 3/31/2027",
		    text);
	*ret_day = (int32_t)n + SERIAL_ZERO;
	return true;
}

static bool
read_numbers(const char *text, const struct part p[3], int32_t today_day, int ahead_years,
    int32_t *ret_day, struct err *err)
{
	if (p[0].digits == 4)
		return make_day(text, (int)p[0].number, (int)p[1].number, (int)p[2].number, ret_day,
		    err);
	int year = year_of(&p[2], today_day, ahead_years);
	if (p[2].digits != 4 && p[2].digits != 2)
		return fail(err, ERR_INPUT, "\"%s\" has no year of 2 or 4 digits at its end", text);
	/* Dots are how other countries write, day first. */
	if (p[1].before == '.' && p[0].number <= 12 && p[1].number <= 12 &&
	    p[0].number != p[1].number)
		return fail(err, ERR_INPUT, "\"%s\" may be %s %ld or %s %ld: write %04d-MM-DD", text,
		    month_name[p[0].number > 0 ? p[0].number - 1 : 0], p[1].number,
		    month_name[p[1].number > 0 ? p[1].number - 1 : 0], p[0].number, year);
	if (p[1].before == '.' && p[0].number > 12)
		return make_day(text, year, (int)p[1].number, (int)p[0].number, ret_day, err);
	if (p[0].number > 12 && p[1].number >= 1 && p[1].number <= 12)
		return fail(err, ERR_INPUT, "\"%s\" seems to have its day first: there is no month %ld. "
		    "Days are written month/day/year or YYYY-MM-DD", text, p[0].number);
	return make_day(text, year, (int)p[0].number, (int)p[1].number, ret_day, err);
}

/* "31 Mar 2027" or "Mar 31 2027". */
static bool
read_words(const char *text, const struct part p[3], int32_t today_day, int ahead_years,
    int32_t *ret_day, struct err *err)
{
	const struct part *word = p[0].is_word ? &p[0] : &p[1], *day = p[0].is_word ? &p[1] : &p[0];
	int month = month_of(word->word);

	if (month == 0 || day->is_word || p[2].is_word)
		return fail(err, ERR_INPUT, "\"%s\" is no day: write it like 2027-03-31 or 3/31/2027",
		    text);
	if (day->digits > 2 || (p[2].digits != 2 && p[2].digits != 4))
		return fail(err, ERR_INPUT, "\"%s\" has no year of 2 or 4 digits at its end", text);
	return make_day(text, year_of(&p[2], today_day, ahead_years), month, (int)day->number,
	    ret_day, err);
}

bool
sheet_day_parse(const char *text, int32_t today_day, int ahead_years, int32_t *ret_day,
    struct err *err)
{
	struct part p[3];
	int count = 0;

	while (isspace((unsigned char)*text))
		text++;
	if (sheet_nothing(text)) {
		*ret_day = DAY_NONE;
		return true;
	}
	/* A serial number with the time of day behind the point. */
	size_t whole = strspn(text, "0123456789");
	bool serial = whole == 5 && text[whole] == '.' &&
	    strspn(text + whole + 1, "0123456789") == strlen(text + whole + 1);
	char number[6] = "";
	if (serial)
		snprintf(number, sizeof(number), "%s", text);
	bool known = cut(serial ? number : text, p, &count);
	if (known && count == 1 && !p[0].is_word)
		return read_number(text, &p[0], ret_day, err);
	if (known && count == 2 && (!p[0].is_word || month_of(p[0].word) > 0) && !p[1].is_word)
		return fail(err, ERR_INPUT, "\"%s\" has no day of the month: write it like 2027-03-31",
		    text);
	if (!known || count != 3)
		return fail(err, ERR_INPUT, "\"%s\" is no day: write it like 2027-03-31 or 3/31/2027",
		    text);
	if (p[0].is_word || p[1].is_word || p[2].is_word)
		return read_words(text, p, today_day, ahead_years, ret_day, err);
	return read_numbers(text, p, today_day, ahead_years, ret_day, err);
}
