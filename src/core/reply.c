/*
 * reply: works on lines.  A quote begins with a line that names its writer ("On Monday ... wrote:"),
 * with a copy of the header ("From: ... Sent: ...") or with a ruler ("-----Original Message-----").
 * What is marked with ">" behind it is dropped and the rest kept, because people also write below;
 * a quote without marks reaches to the end.
 */
#include "core/reply.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define LINES_MAX	20000
#define ATTRIBUTION_LINES 4	/* mail programs fold the line that names the writer */
#define HEADER_LINES	8	/* of a copied header */

struct span { const char *start; size_t len; };		/* a line without its end, blanks trimmed */
struct lines { struct span *item; size_t count; };

/* All word lists are folded: lower case, without accents. */
static const char *const wrote[] = {
	"wrote", "writes", "schrieb", "a ecrit", "escribio", "ha scritto", "escreveu", "schreef",
	"skrev", "napisal", "pisze", "kirjoitti", "napsal",
};
/* How a line that names the writer begins when it is folded. */
static const char *const starters[] = {
	"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "w dniu ", "dne ", "pa ",
};
static const char *const rulers[] = {
	"original message", "ursprungliche nachricht", "message d'origine", "message original",
	"mensaje original", "messaggio originale", "mensagem original", "oorspronkelijk bericht",
	"originalnachricht", "ursprungligt meddelande", "original appointment", "reply message",
};
static const char *const from_words[] = {
	"from", "von", "de", "da", "van", "fra", "fran", "od",
};
static const char *const header_words[] = {
	"sent", "date", "to", "subject", "cc", "gesendet", "datum", "an", "betreff", "envoye",
	"envoye le", "a", "objet", "enviado", "enviado el", "fecha", "para", "asunto", "inviato",
	"data", "oggetto", "verzonden", "aan", "onderwerp", "skickat", "till", "amne", "sendt",
	"til", "emne", "assunto",
};
static const char *const phone_lines[] = {
	"sent from my ", "sent from yahoo", "sent from outlook", "sent from mail for", "sent via ",
	"get outlook for", "von meinem ", "gesendet von ", "gesendet mit ", "envoye de mon ",
	"envoye depuis ", "telecharger outlook", "enviado desde mi ", "enviado do meu ",
	"inviato da ", "verzonden vanaf ", "skickat fran min ", "sendt fra min ", "obtener outlook",
	"outlook fur ", "holen sie sich outlook", "yahoo mail: ",
};
static const char *const answers[] = {
	"re", "aw", "antw", "sv", "vs", "odp", "rif", "ris", "res", "r", "ref", "ynt", "vb",
};
static const char *const forwards[] = { "fw", "fwd", "wg", "tr", "rv", "i", "enc", "vl", "doorst" };

static const char *
fold(const char *start, size_t len, struct arena *a)
{
	struct str out = STR_INIT;

	utf8_fold(arena_strndup(a, start, len < 400 ? len : 400), &out);
	const char *folded = arena_strdup(a, out.text);
	str_clear(&out);
	return folded;
}

static bool
holds_one(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, words[i]) != NULL)
			return true;
	return false;
}

static bool
starts_with_one(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_starts(text, words[i]))
			return true;
	return false;
}

static bool
is_one(const char *text, size_t len, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return true;
	return false;
}

/* "Re: ", "AW: [x] ", "Re[2]: ": the word before the first colon. */
static bool
prefix_is(const char *subject, const char *const *words, size_t count)
{
	size_t len = 0;
	char word[12];

	while (*subject == ' ')
		subject++;
	while (len < sizeof(word) - 1 && ((subject[len] | 0x20) >= 'a' && (subject[len] | 0x20) <= 'z')) {
		word[len] = (char)(subject[len] | 0x20);
		len++;
	}
	const char *p = subject + len;
	if (*p == '[')
		p += strcspn(p, "]") + (strchr(p, ']') != NULL);
	while (*p == ' ')
		p++;
	return (*p == ':' || strncmp(p, "\xef\xbc\x9a", 3) == 0) && len > 0 &&
	    is_one(word, len, words, count);
}

