/*
 * reply: works on lines.  What a line announces as quoted (reading/quote.h) and is marked with ">" is
 * dropped and the rest kept, because people also write below; a quote without marks reaches to the end.
 */
#include "reading/reply.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/phrase.h"
#include "reading/quote.h"
#include "base/banned.h"

#define LINES_MAX	20000
#define SIGNATURE_LINES	8
#define LINE_BYTES	120	/* a phrase of a program is no longer */
#define WRAPPED_BYTES_MIN 66	/* of a quoted line that a careless program broke */
#define REST_BYTES_MAX	24	/* what it left on a line without mark */

/* All word lists are folded (reading/phrase.h). */
static const char *const phone_lines[] = {
	"sent by my ", "get outlook for", "get the outlook app",
	"from my iphone", "download outlook", "von meinem ", "von meiner ", "gesendet von ",
	"gesendet mit ", "gesendet uber ", "diese nachricht wurde von meinem ",
	"diese e-mail wurde von meinem ", "envoye de mon ", "envoye de ma ", "envoye depuis ",
	"envoye a partir ", "envoye via ", "envoye avec ", "telecharger outlook",
	"telechargez outlook", "obtenez outlook", "provenance : courrier", "enviado desde mi ",
	"enviado desde ", "enviado do meu ", "enviado do ", "enviado por ", "enviado a partir ",
	"enviado de mi ", "enviado de samsung", "inviato da ", "inviato dal ", "inviata da ",
	"scarica outlook", "ottieni outlook", "verzonden vanaf ", "verzonden met ",
	"verstuurd vanaf ", "verstuurd met ", "verzonden via ", "outlook voor ", "skickat fran ",
	"hamta outlook", "sendt fra ", "sendt med ", "hent outlook", "lahetetty ", "wysłano z ",
	"wysłane z ", "pobierz program outlook", "odeslano z ", "odoslane z ", "отправлено с ",
	"отправлено из ", "iphone から送信", "iphoneから送信", "从我的", "從我的", "发自我的", "發自我的",
	"나의 iphone", "내 iphone", "obtener outlook", "descargar outlook", "obter o outlook",
	"outlook fur ", "outlook pour ", "holen sie sich outlook", "laden sie outlook",
	"yahoo mail: ", "yahoo mail for ", "trimis de pe ", "kuldve",
};
/* Ticket systems put a line above which one is to write. */
static const char *const system_lines[] = {
	"above this line", "oberhalb dieser zeile", "uber dieser zeile",
	"au-dessus de cette ligne", "por encima de esta linea", "encima de esta linea",
	"acima desta linha", "sopra questa riga", "boven deze regel", "boven deze lijn",
	"ovanfor denna rad", "over denne linje", "powyzej tej linii", "выше этои",
};
/* A lawyer's paragraph at the end. */
static const char *const disclaimers[] = {
	"confidentiality notice", "confidentiality note", "confidentiality statement",
	"confidentiality:", "confidential notice", "disclaimer", "hipaa notice",
	"privacy notice", "legal notice", "legal disclaimer", "privileged and confidential",
	"this e-mail and any ", "this email and any ", "this message and any ",
	"this e-mail message and any ", "this email message and any", "this e-mail (including",
	"this email (including", "this message (including", "this e-mail message (including",
	"this e-mail message, including", "this email message, including",
	"this e-mail, including", "this email, including", "this message, including",
	"this electronic m", "the information contained in this ", "the information in this ",
	"the information transmitted", "the contents of this e", "this communication ",
	"this transmission ", "this e-mail is intended", "this email is intended",
	"this message is intended", "this message is confidential",
	"this message contains confidential", "this e-mail contains", "this email contains",
	"this email is confidential", "this e-mail is confidential", "notice: this ",
	"important: this ", "important notice: ", "please consider the environment",
	"think before you print", "before printing", "diese e-mail enthalt",
	"diese nachricht enthalt", "diese e-mail ist vertraulich", "der inhalt dieser e-mail",
	"ce message et toutes", "ce message et ses", "ce courriel ",
	"ce message est confidentiel", "cet e-mail et ", "este mensaje y ", "este mensaje va ",
	"este correo electronico ", "la informacion contenida ", "aviso de confidencialidad",
	"aviso legal", "esta mensagem ", "este e-mail ", "questo messaggio ", "questa e-mail ",
	"le informazioni contenute ", "avviso di riservatezza", "dit bericht ", "deze e-mail ",
	"dit e-mailbericht ", "de informatie in d",
};
static const char *const answers[] = {
	"re", "aw", "antw", "sv", "vs", "odp", "rif", "ris", "res", "r", "ref", "ynt", "vb",
};
static const char *const forwards[] = { "fw", "fwd", "wg", "tr", "rv", "i", "enc", "vl", "doorst" };

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

