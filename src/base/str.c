/* str: growing text, and the escapes for the places where text is written. */
#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/banned.h"

char str_empty[1] = "";

static void
reserve(struct str *s, size_t more)
{
	size_t need;

	if (__builtin_add_overflow(s->len, more, &need) || need == SIZE_MAX)
		abort();
	if (need + 1 <= s->size)
		return;
	size_t size = s->size ? s->size : 128;
	while (size < need + 1)
		size += size > SIZE_MAX / 2 ? 1 : size;
	s->text = heap_resize(s->text == str_empty ? NULL : s->text, size, 1);
	s->size = size;
}

void
str_clear(struct str *s)
{
	if (s->text != str_empty)
		free(s->text);
	*s = (struct str)STR_INIT;
}

void
str_truncate(struct str *s, size_t len)
{
	if (len < s->len) {
		s->len = len;
		s->text[len] = '\0';
	}
}

void
str_add_bytes(struct str *s, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	reserve(s, len);
	memcpy(s->text + s->len, bytes, len);
	s->len += len;
	s->text[s->len] = '\0';
}

void
str_unify_lines(struct str *s)
{
	char *p = s->text, *end = s->text + s->len, *kept = p, *cr;

	while ((cr = memchr(p, '\r', (size_t)(end - p))) != NULL) {
		memmove(kept, p, (size_t)(cr - p));
		kept += cr - p;
		p = cr + 1;
		if (p == end || *p != '\n')
			*kept++ = '\n';
	}
	memmove(kept, p, (size_t)(end - p));
	str_truncate(s, (size_t)(kept + (end - p) - s->text));
}

void
str_add(struct str *s, const char *text)
{
	if (text != NULL)
		str_add_bytes(s, text, strlen(text));
}

void
str_add_char(struct str *s, char c)
{
	str_add_bytes(s, &c, 1);
}

void
str_vprintf(struct str *s, const char *format, va_list ap)
{
	size_t room = s->size - (s->size > 0 ? s->len : 0);	/* most words fit, and are written once */
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(room > 0 ? s->text + s->len : NULL, room, format, again);
	va_end(again);
	if (len < 0)
		abort();
	if ((size_t)len >= room) {
		reserve(s, (size_t)len);
		vsnprintf(s->text + s->len, (size_t)len + 1, format, ap);
	}
	s->len += (size_t)len;
}

void
str_printf(struct str *s, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	str_vprintf(s, format, ap);
	va_end(ap);
}

char *
str_take(struct str *s)
{
	char *text = s->text == str_empty ? heap_strdup("") : s->text;

	*s = (struct str)STR_INIT;
	return text;
}

/*
 * Bytes of such a character: the marks, embeddings, overrides and isolates of direction, ZERO WIDTH SPACE, WORD JOINER
 * and its kin, the byte order mark, the tags of plane 14 and its selectors, in which whole texts hide.  Joiners within
 * words (Persian, emoji) are none.  0: it is another.
 */
static size_t
hidden_bytes(const char *p)
{
	static const struct { unsigned char head[2], from, to; } ranges[] = {
		{ { 0xe2, 0x80 }, 0x8b, 0x8b }, { { 0xe2, 0x80 }, 0x8e, 0x8f }, { { 0xe2, 0x80 }, 0xaa, 0xae },
		{ { 0xe2, 0x81 }, 0xa0, 0xaf }, { { 0xef, 0xbb }, 0xbf, 0xbf },
	};
	const unsigned char *c = (const unsigned char *)p;

	if (c[0] < 0xd8)
		return 0;
	if (c[0] == 0xd8 && c[1] == 0x9c)	/* ARABIC LETTER MARK */
		return 2;
	for (size_t i = 0; i < LEN(ranges); i++)
		if (c[0] == ranges[i].head[0] && c[1] == ranges[i].head[1] && c[2] >= ranges[i].from && c[2] <= ranges[i].to)
			return 3;
	return c[0] == 0xf3 && c[1] == 0xa0 && c[2] >= 0x80 && c[2] <= 0x87 && c[3] != '\0' ? 4 : 0;
}

void
str_add_shown(struct str *s, const char *text)
{
	while (text != NULL && *text != '\0') {
		size_t hidden = hidden_bytes(text);
		if (hidden == 0)
			str_add_char(s, *text++);
		text += hidden;
	}
}

void
str_add_html(struct str *s, const char *text)
{
	if (text == NULL)
		return;
	for (; *text != '\0'; text++) {
		size_t hidden = hidden_bytes(text);
		if (hidden > 0) {
			text += hidden - 1;
			continue;
		}
		switch (*text) {
		case '&':	str_add(s, "&amp;"); break;
		case '<':	str_add(s, "&lt;"); break;
		case '>':	str_add(s, "&gt;"); break;
		case '"':	str_add(s, "&quot;"); break;
		case '\'':	str_add(s, "&#39;"); break;
		default:	str_add_char(s, *text);
		}
	}
}

static bool
is_formula(const char *text)
{
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

const char *
str_after_apostrophe(const char *text)
{
	return *text == '\'' && is_formula(text + strspn(text, "'")) ? text + 1 : text;
}

void
str_add_csv(struct str *s, const char *text)
{
	if (text == NULL)
		return;
	/* A spreadsheet would run these as a formula; the apostrophe makes them text.  So that reading
	 * takes off exactly what writing put there, what begins like an escaped formula gets one, too. */
	bool formula = is_formula(text + strspn(text, "'"));
	if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
		str_add(s, text);
		return;
	}
	str_add_char(s, '"');
	if (formula)
		str_add_char(s, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_add_char(s, '"');
		str_add_char(s, *text);
	}
	str_add_char(s, '"');
}

void
str_add_terminal(struct str *s, const char *text)
{
	if (text == NULL)
		return;
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f;	/* CSI as UTF-8 */
		size_t hidden = hidden_bytes((const char *)p);
		if (hidden > 0) {
			p += hidden - 1;
			continue;
		}
		if (c1)
			p++;
		bool control = *p < 0x20 && *p != '\n' && *p != '\t';
		str_add_char(s, c1 || control || *p == 0x7f ? '?' : (char)*p);
	}
}

bool
text_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
text_equal_nocase(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

bool
text_starts(const char *text, const char *prefix)
{
	return text != NULL && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_ends(const char *text, const char *suffix)
{
	size_t len = text ? strlen(text) : 0, tail = strlen(suffix);

	return text != NULL && len >= tail && strcmp(text + len - tail, suffix) == 0;
}

bool
text_blank(const char *text)
{
	if (text != NULL)
		for (; *text != '\0'; text++)
			if (!isspace((unsigned char)*text))
				return false;
	return true;
}

const char *
plural_s(int64_t count)
{
	return count == 1 ? "" : "s";
}

bool
text_is_name(const char *text)
{
	return !text_blank(text) && strlen(text) <= TEXT_NAME_BYTES && text[strcspn(text, "\t\r\n")] == '\0';
}

bool
int_parse(const char *text, int64_t *ret_number)
{
	char *end;

	if (text == NULL || (!isdigit((unsigned char)*text) && *text != '-'))
		return false;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0')
		return false;
	*ret_number = n;
	return true;
}
