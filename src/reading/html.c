/*
 * html: tags, entities and blanks, in one pass without a tree.  Nothing here can fail: what is no
 * HTML comes out as the text that it is.
 *
 *	tag    = "<" ["/"] name *(blank attribute) ["/"] ">"
 *	entity = "&" (name / "#" digits / "#x" hex digits) [";"]
 */
#include "reading/html.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define QUOTE_DEPTH_MAX	8
#define NAME_BYTES	16

enum tag_kind { TAG_INLINE, TAG_BREAK, TAG_BLOCK, TAG_PARAGRAPH, TAG_CELL, TAG_HIDDEN, TAG_QUOTE };

/* What else there is runs along in its line. */
static const struct tag { const char *name; enum tag_kind kind; } tags[] = {
	{ "br", TAG_BREAK }, { "hr", TAG_BREAK },
	{ "div", TAG_BLOCK }, { "tr", TAG_BLOCK }, { "table", TAG_BLOCK }, { "li", TAG_BLOCK },
	{ "ul", TAG_BLOCK }, { "ol", TAG_BLOCK }, { "section", TAG_BLOCK }, { "pre", TAG_BLOCK },
	{ "h1", TAG_PARAGRAPH }, { "h2", TAG_PARAGRAPH }, { "h3", TAG_PARAGRAPH },
	{ "h4", TAG_PARAGRAPH }, { "p", TAG_PARAGRAPH },
	{ "td", TAG_CELL }, { "th", TAG_CELL },
	{ "style", TAG_HIDDEN }, { "script", TAG_HIDDEN }, { "head", TAG_HIDDEN },
	{ "title", TAG_HIDDEN }, { "template", TAG_HIDDEN },
	{ "blockquote", TAG_QUOTE },
};

/* Classes and ids of the elements in which mail programs keep what they answer to; others put their own
 * before them ("x_gmail_quote"). */
static const char *const quote_marks[] = {
	"gmail_quote", "gmail_extra", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra",
	"OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "tutanota_quote",
	"ms-outlook-mobile-reference-message", "front-blockquote", "sh-quoted-content", "isc_quote",
	"email_quote", "replyBody", "quoted-message", "QuotedMessage", "history_container",
};
/* Of elements that stand before the quote, which then reaches to the end. */
static const char *const quote_heads[] = {
	"divRplyFwdMsg", "appendonsend", "OutlookMessageHeader", "zwchr", "__HEADERS__", "divtagdefaultwrapper_reply",
	"stopSpelling", "isForwardContent", "mail_android_quote",
};

/* Of signatures.  Where nothing stands before one, its writer wrote inside it. */
static const char *const signature_marks[] = {
	"gmail_signature", "id=\"Signature\"", "id=\"signature\"", "moz-signature", "ms-outlook-mobile-signature",
	"protonmail_signature_block", "x_Signature",
};

static const struct { const char *name, *text; } entities[] = {
	{ "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" }, { "apos", "'" },
	{ "nbsp", " " }, { "shy", "" }, { "copy", "\xc2\xa9" }, { "reg", "\xc2\xae" },
	{ "trade", "\xe2\x84\xa2" }, { "hellip", "\xe2\x80\xa6" }, { "ndash", "\xe2\x80\x93" },
	{ "mdash", "\xe2\x80\x94" }, { "lsquo", "\xe2\x80\x98" }, { "rsquo", "\xe2\x80\x99" },
	{ "ldquo", "\xe2\x80\x9c" }, { "rdquo", "\xe2\x80\x9d" }, { "laquo", "\xc2\xab" },
	{ "raquo", "\xc2\xbb" }, { "bull", "\xe2\x80\xa2" }, { "middot", "\xc2\xb7" },
	{ "euro", "\xe2\x82\xac" }, { "pound", "\xc2\xa3" }, { "sect", "\xc2\xa7" },
	{ "deg", "\xc2\xb0" }, { "auml", "\xc3\xa4" }, { "ouml", "\xc3\xb6" },
	{ "uuml", "\xc3\xbc" }, { "Auml", "\xc3\x84" }, { "Ouml", "\xc3\x96" },
	{ "Uuml", "\xc3\x9c" }, { "szlig", "\xc3\x9f" }, { "eacute", "\xc3\xa9" },
	{ "egrave", "\xc3\xa8" }, { "ecirc", "\xc3\xaa" }, { "agrave", "\xc3\xa0" },
	{ "aacute", "\xc3\xa1" }, { "acirc", "\xc3\xa2" }, { "atilde", "\xc3\xa3" },
	{ "ccedil", "\xc3\xa7" }, { "iacute", "\xc3\xad" }, { "oacute", "\xc3\xb3" },
	{ "ocirc", "\xc3\xb4" }, { "otilde", "\xc3\xb5" }, { "uacute", "\xc3\xba" },
	{ "ugrave", "\xc3\xb9" }, { "ucirc", "\xc3\xbb" }, { "icirc", "\xc3\xae" },
	{ "ntilde", "\xc3\xb1" }, { "Eacute", "\xc3\x89" }, { "Agrave", "\xc3\x80" },
	{ "iexcl", "\xc2\xa1" }, { "iquest", "\xc2\xbf" }, { "zwnj", "" }, { "zwj", "" },
};

