/*
 * guard: proving that an expression is typed and total.
 * What is known to be present is carried along as a list of names: what an expression being true
 * (or false) tells.  "a and b" lets b know what a tells; "a or b" lets b know what "not a" tells.
 */
#include "workflow/guard_parse.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

#define KNOWN_MAX 64

struct known { const char *name[KNOWN_MAX]; size_t count; };

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
		parser_refuse(p, g->at, "\"%s\" may be absent. Ask has(%s) first", g->name, g->name);
		return false;
	}
	if (g->op == OP_LITERAL && !g->literal.present) {
		parser_refuse(p, g->at, "\"none\" cannot be compared. Ask has(...)");
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

struct guard *
guard_compile(const char *text, enum value_type want, const struct guard_scope *scope)
{
	struct parser p = { .scope = scope, .text = text };
	struct guard *g = guard_parse(&p, text);
	struct known given = known_from(scope);

	if (g == NULL || !prove(&p, g, &given))
		return NULL;
	if (!value_type_fits(g->type, want))
		return parser_refuse(&p, 0, "this should be %s, but it is %s", value_type_name(want),
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
	struct guard *g = guard_parse(&p, text);
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
	while (end > 0 && parser_is_word_char(text[end - 1]))
		end--;
	p.at = end;
	*ret_is_span = end > 0 && parser_take_unit(&p, ret_span);
	if (!*ret_is_span)
		return NULL;
	if (ret_span->workdays != 0 && scope->has_no_calendar)
		return parser_refuse(&p, end, GUARD_NEEDS_CALENDAR);
	struct guard *g = guard_parse(&p, arena_strndup(scope->arena, text, end));
	if (g == NULL || !prove(&p, g, &given))
		return NULL;
	return g->type == TYPE_INT ? g : parser_refuse(&p, 0, "a number stands before the unit, this is %s",
	    value_type_name(g->type));
}

struct guard *
guard_compile_day(const char *text, const struct guard_scope *scope)
{
	struct parser p = { .scope = scope, .text = text };
	struct guard *g = guard_parse(&p, text);

	if (g != NULL && g->type != TYPE_DATE && g->type != TYPE_INSTANT)
		return parser_refuse(&p, 0, "this should be a day, but it is %s", value_type_name(g->type));
	return g;
}
