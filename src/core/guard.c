/*
 * guard: reading an expression and proving that it is typed and total.
 * What is known to be present is carried along as a list of names: what an expression being true
 * (or false) tells.  "a and b" lets b know what a tells; "a or b" lets b know what "not a" tells.
 */
#include "core/guard_inside.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

#define KNOWN_MAX 64
#define LIST_MAX 64

struct known { const char *name[KNOWN_MAX]; size_t count; };

struct parser {
	const struct guard_scope *scope;
	const char	*text;
	size_t		 at;
	int		 depth;
	bool		 failed;
};

static struct guard *refuse(struct parser *p, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static struct guard *
refuse(struct parser *p, size_t at, const char *format, ...)
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

static void
skip_blanks(struct parser *p)
{
	while (isspace((unsigned char)p->text[p->at]))
		p->at++;
}

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Takes a sign or a whole word when it stands next. */
static bool
take(struct parser *p, const char *token)
{
	size_t len = strlen(token);

	skip_blanks(p);
	if (strncmp(p->text + p->at, token, len) != 0)
		return false;
	if (is_word_char(token[0]) && is_word_char(p->text[p->at + len]))
		return false;
	p->at += len;
	return true;
}

static struct guard *
node(struct parser *p, enum guard_op op, enum value_type type, size_t at)
{
	struct guard *g = arena_alloc(p->scope->arena, sizeof(*g));

	*g = (struct guard){ .op = op, .type = type, .at = at };
	return g;
}

static const char *
take_word(struct parser *p)
{
	skip_blanks(p);
	size_t start = p->at;
	while (is_word_char(p->text[p->at]))
		p->at++;
	return arena_strndup(p->scope->arena, p->text + start, p->at - start);
}

static struct guard *parse_or(struct parser *p);

static struct guard *
parse_string(struct parser *p)
{
	char quote = p->text[p->at];
	size_t start = ++p->at;

	while (p->text[p->at] != quote && p->text[p->at] != '\0')
		p->at++;
	if (p->text[p->at] == '\0')
		return refuse(p, start - 1, "this text has no closing %c", quote);
	struct guard *g = node(p, OP_LITERAL, TYPE_TEXT, start - 1);
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
	if (day_parse(date, &day) && !is_word_char(p->text[start + 10])) {
		struct guard *g = node(p, OP_LITERAL, TYPE_DATE, start);
		g->literal = value_date(day);
		p->at += 10;
		return g;
	}
	if (strspn(date, "0123456789") == 4 && date[4] == '-' && strspn(date + 5, "0123456789") == 2 &&
	    date[7] == '-')
		return refuse(p, start, "\"%s\" is no day. A day is written 2026-11-22", date);
	const char *word = take_word(p);
	if (!int_parse(word, &number))
		return refuse(p, start, "\"%s\" is no number, date (2026-11-22) or name", word);
	struct guard *g = node(p, OP_LITERAL, TYPE_INT, start);
	g->literal = value_int(number);
	return g;
}

/* A name, with what the scope says of it. */
static struct guard *
parse_name(struct parser *p, const char *word, size_t at)
{
	struct guard_name meaning;

	if (!p->scope->name(p->scope->context, word, &meaning)) {
		const char *nearest = p->scope->nearest != NULL ?
		    p->scope->nearest(p->scope->context, word, p->scope->arena) : NULL;
		return nearest != NULL ?
		    refuse(p, at, "\"%s\" is not known here. Did you mean \"%s\"?", word, nearest) :
		    refuse(p, at, "\"%s\" is not known here", word);
	}
	struct guard *g = node(p, OP_NAME, meaning.type, at);
	g->name = word;
	g->optional = meaning.optional;
	return g;
}

static struct guard *
parse_has(struct parser *p, size_t at)
{
	skip_blanks(p);
	size_t name_at = p->at;
	const char *word = take_word(p);
	struct guard *inner = parse_name(p, word, name_at);

	if (inner == NULL)
		return NULL;
	if (!take(p, ")"))
		return refuse(p, p->at, "has() takes one name and a closing )");
	struct guard *g = node(p, OP_HAS, TYPE_BOOL, at);
	g->name = word;
	return g;
}

static struct guard *
parse_count(struct parser *p, size_t at)
{
	const char *kind = take_word(p);

	if (strcmp(kind, "task") != 0 && strcmp(kind, "email") != 0 && strcmp(kind, "child") != 0)
		return refuse(p, at, "count() counts task, email or child, as in count(task, call)");
	if (!take(p, ","))
		return refuse(p, p->at, "count() takes two words, as in count(task, call)");
	skip_blanks(p);
	size_t name_at = p->at;
	const char *name = take_word(p);
	if (!p->scope->counted(p->scope->context, kind, name))
		return refuse(p, name_at, "no %s is named \"%s\" in this file", kind, name);
	if (!take(p, ")"))
		return refuse(p, p->at, "a closing ) is missing");
	struct guard *g = node(p, OP_COUNT, TYPE_INT, at);
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
		struct guard *g = node(p, OP_LITERAL, TYPE_BOOL, at);
		g->literal = value_bool(word[0] == 't');
		return g;
	}
	if (strcmp(word, "none") == 0) {
		struct guard *g = node(p, OP_LITERAL, TYPE_TEXT, at);
		g->literal = value_absent(TYPE_TEXT);
		g->optional = true;
		return g;
	}
	if (strcmp(word, "has") == 0 && take(p, "("))
		return parse_has(p, at);
	if (strcmp(word, "count") == 0 && take(p, "("))
		return parse_count(p, at);
	return parse_name(p, word, at);
}

