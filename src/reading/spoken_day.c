/* spoken_day: names of months and weekdays, folded, and the numbers around them. */
#include "reading/spoken_day.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "reading/phrase.h"
#include "base/banned.h"

#define AHEAD_DAYS_MAX	730
#define FAR_DAYS	60	/* for an absence */
#define WORD_BYTES	32

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
	{ "janv", 1 }, { "stycznia", 1 }, { "ledna", 1 }, { "января", 1 }, { "tammikuuta", 1 },
	{ "ocak", 1 }, { "fevr", 2 }, { "lutego", 2 }, { "unora", 2 }, { "февраля", 2 },
	{ "febr", 2 }, { "subat", 2 }, { "helmikuuta", 2 }, { "marca", 3 }, { "brezna", 3 },
	{ "марта", 3 }, { "mrt", 3 }, { "maaliskuuta", 3 }, { "kwietnia", 4 }, { "dubna", 4 },
	{ "апреля", 4 }, { "huhtikuuta", 4 }, { "nisan", 4 }, { "maja", 5 }, { "kvetna", 5 },
	{ "мая", 5 }, { "mayis", 5 }, { "toukokuuta", 5 }, { "czerwca", 6 }, { "cervna", 6 },
	{ "июня", 6 }, { "kesakuuta", 6 }, { "haziran", 6 }, { "lipca", 7 }, { "cervence", 7 },
	{ "июля", 7 }, { "juil", 7 }, { "heinakuuta", 7 }, { "temmuz", 7 }, { "sierpnia", 8 },
	{ "srpna", 8 }, { "августа", 8 }, { "elokuuta", 8 }, { "agustos", 8 }, { "wrzesnia", 9 },
	{ "zari", 9 }, { "сентября", 9 }, { "set", 9 }, { "sett", 9 }, { "syyskuuta", 9 },
	{ "eylul", 9 }, { "pazdziernika", 10 }, { "rijna", 10 }, { "октября", 10 },
	{ "lokakuuta", 10 }, { "ekim", 10 }, { "listopada", 11 }, { "listopadu", 11 },
	{ "ноября", 11 }, { "marraskuuta", 11 }, { "kasim", 11 }, { "grudnia", 12 },
	{ "prosince", 12 }, { "декабря", 12 }, { "joulukuuta", 12 }, { "aralik", 12 },
	{ "des", 12 },
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
	{ "lun", 0 }, { "poniedzialek", 0 }, { "понедельник", 0 }, { "mandag", 0 },
	{ "segunda", 0 }, { "segunda-feira", 0 }, { "вторник", 1 }, { "wtorek", 1 },
	{ "tirsdag", 1 }, { "tisdag", 1 }, { "terca", 1 }, { "terca-feira", 1 }, { "tues", 1 },
	{ "sroda", 2 }, { "среда", 2 }, { "srode", 2 }, { "onsdag", 2 }, { "quarta", 2 },
	{ "quarta-feira", 2 }, { "weds", 2 }, { "wednes", 2 }, { "jeu", 3 }, { "gio", 3 },
	{ "czwartek", 3 }, { "четверг", 3 }, { "torsdag", 3 }, { "quinta", 3 },
	{ "quinta-feira", 3 }, { "thur", 3 }, { "thurs", 3 }, { "ven", 4 }, { "vie", 4 },
	{ "piatek", 4 }, { "пятница", 4 }, { "fredag", 4 }, { "sexta", 4 }, { "sexta-feira", 4 },
	{ "sonnabend", 5 }, { "sat", 5 }, { "sam", 5 }, { "sobota", 5 }, { "суббота", 5 },
	{ "lørdag", 5 }, { "lordag", 5 }, { "zaterdag", 5 }, { "sabato", 5 }, { "sun", 6 },
	{ "dim", 6 }, { "domenica", 6 }, { "niedziela", 6 }, { "воскресенье", 6 },
	{ "søndag", 6 }, { "sondag", 6 }, { "zondag", 6 },
};