struct page {
	const char	*p, *end;
	struct str	 out;
	int		 newlines;	/* owed before the next word */
	bool		 blank;		/* so is a blank */
	int		 quotes;	/* open elements of quoted text */
	bool		 all_quoted;	/* up to the end */
	int		 preformatted;
	/* A quoted element that is no blockquote: how many of its name are open, for each. */
	struct { char name[NAME_BYTES]; int open; } mark[QUOTE_DEPTH_MAX];
	int		 marks;
};

static void
begin_line(struct page *page)
{
	if (page->all_quoted && page->quotes == 0)
		str_add(&page->out, "> ");
	for (int i = 0; i < page->quotes && i < QUOTE_DEPTH_MAX; i++)
		str_add(&page->out, "> ");
}

/* Before something visible: the lines and the blank that are owed. */
static void
settle(struct page *page)
{
	if (page->out.len == 0) {
		begin_line(page);
	} else if (page->newlines > 0) {
		for (int i = 0; i < page->newlines; i++) {
			str_add_char(&page->out, '\n');
			if (i + 1 < page->newlines && (page->quotes > 0 || page->all_quoted))
				str_add_char(&page->out, '>');
		}
		begin_line(page);
	} else if (page->blank) {
		str_add_char(&page->out, ' ');
	}
	page->newlines = 0;
	page->blank = false;
}

static void
owe_lines(struct page *page, int lines)
{
	if (lines > page->newlines)
		page->newlines = lines;
}