bool
reply_subject(const char *subject)
{
	return prefix_is(subject, answers, LEN(answers)) || text_starts(subject, "\xe5\x9b\x9e\xe5\xa4\x8d") ||
	    text_starts(subject, "\xe7\xad\x94\xe5\xa4\x8d");
}

bool
reply_forwards(const char *subject)
{
	return prefix_is(subject, forwards, LEN(forwards));
}

static void
split(const char *text, struct lines *lines, struct arena *a)
{
	size_t count = 1;

	for (const char *p = text; *p != '\0'; p++)
		count += *p == '\n';
	lines->item = arena_array(a, count < LINES_MAX ? count : LINES_MAX, sizeof(*lines->item));
	while (*text != '\0' && lines->count < LINES_MAX) {
		size_t len = strcspn(text, "\n");
		const char *next = text + len + (text[len] == '\n');
		while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;
		lines->item[lines->count++] = (struct span){ text, len };
		text = next;
	}
}

static struct span
trimmed(struct span s)
{
	while (s.len > 0 && (*s.start == ' ' || *s.start == '\t' || *s.start == '*')) {
		s.start++;
		s.len--;
	}
	return s;
}

static bool
is_quoted(struct span line)
{
	struct span s = trimmed(line);

	return s.len > 0 && *s.start == '>';
}

static bool
has_digit_or_at(const char *text)
{
	return strpbrk(text, "0123456789@") != NULL;
}

static bool
names_writer(const char *folded)
{
	size_t len = strlen(folded);

	while (len > 0 && (folded[len - 1] == '*' || folded[len - 1] == ' '))
		len--;
	if (len == 0 || folded[len - 1] != ':' || !has_digit_or_at(folded))
		return false;
	if (len > 2 && folded[len - 2] == '>' && strstr(folded, "\xe5\xb9\xb4") != NULL)
		return true;		/* "2026 (year) 11 (month) ... <a@b>:" */
	return holds_one(folded, wrote, LEN(wrote));
}

/* The line that names the writer ends with a colon: a cheap look before the dear one. */
static bool
colon_near(const struct lines *lines, size_t at)
{
	for (size_t i = at; i < lines->count && i < at + ATTRIBUTION_LINES; i++) {
		struct span s = lines->item[i];
		while (s.len > 0 && s.start[s.len - 1] == '*')
			s.len--;
		if (s.len == 0)
			return false;
		if (s.start[s.len - 1] == ':')
			return true;
	}
	return false;
}

/* How many lines from "at" name the writer of a quote; 0: none. */
static size_t
attribution(const struct lines *lines, size_t at, struct arena *a)
{
	struct span first = trimmed(lines->item[at]);
	struct str joined = STR_INIT;
	size_t found = 0;

	if (first.len == 0 || *first.start == '>' || !colon_near(lines, at))
		return 0;
	bool may_fold = starts_with_one(fold(first.start, first.len, a), starters, LEN(starters));
	for (size_t i = at; i < lines->count && i < at + ATTRIBUTION_LINES && found == 0; i++) {
		struct span s = trimmed(lines->item[i]);
		if (s.len == 0 || (i > at && !may_fold))
			break;
		str_add_bytes(&joined, s.start, s.len);
		str_add_char(&joined, ' ');
		if (memchr(s.start, ':', s.len) != NULL && names_writer(fold(joined.text, joined.len, a)))
			found = i - at + 1;
	}
	str_clear(&joined);
	return found;
}

/* The word before the colon of "Sent: ...", folded; "" when it is no such line. */
static const char *
header_word(struct span line, struct arena *a)
{
	struct span s = trimmed(line);
	const char *colon = memchr(s.start, ':', s.len < 24 ? s.len : 24);

	if (s.len == 0 || colon == NULL)
		return "";
	char *word = (char *)(uintptr_t)fold(s.start, (size_t)(colon - s.start), a);
	size_t len = strlen(word);
	while (len > 0 && (word[len - 1] == '*' || word[len - 1] == ' '))
		word[--len] = '\0';
	return word;
}

