/*
 * template: Mustache (the public specification: interpolation, sections, inverted sections,
 * partials, comments, set delimiters, standalone lines; no lambdas).  Letters and web pages.
 */
#ifndef WORKFLOW_TEMPLATE_H
#define WORKFLOW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum template_escape { ESCAPE_NONE, ESCAPE_HTML };	/* of {{name}}; {{{name}}} and {{&name}} are raw */

/* Templates that live as long as the program, cut into parts once: by the address of their text. */
struct template_kept;
struct template_kept	*template_kept_new(void);
void			 template_kept_free(struct template_kept *kept);	/* NULL is well */

struct template_options {
	enum template_escape escape;
	bool	strict;		/* a {{name}} without a value fails with its line: a letter must be whole */
	/* The text of a partial, or NULL (renders as nothing; strict: fails). */
	const char *(*partial)(void *context, const char *name);
	void	*context;
	struct template_kept *kept;	/* NULL: cut anew each time.  Given: texts and partials never change */
};

/* ERR_INPUT with "line N: what" when the text is no template, or strict and a value is missing. */
bool	template_render(const char *text, const struct json *data,
	    const struct template_options *options, struct str *out, struct err *err);

/* Names that {{...}} asks for at the top level, for the lint; false as above. */
bool	template_names(const char *text, void (*name)(void *context, const char *name, int line),
	    void *context, struct err *err);

#endif
