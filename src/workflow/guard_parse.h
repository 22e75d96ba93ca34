/*
 * guard_parse: from text to a tree, with its types; what is proved of the tree stands in guard.c.
 * guard_value.c has the words and the single values, guard_parse.c what joins them.
 */
#ifndef WORKFLOW_GUARD_PARSE_H
#define WORKFLOW_GUARD_PARSE_H

#include "workflow/guard_inside.h"

struct parser {
	const struct guard_scope *scope;
	const char	*text;
	size_t		 at;
	int		 depth;
	bool		 failed;
};

/* NULL, with one problem at that place of the text; what follows the first one is not reported. */
struct guard	*parser_refuse(struct parser *p, size_t at, const char *format, ...)
		    __attribute__((format(printf, 3, 4)));

void		 parser_skip_blanks(struct parser *p);
bool		 parser_is_word_char(char c);

/* Takes a sign or a whole word when it stands next. */
bool		 parser_take(struct parser *p, const char *token);

/* The civil unit that stands next ("d", "bd"): *ret is one of it.  False when none does. */
bool		 parser_take_unit(struct parser *p, struct duration *ret);

struct guard	*parser_node(struct parser *p, enum guard_op op, enum value_type type, size_t at);

/* A literal, a name, has(), count(), or something in brackets. */
struct guard	*parse_value(struct parser *p);

struct guard	*parse_or(struct parser *p);

/* The whole text, and nothing behind it. */
struct guard	*guard_parse(struct parser *p, const char *text);

#endif