/* Without blanks at its end, nor signs that only say in which direction to write. */
static size_t
trimmed_len(const char *text, size_t len)
{
	static const char *const nothing[] = {
		"\xc2\xa0", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xac", "\xe2\x80\x8b", "\xe2\x81\xa9",
	};
	bool again = true;

	while (again) {
		while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;
		again = false;
		for (size_t i = 0; i < LEN(nothing); i++) {
			size_t n = strlen(nothing[i]);
			if (len >= n && memcmp(text + len - n, nothing[i], n) == 0) {
				len -= n;
				again = true;
			}
		}
	}
	return len;
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
		lines->item[lines->count++] = (struct span){ text, trimmed_len(text, len) };
		text = next;
	}
}

/* "-- " alone on its line; many programs lose the blank, some draw the dash longer. */
static bool
is_signature(struct span line)
{
	static const char *const marks[] = { "--", "\xe2\x80\x94", "__", "\xe2\x80\x93" };

	for (size_t i = 0; i < LEN(marks); i++)
		if (line.len == strlen(marks[i]) && memcmp(line.start, marks[i], line.len) == 0)
			return true;
	return false;
}

static bool
begins_with(struct span line, const char *const *phrases, size_t count, struct arena *a)
{
	struct span s = quote_trim(line);

	return s.len > 0 && phrase_begins(phrase_fold_bytes(s.start,
	    s.len < LINE_BYTES ? s.len : LINE_BYTES, a), phrases, count);
}

/* "Sent from Windows Mail": a few words, whatever they name. */
static bool
is_sent_from(const char *folded)
{
	static const char *const beginnings[] = { "sent from ", "sent via ", "sent with " };
	static const char *const excuses[] = { ". please excuse", ". excuse", ". sorry", ". pardon", ", please excuse" };
	size_t blanks = 0;

	for (const char *p = folded; *p != '\0' && !PHRASE_BEGINS(p, excuses); p++)
		blanks += *p == ' ';
	return PHRASE_BEGINS(folded, beginnings) && blanks <= 7;
}

static bool
is_phone_line(struct span line, struct arena *a)
{
	struct span s = quote_trim(line);

	while (s.len > 0 && strchr("(<[", *s.start) != NULL) {
		s.start++;
		s.len--;
	}
	return s.len > 0 && s.len < LINE_BYTES && (begins_with(s, phone_lines, LEN(phone_lines), a) ||
	    is_sent_from(phrase_fold_bytes(s.start, s.len, a)));
}

/* "_____", or a few long dashes: nothing else in the line. */
static bool
is_signature_rule(struct span line)
{
	size_t dashes = 0, i = 0;

	if (line.len >= 5 && strspn(line.start, "_") >= line.len)
		return true;
	for (; i + 2 < line.len && line.start[i] == '\xe2' && line.start[i + 1] == '\x80' &&
	    (line.start[i + 2] == '\x94' || line.start[i + 2] == '\x93'); i += 3)
		dashes++;
	return dashes >= 2 && i == line.len;
}

