/*
 * absence_day: the day of return in the words of an automatic answer (dates: reading/spoken_day.h).
 * Looked for behind words like "back on" first, "until" next; then in "from DATE to DATE"; then it is the only day
 * that is named.  Numbers with slashes are read month first behind, or among, English words only.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/absence.h"
#include "reading/phrase.h"
#include "reading/spoken_day.h"
#include "base/banned.h"

#define SCANNED_BYTES_MAX 4096
#define UNTIL_JA	"\xe3\x81\xbe\xe3\x81\xa6"	/* "made", as folding leaves it; behind the date */
#define WORDS_BEHIND	6	/* between the cue and the date */

/* Folded.  Those of return stand before those of absence. */
static const struct cue { const char *words; enum day_order order; } cues[] = {
	{ "back in the office", MONTH_FIRST }, { "back in office", MONTH_FIRST }, { "be back", MONTH_FIRST }, { "back on", MONTH_FIRST },
	{ "back at work", MONTH_FIRST }, { "returning", MONTH_FIRST }, { "will return", MONTH_FIRST },
	{ "return on", MONTH_FIRST }, { "return to the office", MONTH_FIRST }, { "return date", MONTH_FIRST },
	{ "return to work", MONTH_FIRST }, { "reopen", MONTH_FIRST }, { "re-open", MONTH_FIRST }, { "open again", MONTH_FIRST },
	{ "back at my desk", MONTH_FIRST }, { "available again", MONTH_FIRST },
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
	{ "terugkomst", DAY_FIRST }, { "terugkeer", DAY_FIRST }, { "return", MONTH_FIRST }, { "i return", MONTH_FIRST }, { "resume", MONTH_FIRST },
	{ "reachable again", MONTH_FIRST }, { "available from", MONTH_FIRST },
	{ "back", MONTH_FIRST }, { "ruckkehr", DAY_FIRST }, { "wieder", DAY_FIRST },
	{ "retour", DAY_FIRST }, { "rentre", DAY_FIRST }, { "reprise", DAY_FIRST },
	{ "vuelta", DAY_FIRST }, { "retomo", DAY_FIRST }, { "regressarei", DAY_FIRST },
	{ "a partir de", DAY_FIRST }, { "a partir do dia", DAY_FIRST }, { "ritorno", DAY_FIRST },
	{ "torno", DAY_FIRST }, { "disponibile dal", DAY_FIRST }, { "a partire dal", DAY_FIRST },
	{ "dal", DAY_FIRST }, { "weer", DAY_FIRST }, { "wracam", DAY_FIRST },
	{ "powrot", DAY_FIRST }, { "ponownie", DAY_FIRST }, { "od", DAY_FIRST },
	{ "вернусь", DAY_FIRST }, { "выиду", DAY_FIRST }, { "zpet", DAY_FIRST },
	{ "reouverture", DAY_FIRST }, { "rouvrira", DAY_FIRST }, { "rouvrirons", DAY_FIRST }, { "rouvre", DAY_FIRST },
	{ "reouvre", DAY_FIRST }, { "reouvrira", DAY_FIRST }, { "wiedereroffnung", DAY_FIRST }, { "reapertura", DAY_FIRST },
	{ "reabrimos", DAY_FIRST }, { "reabriremos", DAY_FIRST }, { "reabre", DAY_FIRST }, { "reabertura", DAY_FIRST },
	{ "riapertura", DAY_FIRST }, { "riapre", DAY_FIRST }, { "riapriamo", DAY_FIRST }, { "weer open", DAY_FIRST },
	{ "reincorporo", DAY_FIRST }, { "reincorporare", DAY_FIRST }, { "reincorporacion", DAY_FIRST },
	{ "incorporare", DAY_FIRST }, { "wroce", DAY_FIRST }, { "bede dostepny", DAY_FIRST }, { "bede dostepna", DAY_FIRST },
	{ "palaan", DAY_FIRST }, { "igen", DAY_FIRST }, { "igen den", DAY_FIRST },
	{ "until", MONTH_FIRST }, { "till", MONTH_FIRST }, { "through", MONTH_FIRST },
	{ "thru", MONTH_FIRST }, { "bis", DAY_FIRST }, { "jusqu'au", DAY_FIRST },
	{ "jusqu'a", DAY_FIRST }, { "hasta", DAY_FIRST },
	{ "fino al", DAY_FIRST }, { "fino a", DAY_FIRST }, { "ate", DAY_FIRST },
	{ "tot en met", DAY_FIRST }, { "tot", DAY_FIRST }, { "t/m", DAY_FIRST },
	{ "t.o.m.", DAY_FIRST }, { "till och med", DAY_FIRST }, { "til og med", DAY_FIRST },
	{ "til", DAY_FIRST },
	{ "sino al", DAY_FIRST }, { "ate ao dia", DAY_FIRST }, { "ate o dia", DAY_FIRST },
	{ "ate dia", DAY_FIRST }, { "jusqu'en", DAY_FIRST }, { "inclusive", MONTH_FIRST },
	{ "do", DAY_FIRST }, { "till den", DAY_FIRST }, { "fram till", DAY_FIRST },
	{ "frem til", DAY_FIRST }, { "до", DAY_FIRST }, { "по", DAY_FIRST },
	{ "do dnia", DAY_FIRST }, { "az", DAY_FIRST }, { "asti", DAY_FIRST },
	{ "ending", MONTH_FIRST }, { "end", MONTH_FIRST },
};

