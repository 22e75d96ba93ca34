/* guard_value: the words of an expression, and what stands alone in it: literals, names, has() and count(). */
#include "workflow/guard_parse.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

struct guard *
parser_refuse(struct parser *p, size_t at, const char *format, ...)
{
	va_list ap;

	if (p->failed)
		return NULL;
	p->failed = true;
	va_start(ap, format);
	const char *words = arena_vprintf(p->scope->arena, format, ap);
	va_end(ap);
	problems_add(p->scope->problems, p->scope->file, p->scope->line,
	    p->scope->column + (int)utf8_count(p->text, at), PROBLEM_ERROR, "%s", words);
	return NULL;
}

void
parser_skip_blanks(struct parser *p)
{
	while (isspace((unsigned char)p->text[p->at]))
		p->at++;
}

bool
parser_is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

bool
parser_take(struct parser *p, const char *token)
{
	size_t len = strlen(token);

	parser_skip_blanks(p);
	if (strncmp(p->text + p->at, token, len) != 0)
		return false;
	if (parser_is_word_char(token[0]) && parser_is_word_char(p->text[p->at + len]))
		return false;
	p->at += len;
	return true;
}

struct guard *
parser_node(struct parser *p, enum guard_op op, enum value_type type, size_t at)
{
	struct guard *g = arena_alloc(p->scope->arena, sizeof(*g));

	*g = (struct guard){ .op = op, .type = type, .at = at };
	return g;
}

bool
parser_take_unit(struct parser *p, struct duration *ret)
{
	static const struct { const char *unit; struct duration span; } units[] = {
		{ "bd", { .workdays = 1 } }, { "mo", { .months = 1 } }, { "d", { .days = 1 } },
		{ "w", { .days = 7 } }, { "y", { .months = 12 } },
	};

	for (size_t i = 0; i < LEN(units); i++)
		if (parser_take(p, units[i].unit)) {
			*ret = units[i].span;
			return true;
		}
	return false;
}

static const char *
take_word(struct parser *p)
{
	parser_skip_blanks(p);
	size_t start = p->at;
	while (parser_is_word_char(p->text[p->at]))
		p->at++;
	return arena_strndup(p->scope->arena, p->text + start, p->at - start);
}

static struct guard *
parse_string(struct parser *p)
{
	char quote = p->text[p->at];
	size_t start = ++p->at;

	while (p->text[p->at] != quote && p->text[p->at] != '\0')
		p->at++;
	if (p->text[p->at] == '\0')
		return parser_refuse(p, start - 1, "this text has no closing %c", quote);
	struct guard *g = parser_node(p, OP_LITERAL, TYPE_TEXT, start - 1);
	g->literal = (struct value){ .present = true, .type = TYPE_TEXT,
		.text = arena_strndup(p->scope->arena, p->text + start, p->at - start) };
	p->at++;
	return g;
}

static struct guard *
parse_number(struct parser *p)
{
	size_t start = p->at;
	char date[DAY_TEXT_BYTES];
	int64_t number;
	int32_t day;

	snprintf(date, sizeof(date), "%.10s", p->text + start);
	if (day_parse(date, &day) && !parser_is_word_char(p->text[start + 10])) {
		struct guard *g = parser_node(p, OP_LITERAL, TYPE_DATE, start);
		g->literal = value_date(day);
		p->at += 10;
		return g;
	}
	if (strspn(date, "0123456789") == 4 && date[4] == '-' && strspn(date + 5, "0123456789") == 2 &&
	    date[7] == '-')
		return parser_refuse(p, start, "\"%s\" is no day. A day is written 2026-11-22", date);
	const char *word = take_word(p);
	if (!int_parse(word, &number))
		return parser_refuse(p, start, "\"%s\" is no number, date (2026-11-22) or name", word);
	struct guard *g = parser_node(p, OP_LITERAL, TYPE_INT, start);
	g->literal = value_int(number);
	return g;
}

