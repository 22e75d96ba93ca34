/* guard_parse: what joins values: else, sums, comparisons, not, and, or; each with the types that it takes. */
#include "workflow/guard_parse.h"

#include <string.h>

#include "base/banned.h"

#define LIST_MAX 64

/* "a else b": b where a is absent. */
static struct guard *
parse_term(struct parser *p)
{
	struct guard *left = parse_value(p);

	parser_skip_blanks(p);
	size_t at = p->at;
	if (left == NULL || !parser_take(p, "else"))
		return left;
	if (left->op != OP_NAME || !left->optional)
		return parser_refuse(p, at, "\"else\" stands behind a name that may be absent, and this "
		    "always has a value");
	struct guard *right = parse_term(p);
	if (right == NULL)
		return NULL;
	if (!value_type_fits(right->type, left->type))
		return parser_refuse(p, at, "%s cannot stand in for %s", value_type_name(right->type),
		    value_type_name(left->type));
	struct guard *g = parser_node(p, OP_ELSE, left->type, at);
	g->left = left;
	g->right = right;
	return g;
}

/* int +- int, date +- int days is written as a span; date - date gives days. */
static struct guard *
arithmetic(struct parser *p, struct guard *left, struct guard *right, bool plus, size_t at)
{
	struct guard *g = parser_node(p, plus ? OP_ADD : OP_SUBTRACT, TYPE_INT, at);

	g->left = left;
	g->right = right;
	if (left->type == TYPE_INT && right->type == TYPE_INT)
		return g;
	if (!plus && left->type == TYPE_DATE && right->type == TYPE_DATE)
		return g;
	if (left->type == TYPE_DATE && right->type == TYPE_INT)
		return parser_refuse(p, at, "a date takes a span. Write the unit behind the number: "
		    "today + 90d, today + turnaround d");
	return parser_refuse(p, at, "%s %c %s makes no sense. A date takes a span, as in today + 90d",
	    value_type_name(left->type), plus ? '+' : '-', value_type_name(right->type));
}

static struct guard *
add_span(struct parser *p, struct guard *left, struct guard *times, const struct duration *span,
    bool plus, size_t at)
{
	if (left->type != TYPE_DATE)
		return parser_refuse(p, at, "a span is added to a date, not to %s. For a moment write: "
		    "after 2h from now", value_type_name(left->type));
	struct guard *g = parser_node(p, plus ? OP_ADD_SPAN : OP_SUBTRACT_SPAN, TYPE_DATE, at);
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
		parser_skip_blanks(p);
		size_t at = p->at, len;
		char sign = p->text[at];
		struct duration span;
		if (g == NULL || (sign != '+' && sign != '-'))
			return g;
		p->at++;
		parser_skip_blanks(p);
		size_t from = p->at;
		bool is_span = duration_parse(p->text + p->at, &span, &len) &&
		    !parser_is_word_char(p->text[p->at + len]);
		struct guard *right = NULL;
		if (is_span)
			p->at += len;
		else if ((right = parse_term(p)) == NULL)
			return NULL;
		else if (right->type == TYPE_INT)
			is_span = parser_take_unit(p, &span);
		if (is_span && span.workdays != 0 && p->scope->has_no_calendar)
			return parser_refuse(p, from, GUARD_NEEDS_CALENDAR);
		if (is_span && span.exact_ms != 0)
			return parser_refuse(p, from, GUARD_NO_HOURS);
		g = is_span ? add_span(p, g, right, &span, sign == '+', at) :
		    arithmetic(p, g, right, sign == '+', at);
	}
}

static struct guard *
parse_in(struct parser *p, struct guard *left, size_t at)
{
	struct guard *g = parser_node(p, OP_IN, TYPE_BOOL, at);
	struct value list[LIST_MAX];

	if (!parser_take(p, "["))
		return parser_refuse(p, p->at, "\"in\" takes a list, as in payer.kind in [\"medicare\"]");
	do {
		struct guard *item = parse_term(p);
		if (item == NULL)
			return NULL;
		if (item->op != OP_LITERAL || !item->literal.present)
			return parser_refuse(p, item->at, "only literals stand in a list");
		if (!value_type_fits(item->type, left->type))
			return parser_refuse(p, item->at, "this is %s, but what is looked for is %s",
			    value_type_name(item->type), value_type_name(left->type));
		if (g->lists == LIST_MAX)
			return parser_refuse(p, item->at, "this list is too long");
		list[g->lists++] = item->literal;
	} while (parser_take(p, ","));
	if (!parser_take(p, "]"))
		return parser_refuse(p, p->at, "a closing ] is missing");
	g->left = left;
	g->list = arena_array(p->scope->arena, g->lists, sizeof(*g->list));
	memcpy(g->list, list, g->lists * sizeof(*g->list));
	return g;
}