/* "tomorrow", "next week" (its Monday). */
static bool
take_near_day(struct day_scan *s, int32_t *ret_day)
{
	static const char *const tomorrows[] = {
		"tomorrow", "morgen", "demain", "manana", "domani", "amanha", "imorgon", "i morgen", "jutro",
		"завтра",
	};
	static const char *const weeks[] = {
		"next week", "nachster woche", "nachste woche", "semaine prochaine", "la semaine prochaine",
		"la proxima semana", "proxima semana", "settimana prossima", "volgende week", "nasta vecka",
	};

	if (s->sent_day == DAY_NONE)
		return false;
	if (PHRASE_BEGINS(s->p, tomorrows))
		*ret_day = s->sent_day + 1;
	else if (PHRASE_BEGINS(s->p, weeks))
		*ret_day = s->sent_day + 7 - day_weekday(s->sent_day);
	else
		return false;
	return true;
}

/* A date a few unimportant words behind a cue. */
static bool
date_behind(struct day_scan *s, int32_t *ret_day)
{
	for (int i = 0; i < WORDS_BEHIND; i++) {
		day_skip_blanks(&s->p);
		if (take_near_day(s, ret_day) || day_scan_take(s, ret_day))
			return true;
		if (!day_skip_filler(&s->p))
			return false;
	}
	return false;
}

/* Languages without blanks have their numbers right behind a letter. */
static bool
is_word_start(const char *text, const char *p)
{
	return p == text || !(phrase_is_letter(p[-1]) || phrase_is_digit(p[-1])) ||
	    (phrase_is_digit(*p) && (unsigned char)p[-1] >= 0x80);
}

/* How the writer's language reads "01/03". */
static enum day_order
usual_order(const char *text)
{
	static const char *const english[] = {
		"i am ", "i'm ", "i will ", "i'll ", "we are ", "we will ", "will be ", "please ", "thank you", "thanks ",
		"out of ", "away ", "on leave", "my return", "the office", "my absence",
	};

	return PHRASE_IN(text, english) ? MONTH_FIRST : DAY_FIRST;
}

/* What stands between the two ends of a range; *p is left behind it. */
static bool
take_between(const char **p)
{
	static const char *const between[] = {
		"to ", "- ", "-", "\xe2\x80\x93", "\xe2\x80\x94", "au ", "al ", "a ", "through ", "thru ",
		"until ", "till ", "bis ", "t/m ", "tot ", "ate ", "and ", "y el ", "et le ", "/ ",
	};

	day_skip_blanks(p);
	for (size_t i = 0; i < LEN(between); i++)
		if (text_starts(*p, between[i])) {
			*p += strlen(between[i]);
			day_skip_blanks(p);
			return true;
		}
	return false;
}

/* "Closed dal 24/12 al 6/1": the day behind the cue was only the first one. */
static void
take_range_end(struct day_scan s, int32_t *ret_day)
{
	int32_t last;

	s.sent_day = *ret_day;
	if (take_between(&s.p) && day_scan_take(&s, &last) && !s.is_vague && last > *ret_day)
		*ret_day = last;
}

static bool
behind_cues(const char *text, int32_t sent_day, int32_t *ret_day)
{
	for (size_t i = 0; i < LEN(cues); i++) {
		size_t len = strlen(cues[i].words);
		for (const char *p = text; (p = strstr(p, cues[i].words)) != NULL; p++) {
			struct day_scan s = { .p = p + len, .sent_day = sent_day, .order = cues[i].order };
			if (is_word_start(text, p) && !phrase_is_letter(p[len]) && date_behind(&s, ret_day)) {
				take_range_end(s, ret_day);
				return true;
			}
		}
	}
	return false;
}

/* A day of a month alone, "23", "23.", "23rd"; 0 when there is none. */
static int
take_day_number(const char **p)
{
	const char *q = *p;
	int number = 0;

	while (phrase_is_digit(*q) && number < 100)
		number = number * 10 + (*q++ - '0');
	if (q == *p || number > 31 || phrase_is_digit(*q))
		return 0;
	q += *q == '.' ? 1 : text_starts(q, "st") || text_starts(q, "nd") || text_starts(q, "rd") ||
	    text_starts(q, "th") ? 2 : 0;
	if (phrase_is_letter(*q) || ((*q == '/' || *q == '.') && phrase_is_digit(q[1])))
		return 0;
	*p = q;
	return number;
}

/* "23 - 27 November", "du 23 au 27 novembre": the month stands at the end. */
static bool
range_of_days(const char *p, int32_t sent_day, int32_t *ret_day)
{
	int first = take_day_number(&p);

	if (first == 0 || !take_between(&p))
		return false;
	struct day_scan last = { .p = p, .sent_day = sent_day, .order = DAY_FIRST };
	return day_scan_take(&last, ret_day) && day_to_civil(*ret_day).day > first;
}