/* Such a rule with a few lines below it that end with the text, or where a quote begins. */
static bool
is_ruled_signature(const struct lines *lines, size_t at, struct arena *a)
{
	size_t shown = 0, i = at + 1;

	if (!is_signature_rule(lines->item[at]))
		return false;
	for (; i < lines->count && shown <= SIGNATURE_LINES && quote_begins(lines, i, false, a) == 0 &&
	    !quote_is_marked(lines->item[i]); i++)
		shown += lines->item[i].len > 0;
	return shown > 0 && shown <= SIGNATURE_LINES;
}

/* What a mail server puts above mail from outside; up to the first blank line. */
static size_t
banner_lines(const struct lines *lines, struct arena *a)
{
	static const char *const banners[] = {
		"caution: this email originated", "caution: external", "caution - external", "[external",
		"external email", "external sender", "this email originated from outside", "caution! this",
		"this message was sent from outside", "warning: this email originated", "this email is from outside",
		"this message originated from outside", "attention: this email", "you don't often get email from",
		"*** external", "**external", "achtung: diese e-mail", "achtung: externe", "attention : ce ",
		"some people who received this message", "caution: the sender of this",
	};
	size_t i = 0;

	while (i < lines->count && lines->item[i].len == 0)
		i++;
	if (i == lines->count || !begins_with(lines->item[i], banners, LEN(banners), a))
		return 0;
	while (i < lines->count && lines->item[i].len > 0)
		i++;
	return i;
}

/* A paragraph of its own. */
static bool
is_disclaimer(const struct lines *lines, size_t at, struct arena *a)
{
	return at > 0 && lines->item[at].len > 10 && quote_trim(lines->item[at - 1]).len == 0 &&
	    begins_with(lines->item[at], disclaimers, LEN(disclaimers), a);
}

static bool
is_system_line(struct span line, struct arena *a)
{
	static const char *const asks[] = {
		"reply ", "please reply ", "please type ", "type your ", "write ", "please write ", "antwort", "bitte ", "schreiben ",
		"repondez ", "veuillez ", "responda ", "por favor", "rispondi ", "scrivi ", "antwoord ", "beantwoord ", "svara ", "svar ",
	};

	if (line.len <= 20 || line.len >= LINE_BYTES)
		return false;
	const char *folded = phrase_fold_bytes(line.start, line.len, a);
	return PHRASE_IN(folded, system_lines) && (strchr("#-_*=[", *line.start) != NULL ||
	    (line.len < 60 && PHRASE_BEGINS(folded, asks)));
}

/* Nothing but a rule, drawn above such a line. */
static bool
is_system_rule(const struct lines *lines, size_t at, struct arena *a)
{
	struct span s = lines->item[at];
	size_t i = 0;

	while (i < s.len && (strchr("-_=*# ", s.start[i]) != NULL || (i + 2 < s.len && s.start[i] == '\xe2')))
		i += s.start[i] == '\xe2' ? 3 : 1;
	return s.len > 0 && i >= s.len && at + 1 < lines->count && is_system_line(lines->item[at + 1], a);
}

/* A rule, and below it what a list or a ticket system adds to each mail. */
static bool
is_list_footer(const struct lines *lines, size_t at, struct arena *a)
{
	static const char *const words[] = {
		"mailing list", "unsubscribe", "listinfo", "list-manage", "email is a service from", "e-mail is a service from",
		"delivered by ", "powered by ", "e-mail-adresse gehort zu",
	};
	struct span s = lines->item[at];

	if (s.len < 30 || strspn(s.start, "_-=") < s.len)
		return false;
	for (size_t i = at + 1; i < lines->count && i < at + 4; i++)
		if (PHRASE_IN(phrase_fold_bytes(lines->item[i].start, lines->item[i].len < LINE_BYTES ?
		    lines->item[i].len : LINE_BYTES, a), words))
			return true;
	return false;
}

