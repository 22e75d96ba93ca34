/* guard_eval: the value of a compiled guard, and the words that explain it. */
#include "workflow/guard_inside.h"

#include <string.h>

#include "workflow/personal.h"
#include "base/banned.h"

#define TIMES_MAX	1000000		/* of a unit that a name counts */

static bool eval(const struct guard *g, const struct guard_values *v, struct value *ret);

static int
order(struct value a, struct value b)
{
	if (value_has_text(a.type))
		return strcmp(a.text, b.text);
	return (a.number > b.number) - (a.number < b.number);
}

static bool
compare(enum guard_op op, int sign)
{
	switch (op) {
	case OP_EQUAL:		return sign == 0;
	case OP_NOT_EQUAL:	return sign != 0;
	case OP_LESS:		return sign < 0;
	case OP_LESS_EQUAL:	return sign <= 0;
	case OP_GREATER:	return sign > 0;
	default:		return sign >= 0;
	}
}

static bool
eval_sum(const struct guard *g, struct value left, struct value right, struct value *ret)
{
	int64_t number;

	if (!left.present || !right.present) {
		*ret = value_absent(left.type);
		return true;
	}
	bool overflow = g->op == OP_ADD ? __builtin_add_overflow(left.number, right.number, &number) :
	    __builtin_sub_overflow(left.number, right.number, &number);

	*ret = value_int(number);
	return !overflow;
}

static bool
eval_span(const struct guard *g, const struct guard_values *v, struct value left,
    struct value *ret)
{
	struct value times = value_int(1);
	int32_t day;

	*ret = left;
	if (g->right != NULL && !eval(g->right, v, &times))
		return false;
	ret->present = left.present && times.present;
	if (!ret->present)		/* only days may lean on what is absent: guard_compile_day() */
		return true;
	if (times.number > TIMES_MAX || times.number < -TIMES_MAX ||
	    !duration_add(&g->span, g->op == OP_ADD_SPAN ? times.number : -times.number,
	    (int32_t)left.number, v->calendar, &day))
		return false;
	*ret = value_date(day);
	return true;
}

static bool
eval_two(const struct guard *g, const struct guard_values *v, struct value *ret)
{
	struct value left, right, third;

	if (!eval(g->left, v, &left) || !eval(g->right, v, &right))
		return false;
	if (g->op == OP_ADD || g->op == OP_SUBTRACT)
		return eval_sum(g, left, right, ret);
	if (!left.present || !right.present) {
		*ret = value_bool(false);
		return true;
	}
	if (g->op != OP_BETWEEN) {
		*ret = value_bool(compare(g->op, order(left, right)));
		return true;
	}
	if (!eval(g->third, v, &third))
		return false;
	*ret = value_bool(order(left, right) >= 0 && order(left, third) <= 0);
	return true;
}

static bool
eval_joined(const struct guard *g, const struct guard_values *v, struct value *ret)
{
	/* The side that decides ends it: what follows may lean on it. */
	if (!eval(g->left, v, ret))
		return false;
	return (ret->number != 0) == (g->op == OP_OR) || eval(g->right, v, ret);
}

static bool
eval(const struct guard *g, const struct guard_values *v, struct value *ret)
{
	struct value left;

	switch (g->op) {
	case OP_LITERAL:
		*ret = g->literal;
		return true;
	case OP_NAME:
		*ret = v->name(v->context, g->name);
		return true;
	case OP_HAS:
		*ret = value_bool(v->name(v->context, g->name).present);
		return true;
	case OP_COUNT:
		*ret = value_int(v->count(v->context, g->kind, g->name));
		return true;
	case OP_NOT:
		if (!eval(g->left, v, ret))
			return false;
		ret->number = !ret->number;
		return true;
	case OP_AND:
	case OP_OR:
		return eval_joined(g, v, ret);
	case OP_IN:
		if (!eval(g->left, v, &left))
			return false;
		*ret = value_bool(false);
		for (size_t i = 0; i < g->lists; i++)
			ret->number |= value_equal(left, g->list[i]);
		return true;
	case OP_ELSE:
		return eval(g->left, v, ret) && (ret->present || eval(g->right, v, ret));
	case OP_ADD_SPAN:
	case OP_SUBTRACT_SPAN:
		return eval(g->left, v, &left) && eval_span(g, v, left, ret);
	case OP_EQUAL:
	case OP_NOT_EQUAL:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_GREATER:
	case OP_GREATER_EQUAL:
	case OP_BETWEEN:
	case OP_ADD:
	case OP_SUBTRACT:
		return eval_two(g, v, ret);
	}
	return false;
}

bool
guard_eval(const struct guard *g, const struct guard_values *values, struct value *ret_value)
{
	return eval(g, values, ret_value);
}

static void
explain(const struct guard *g, const struct guard_values *v, const struct zone *zone,
    struct arena *a, struct str *out)
{
	if (g == NULL)
		return;
	const char *between = out->len > 0 ? ", " : "";
	if (g->op == OP_NAME || g->op == OP_HAS) {
		struct value value = v->name(v->context, g->name);
		if (value.present)
			str_printf(out, "%s%s is %s", between, g->name, g->personal ? PERSONAL_MASK : value_show(value, zone, a));
		else
			str_printf(out, "%s%s is absent", between, g->name);
	} else if (g->op == OP_COUNT) {
		str_printf(out, "%scount(%s, %s) is %lld", between, g->kind, g->name,
		    (long long)v->count(v->context, g->kind, g->name));
	}
	explain(g->left, v, zone, a, out);
	explain(g->right, v, zone, a, out);
	explain(g->third, v, zone, a, out);
}

void
guard_explain(const struct guard *g, const struct guard_values *values, const struct zone *zone,
    struct arena *a, struct str *out)
{
	struct str words = STR_INIT;

	explain(g, values, zone, a, &words);
	str_add(out, words.text);
	str_clear(&words);
}

bool
guard_is_personal(const struct guard *g)
{
	/* Whether a value is there may be said. */
	return g != NULL && ((g->op == OP_NAME && g->personal) || guard_is_personal(g->left) ||
	    guard_is_personal(g->right) || guard_is_personal(g->third));
}

void
guard_names(const struct guard *g, void (*each)(void *context, const char *name), void *context)
{
	if (g == NULL)
		return;
	if (g->op == OP_NAME || g->op == OP_HAS)
		each(context, g->name);
	guard_names(g->left, each, context);
	guard_names(g->right, each, context);
	guard_names(g->third, each, context);
}

void
guard_counts(const struct guard *g, void (*each)(void *context, const char *kind, const char *name),
    void *context)
{
	if (g == NULL)
		return;
	if (g->op == OP_COUNT)
		each(context, g->kind, g->name);
	guard_counts(g->left, each, context);
	guard_counts(g->right, each, context);
	guard_counts(g->third, each, context);
}

bool
guard_is_constant(const struct guard *g, bool *ret_value)
{
	if (g->op != OP_LITERAL || g->type != TYPE_BOOL)
		return false;
	*ret_value = g->literal.number != 0;
	return true;
}

const char *
guard_only_name(const struct guard *g)
{
	return g->op == OP_NAME ? g->name : NULL;
}
