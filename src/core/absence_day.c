/*
 * absence_day: the day of return in the words of an automatic answer.
 *
 *	day    := [weekday [","]] date | weekday | "tomorrow"
 *	date   := year "-" month "-" day | day "." month "." [year] | month "/" day ["/" year]
 *	        | day [suffix] [of] month-name [of] [year] | month-name day [suffix] [","] [year]
 *
 * Looked for behind words like "back on" first, "until" next; then in "from DATE to DATE".  A day without
 * a year is the next one after the message was sent.  Numbers with slashes are read month first
 * behind English words only.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/absence.h"
#include "base/banned.h"

#define SCANNED_BYTES_MAX 4096
#define UNTIL_JA	"\xe3\x81\xbe\xe3\x81\xa6"	/* "made", as folding leaves it; behind the date */
#define WORDS_BEHIND	6	/* between the cue and the date */
#define AHEAD_DAYS_MAX	730

enum order { MONTH_FIRST, DAY_FIRST };

/* Folded.  Those of return stand before those of absence. */
static const struct cue { const char *words; enum order order; } cues[] = {
	{ "back in the office", MONTH_FIRST }, { "back in office", MONTH_FIRST }, { "be back", MONTH_FIRST }, { "back on", MONTH_FIRST },
	{ "back at work", MONTH_FIRST }, { "returning", MONTH_FIRST }, { "will return", MONTH_FIRST },
	{ "return on", MONTH_FIRST }, { "return to the office", MONTH_FIRST }, { "return date", MONTH_FIRST },
	{ "return to work", MONTH_FIRST }, { "available again", MONTH_FIRST },
	{ "wieder erreichbar", DAY_FIRST }, { "wieder ab", DAY_FIRST }, { "wieder am", DAY_FIRST },
	{ "wieder im", DAY_FIRST }, { "ab dem", DAY_FIRST }, { "ab", DAY_FIRST },
	{ "zuruck am", DAY_FIRST }, { "zuruck ab", DAY_FIRST }, { "zuruck", DAY_FIRST }, { "wieder da", DAY_FIRST },
	{ "de retour", DAY_FIRST }, { "mon retour", DAY_FIRST }, { "a partir du", DAY_FIRST },
	{ "reprendrai", DAY_FIRST }, { "regreso", DAY_FIRST }, { "regresare", DAY_FIRST },
	{ "vuelvo", DAY_FIRST }, { "volvere", DAY_FIRST }, { "de vuelta", DAY_FIRST },
	{ "a partir del", DAY_FIRST }, { "rientro", DAY_FIRST }, { "rientrero", DAY_FIRST },
	{ "tornero", DAY_FIRST }, { "di ritorno", DAY_FIRST }, { "retorno", DAY_FIRST },
	{ "retornarei", DAY_FIRST }, { "volto", DAY_FIRST }, { "voltarei", DAY_FIRST },
	{ "regresso", DAY_FIRST }, { "terug", DAY_FIRST }, { "vanaf", DAY_FIRST },
	{ "weer aanwezig", DAY_FIRST },
	{ "weer bereikbaar", DAY_FIRST }, { "tillbaka", DAY_FIRST }, { "tilbage", DAY_FIRST },
	{ "tilbake", DAY_FIRST }, { "ater", DAY_FIRST },
	{ "until", MONTH_FIRST }, { "till", MONTH_FIRST }, { "through", MONTH_FIRST },
	{ "thru", MONTH_FIRST }, { "bis", DAY_FIRST }, { "jusqu'au", DAY_FIRST },
	{ "jusqu\xe2\x80\x99" "au", DAY_FIRST }, { "jusqu'a", DAY_FIRST }, { "hasta", DAY_FIRST },
	{ "fino al", DAY_FIRST }, { "fino a", DAY_FIRST }, { "ate", DAY_FIRST },
	{ "tot en met", DAY_FIRST }, { "tot", DAY_FIRST }, { "t/m", DAY_FIRST },
	{ "t.o.m.", DAY_FIRST }, { "till och med", DAY_FIRST }, { "til og med", DAY_FIRST },
	{ "til", DAY_FIRST },
};

