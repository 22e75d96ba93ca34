/* quote: works on lines; each rule first asks something cheap, because most lines begin no quote. */
#include "reading/quote.h"

#include <string.h>

#include "base/str.h"
#include "reading/phrase.h"
#include "base/banned.h"

#define ATTRIBUTION_LINES 4	/* mail programs fold the line that names the writer */
#define HEADER_LINES	12	/* of a copied header */
#define FOLDED_BYTES_MAX 400	/* of a line */

/* All word lists are folded (reading/phrase.h). */
static const char *const wrote[] = {
	"wrote", "writes", "schrieb", "geschrieben", "a ecrit", "ecrit", "nous a dit", "escribio",
	"ha escrito", "ha scritto", "scrive", "scritto", "escreveu", "schreef",
	"geschreven", "skrev", "napisał", "napisal", "pisze", "kirjoitti", "napsal",
	"пишет", "писал", "написал", "yazdı", "yazmıs", "irta", "a scris", "εγραψε", "写道",
	"書きました", "のメール", "작성", "寫道", "كتب", "כתב",
};
/* How a line that names the writer begins when it is folded. */
static const char *const starters[] = {
	"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "w dniu ", "dne ", "pa ",
	"il giorno ", "at ", "no dia ", "quoting ", "в ", "dnia ", "den.", "a(z) ", "2026",
	"2025", "2024", "2023", "2022", "2021", "2020", "2019", "2018", "2017", "2016", "2015",
	"2014", "2013", "2012",
};
static const char *const rulers[] = {
	"original message", "ursprungliche nachricht", "original-nachricht", "originalnachricht",
	"message d'origine", "message original", "mensaje original", "messaggio originale",
	"mensagem original", "oorspronkelijk bericht", "oorspronkelijk e-mailbericht",
	"ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse",
	"opprinnelig melding", "alkuperainen viesti", "wiadomosc oryginalna",
	"oryginalna wiadomosc", "puvodni zprava", "eredeti uzenet", "mesaj original",
	"orijinal mesaj", "исходное сообщение", "пересылаемое сообщение", "original appointment",
	"reply message", "原始邮件", "原始郵件", "邮件原件", "元のメッセーシ", "원본 메시지",
};
static const char *const from_words[] = {
	"from", "von", "de", "da", "van", "fra", "fran", "od", "от", "od kogo", "lahettaja",
	"kimden", "felado", "发件人", "寄件者", "差出人", "보낸 사람", "from address",
};
static const char *const header_words[] = {
	"sent", "date", "to", "subject", "cc", "reply to", "reply-to", "importance", "gesendet",
	"datum", "an", "betreff", "kopie", "envoye", "envoye le", "a", "objet", "date d'envoi",
	"enviado", "enviado el", "enviada em", "fecha", "para", "asunto", "inviato", "data",
	"oggetto", "verzonden", "aan", "onderwerp", "skickat", "till", "amne", "sendt", "til",
	"emne", "assunto", "wysłano", "do", "temat", "odeslano", "komu", "predmet", "отправлено",
	"дата", "кому", "тема", "lahetetty", "vastaanottaja", "aihe", "gonderilme", "tarih",
	"kime", "konu", "kuldve", "cimzett", "targy", "发送时间", "日期", "收件人", "主题", "寄件日期", "主旨",
	"送信日時", "日時", "宛先", "件名", "보낸 날짜", "받는 사람", "제목", "sent on", "date sent", "priority",
	"attachments", "anlagen", "prioritat", "bcc", "organization",
};
/* Of what is passed on within an answer. */
static const char *const forward_rulers[] = {
	"forwarded message", "weitergeleitete nachricht", "message transfere", "mensaje reenviado",
	"messaggio inoltrato", "doorgestuurd bericht", "mensagem encaminhada", "forwarded by",
};

static const char *
fold(struct span s, struct arena *a)
{
	return phrase_fold_bytes(s.start, s.len < FOLDED_BYTES_MAX ? s.len : FOLDED_BYTES_MAX, a);
}

static bool
is_one(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (words[i][0] == text[0] && strcmp(words[i], text) == 0)
			return true;
	return false;
}

struct span
quote_trim(struct span s)
{
	while (s.len > 0 && (*s.start == ' ' || *s.start == '\t' || *s.start == '*')) {
		s.start++;
		s.len--;
	}
	return s;
}

