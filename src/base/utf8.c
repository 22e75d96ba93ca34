/* utf8: utf8proc behind our own names.  The only file that includes utf8proc.h. */
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/banned.h"

#define REPLACEMENT "\xef\xbf\xbd"

static utf8proc_ssize_t
next(const char *bytes, size_t len, utf8proc_int32_t *ret_point)
{
	return utf8proc_iterate((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)len, ret_point);
}

/* How many bytes at the start are ASCII that stays as it is: most text is. */
static size_t
plain_bytes(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && ((bytes[n] >= ' ' && bytes[n] < 0x7f) || bytes[n] == '\n' ||
	    bytes[n] == '\t'))
		n++;
	return n;
}

bool
utf8_valid(const char *bytes, size_t len)
{
	utf8proc_int32_t point;

	while (len > 0) {
		size_t plain = plain_bytes(bytes, len);
		bytes += plain;
		len -= plain;
		if (len == 0)
			break;
		utf8proc_ssize_t n = next(bytes, len, &point);
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

size_t
utf8_mark_bytes(const char *bytes, size_t len)
{
	return len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

void
utf8_clean(const char *bytes, size_t len, struct str *out)
{
	utf8proc_int32_t point;

	while (len > 0) {
		size_t plain = plain_bytes(bytes, len);
		str_add_bytes(out, bytes, plain);
		bytes += plain;
		len -= plain;
		if (len == 0)
			break;
		utf8proc_ssize_t n = next(bytes, len, &point);
		bool control = n > 0 && ((point < 0x20 && point != '\n' && point != '\t') ||
		    (point >= 0x7f && point < 0xa0));
		if (n <= 0 || control)
			str_add(out, REPLACEMENT);
		else
			str_add_bytes(out, bytes, (size_t)n);
		n = n <= 0 ? 1 : n;
		bytes += n;
		len -= (size_t)n;
	}
}

size_t
utf8_fold_plain(const char *text, size_t len, char *out)
{
	size_t n = 0;

	if (plain_bytes(text, len) < len)
		return SIZE_MAX;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (c > ' ')
			out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	return n > 0 && out[n - 1] == ' ' ? n - 1 : n;
}

struct folding {
	struct str	*out;
	bool		 gap, any;	/* a blank is due before the next character, if there is one before it */
};

static void
fold_add(struct folding *f, char c)
{
	if (c == ' ') {
		f->gap = f->any;
		return;
	}
	if (f->gap)
		str_add_char(f->out, ' ');
	f->gap = false;
	f->any = true;
	str_add_char(f->out, c);
}

static void
fold_word(struct folding *f, const char *word, size_t len)
{
	utf8proc_uint8_t *folded = NULL;
	struct str clean = STR_INIT;

	utf8_clean(word, len, &clean);
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)clean.text,
	    (utf8proc_ssize_t)clean.len, &folded, UTF8PROC_STABLE | UTF8PROC_COMPAT |
	    UTF8PROC_COMPOSE | UTF8PROC_IGNORE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
	    UTF8PROC_STRIPCC);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		fold_add(f, (char)folded[i]);
	free(folded);
	str_clear(&clean);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Nothing reaches over a blank: it composes with no mark, and the case of a letter does not look there.
 * So most words of a German letter, too, are folded as plain ones. */
void
utf8_fold(const char *text, struct str *out)
{
	struct folding f = { .out = out };

	for (const char *p = text; *p != '\0';) {
		const char *end = p;
		while (*end != '\0' && !is_blank(*end))
			end++;
		size_t len = (size_t)(end - p);
		if (plain_bytes(p, len) < len)
			fold_word(&f, p, len);
		else
			for (size_t i = 0; i < len; i++)
				fold_add(&f, p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 'a' - 'A') : p[i]);
		p = end;
		if (*p != '\0') {
			fold_add(&f, ' ');
			p++;
		}
	}
}

size_t
utf8_width(const char *text)
{
	size_t width = 0, len = strlen(text);
	utf8proc_int32_t point;

	while (len > 0) {
		utf8proc_ssize_t n = next(text, len, &point);
		width += n > 0 ? (size_t)utf8proc_charwidth(point) : 1;
		n = n > 0 ? n : 1;
		text += n;
		len -= (size_t)n;
	}
	return width;
}

size_t
utf8_count(const char *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

size_t
utf8_cut(const char *text, size_t max_bytes)
{
	size_t len = strlen(text);

	if (len <= max_bytes)
		return len;
	len = max_bytes;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void
utf8_from_cp1252(const char *bytes, size_t len, struct str *out)
{
	static const uint16_t high[32] = {
		0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
		0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
	};

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		utf8proc_int32_t point = c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c;
		utf8proc_uint8_t encoded[4];
		str_add_bytes(out, encoded, (size_t)utf8proc_encode_char(point, encoded));
	}
}

void
utf8_unify(const char *text, struct str *out)
{
	utf8proc_uint8_t *unified = utf8proc_NFKC((const utf8proc_uint8_t *)text);

	str_add(out, unified != NULL ? (const char *)unified : text);
	free(unified);
}