/* "11/23 - 12/1", "from November 23 to December 1", "November 23-27". */
static bool
range_of_dates(const char *p, int32_t sent_day, int32_t *ret_day)
{
	/* The first day may lie before the message. */
	struct day_scan s = { .p = p, .sent_day = sent_day == DAY_NONE ? DAY_NONE : sent_day - 60 };
	int32_t first;

	if (!day_scan_take(&s, &first))
		return false;
	day_skip_blanks(&s.p);
	if (text_starts(s.p, UNTIL_JA) && first >= sent_day) {
		*ret_day = first;
		return true;
	}
	if (!take_between(&s.p))
		return false;
	struct day_scan last = { .p = s.p, .sent_day = sent_day };
	if (day_scan_take(&last, ret_day))
		return *ret_day >= first;
	struct civil c = day_to_civil(first);
	int day = take_day_number(&s.p);
	if (s.month == 0 || day <= c.day || !civil_valid(c.year, c.month, day))
		return false;
	*ret_day = day_from_civil(c.year, c.month, day);
	return sent_day == DAY_NONE || *ret_day >= sent_day;
}

/* "I work Monday to Thursday" */
static bool
tells_of_work(const char *text, const char *p)
{
	static const char *const works[] = { "work", "arbeit", "travaill", "trabaj", "trabalh", "lavor", "werk", "open", "geoffnet" };
	enum { NEAR_BYTES = 16 };
	size_t len = (size_t)(p - text) < NEAR_BYTES ? (size_t)(p - text) : NEAR_BYTES;
	char near[NEAR_BYTES + 1];

	memcpy(near, p - len, len);
	near[len] = '\0';
	return PHRASE_IN(near, works);
}

static bool
in_range(const char *text, int32_t sent_day, int32_t *ret_day)
{
	for (const char *p = text; *p != '\0'; p++)
		if (is_word_start(text, p) && (phrase_is_letter(*p) || phrase_is_digit(*p)) && !tells_of_work(text, p) &&
		    (range_of_days(p, sent_day, ret_day) || range_of_dates(p, sent_day, ret_day)))
			return true;
	return false;
}

/* "On Wednesday I am back": the cue stands behind the day, in the same sentence. */
static bool
before_cues(const char *text, int32_t sent_day, int32_t *ret_day)
{
	static const char *const returns[] = {
		"back", "again", "wieder", "zuruck", "de retour", "reviens", "vuelvo", "de vuelta", "regreso", "rientro", "di nuovo",
		"di ritorno", "de volta", "volto", "regresso", "weer", "terug", "tillbaka", "tilbage", "tilbake",
	};
	enum { NEAR_BYTES = 40 };
	char near[NEAR_BYTES + 1];
	enum day_order order = usual_order(text);

	for (const char *p = text; *p != '\0'; p++) {
		struct day_scan s = { .p = p, .sent_day = sent_day, .order = order };
		if (!is_word_start(text, p) || !(phrase_is_letter(*p) || phrase_is_digit(*p)) || !day_scan_take(&s, ret_day))
			continue;
		size_t len = strcspn(s.p, ".!?;");
		len = len < NEAR_BYTES ? len : NEAR_BYTES;
		memcpy(near, s.p, len);
		near[len] = '\0';
		for (size_t i = 0; i < LEN(returns); i++) {
			const char *at = strstr(near, returns[i]);
			if (at == NULL || at == near || at[-1] != ' ' || phrase_is_letter(at[strlen(returns[i])]))
				continue;
			at += strlen(returns[i]);
			return !text_starts(at, " to ");	/* "I work Monday to Thursday and get back to you" */
		}
		p = s.p - 1;
	}
	return false;
}

/* "Monday the 30th I am here again": no cue before it, but the only day that is named. */
static bool
only_one(const char *text, int32_t sent_day, int32_t *ret_day)
{
	int32_t day, found = DAY_NONE;
	enum day_order order = usual_order(text);

	for (const char *p = text; *p != '\0'; p++) {
		struct day_scan s = { .p = p, .sent_day = sent_day, .order = order };
		if (!is_word_start(text, p) || !(phrase_is_letter(*p) || phrase_is_digit(*p)) ||
		    !day_scan_take(&s, &day) || s.is_vague)
			continue;
		if (found != DAY_NONE && day != found)
			return false;
		found = day;
		p = s.p - 1;
	}
	*ret_day = found;
	return found != DAY_NONE && found > sent_day;
}

int32_t
absence_until(const char *text, int32_t sent_day, struct arena *a)
{
	const char *folded = phrase_fold_bytes(text, utf8_cut(text, SCANNED_BYTES_MAX), a);
	int32_t day = DAY_NONE;

	if (!behind_cues(folded, sent_day, &day) && !in_range(folded, sent_day, &day) && !before_cues(folded, sent_day, &day) &&
	    !only_one(folded, sent_day, &day))
		return DAY_NONE;
	return day;
}