static const struct { const char *name; int month; } months[] = {
	{ "january", 1 }, { "februar", 2 }, { "february", 2 }, { "march", 3 }, { "april", 4 },
	{ "may", 5 }, { "june", 6 }, { "july", 7 }, { "august", 8 }, { "september", 9 },
	{ "october", 10 }, { "november", 11 }, { "december", 12 }, { "januar", 1 }, { "marz", 3 },
	{ "maerz", 3 }, { "mrz", 3 }, { "mai", 5 }, { "juni", 6 }, { "juli", 7 },
	{ "oktober", 10 }, { "dezember", 12 }, { "janvier", 1 }, { "fevrier", 2 }, { "mars", 3 },
	{ "avril", 4 }, { "juin", 6 }, { "juillet", 7 }, { "aout", 8 }, { "septembre", 9 },
	{ "octobre", 10 }, { "novembre", 11 }, { "decembre", 12 }, { "enero", 1 },
	{ "febrero", 2 }, { "marzo", 3 }, { "abril", 4 }, { "mayo", 5 }, { "junio", 6 },
	{ "julio", 7 }, { "agosto", 8 }, { "septiembre", 9 }, { "setiembre", 9 },
	{ "octubre", 10 }, { "noviembre", 11 }, { "diciembre", 12 }, { "gennaio", 1 },
	{ "febbraio", 2 }, { "aprile", 4 }, { "maggio", 5 }, { "giugno", 6 }, { "luglio", 7 },
	{ "settembre", 9 }, { "ottobre", 10 }, { "dicembre", 12 }, { "janeiro", 1 },
	{ "fevereiro", 2 }, { "marco", 3 }, { "maio", 5 }, { "junho", 6 }, { "julho", 7 },
	{ "setembro", 9 }, { "outubro", 10 }, { "novembro", 11 }, { "dezembro", 12 },
	{ "januari", 1 }, { "februari", 2 }, { "maart", 3 }, { "mei", 5 }, { "augustus", 8 },
	{ "augusti", 8 }, { "maj", 5 }, { "marts", 3 }, { "desember", 12 },
	{ "jan", 1 }, { "feb", 2 }, { "mar", 3 }, { "apr", 4 }, { "jun", 6 }, { "jul", 7 },
	{ "aug", 8 }, { "sep", 9 }, { "sept", 9 }, { "oct", 10 }, { "nov", 11 }, { "dec", 12 },
	{ "okt", 10 }, { "dez", 12 }, { "ene", 1 }, { "abr", 4 }, { "ago", 8 }, { "dic", 12 },
	{ "fev", 2 }, { "avr", 4 }, { "gen", 1 }, { "mag", 5 }, { "giu", 6 }, { "lug", 7 },
	{ "ott", 10 },
};

static const struct { const char *name; int day; } weekdays[] = {
	{ "monday", 0 }, { "tuesday", 1 }, { "wednesday", 2 }, { "thursday", 3 }, { "friday", 4 },
	{ "saturday", 5 }, { "sunday", 6 }, { "mon", 0 }, { "tue", 1 }, { "wed", 2 }, { "thu", 3 },
	{ "fri", 4 }, { "montag", 0 }, { "dienstag", 1 }, { "mittwoch", 2 }, { "donnerstag", 3 },
	{ "freitag", 4 }, { "samstag", 5 }, { "sonntag", 6 }, { "lundi", 0 }, { "mardi", 1 },
	{ "mercredi", 2 }, { "jeudi", 3 }, { "vendredi", 4 }, { "samedi", 5 }, { "dimanche", 6 },
	{ "lunes", 0 }, { "martes", 1 }, { "miercoles", 2 }, { "jueves", 3 }, { "viernes", 4 },
	{ "sabado", 5 }, { "domingo", 6 }, { "lunedi", 0 }, { "martedi", 1 }, { "mercoledi", 2 },
	{ "giovedi", 3 }, { "venerdi", 4 }, { "maandag", 0 }, { "dinsdag", 1 }, { "woensdag", 2 },
	{ "donderdag", 3 }, { "vrijdag", 4 },
};

/* Words between a cue and its date, and inside a date. */
static const char *const fillers[] = {
	"on", "the", "of", "de", "del", "den", "dem", "am", "le", "el", "il", "der", "op", "em",
	"o", "dia", "and", "including", "einschliesslich", "zum", "inclusive", "next", "work", "to",
	"office", "in", "at", "erreichbar", "fur", "sie", "ich", "bin", "im", "buro", "lavoro",
	"au", "bureau", "partir", "vanaf", "da", "again", "date", "is", ":", "d",
};

/* A place in the folded text. */
struct scan { const char *p; int32_t sent_day; enum order order; };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void
skip_blanks(const char **p)
{
	*p += strspn(*p, " ,()\"");
}

static int
take_number(const char **p, int digits_max, int *ret_digits)
{
	int number = 0, digits = 0;

	while (is_digit(**p) && digits < digits_max) {
		number = number * 10 + (**p - '0');
		(*p)++;
		digits++;
	}
	*ret_digits = digits;
	return is_digit(**p) ? -1 : number;
}

