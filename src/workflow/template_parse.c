/*
 * template_parse: the text of a Mustache template cut into parts.
 * A section, comment, partial or change of delimiters that stands alone on a line takes the whole
 * line with it, so that a template may be laid out without leaving holes in what it gives.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "workflow/template_inside.h"
#include "base/banned.h"

#define DELIMITER_BYTES 16

struct reader {
	const char	*begin, *at, *end;
	const char	*counted;		/* up to here line ends were counted: this stands in "line" */
	int		 line;
	char		 open[DELIMITER_BYTES], close[DELIMITER_BYTES];
	struct parts	*parts;
	size_t		 section[TEMPLATE_SECTIONS_MAX], depth;	/* open ones */
	struct arena	*arena;
	struct err	*err;
};

/* A tag as it was found: everything between "{{" and "}}" but its sign. */
struct tag {
	const char	*begin, *end;		/* with its delimiters */
	const char	*body;
	size_t		 len;
	char		 sign;			/* 0 for a plain name; '{' for three braces */
};

/* It goes on from where it was asked last: a template may have thousands of tags. */
static int
line_of(struct reader *r, const char *where)
{
	if (where < r->counted) {
		r->counted = r->begin;
		r->line = 1;
	}
	for (; r->counted < where; r->counted++)
		r->line += *r->counted == '\n';
	return r->line;
}

static bool
wrong(struct reader *r, const char *where, const char *what)
{
	return fail(r->err, ERR_INPUT, "line %d: %s", line_of(r, where), what);
}

static struct part *
add_part(struct reader *r, enum part_kind kind)
{
	struct parts *parts = r->parts;

	if (parts->count == parts->size) {
		size_t size = parts->size == 0 ? 32 : parts->size * 2;
		struct part *bigger = arena_array(r->arena, size, sizeof(*bigger));
		if (parts->count > 0)
			memcpy(bigger, parts->item, parts->count * sizeof(*bigger));
		parts->item = bigger;
		parts->size = size;
	}
	struct part *part = &parts->item[parts->count++];
	part->kind = kind;
	return part;
}

static void
add_text(struct reader *r, const char *begin, const char *end)
{
	if (end <= begin)
		return;
	struct part *part = add_part(r, PART_TEXT);
	part->line = line_of(r, begin);
	part->text = begin;
	part->len = (size_t)(end - begin);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Without the white space at both ends. */
static void
trim(const char **begin, size_t *len)
{
	while (*len > 0 && is_blank(**begin)) {
		(*begin)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*begin)[*len - 1]))
		(*len)--;
}

/* The next tag at or after r->at; *ret_tag.begin is NULL when there is none. */
static bool
find_tag(struct reader *r, struct tag *ret_tag)
{
	struct tag tag = { 0 };
	char close[DELIMITER_BYTES + 1];
	const char *p = strstr(r->at, r->open);

	*ret_tag = tag;
	if (p == NULL)
		return true;
	tag.begin = p;
	p += strlen(r->open);
	if (*p != '\0' && strchr("#^/>&!={", *p) != NULL)
		tag.sign = *p++;
	tag.body = p;
	snprintf(close, sizeof(close), "%s%s",
	    tag.sign == '{' ? "}" : tag.sign == '=' ? "=" : "", r->close);
	if ((p = strstr(p, close)) == NULL)
		return wrong(r, tag.begin, "this tag is never closed");
	tag.len = (size_t)(p - tag.body);
	tag.end = p + strlen(close);
	trim(&tag.body, &tag.len);
	*ret_tag = tag;
	return true;
}

/* Is there nothing but blanks around the tag on its line?  Gives where the line's rest begins. */
static bool
stands_alone(const struct reader *r, const struct tag *tag, const char **ret_before,
    const char **ret_after)
{
	const char *before = tag->begin, *after = tag->end;

	if (tag->sign == 0 || tag->sign == '&' || tag->sign == '{')
		return false;
	while (before > r->begin && (before[-1] == ' ' || before[-1] == '\t'))
		before--;
	if (before > r->begin && before[-1] != '\n')
		return false;
	while (*after == ' ' || *after == '\t')
		after++;
	if (after[0] == '\r' && after[1] == '\n')
		after++;
	if (after < r->end && *after != '\n')
		return false;
	*ret_before = before;
	*ret_after = after < r->end ? after + 1 : after;
	return true;
}