bool
quote_is_marked(struct span line)
{
	struct span s = quote_trim(line);

	return s.len > 0 && *s.start == '>';
}

bool
quote_marked_behind(const struct lines *lines, size_t at)
{
	while (at < lines->count && quote_trim(lines->item[at]).len == 0)
		at++;
	return at < lines->count && quote_is_marked(lines->item[at]);
}

/* As lines end that name the writer: "...:", "... <a@b.example>", "... wrote ----". */
static bool
ends_well(struct span s)
{
	static const char wide_colon[] = "\xef\xbc\x9a";

	while (s.len > 0 && strchr("* -", s.start[s.len - 1]) != NULL)
		s.len--;
	return s.len > 5 && (s.start[s.len - 1] == ':' || s.start[s.len - 1] == '>' ||
	    memcmp(s.start + s.len - 3, wide_colon, 3) == 0 ||
	    memcmp(s.start + s.len - 5, "wrote", 5) == 0);
}

/* "15:04" or "2026" */
static bool
holds_time(const char *text)
{
	int digits = 0;

	for (; *text != '\0'; text++) {
		bool digit = *text >= '0' && *text <= '9';
		if (digits >= 1 && *text == ':' && text[1] >= '0' && text[1] <= '9')
			return true;
		digits = digit ? digits + 1 : 0;
		if (digits == 4)
			return true;
	}
	return false;
}

/* "---- On Tue, ... wrote ----", "2026/10/2 Dana <a@b>": without a colon it must look like nothing else. */
static bool
names_writer_bare(const char *folded, bool is_marked)
{
	bool ruled = text_starts(folded, "--"), dated = text_starts(folded, "20");

	return holds_time(folded) && (ruled || ((dated || text_starts(folded, "on ")) && is_marked)) &&
	    (text_ends(folded, ">") || text_ends(folded, "wrote") || (ruled && PHRASE_IN(folded, wrote)));
}

/* As programs build such a line: a day or a rule first, a name in angles, or "wrote" last.  A person writes of somebody
 * who wrote, too: "The doctor wrote that he signed. Please confirm to dana@b.example:" */
static bool
is_built_so(const char *folded, size_t len)
{
	while (len > 0 && strchr(": ", folded[len - 1]) != NULL)
		len--;
	if (PHRASE_BEGINS(folded, starters) || (*folded >= '0' && *folded <= '9') || text_starts(folded, "--") ||
	    strchr(folded, '<') != NULL)
		return true;
	for (size_t i = 0; i < LEN(wrote); i++) {
		size_t n = strlen(wrote[i]);
		if (len >= n && memcmp(folded + len - n, wrote[i], n) == 0)
			return true;
	}
	return false;
}

/* "is_marked": the lines behind are marked as quoted, which makes it likelier. */
static bool
names_writer(const char *folded, bool is_marked)
{
	size_t len = strlen(folded);

	while (len > 0 && strchr("* -", folded[len - 1]) != NULL)
		len--;
	if (len == 0 || folded[len - 1] != ':')
		return names_writer_bare(folded, is_marked);
	bool address = strchr(folded, '@') != NULL;
	if ((address || is_marked) && holds_time(folded) && len > 2 && folded[len - 2] == '>')
		return true;		/* "2026-11-23 15:04 GMT+01:00 Dana <a@b>:" */
	if (is_marked && address && strstr(folded, "://") == NULL && len < 160)
		return true;		/* "Quoting Dana <a@b>:" */
	if (!is_marked && !address && strpbrk(folded, "0123456789") == NULL)
		return false;
	return PHRASE_IN(folded, wrote) && (is_marked || is_built_so(folded, len));
}

/* A cheap look before the dear one. */
static bool
end_near(const struct lines *lines, size_t at)
{
	for (size_t i = at; i < lines->count && i < at + ATTRIBUTION_LINES; i++) {
		if (lines->item[i].len == 0)
			return false;
		if (ends_well(lines->item[i]))
			return true;
	}
	return false;
}