/* A name, with what the scope says of it. */
static struct guard *
parse_name(struct parser *p, const char *word, size_t at)
{
	struct guard_name meaning;

	if (!p->scope->name(p->scope->context, word, &meaning)) {
		if (text_starts(word, "parent."))	/* their types stand in another file */
			return parser_refuse(p, at, "which type \"%s\" has stands in another file. Say it in the head: "
			    "parent: {%s: int}", word, word + strlen("parent."));
		const char *nearest = p->scope->nearest != NULL ?
		    p->scope->nearest(p->scope->context, word, p->scope->arena) : NULL;
		return nearest != NULL ?
		    parser_refuse(p, at, "\"%s\" is not known here. Did you mean \"%s\"?", word, nearest) :
		    parser_refuse(p, at, "\"%s\" is not known here", word);
	}
	struct guard *g = parser_node(p, OP_NAME, meaning.type, at);
	g->name = word;
	g->optional = meaning.optional;
	g->personal = meaning.personal;
	return g;
}

static struct guard *
parse_has(struct parser *p, size_t at)
{
	parser_skip_blanks(p);
	size_t name_at = p->at;
	const char *word = take_word(p);

	if (word[0] == '\0')
		return parser_refuse(p, name_at, "has() takes a name, as in has(payer.email)");
	struct guard *inner = parse_name(p, word, name_at);
	if (inner == NULL)
		return NULL;
	if (!parser_take(p, ")"))
		return parser_refuse(p, p->at, "has() takes one name and a closing )");
	struct guard *g = parser_node(p, OP_HAS, TYPE_BOOL, at);
	g->name = word;
	g->personal = inner->personal;
	return g;
}

static struct guard *
parse_count(struct parser *p, size_t at)
{
	const char *kind = take_word(p);

	if (strcmp(kind, "task") != 0 && strcmp(kind, "email") != 0 && strcmp(kind, "child") != 0)
		return parser_refuse(p, at, "count() counts task, email or child, as in count(task, call)");
	if (!parser_take(p, ","))
		return parser_refuse(p, p->at, "count() takes two words, as in count(task, call)");
	parser_skip_blanks(p);
	size_t name_at = p->at;
	const char *name = take_word(p);
	if (!p->scope->counted(p->scope->context, kind, name))
		return parser_refuse(p, name_at, "no %s is named \"%s\" in this file", kind, name);
	if (!parser_take(p, ")"))
		return parser_refuse(p, p->at, "a closing ) is missing");
	struct guard *g = parser_node(p, OP_COUNT, TYPE_INT, at);
	g->kind = kind;
	g->name = name;
	return g;
}

static struct guard *
parse_word(struct parser *p)
{
	size_t at = p->at;
	const char *word = take_word(p);

	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
		struct guard *g = parser_node(p, OP_LITERAL, TYPE_BOOL, at);
		g->literal = value_bool(word[0] == 't');
		return g;
	}
	if (strcmp(word, "none") == 0) {
		struct guard *g = parser_node(p, OP_LITERAL, TYPE_TEXT, at);
		g->literal = value_absent(TYPE_TEXT);
		g->optional = true;
		return g;
	}
	if (strcmp(word, "has") == 0 && parser_take(p, "("))
		return parse_has(p, at);
	if (strcmp(word, "count") == 0 && parser_take(p, "("))
		return parse_count(p, at);
	return parse_name(p, word, at);
}

struct guard *
parse_value(struct parser *p)
{
	parser_skip_blanks(p);
	char c = p->text[p->at];
	size_t at = p->at;

	if (c == '(') {
		p->at++;
		struct guard *g = parse_or(p);
		if (g != NULL && !parser_take(p, ")"))
			return parser_refuse(p, p->at, "a closing ) is missing for the ( before");
		return g;
	}
	if (c == '"' || c == '\'')
		return parse_string(p);
	if (isdigit((unsigned char)c))
		return parse_number(p);
	if (isalpha((unsigned char)c))
		return parse_word(p);
	if (c == '\0')
		return parser_refuse(p, at, "something is missing at the end");
	return parser_refuse(p, at, "\"%c\" does not belong here", c);
}