/* Words between a cue and its date, and inside a date. */
static const char *const fillers[] = {
	"on", "the", "of", "de", "del", "den", "dem", "am", "le", "el", "il", "der", "op", "em",
	"o", "dia", "and", "including", "einschliesslich", "zum", "inclusive", "next", "work", "to",
	"office", "in", "at", "erreichbar", "fur", "sie", "ich", "bin", "im", "buro", "lavoro",
	"au", "bureau", "partir", "vanaf", "da", "again", "date", "is", ":", "d", "dzien", "dnia",
	"om", "van", "ett", "ab", "wieder", "inclus", "inklusive", "approximately", "about", "around",
	"or", "morning", "this", "coming", "einschl", "giorno", "ufficio", "jour", "kantoor", "mon",
	"my", "a", "back", "lundi", "end", "po", "du", "la", "oficina", "dal", "del", "no", "na", "me", "proximo", "proxima", "prossimo", "prochain", "nachsten", "kommenden",
	"volgende", "komende", "nasta", "i", "will", "be",
};

void
day_skip_blanks(const char **p)
{
	*p += strspn(*p, " ,()\"");
}

static int
take_number(const char **p, int digits_max, int *ret_digits)
{
	int number = 0, digits = 0;

	while (phrase_is_digit(**p) && digits < digits_max) {
		number = number * 10 + (**p - '0');
		(*p)++;
		digits++;
	}
	*ret_digits = digits;
	return phrase_is_digit(**p) ? -1 : number;
}

/* The letters at p as a word; a point behind an abbreviation belongs to it. */
static size_t
word_at(const char *p, char word[WORD_BYTES])
{
	size_t len = 0;

	while (phrase_is_letter(p[len]) || p[len] == '\'') {
		if (len < WORD_BYTES - 1)
			word[len] = p[len];
		len++;
	}
	word[len < WORD_BYTES ? len : WORD_BYTES - 1] = '\0';
	return len + (len > 0 && len < 6 && p[len] == '.');
}

static bool
take_month_name(const char **p, int *ret_month)
{
	char word[WORD_BYTES];
	size_t len = word_at(*p, word);

	for (size_t i = 0; len > 0 && i < LEN(months); i++)
		if (months[i].name[0] == word[0] && strcmp(months[i].name, word) == 0) {
			*ret_month = months[i].month;
			*p += len;
			return true;
		}
	return false;
}

static bool
take_weekday(const char **p, int *ret_weekday)
{
	char word[WORD_BYTES];
	size_t len = word_at(*p, word);

	for (size_t i = 0; len > 0 && i < LEN(weekdays); i++)
		if (weekdays[i].name[0] == word[0] && strcmp(weekdays[i].name, word) == 0) {
			*ret_weekday = weekdays[i].day;
			*p += len;
			*p += text_starts(*p, "-feira") ? 6 : 0;
			return true;
		}
	return false;
}

bool
day_skip_filler(const char **p)
{
	char word[WORD_BYTES];
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
make_day(const struct day_scan *s, int year, int month, int day, int32_t *ret_day)
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

	day_skip_blanks(&q);
	while (day_skip_filler(&q))
		day_skip_blanks(&q);
	int year = take_number(&q, 4, &digits);
	if (digits != 4 || year < 2000 || year > 2199)
		return 0;
	*p = q;
	return year;
}

/*
 * Which of two numbers is the month?  The usual order of the language, unless it makes a day that cannot
 * be; or, in English, which is written in both, one that lies far off where the other order makes one that is near.
 */
static bool
either_order(const struct day_scan *s, int year, int first, int second, bool day_first,
    int32_t *ret_day)
{
	int32_t usual = DAY_NONE, other = DAY_NONE;
	bool has_usual = make_day(s, year, day_first ? second : first, day_first ? first : second, &usual);
	bool has_other = make_day(s, year, day_first ? first : second, day_first ? second : first, &other);

	if (!has_usual && !has_other)
		return false;
	bool far = has_usual && !day_first && s->sent_day != DAY_NONE && usual > s->sent_day + FAR_DAYS;
	*ret_day = !has_usual || (has_other && far && other < usual) ? other : usual;
	return true;
}