/* "Dana <a@b.example> wrote (Monday, ": the writer stands before the time. */
static bool
names_writer_first(struct span s, struct arena *a)
{
	const char *close = memchr(s.start, '>', s.len);

	return close != NULL && memchr(s.start, '@', (size_t)(close - s.start)) != NULL &&
	    PHRASE_IN(fold((struct span){ close, s.len - (size_t)(close - s.start) }, a), wrote);
}

/* "On Mon, Nov 23, 2026 at 3:04 PM, Dana<a@b.example> wrote:   Dear team,": the quote begins on the same line. */
static bool
runs_on(struct span s, struct arena *a)
{
	const char *close = s.len > 20 ? memchr(s.start, '>', s.len) : NULL;

	if (close == NULL || memchr(s.start, '@', (size_t)(close - s.start)) == NULL)
		return false;
	size_t left = s.len - (size_t)(close - s.start);
	const char *colon = memchr(close, ':', left < 30 ? left : 30);
	if (colon == NULL || colon + 1 == s.start + s.len)
		return false;		/* nothing behind: attribution() */
	const char *folded = fold((struct span){ s.start, (size_t)(colon - s.start) + 1 }, a);
	return PHRASE_BEGINS(folded, starters) && holds_time(folded) && names_writer(folded, false);
}

size_t
quote_behind_text(struct span line)
{
	static const char *const days[] = {
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
		"oct", "nov", "dec",
	};

	for (size_t i = 1; i + 6 < line.len; i++) {
		if (memcmp(line.start + i, "On ", 3) != 0 || (line.start[i - 1] != ' ' && line.start[i - 1] != '-'))
			continue;
		char next[4] = { line.start[i + 3] | 0x20, line.start[i + 4] | 0x20, line.start[i + 5] | 0x20, '\0' };
		bool is_day = (line.start[i + 3] >= '0' && line.start[i + 3] <= '9') || is_one(next, days, LEN(days));
		while (i > 0 && is_day && strchr(" -", line.start[i - 1]) != NULL)
			i--;
		if (is_day)
			return memchr(line.start, '@', i) == NULL && memchr(line.start, '<', i) == NULL &&
			    memchr(line.start, '>', i) == NULL ? i : 0;
	}
	return 0;
}

/* How many lines from "at" name the writer of a quote; 0: none. */
static size_t
attribution(const struct lines *lines, size_t at, struct arena *a)
{
	struct span first = quote_trim(lines->item[at]);
	struct str joined = STR_INIT;
	size_t found = 0;

	if (first.len == 0 || *first.start == '>')
		return 0;
	if (runs_on(first, a))
		return 1;
	if (!end_near(lines, at))
		return 0;
	bool may_fold = PHRASE_BEGINS(fold(first, a), starters) || names_writer_first(first, a);
	for (size_t i = at; i < lines->count && i < at + ATTRIBUTION_LINES && found == 0; i++) {
		struct span s = quote_trim(lines->item[i]);
		if (s.len == 0 || *s.start == '>' || (i > at && !may_fold))
			break;
		str_add_bytes(&joined, s.start, s.len);
		str_add_char(&joined, ' ');
		if (ends_well(s) && names_writer(fold((struct span){ joined.text, joined.len }, a),
		    quote_marked_behind(lines, i + 1)))
			found = i - at + 1;
	}
	str_clear(&joined);
	return found;
}

/* Letters and little else: "a.c:12:" and "10:30" begin no header. */
static bool
is_wordy(const char *from, const char *to)
{
	for (; from < to; from++)
		if (!((*from | 0x20) >= 'a' && (*from | 0x20) <= 'z') && (unsigned char)*from < 0x80 &&
		    strchr(" -*'", *from) == NULL)
			return false;
	return true;
}

/* The word before the colon of "Sent: ...", folded; "" when it is no such line. */
static const char *
header_word(struct span line, struct arena *a)
{
	struct span s = quote_trim(line);
	const char *colon = memchr(s.start, ':', s.len < 30 ? s.len : 30);

	if (s.len > 0 && (unsigned char)*s.start >= 0x80) {
		const char *wide = memmem(s.start, s.len < 30 ? s.len : 30, "\xef\xbc\x9a", 3);
		colon = wide != NULL && (colon == NULL || wide < colon) ? wide : colon;
	}
	if (s.len == 0 || colon == NULL || !is_wordy(s.start, colon))
		return "";
	char *word = (char *)(uintptr_t)phrase_fold_bytes(s.start, (size_t)(colon - s.start), a);
	size_t len = strlen(word);
	while (len > 0 && (word[len - 1] == '*' || word[len - 1] == ' '))
		word[--len] = '\0';
	return word;
}

