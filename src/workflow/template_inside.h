/* template_inside: what reading (template_parse.c) and rendering (template.c) a template share. */
#ifndef WORKFLOW_TEMPLATE_INSIDE_H
#define WORKFLOW_TEMPLATE_INSIDE_H

#include "base/arena.h"
#include "base/err.h"

#define TEMPLATE_BYTES_MAX	((size_t)1 << 20)	/* of one template */
#define TEMPLATE_SECTIONS_MAX	32			/* sections inside sections */
#define TEMPLATE_PARTIALS_MAX	16			/* partials inside partials */
#define TEMPLATE_STEPS_MAX	((size_t)10 * 1000 * 1000)
#define TEMPLATE_OUTPUT_MAX	((size_t)16 << 20)

enum part_kind {
	PART_TEXT,		/* text as it stands */
	PART_VALUE,		/* {{name}} */
	PART_RAW,		/* {{{name}}}, {{&name}} */
	PART_SECTION,		/* {{#name}} */
	PART_INVERTED,		/* {{^name}} */
	PART_END,		/* {{/name}} */
	PART_PARTIAL		/* {{>name}} */
};

struct part {
	enum part_kind	 kind;
	int		 line;		/* from 1 */
	const char	*text;		/* PART_TEXT: bytes of the template */
	size_t		 len;
	const char	*name;		/* of the others, without blanks */
	const char	*indent;	/* PART_PARTIAL alone on its line: the white space before it */
	const char	*found;		/* PART_PARTIAL of a kept template: its text, once it was asked for */
	size_t		 end;		/* PART_SECTION, PART_INVERTED: index of its PART_END */
};

struct parts { struct part *item; size_t count, size; };

/* Cuts a template into parts that point into it; names live in "a".  ERR_INPUT: "line N: what". */
bool	template_parse(const char *text, struct arena *a, struct parts *ret_parts, struct err *err);

#endif