/* Behind the first number of a date with signs between its numbers. */
static bool
numeric_date(struct day_scan *s, const char *p, int first, int first_digits, int32_t *ret_day)
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
	s->p = p;
	return sign == '.' ? make_day(s, year, second, first, ret_day) :
	    either_order(s, year, first, second, s->order == DAY_FIRST, ret_day);
}

/* "1", "1st", "1.", "1er" before the name of a month. */
static bool
day_then_month(struct day_scan *s, const char *p, int day, int32_t *ret_day)
{
	static const char *const suffixes[] = { "st", "nd", "rd", "th", "er", ".", "o", "a", "e" };
	int month;

	for (size_t i = 0; i < LEN(suffixes); i++)
		if (text_starts(p, suffixes[i]) && !phrase_is_letter(p[strlen(suffixes[i])])) {
			p += strlen(suffixes[i]);
			break;
		}
	day_skip_blanks(&p);
	while (day_skip_filler(&p))
		day_skip_blanks(&p);
	if (!take_month_name(&p, &month))
		return false;
	int year = take_year(&p);
	s->p = p;
	s->month = month;
	return make_day(s, year, month, day, ret_day);
}

static bool
month_then_day(struct day_scan *s, const char *p, int month, int32_t *ret_day)
{
	int digits;

	day_skip_blanks(&p);
	int day = take_number(&p, 2, &digits);
	if (digits == 0 || day < 1)
		return false;
	while (phrase_is_letter(*p))
		p++;
	int year = take_year(&p);
	s->p = p;
	s->month = month;
	return make_day(s, year, month, day, ret_day);
}

/* "12 (month sign) 1 (day sign)", with a year before it or without. */
static bool
eastern_date(struct day_scan *s, const char *p, int first, int32_t *ret_day)
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

/* "the 5th": the next such day. */
static bool
ordinal_day(struct day_scan *s, const char *p, int day, int32_t *ret_day)
{
	static const char *const suffixes[] = { "st", "nd", "rd", "th" };

	for (size_t i = 0; s->sent_day != DAY_NONE && i < LEN(suffixes); i++) {
		if (!text_starts(p, suffixes[i]) || phrase_is_letter(p[2]))
			continue;
		struct civil c = day_to_civil(s->sent_day);
		bool later = day > c.day;
		int month = later ? c.month : c.month % 12 + 1;
		s->p = p + 2;
		s->is_vague = true;
		return make_day(s, c.year + (!later && c.month == 12), month, day, ret_day);
	}
	return false;
}

bool
day_scan_take(struct day_scan *s, int32_t *ret_day)
{
	const char *p = s->p;
	int weekday = -1, month, digits;

	s->is_vague = false;
	day_skip_blanks(&p);
	const char *behind = p;
	if (take_weekday(&p, &weekday)) {
		behind = p;
		day_skip_blanks(&p);
	}
	while (weekday >= 0 && day_skip_filler(&p))
		day_skip_blanks(&p);
	if (take_month_name(&p, &month))
		return month_then_day(s, p, month, ret_day);
	int number = take_number(&p, 4, &digits);
	if (digits > 0 && number > 0) {
		if ((*p == '-' || *p == '/' || *p == '.') && phrase_is_digit(p[1]) &&
		    numeric_date(s, p, number, digits, ret_day))
			return true;
		if (eastern_date(s, p, number, ret_day))
			return true;
		return digits <= 2 && (day_then_month(s, p, number, ret_day) ||
		    ordinal_day(s, p, number, ret_day));
	}
	if (weekday < 0 || s->sent_day == DAY_NONE)
		return false;
	int ahead = (weekday - day_weekday(s->sent_day) + 7) % 7;
	*ret_day = s->sent_day + (ahead == 0 ? 7 : ahead);
	s->is_vague = true;
	s->p = behind;
	return true;
}