/* "From: ..." and at least two more lines of a header beside it; between them the ends of long ones. */
static bool
copied_header(const struct lines *lines, size_t at, struct arena *a)
{
	const char *word = header_word(lines->item[at], a);
	bool begins = is_one(word, from_words, LEN(from_words));
	int from = begins, more = is_one(word, header_words, LEN(header_words)), others = 0;

	if (*word == '\0' || from + more == 0)
		return false;
	for (size_t i = at + 1; i < lines->count && i < at + HEADER_LINES && others <= 2; i++) {
		if (lines->item[i].len == 0)
			continue;
		word = header_word(lines->item[i], a);
		bool is_from = is_one(word, from_words, LEN(from_words)), is_more = is_one(word, header_words, LEN(header_words));
		if (is_from && begins)
			return false;	/* the header begins there; here somebody writes "From: now on" */
		from += is_from;
		more += is_more;
		others = is_from || is_more ? 0 : others + 1;
	}
	return from > 0 && more >= (begins ? 2 : 3);
}

/* "3:04" somewhere in the line. */
static bool
shows_clock(struct span s)
{
	for (size_t i = 1; i + 1 < s.len && i < 100; i++)
		if (s.start[i] == ':' && s.start[i - 1] >= '0' && s.start[i - 1] <= '9' &&
		    s.start[i + 1] >= '0' && s.start[i + 1] <= '9')
			return true;
	return false;
}

/* Lotus Notes: a name, a time, and lines that hold nothing but "To" and "Subject". */
static bool
notes_header(const struct lines *lines, size_t at, struct arena *a)
{
	static const char *const subjects[] = { "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp" };
	static const char *const tos[] = { "to", "an", "a", "para", "aan" };
	bool time = false, to = false, subject = false;

	for (size_t i = at; i < lines->count && i < at + 3; i++)
		time = time || shows_clock(lines->item[i]);
	for (size_t i = at + 1; time && i < lines->count && i < at + HEADER_LINES && !subject; i++) {
		struct span s = quote_trim(lines->item[i]);
		if (s.len == 0 || s.len > 10)
			continue;
		const char *folded = fold(s, a);
		to = to || is_one(folded, tos, LEN(tos));
		subject = to && is_one(folded, subjects, LEN(subjects));
	}
	return subject;
}

static bool
ruler(const struct lines *lines, size_t at, struct arena *a)
{
	struct span s = quote_trim(lines->item[at]);

	if (s.len >= 10 && s.len < 40 && is_one(fold(s, a), rulers, LEN(rulers)))	/* phones draw no dashes */
		return at + 1 < lines->count && copied_header(lines, at + 1, a);
	if (s.len < 5 || (*s.start != '-' && *s.start != '_' && *s.start != '='))
		return false;
	if (s.len >= 10 && strspn(s.start, "_-=") >= s.len) {
		size_t next = at + 1;
		while (next < lines->count && lines->item[next].len == 0)
			next++;
		return next < lines->count && copied_header(lines, next, a);
	}
	const char *folded = fold(s, a);
	return *s.start != '_' && (PHRASE_IN(folded, rulers) || PHRASE_IN(folded, forward_rulers));
}

/* ">>> Dana <a@b> 11/23/2026 3:04 PM >>>", as GroupWise writes it; the quote behind has no marks. */
static bool
groupwise(struct span line, struct arena *a)
{
	if (line.len < 12 || memcmp(line.start, ">>> ", 4) != 0)
		return false;
	const char *folded = fold(line, a);
	return holds_time(folded) && (text_ends(folded, ">>>") || text_ends(folded, "wrote:"));
}

size_t
quote_begins(const struct lines *lines, size_t at, bool is_forward, struct arena *a)
{
	size_t named = attribution(lines, at, a);

	if (named > 0)
		return named;
	return !is_forward && (groupwise(lines->item[at], a) || ruler(lines, at, a) ||
	    copied_header(lines, at, a) || notes_header(lines, at, a)) ? 1 : 0;
}