/* The letters at p as a word; a point behind an abbreviation belongs to it. */
static size_t
word_at(const char *p, char word[16])
{
	size_t len = 0;

	while (is_letter(p[len]) || p[len] == '\'') {
		if (len < 15)
			word[len] = p[len];
		len++;
	}
	word[len < 15 ? len : 15] = '\0';
	return len + (len > 0 && len < 6 && p[len] == '.');
}

static bool
take_month_name(const char **p, int *ret_month)
{
	char word[16];
	size_t len = word_at(*p, word);

	for (size_t i = 0; len > 0 && i < LEN(months); i++)
		if (strcmp(months[i].name, word) == 0) {
			*ret_month = months[i].month;
			*p += len;
			return true;
		}
	return false;
}

static bool
take_weekday(const char **p, int *ret_weekday)
{
	char word[16];
	size_t len = word_at(*p, word);

	for (size_t i = 0; len > 0 && i < LEN(weekdays); i++)
		if (strcmp(weekdays[i].name, word) == 0) {
			*ret_weekday = weekdays[i].day;
			*p += len;
			return true;
		}
	return false;
}

static bool
take_filler(const char **p)
{
	char word[16];
	size_t len = word_at(*p, word);

	if (**p == ':') {
		(*p)++;
		return true;
	}
	for (size_t i = 0; len > 0 && i < LEN(fillers); i++)
		if (strcmp(fillers[i], word) == 0) {
			*p += len;
			return true;
		}
	return false;
}

/* Year 0: none was written.  The next such day, but not nearly a year ahead. */
static bool
make_day(const struct scan *s, int year, int month, int day, int32_t *ret_day)
{
	if (year > 0 && year < 100)
		year += 2000;
	if (year == 0) {
		if (s->sent_day == DAY_NONE)
			return false;
		year = day_to_civil(s->sent_day).year;
		if (!civil_valid(year, month, day) || day_from_civil(year, month, day) < s->sent_day)
			year++;
		if (civil_valid(year, month, day) &&
		    day_from_civil(year, month, day) > s->sent_day + 330)
			return false;
	}
	if (!civil_valid(year, month, day))
		return false;
	*ret_day = day_from_civil(year, month, day);
	return s->sent_day == DAY_NONE ||
	    (*ret_day >= s->sent_day && *ret_day <= s->sent_day + AHEAD_DAYS_MAX);
}

/* A year behind a date: "2026", "'26" not. */
static int
take_year(const char **p)
{
	const char *q = *p;
	int digits;

	skip_blanks(&q);
	while (take_filler(&q))
		skip_blanks(&q);
	int year = take_number(&q, 4, &digits);
	if (digits != 4 || year < 2000 || year > 2199)
		return 0;
	*p = q;
	return year;
}

/* Behind the first number of a date with signs between its numbers. */
static bool
numeric_date(struct scan *s, const char *p, int first, int first_digits, int32_t *ret_day)
{
	char sign = *p++;
	int digits, third_digits = 0, year = 0;
	int second = take_number(&p, 2, &digits);

	if (digits == 0 || second < 0)
		return false;
	if (*p == sign || (first_digits == 4 && *p == '-')) {
		p++;
		year = take_number(&p, 4, &third_digits);
	}
	if (first_digits == 4) {
		if (third_digits == 0 || third_digits > 2)
			return false;
		s->p = p;
		return make_day(s, first, second, year, ret_day);
	}
	if (third_digits != 0 && third_digits != 2 && third_digits != 4)
		return false;
	if (third_digits == 0 && sign == '-')
		return false;
	bool day_first = sign == '.' || first > 12 || (s->order == DAY_FIRST && second <= 12);
	s->p = p;
	return make_day(s, year, day_first ? second : first, day_first ? first : second, ret_day);
}

/* "1", "1st", "1.", "1er" before the name of a month. */
static bool
day_then_month(struct scan *s, const char *p, int day, int32_t *ret_day)
{
	static const char *const suffixes[] = { "st", "nd", "rd", "th", "er", ".", "o", "a", "e" };
	int month;

	for (size_t i = 0; i < LEN(suffixes); i++)
		if (text_starts(p, suffixes[i]) && !is_letter(p[strlen(suffixes[i])])) {
			p += strlen(suffixes[i]);
			break;
		}
	skip_blanks(&p);
	while (take_filler(&p))
		skip_blanks(&p);
	if (!take_month_name(&p, &month))
		return false;
	int year = take_year(&p);
	s->p = p;
	return make_day(s, year, month, day, ret_day);
}

static bool
month_then_day(struct scan *s, const char *p, int month, int32_t *ret_day)
{
	int digits;

	skip_blanks(&p);
	int day = take_number(&p, 2, &digits);
	if (digits == 0 || day < 1)
		return false;
	while (is_letter(*p))
		p++;
	int year = take_year(&p);
	s->p = p;
	return make_day(s, year, month, day, ret_day);
}

