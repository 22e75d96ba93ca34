/* guard_inside: the tree of a guard, for its readers (guard_parse.h), its proof (guard.c), its use (guard_eval.c). */
#ifndef WORKFLOW_GUARD_INSIDE_H
#define WORKFLOW_GUARD_INSIDE_H

#include "workflow/guard.h"

enum guard_op {
	OP_LITERAL, OP_NAME, OP_HAS, OP_COUNT, OP_NOT, OP_AND, OP_OR,
	OP_EQUAL, OP_NOT_EQUAL, OP_LESS, OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL,
	OP_IN, OP_BETWEEN, OP_ADD, OP_SUBTRACT, OP_ADD_SPAN, OP_SUBTRACT_SPAN, OP_ELSE
};

struct guard {
	enum guard_op	 op;
	enum value_type	 type;		/* of what comes out */
	bool		 optional;	/* may come out absent */
	bool		 personal;	/* OP_NAME, OP_HAS: nobody is told what it is */
	size_t		 at;		/* place in the text */
	struct value	 literal;
	const char	*name;		/* OP_NAME, OP_HAS, OP_COUNT */
	const char	*kind;		/* OP_COUNT */
	struct duration	 span;		/* of OP_ADD_SPAN; as often as "right" says, when there is one */
	struct guard	*left, *right, *third;
	struct value	*list;		/* OP_IN */
	size_t		 lists;
};

#endif
