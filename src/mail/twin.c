/* twin: line by line; what a line is decides which element is open around it. */
#include "mail/twin.h"

#include <string.h>

#include "base/banned.h"

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_QUOTE, BLOCKS };

static const struct { const char *open, *next, *close; } element[BLOCKS] = {
	[BLOCK_NONE]		= { "", "", "" },
	[BLOCK_PARAGRAPH]	= { "<p>", "<br>\n", "</p>\n" },
	[BLOCK_LIST]		= { "<ul>\n<li>", "</li>\n<li>", "</li>\n</ul>\n" },
	[BLOCK_QUOTE]		= { "<blockquote>", "<br>\n", "</blockquote>\n" },
};

/* What stands before the words of a line of that kind is left out. */
static enum block
block_of(const char *line, size_t len, size_t *ret_skip)
{
	size_t blank = strspn(line, " \t");

	*ret_skip = 0;
	if (blank >= len)
		return BLOCK_NONE;
	if (len - blank >= 2 && (line[blank] == '-' || line[blank] == '*') && line[blank + 1] == ' ') {
		*ret_skip = blank + 2;
		return BLOCK_LIST;
	}
	if (line[0] == '>') {
		*ret_skip = 1 + (line[1] == ' ');
		return BLOCK_QUOTE;
	}
	return BLOCK_PARAGRAPH;
}

/* Of an address that begins here; 0: none does.  A full stop or bracket behind it ends the sentence. */
static size_t
link_len(const char *text, size_t len)
{
	size_t n, scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;

	if (scheme == 0)
		return 0;
	for (n = scheme; n < len && (unsigned char)text[n] > ' ' && strchr("<>\"'`", text[n]) == NULL; n++)
		;
	while (n > scheme && strchr(".,;:!?)]}", text[n - 1]) != NULL)
		n--;
	return n > scheme ? n : 0;
}

static void
add_escaped(const char *text, size_t len, struct str *out)
{
	struct str part = STR_INIT;

	str_add_bytes(&part, text, len);
	str_add_html(out, part.text);
	str_clear(&part);
}

static void
add_line(const char *line, size_t len, struct str *out)
{
	for (size_t i = 0, from = 0; from < len; i++) {
		size_t n = i < len ? link_len(line + i, len - i) : 0;
		if (n == 0 && i < len)
			continue;
		add_escaped(line + from, i - from, out);
		if (n > 0) {
			str_add(out, "<a href=\"");
			add_escaped(line + i, n, out);
			str_add(out, "\">");
			add_escaped(line + i, n, out);
			str_add(out, "</a>");
		}
		from = i + n;
		i = n > 0 ? from - 1 : i;
	}
}

void
twin_html(const char *text, struct str *out)
{
	enum block open = BLOCK_NONE;

	str_add(out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
	for (const char *line = text; *line != '\0';) {
		size_t whole = strcspn(line, "\n"), skip;
		size_t len = whole > 0 && line[whole - 1] == '\r' ? whole - 1 : whole;
		enum block block = block_of(line, len, &skip);
		str_add(out, block == open ? element[open].next : element[open].close);
		if (block != open)
			str_add(out, element[block].open);
		add_line(line + skip, len - skip, out);
		open = block;
		line += whole + (line[whole] == '\n');
	}
	str_add(out, element[open].close);
	str_add(out, "</body></html>\n");
}