/* "12 (month sign) 1 (day sign)", with a year before it or without. */
static bool
eastern_date(struct scan *s, const char *p, int first, int32_t *ret_day)
{
	int year = 0, month = first, digits;

	if (text_starts(p, "\xe5\xb9\xb4")) {
		p += 3;
		year = first;
		month = take_number(&p, 2, &digits);
	}
	if (!text_starts(p, "\xe6\x9c\x88"))
		return false;
	p += 3;
	int day = take_number(&p, 2, &digits);
	s->p = p + (text_starts(p, "\xe6\x97\xa5") ? 3 : 0);
	return digits > 0 && make_day(s, year, month, day, ret_day);
}

/* A date at s->p, which is left behind it. */
static bool
take_date(struct scan *s, int32_t *ret_day)
{
	const char *p = s->p;
	int weekday = -1, month, digits;

	skip_blanks(&p);
	if (take_weekday(&p, &weekday))
		skip_blanks(&p);
	while (weekday >= 0 && take_filler(&p))
		skip_blanks(&p);
	if (take_month_name(&p, &month))
		return month_then_day(s, p, month, ret_day);
	int number = take_number(&p, 4, &digits);
	if (digits > 0 && number > 0) {
		if ((*p == '-' || *p == '/' || *p == '.') && is_digit(p[1]) &&
		    numeric_date(s, p, number, digits, ret_day))
			return true;
		if (eastern_date(s, p, number, ret_day))
			return true;
		return digits <= 2 && day_then_month(s, p, number, ret_day);
	}
	if (weekday < 0 || s->sent_day == DAY_NONE)
		return false;
	int ahead = (weekday - day_weekday(s->sent_day) + 7) % 7;
	*ret_day = s->sent_day + (ahead == 0 ? 7 : ahead);
	s->p = p;
	return true;
}

/* A date a few unimportant words behind a cue. */
static bool
date_behind(struct scan *s, int32_t *ret_day)
{
	for (int i = 0; i < WORDS_BEHIND; i++) {
		skip_blanks(&s->p);
		if (text_starts(s->p, "tomorrow") && s->sent_day != DAY_NONE) {
			*ret_day = s->sent_day + 1;
			return true;
		}
		if (take_date(s, ret_day))
			return true;
		if (!take_filler(&s->p))
			return false;
	}
	return false;
}

static bool
is_word_start(const char *text, const char *p)
{
	return p == text || !(is_letter(p[-1]) || is_digit(p[-1]));
}

static bool
behind_cues(const char *text, int32_t sent_day, int32_t *ret_day)
{
	for (size_t i = 0; i < LEN(cues); i++) {
		size_t len = strlen(cues[i].words);
		for (const char *p = text; (p = strstr(p, cues[i].words)) != NULL; p++) {
			struct scan s = { p + len, sent_day, cues[i].order };
			if (is_word_start(text, p) && !is_letter(p[len]) && date_behind(&s, ret_day))
				return true;
		}
	}
	return false;
}

/* "11/23 - 12/1", "from November 23 to December 1". */
static bool
in_range(const char *text, int32_t sent_day, int32_t *ret_day)
{
	static const char *const between[] = { "to ", "- ", "-", "\xe2\x80\x93", "au ", "al ", "a " };

	for (const char *p = text; *p != '\0'; p++) {
		/* The first day may lie before the message. */
		struct scan s = { p, sent_day == DAY_NONE ? DAY_NONE : sent_day - 60, MONTH_FIRST };
		int32_t first;
		if (!is_word_start(text, p) || !(is_letter(*p) || is_digit(*p)) || !take_date(&s, &first))
			continue;
		skip_blanks(&s.p);
		if (text_starts(s.p, UNTIL_JA) && first >= sent_day) {
			*ret_day = first;
			return true;
		}
		for (size_t i = 0; i < LEN(between); i++)
			if (text_starts(s.p, between[i])) {
				struct scan last = { s.p + strlen(between[i]), sent_day, MONTH_FIRST };
				if (take_date(&last, ret_day) && *ret_day >= first)
					return true;
			}
	}
	return false;
}

int32_t
absence_until(const char *text, int32_t sent_day, struct arena *a)
{
	struct str folded = STR_INIT;
	int32_t day = DAY_NONE;

	utf8_fold(arena_strndup(a, text, utf8_cut(text, SCANNED_BYTES_MAX)), &folded);
	if (!behind_cues(folded.text, sent_day, &day) && !in_range(folded.text, sent_day, &day))
		day = DAY_NONE;
	str_clear(&folded);
	return day;
}