static struct guard *
parse_value(struct parser *p)
{
	skip_blanks(p);
	char c = p->text[p->at];
	size_t at = p->at;

	if (c == '(') {
		p->at++;
		struct guard *g = parse_or(p);
		if (g != NULL && !take(p, ")"))
			return refuse(p, p->at, "a closing ) is missing for the ( before");
		return g;
	}
	if (c == '"' || c == '\'')
		return parse_string(p);
	if (isdigit((unsigned char)c))
		return parse_number(p);
	if (isalpha((unsigned char)c))
		return parse_word(p);
	if (c == '\0')
		return refuse(p, at, "something is missing at the end");
	return refuse(p, at, "\"%c\" does not belong here", c);
}

/* "a else b": b where a is absent. */
static struct guard *
parse_term(struct parser *p)
{
	struct guard *left = parse_value(p);

	skip_blanks(p);
	size_t at = p->at;
	if (left == NULL || !take(p, "else"))
		return left;
	if (left->op != OP_NAME || !left->optional)
		return refuse(p, at, "\"else\" stands behind a name that may be absent, and this "
		    "always has a value");
	struct guard *right = parse_term(p);
	if (right == NULL)
		return NULL;
	if (left->type != right->type && !(value_is_words(left->type) && value_is_words(right->type)))
		return refuse(p, at, "%s cannot stand in for %s", value_type_name(right->type),
		    value_type_name(left->type));
	struct guard *g = node(p, OP_ELSE, left->type, at);
	g->left = left;
	g->right = right;
	return g;
}

/* The civil unit that stands next; false when none does. */
static bool
take_unit(struct parser *p, struct duration *ret)
{
	static const struct { const char *unit; struct duration span; } units[] = {
		{ "bd", { .workdays = 1 } }, { "mo", { .months = 1 } }, { "d", { .days = 1 } },
		{ "w", { .days = 7 } }, { "y", { .months = 12 } },
	};

	for (size_t i = 0; i < LEN(units); i++)
		if (take(p, units[i].unit)) {
			*ret = units[i].span;
			return true;
		}
	return false;
}

/* int +- int, date +- int days is written as a span; date - date gives days. */
static struct guard *
arithmetic(struct parser *p, struct guard *left, struct guard *right, bool plus, size_t at)
{
	struct guard *g = node(p, plus ? OP_ADD : OP_SUBTRACT, TYPE_INT, at);

	g->left = left;
	g->right = right;
	if (left->type == TYPE_INT && right->type == TYPE_INT)
		return g;
	if (!plus && left->type == TYPE_DATE && right->type == TYPE_DATE)
		return g;
	if (left->type == TYPE_DATE && right->type == TYPE_INT)
		return refuse(p, at, "a date takes a span. Write the unit behind the number: "
		    "today + 90d, today + turnaround d");
	return refuse(p, at, "%s %c %s makes no sense. A date takes a span, as in today + 90d",
	    value_type_name(left->type), plus ? '+' : '-', value_type_name(right->type));
}