static bool
change_delimiters(struct reader *r, const struct tag *tag)
{
	const char *end = tag->body + tag->len, *open_end = tag->body, *close;

	while (open_end < end && !is_blank(*open_end))
		open_end++;
	for (close = open_end; close < end && is_blank(*close); close++)
		;
	size_t open_len = (size_t)(open_end - tag->body), close_len = (size_t)(end - close);
	if (open_len == 0 || close_len == 0 || open_len >= DELIMITER_BYTES ||
	    close_len >= DELIMITER_BYTES || memchr(close, ' ', close_len) != NULL ||
	    memchr(tag->body, '=', open_len) != NULL || memchr(close, '=', close_len) != NULL)
		return wrong(r, tag->begin, "delimiters are written like {{=<% %>=}}");
	memcpy(r->open, tag->body, open_len);
	r->open[open_len] = '\0';
	memcpy(r->close, close, close_len);
	r->close[close_len] = '\0';
	return true;
}

static bool
open_section(struct reader *r, const struct tag *tag)
{
	if (r->depth == TEMPLATE_SECTIONS_MAX)
		return wrong(r, tag->begin, "too many sections inside each other");
	r->section[r->depth++] = r->parts->count - 1;
	return true;
}

static bool
close_section(struct reader *r, const struct tag *tag, const char *name)
{
	if (r->depth == 0)
		return fail(r->err, ERR_INPUT, "line %d: {{/%s}} closes a section that is not open",
		    line_of(r, tag->begin), name);
	struct part *section = &r->parts->item[r->section[--r->depth]];
	if (!text_equal(section->name, name))
		return fail(r->err, ERR_INPUT, "line %d: {{/%s}} stands where {{/%s}} of line %d is due",
		    line_of(r, tag->begin), name, section->name, section->line);
	section->end = r->parts->count - 1;
	return true;
}

static bool
add_tag(struct reader *r, const struct tag *tag, const char *indent)
{
	static const struct { char sign; enum part_kind kind; } kinds[] = {
		{ 0, PART_VALUE }, { '&', PART_RAW }, { '{', PART_RAW }, { '#', PART_SECTION },
		{ '^', PART_INVERTED }, { '/', PART_END }, { '>', PART_PARTIAL },
	};
	enum part_kind kind = PART_VALUE;

	for (size_t i = 0; i < LEN(kinds); i++)
		if (kinds[i].sign == tag->sign)
			kind = kinds[i].kind;
	if (tag->len == 0)
		return wrong(r, tag->begin, "a tag without a name");
	struct part *part = add_part(r, kind);
	part->line = line_of(r, tag->begin);
	part->name = arena_strndup(r->arena, tag->body, tag->len);
	part->indent = indent;
	if (strpbrk(part->name, " \t\r\n") != NULL)
		return wrong(r, tag->begin, "a name has no blanks inside");
	if (kind == PART_SECTION || kind == PART_INVERTED)
		return open_section(r, tag);
	return kind != PART_END || close_section(r, tag, part->name);
}

static bool
read_tag(struct reader *r, const struct tag *tag)
{
	const char *before = tag->begin, *after = tag->end, *indent = NULL;

	if (stands_alone(r, tag, &before, &after) && tag->sign == '>')
		indent = arena_strndup(r->arena, before, (size_t)(tag->begin - before));
	add_text(r, r->at, before);
	r->at = after;
	if (tag->sign == '!')
		return true;
	if (tag->sign == '=')
		return change_delimiters(r, tag);
	return add_tag(r, tag, indent);
}

bool
template_parse(const char *text, struct arena *a, struct parts *ret_parts, struct err *err)
{
	struct reader r = { .begin = text, .at = text, .end = text + strlen(text), .counted = text, .line = 1,
	    .open = "{{", .close = "}}", .parts = ret_parts, .arena = a, .err = err };
	struct tag tag;

	*ret_parts = (struct parts){ 0 };
	if ((size_t)(r.end - r.begin) > TEMPLATE_BYTES_MAX)
		return fail(err, ERR_INPUT, "line 1: a template has at most %zu bytes",
		    TEMPLATE_BYTES_MAX);
	for (;;) {
		if (!find_tag(&r, &tag))
			return false;
		if (tag.begin == NULL)
			break;
		if (!read_tag(&r, &tag))
			return false;
	}
	add_text(&r, r.at, r.end);
	if (r.depth > 0) {
		const struct part *open = &r.parts->item[r.section[r.depth - 1]];
		return fail(err, ERR_INPUT, "line %d: section \"%s\" is never closed", open->line,
		    open->name);
	}
	return true;
}