/* A long line that was broken, or a link that was given lines of its own: one or two words about an address of the web. */
static bool
is_broken_line(struct span before, struct span s)
{
	size_t words = 1;

	for (size_t i = 1; i < s.len; i++)
		words += s.start[i] == ' ' && s.start[i - 1] != ' ';
	return (s.len <= REST_BYTES_MAX && before.len >= WRAPPED_BYTES_MIN) || (words <= 2 &&
	    (memmem(before.start, before.len, "://", 3) != NULL || memmem(s.start, s.len, "://", 3) != NULL));
}

/* The end of a quoted line that was broken on its way, between two quoted lines. */
static bool
is_wrapped_rest(const struct lines *lines, size_t at)
{
	return at > 0 && at + 1 < lines->count && lines->item[at].len > 0 && quote_is_marked(lines->item[at - 1]) &&
	    quote_is_marked(lines->item[at + 1]) && is_broken_line(lines->item[at - 1], quote_trim(lines->item[at]));
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

static bool
has_text(const struct lines *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		if (kept->item[i].len > 0)
			return true;
	return false;
}

/* What begins here is nobody's text until a quote ends it. */
static bool
begins_signature(const struct lines *lines, size_t at, const struct lines *kept, struct arena *a)
{
	return is_signature(lines->item[at]) || (has_text(kept) && (is_disclaimer(lines, at, a) ||
	    is_ruled_signature(lines, at, a)));
}

/* As much of the lines from "from" up to "until" as there is room for. */
static void
add_quoted(struct str *quoted, const struct lines *lines, size_t from, size_t until)
{
	for (size_t i = from; i < until && quoted->len + lines->item[i].len < REPLY_QUOTED_BYTES_MAX; i++)
		add_line(quoted, lines->item[i]);
}

/* Sorts the lines: the writer's into "kept", what they quote into "quoted". */
static void
sort_lines(const struct lines *lines, bool is_forward, struct lines *kept, struct str *quoted, struct arena *a)
{
	bool in_signature = false;

	for (size_t i = banner_lines(lines, a); i < lines->count; i++) {
		size_t announced = quote_begins(lines, i, is_forward, a);
		bool marked = announced == 0 && (quote_is_marked(lines->item[i]) || is_wrapped_rest(lines, i));
		bool request = !marked && announced == 0 && (is_system_line(lines->item[i], a) ||
		    is_system_rule(lines, i, a));
		if (is_list_footer(lines, i, a))
			return;
		size_t own = announced > 0 ? quote_behind_text(lines->item[i]) : 0;
		if (own > 0 && !in_signature)
			kept->item[kept->count++] = (struct span){ lines->item[i].start, own };
		if ((announced > 0 && !quote_marked_behind(lines, i + announced)) || (request && has_text(kept))) {
			add_quoted(quoted, lines, i, lines->count);
			return;
		}
		if (announced > 0 || marked) {
			size_t next = i + (announced > 0 ? announced : 1);
			add_quoted(quoted, lines, i, next);
			i = next - 1;
			in_signature = false;
		} else {
			in_signature = in_signature || begins_signature(lines, i, kept, a);
			if (!in_signature && !request)
				kept->item[kept->count++] = lines->item[i];
		}
	}
}

const char *
reply_text(const char *text, bool is_forward, struct arena *a, const char **ret_quoted)
{
	struct lines lines = { NULL, 0 }, kept = { NULL, 0 };
	struct str quoted = STR_INIT;

	split(text, &lines, a);
	kept.item = arena_array(a, lines.count + 1, sizeof(*kept.item));
	sort_lines(&lines, is_forward, &kept, &quoted, a);
	if (ret_quoted != NULL)
		*ret_quoted = arena_strdup(a, quoted.text);
	str_clear(&quoted);
	return tidy(&kept, a);
}