/* "From: ..." and at least two more lines of a header soon behind it. */
static bool
copied_header(const struct lines *lines, size_t at, struct arena *a)
{
	const char *word = header_word(lines->item[at], a);
	int more = 0;

	if (!is_one(word, strlen(word), from_words, LEN(from_words)))
		return false;
	for (size_t i = at + 1; i < lines->count && i < at + HEADER_LINES; i++) {
		word = header_word(lines->item[i], a);
		more += is_one(word, strlen(word), header_words, LEN(header_words));
	}
	return more >= 2;
}

static bool
ruler(const struct lines *lines, size_t at, struct arena *a)
{
	struct span s = trimmed(lines->item[at]);

	if (s.len < 5 || (*s.start != '-' && *s.start != '_'))
		return false;
	if (s.len >= 10 && strspn(s.start, "_") >= s.len) {
		size_t next = at + 1;
		while (next < lines->count && lines->item[next].len == 0)
			next++;
		return next < lines->count && copied_header(lines, next, a);
	}
	return *s.start == '-' && holds_one(fold(s.start, s.len, a), rulers, LEN(rulers));
}

/* How many lines from "at" announce a quote; 0: it is text of the writer. */
static size_t
quote_begins(const struct lines *lines, size_t at, bool is_forward, struct arena *a)
{
	size_t named = attribution(lines, at, a);

	if (named > 0)
		return named;
	return !is_forward && (ruler(lines, at, a) || copied_header(lines, at, a)) ? 1 : 0;
}

/* Are there lines marked with ">" behind what announces the quote? */
static bool
marked_behind(const struct lines *lines, size_t at)
{
	while (at < lines->count && trimmed(lines->item[at]).len == 0)
		at++;
	return at < lines->count && is_quoted(lines->item[at]);
}

/* "-- " alone on its line; many programs lose the blank. */
static bool
is_signature(struct span line)
{
	return (line.len == 2 && memcmp(line.start, "--", 2) == 0) ||
	    (line.len == 3 && memcmp(line.start, "-- ", 3) == 0);
}

static bool
is_phone_line(struct span line, struct arena *a)
{
	struct span s = trimmed(line);

	return s.len < 120 && starts_with_one(fold(s.start, s.len, a), phone_lines, LEN(phone_lines));
}

/* Ticket systems put a line above which one is to write. */
static bool
is_system_line(struct span line, struct arena *a)
{
	return line.len > 20 && line.len < 120 && strchr("#-_*=", *line.start) != NULL &&
	    strstr(fold(line.start, line.len, a), "above this line") != NULL;
}

static void
add_line(struct str *out, struct span line)
{
	str_add_bytes(out, line.start, line.len);
	str_add_char(out, '\n');
}

/* Blank lines at both ends go; more than one between paragraphs become one. */
static const char *
tidy(struct lines *kept, struct arena *a)
{
	struct str out = STR_INIT;
	int blank = 0;

	while (kept->count > 0 && (kept->item[kept->count - 1].len == 0 ||
	    is_phone_line(kept->item[kept->count - 1], a)))
		kept->count--;
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->item[i].len == 0) {
			blank++;
			continue;
		}
		if (blank > 0 && out.len > 0)
			str_add_char(&out, '\n');
		blank = 0;
		add_line(&out, kept->item[i]);
	}
	if (out.len > 0)
		str_truncate(&out, out.len - 1);
	const char *text = arena_strdup(a, out.text + strspn(out.text, " \t"));
	str_clear(&out);
	return text;
}

const char *
reply_text(const char *text, bool is_forward, struct arena *a)
{
	struct lines lines = { NULL, 0 }, kept = { NULL, 0 };
	bool in_signature = false;

	split(text, &lines, a);
	kept.item = arena_array(a, lines.count + 1, sizeof(*kept.item));
	for (size_t i = 0; i < lines.count; i++) {
		bool quoted = is_quoted(lines.item[i]);
		size_t announced = quoted ? 0 : quote_begins(&lines, i, is_forward, a);
		if (announced > 0 && !marked_behind(&lines, i + announced))
			break;
		if (announced > 0)
			i += announced - 1;
		if (announced > 0 || quoted) {
			in_signature = false;
		} else {
			in_signature = in_signature || is_signature(lines.item[i]);
			if (!in_signature && !is_system_line(lines.item[i], a))
				kept.item[kept.count++] = lines.item[i];
		}
	}
	return tidy(&kept, a);
}
