/* nesting: byte by byte, but for literals, which are most of what comes. */
#include "mail/nesting.h"

#include <stdint.h>

#include "base/banned.h"

/* "{123}" or "{123+}" right before the end of the line begins a literal. */
static void
see_literal(struct nesting *n, char c)
{
	if (c == '{') {
		n->literal = NESTING_NUMBER;
		n->number = 0;
	} else if (n->literal == NESTING_NUMBER && c >= '0' && c <= '9' && n->number < SIZE_MAX / 10 - 1) {
		n->number = n->number * 10 + (size_t)(c - '0');
	} else if (n->literal == NESTING_NUMBER && c == '}') {
		n->literal = NESTING_END;
	} else if (!(n->literal == NESTING_NUMBER && c == '+') && !(n->literal == NESTING_END && c == '\r')) {
		n->literal = NESTING_TEXT;
	}
}

/* After a literal the answer goes on; else the next line is another one. */
static void
end_line(struct nesting *n)
{
	if (n->literal == NESTING_END)
		n->skip = n->number;
	else
		n->depth = 0;
	n->literal = NESTING_TEXT;
	n->is_quoted = n->is_escaped = false;
}

static void
see(struct nesting *n, char c)
{
	if (c == '\n') {
		end_line(n);
	} else if (n->is_escaped) {
		n->is_escaped = false;
	} else if (n->is_quoted) {
		n->is_escaped = c == '\\';
		n->is_quoted = c != '"';
	} else {
		see_literal(n, c);
		n->is_quoted = c == '"';
		n->depth += c == '(' ? 1 : c == ')' && n->depth > 0 ? -1 : 0;
	}
}

bool
nesting_take(struct nesting *n, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; ) {
		if (n->skip > 0) {
			size_t skipped = n->skip < len - i ? n->skip : len - i;
			n->skip -= skipped;
			i += skipped;
			continue;
		}
		see(n, bytes[i++]);
		if (n->depth > NESTING_MAX)
			return false;
	}
	return true;
}