static struct guard *
add_span(struct parser *p, struct guard *left, struct guard *times, const struct duration *span,
    bool plus, size_t at)
{
	if (left->type != TYPE_DATE)
		return refuse(p, at, "a span is added to a date, not to %s. For a moment write: "
		    "after 2h from now", value_type_name(left->type));
	struct guard *g = node(p, plus ? OP_ADD_SPAN : OP_SUBTRACT_SPAN, TYPE_DATE, at);
	g->left = left;
	g->right = times;
	g->span = *span;
	return g;
}

static struct guard *
parse_sum(struct parser *p)
{
	struct guard *g = parse_term(p);

	for (;;) {
		skip_blanks(p);
		size_t at = p->at, len;
		char sign = p->text[at];
		struct duration span;
		if (g == NULL || (sign != '+' && sign != '-'))
			return g;
		p->at++;
		skip_blanks(p);
		bool is_span = duration_parse(p->text + p->at, &span, &len) &&
		    !is_word_char(p->text[p->at + len]);
		struct guard *right = NULL;
		if (is_span)
			p->at += len;
		else if ((right = parse_term(p)) == NULL)
			return NULL;
		else if (right->type == TYPE_INT)
			is_span = take_unit(p, &span);
		g = is_span ? add_span(p, g, right, &span, sign == '+', at) :
		    arithmetic(p, g, right, sign == '+', at);
	}
}

static struct guard *
parse_in(struct parser *p, struct guard *left, size_t at)
{
	struct guard *g = node(p, OP_IN, TYPE_BOOL, at);
	struct value list[LIST_MAX];

	if (!take(p, "["))
		return refuse(p, p->at, "\"in\" takes a list, as in payer.kind in [\"medicare\"]");
	do {
		struct guard *item = parse_term(p);
		if (item == NULL)
			return NULL;
		if (item->op != OP_LITERAL || !item->literal.present)
			return refuse(p, item->at, "only literals stand in a list");
		if (item->type != left->type && !(value_is_words(item->type) && value_is_words(left->type)))
			return refuse(p, item->at, "this is %s, but what is looked for is %s",
			    value_type_name(item->type), value_type_name(left->type));
		if (g->lists == LIST_MAX)
			return refuse(p, item->at, "this list is too long");
		list[g->lists++] = item->literal;
	} while (take(p, ","));
	if (!take(p, "]"))
		return refuse(p, p->at, "a closing ] is missing");
	g->left = left;
	g->list = arena_array(p->scope->arena, g->lists, sizeof(*g->list));
	memcpy(g->list, list, g->lists * sizeof(*g->list));
	return g;
}

static bool
comparable(enum guard_op op, const struct guard *a, const struct guard *b)
{
	if (value_is_words(a->type) && value_is_words(b->type))
		return op == OP_EQUAL || op == OP_NOT_EQUAL;
	if (a->type == TYPE_BOOL)
		return b->type == TYPE_BOOL && (op == OP_EQUAL || op == OP_NOT_EQUAL);
	return a->type == b->type;
}

static struct guard *
parse_between(struct parser *p, struct guard *left, size_t at)
{
	struct guard *g = node(p, OP_BETWEEN, TYPE_BOOL, at);

	g->left = left;
	g->right = parse_sum(p);
	if (g->right != NULL && !take(p, "and"))
		return refuse(p, p->at, "\"between\" takes two values, as in n between 1 and 3");
	g->third = g->right != NULL ? parse_sum(p) : NULL;
	if (g->third == NULL)
		return NULL;
	if (!comparable(OP_LESS, left, g->right) || !comparable(OP_LESS, left, g->third))
		return refuse(p, at, "these have different types, or no order");
	return g;
}