static bool
comparable(enum guard_op op, const struct guard *a, const struct guard *b)
{
	if (value_has_text(a->type) || a->type == TYPE_BOOL)
		return value_type_fits(b->type, a->type) && (op == OP_EQUAL || op == OP_NOT_EQUAL);
	return a->type == b->type;
}

static struct guard *
parse_between(struct parser *p, struct guard *left, size_t at)
{
	struct guard *g = parser_node(p, OP_BETWEEN, TYPE_BOOL, at);

	g->left = left;
	g->right = parse_sum(p);
	if (g->right != NULL && !parser_take(p, "and"))
		return parser_refuse(p, p->at, "\"between\" takes two values, as in n between 1 and 3");
	g->third = g->right != NULL ? parse_sum(p) : NULL;
	if (g->third == NULL)
		return NULL;
	if (!comparable(OP_LESS, left, g->right) || !comparable(OP_LESS, left, g->third))
		return parser_refuse(p, at, "these have different types, or no order");
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

	parser_skip_blanks(p);
	size_t at = p->at;
	if (left == NULL)
		return NULL;
	if (parser_take(p, "in"))
		return parse_in(p, left, at);
	if (parser_take(p, "between"))
		return parse_between(p, left, at);
	for (size_t i = 0; i < LEN(signs); i++) {
		if (!parser_take(p, signs[i].sign))
			continue;
		struct guard *right = parse_sum(p);
		if (right == NULL)
			return NULL;
		if (!comparable(signs[i].op, left, right))
			return parser_refuse(p, at, "%s %s %s cannot be compared",
			    value_type_name(left->type), signs[i].sign, value_type_name(right->type));
		struct guard *g = parser_node(p, signs[i].op, TYPE_BOOL, at);
		g->left = left;
		g->right = right;
		return g;
	}
	if (p->text[at] == '=')
		return parser_refuse(p, at, "compare with ==");
	return left;
}

static struct guard *
parse_not(struct parser *p)
{
	parser_skip_blanks(p);
	size_t at = p->at;
	struct guard *g;

	if (++p->depth > GUARD_DEPTH_MAX)
		return parser_refuse(p, at, "this is nested too deeply");
	if (parser_take(p, "not")) {
		struct guard *inner = parse_not(p);
		if (inner == NULL)
			return NULL;
		if (inner->type != TYPE_BOOL)
			return parser_refuse(p, inner->at, "\"not\" takes a yes or no, this is %s",
			    value_type_name(inner->type));
		g = parser_node(p, OP_NOT, TYPE_BOOL, at);
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
		parser_skip_blanks(p);
		size_t at = p->at;
		if (!parser_take(p, word))
			return g;
		struct guard *right = next(p);
		if (right == NULL)
			return NULL;
		const struct guard *wrong = g->type != TYPE_BOOL ? g : right;
		if (wrong->type != TYPE_BOOL)
			return parser_refuse(p, wrong->at, "\"%s\" joins yes or no, this is %s", word,
			    value_type_name(wrong->type));
		struct guard *joined = parser_node(p, op, TYPE_BOOL, at);
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

struct guard *
parse_or(struct parser *p)
{
	return parse_joined(p, "or", OP_OR, parse_and);
}

struct guard *
guard_parse(struct parser *p, const char *text)
{
	p->text = text;
	p->at = 0;
	if (strlen(text) > GUARD_BYTES_MAX)
		return parser_refuse(p, 0, "this is longer than %d bytes", GUARD_BYTES_MAX);
	struct guard *g = parse_or(p);
	parser_skip_blanks(p);
	if (g != NULL && text[p->at] != '\0')
		return parser_refuse(p, p->at, "\"%.20s\" does not belong here", text + p->at);
	return g;
}