static void
add_point(struct page *page, uint32_t point)
{
	char bytes[5] = "";

	if (point < 0x20 || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff)
		point = ' ';
	if (point < 0x80) {
		bytes[0] = (char)point;
	} else if (point < 0x800) {
		bytes[0] = (char)(0xc0 | point >> 6);
		bytes[1] = (char)(0x80 | (point & 0x3f));
	} else if (point < 0x10000) {
		bytes[0] = (char)(0xe0 | point >> 12);
		bytes[1] = (char)(0x80 | (point >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (point & 0x3f));
	} else {
		bytes[0] = (char)(0xf0 | point >> 18);
		bytes[1] = (char)(0x80 | (point >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (point >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (point & 0x3f));
	}
	if (point == ' ' || point == 0xa0) {
		page->blank = true;
		return;
	}
	settle(page);
	str_add(&page->out, bytes);
}

static void
numeric_entity(struct page *page, const char *digits, size_t len)
{
	bool hex = len > 0 && (*digits == 'x' || *digits == 'X');
	uint32_t point = 0;

	for (size_t i = hex; i < len && point < 0x110000; i++) {
		char c = digits[i];
		uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') :
		    (uint32_t)((c | 0x20) - 'a') + 10;
		point = point * (hex ? 16 : 10) + digit;
	}
	add_point(page, point);
}

/* At "&".  What is no entity is an ampersand. */
static void
take_entity(struct page *page)
{
	static const char hex[] = "0123456789abcdefABCDEFxX";
	const char *name = page->p + 1;
	size_t len = 0, left = (size_t)(page->end - name);
	bool number = left > 0 && *name == '#';

	if (number) {
		name++;
		left--;
		while (len < left && len < 10 && name[len] != '\0' && strchr(hex, name[len]) != NULL)
			len++;
	} else {
		while (len < left && len < 10 && ((name[len] | 0x20) >= 'a' && (name[len] | 0x20) <= 'z'))
			len++;
	}
	const char *behind = name + len + (len < left && name[len] == ';');
	if (number && len > 0) {
		numeric_entity(page, name, len);
		page->p = behind;
		return;
	}
	for (size_t i = 0; i < LEN(entities); i++)
		if (strlen(entities[i].name) == len && memcmp(entities[i].name, name, len) == 0) {
			if (strcmp(entities[i].text, " ") == 0) {
				page->blank = true;
			} else {
				settle(page);
				str_add(&page->out, entities[i].text);
			}
			page->p = behind;
			return;
		}
	settle(page);
	str_add_char(&page->out, '&');
	page->p++;
}

static void
take_text(struct page *page)
{
	char c = *page->p++;

	if (c == '\n' && page->preformatted > 0) {
		if (page->newlines < 2)
			page->newlines++;
	} else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
		page->blank = true;
	} else {
		settle(page);
		str_add_char(&page->out, c);
	}
}

/* Behind the ">" of a tag whose "<" is at p; attributes may hold a quoted ">". */
static const char *
tag_end(const char *p, const char *end)
{
	char quote = '\0';

	for (; p < end; p++) {
		if (quote != '\0')
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	return end;
}

static bool
holds(const char *from, const char *to, const char *word)
{
	return memmem(from, (size_t)(to - from), word, strlen(word)) != NULL;
}

static bool
holds_one(const char *from, const char *to, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (holds(from, to, words[i]))
			return true;
	return false;
}

/* Skips to behind "</name". */
static void
skip_hidden(struct page *page, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = page->p; p < page->end; p++) {
		p = memchr(p, '<', (size_t)(page->end - p));
		if (p == NULL)
			break;
		if ((size_t)(page->end - p) > len + 1 && p[1] == '/' &&
		    strncasecmp(p + 2, name, len) == 0) {
			page->p = tag_end(p, page->end);
			return;
		}
	}
	page->p = page->end;
}

/* Elements of a name like that of a quoted one, so that its end is found. */
static void
count_marks(struct page *page, const char *name, bool closing)
{
	if (page->marks == 0 || strcmp(page->mark[page->marks - 1].name, name) != 0)
		return;
	int *open = &page->mark[page->marks - 1].open;
	*open += closing ? -1 : 1;
	if (*open == 0) {
		page->marks--;
		page->quotes--;
		owe_lines(page, 1);
	}
}

static void
begin_mark(struct page *page, const char *name)
{
	owe_lines(page, 1);
	page->quotes++;
	memcpy(page->mark[page->marks].name, name, NAME_BYTES);
	page->mark[page->marks++].open = 1;
}

static void
apply_tag(struct page *page, const char *name, enum tag_kind kind, bool closing)
{
	switch (kind) {
	case TAG_INLINE:
		break;
	case TAG_BREAK:
		if (page->newlines < 2)
			page->newlines++;
		page->blank = false;
		break;
	case TAG_BLOCK:
		owe_lines(page, 1);
		if (strcmp(name, "pre") == 0)
			page->preformatted += closing ? (page->preformatted > 0 ? -1 : 0) : 1;
		break;
	case TAG_PARAGRAPH:
		owe_lines(page, 2);
		break;
	case TAG_CELL:
		page->blank = true;
		break;
	case TAG_HIDDEN:
		if (!closing)
			skip_hidden(page, name);
		break;
	case TAG_QUOTE:
		owe_lines(page, 1);
		page->quotes += closing ? (page->quotes > page->marks ? -1 : 0) : 1;
		break;
	}
}

/* At "<".  False: it begins no tag. */
static bool
take_tag(struct page *page)
{
	const char *p = page->p + 1, *start = page->p;
	char name[NAME_BYTES] = "";
	size_t len = 0;
	bool closing = p < page->end && *p == '/';

	if ((size_t)(page->end - page->p) >= 4 && memcmp(page->p, "<!--", 4) == 0) {
		const char *close = memmem(p, (size_t)(page->end - p), "-->", 3);
		page->p = close != NULL ? close + 3 : page->end;
		return true;
	}
	p += closing;
	for (; p < page->end && len < NAME_BYTES - 1; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			break;
		name[len++] = c;
	}
	if (len == 0 && !(p < page->end && (*p == '!' || *p == '?')))
		return false;
	page->p = tag_end(p, page->end);
	count_marks(page, name, closing);
	for (size_t i = 0; !closing && !page->all_quoted && page->p - start > 12 && i < LEN(quote_heads); i++)
		if (holds(start, page->p, quote_heads[i])) {
			page->all_quoted = true;
			owe_lines(page, 1);
		}
	if (!closing && page->marks < QUOTE_DEPTH_MAX && page->p[-1] == '>' && page->p[-2] != '/' &&
	    strcmp(name, "blockquote") != 0 && (holds_one(start, page->p, quote_marks, LEN(quote_marks)) ||
	    (page->out.len > 0 && holds_one(start, page->p, signature_marks, LEN(signature_marks))))) {
		begin_mark(page, name);
		return true;
	}
	for (size_t i = 0; i < LEN(tags); i++)
		if (strcmp(tags[i].name, name) == 0)
			apply_tag(page, name, tags[i].kind, closing);
	return true;
}

const char *
html_to_text(const char *html, size_t len, struct arena *a)
{
	struct page page = { .p = html, .end = html + len, .out = STR_INIT };

	while (page.p < page.end) {
		if (*page.p == '<' && take_tag(&page))
			continue;
		if (*page.p == '&')
			take_entity(&page);
		else
			take_text(&page);
	}
	if (page.out.len > 0)
		str_add_char(&page.out, '\n');
	const char *text = arena_strdup(a, page.out.text);
	str_clear(&page.out);
	return text;
}