static struct guard *
parse_compare(struct parser *p)
{
	static const struct { const char *sign; enum guard_op op; } signs[] = {
		{ "==", OP_EQUAL }, { "!=", OP_NOT_EQUAL }, { "<=", OP_LESS_EQUAL },
		{ ">=", OP_GREATER_EQUAL }, { "<", OP_LESS }, { ">", OP_GREATER },
	};
	struct guard *left = parse_sum(p);

	skip_blanks(p);
	size_t at = p->at;
	if (left == NULL)
		return NULL;
	if (take(p, "in"))
		return parse_in(p, left, at);
	if (take(p, "between"))
		return parse_between(p, left, at);
	for (size_t i = 0; i < LEN(signs); i++) {
		if (!take(p, signs[i].sign))
			continue;
		struct guard *right = parse_sum(p);
		if (right == NULL)
			return NULL;
		if (!comparable(signs[i].op, left, right))
			return refuse(p, at, "%s %s %s cannot be compared",
			    value_type_name(left->type), signs[i].sign, value_type_name(right->type));
		struct guard *g = node(p, signs[i].op, TYPE_BOOL, at);
		g->left = left;
		g->right = right;
		return g;
	}
	if (p->text[at] == '=')
		return refuse(p, at, "compare with ==");
	return left;
}

static struct guard *
parse_not(struct parser *p)
{
	skip_blanks(p);
	size_t at = p->at;
	struct guard *g;

	if (++p->depth > GUARD_DEPTH_MAX)
		return refuse(p, at, "this is nested too deeply");
	if (take(p, "not")) {
		struct guard *inner = parse_not(p);
		if (inner == NULL)
			return NULL;
		if (inner->type != TYPE_BOOL)
			return refuse(p, inner->at, "\"not\" takes a yes or no, this is %s",
			    value_type_name(inner->type));
		g = node(p, OP_NOT, TYPE_BOOL, at);
		g->left = inner;
	} else {
		g = parse_compare(p);
	}
	p->depth--;
	return g;
}

static struct guard *
parse_joined(struct parser *p, const char *word, enum guard_op op,
    struct guard *(*next)(struct parser *))
{
	struct guard *g = next(p);

	while (g != NULL) {
		skip_blanks(p);
		size_t at = p->at;
		if (!take(p, word))
			return g;
		struct guard *right = next(p);
		if (right == NULL)
			return NULL;
		const struct guard *wrong = g->type != TYPE_BOOL ? g : right;
		if (wrong->type != TYPE_BOOL)
			return refuse(p, wrong->at, "\"%s\" joins yes or no, this is %s", word,
			    value_type_name(wrong->type));
		struct guard *joined = node(p, op, TYPE_BOOL, at);
		joined->left = g;
		joined->right = right;
		g = joined;
	}
	return NULL;
}

static struct guard *
parse_and(struct parser *p)
{
	return parse_joined(p, "and", OP_AND, parse_not);
}

static struct guard *
parse_or(struct parser *p)
{
	return parse_joined(p, "or", OP_OR, parse_and);
}

/* "vars.x" and "x" are the same name. */
static const char *
bare(const char *name)
{
	return strncmp(name, "vars.", 5) == 0 ? name + 5 : name;
}

static void
learn(struct known *known, const char *name)
{
	if (known->count < KNOWN_MAX)
		known->name[known->count++] = bare(name);
}

static bool
knows(const struct known *known, const char *name)
{
	for (size_t i = 0; i < known->count; i++)
		if (strcmp(known->name[i], bare(name)) == 0)
			return true;
	return false;
}

/* Adds what is known to be present when g came out as "outcome". */
static void
learn_from(const struct guard *g, bool outcome, struct known *known)
{
	if (g->op == OP_HAS && outcome)
		learn(known, g->name);
	else if (g->op == OP_NOT)
		learn_from(g->left, !outcome, known);
	else if ((g->op == OP_AND && outcome) || (g->op == OP_OR && !outcome)) {
		learn_from(g->left, outcome, known);
		learn_from(g->right, outcome, known);
	}
}

/* Every optional value must be known to be present where it is used. */
static bool
prove(struct parser *p, const struct guard *g, const struct known *known)
{
	if (g == NULL)
		return true;
	if (g->op == OP_NAME && g->optional && !knows(known, g->name)) {
		refuse(p, g->at, "\"%s\" may be absent. Ask has(%s) first", g->name, g->name);
		return false;
	}
	if (g->op == OP_LITERAL && !g->literal.present) {
		refuse(p, g->at, "\"none\" cannot be compared. Ask has(...)");
		return false;
	}
	if (g->op == OP_ELSE)		/* the left side may be absent: that is what it is for */
		return prove(p, g->right, known);
	if (g->op != OP_AND && g->op != OP_OR)
		return prove(p, g->left, known) && prove(p, g->right, known) &&
		    prove(p, g->third, known);
	struct known more = *known;
	learn_from(g->left, g->op == OP_AND, &more);
	return prove(p, g->left, known) && prove(p, g->right, &more);
}

static struct known
known_from(const struct guard_scope *scope)
{
	struct known known = { .count = 0 };

	if (scope->given != NULL)
		learn_from(scope->given, true, &known);
	return known;
}

static struct guard *
parse_all(struct parser *p, const char *text)
{
	p->text = text;
	p->at = 0;
	if (strlen(text) > GUARD_BYTES_MAX)
		return refuse(p, 0, "this is longer than %d bytes", GUARD_BYTES_MAX);
	struct guard *g = parse_or(p);
	skip_blanks(p);
	if (g != NULL && text[p->at] != '\0')
		return refuse(p, p->at, "\"%.20s\" does not belong here", text + p->at);
	return g;
}

struct guard *
guard_compile(const char *text, enum value_type want, const struct guard_scope *scope)
{
	struct parser p = { .scope = scope, .text = text };
	struct guard *g = parse_all(&p, text);
	struct known given = known_from(scope);

	if (g == NULL || !prove(&p, g, &given))
		return NULL;
	if (g->type != want && !(value_is_words(g->type) && value_is_words(want)))
		return refuse(&p, 0, "this should be %s, but it is %s", value_type_name(want),
		    value_type_name(g->type));
	return g;
}

/* What comes out when all before it are absent: "c" of "a else b else c". */
static const struct guard *
last_choice(const struct guard *g)
{
	while (g->op == OP_ELSE && g->right != NULL)
		g = g->right;
	return g;
}

struct guard *
guard_compile_value(const char *text, const struct guard_scope *scope,
    enum value_type *ret_type, bool *ret_optional)
{
	struct parser p = { .scope = scope, .text = text };
	struct guard *g = parse_all(&p, text);
	struct known given = known_from(scope);

	/* Alone, an optional value may be passed on; inside a sum it must be there. */
	if (g == NULL)
		return NULL;
	const struct guard *last = last_choice(g);
	if (last->op != OP_NAME && last->op != OP_LITERAL && !prove(&p, g, &given))
		return NULL;
	*ret_type = g->type;
	*ret_optional = last->optional && !(last->op == OP_NAME && knows(&given, last->name));
	return g;
}

struct guard *
guard_compile_span(const char *text, const struct guard_scope *scope, struct duration *ret_span,
    bool *ret_is_span)
{
	struct parser p = { .scope = scope, .text = text };
	struct known given = known_from(scope);
	size_t end = strlen(text);

	while (end > 0 && isspace((unsigned char)text[end - 1]))
		end--;
	while (end > 0 && is_word_char(text[end - 1]))
		end--;
	p.at = end;
	*ret_is_span = end > 0 && take_unit(&p, ret_span);
	if (!*ret_is_span)
		return NULL;
	struct guard *g = parse_all(&p, arena_strndup(scope->arena, text, end));
	if (g == NULL || !prove(&p, g, &given))
		return NULL;
	return g->type == TYPE_INT ? g : refuse(&p, 0, "a number stands before the unit, this is %s",
	    value_type_name(g->type));
}

struct guard *
guard_compile_day(const char *text, const struct guard_scope *scope)
{
	struct parser p = { .scope = scope, .text = text };
	struct guard *g = parse_all(&p, text);

	if (g != NULL && g->type != TYPE_DATE && g->type != TYPE_INSTANT)
		return refuse(&p, 0, "this should be a day, but it is %s", value_type_name(g->type));
	return g;
}
