/*
 * problem: one mistake in a file that a person wrote, with its place and what would be right.
 * Readers of files (settings, workflows, catalogs, CSV) collect all of them before they give up.
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum problem_severity { PROBLEM_WARNING, PROBLEM_ERROR };

struct problem {
	const char		*file;		/* as the person named it */
	int			 line, column;	/* from 1; 0: not known */
	enum problem_severity	 severity;
	const char		*text;		/* what is wrong, and what would be right */
};

struct problems {
	struct arena		*arena;		/* where texts live */
	struct problem		*item;
	size_t			 count, size;
	size_t			 errors;	/* how many are errors */
};

void	problems_init(struct problems *list, struct arena *a);
void	problems_add(struct problems *list, const char *file, int line, int column,
	    enum problem_severity severity, const char *format, ...)
	    __attribute__((format(printf, 6, 7)));

/* The first that is an error; NULL: there are warnings at most. */
const struct problem *problems_first_error(const struct problems *list);

/* Leaves the first of those that say the same of the same place, as when several files name one that is
 * wrong; sorts by place. */
void	problems_unify(struct problems *list);

/* Writes "file:line:column: text" lines (": warning: " before a warning), in order of place. */
void	problems_print(const struct problems *list, struct str *out);

/* The same with the line of the file under each, and its wrong words marked.  "source" gives a file's text, or
 * NULL where it is not to be had: then only its words are written. */
typedef const char *problem_source(void *context, const char *file);
void	problems_print_marked(const struct problems *list, problem_source *source, void *context,
	    struct str *out);

const char *problem_severity_name(enum problem_severity severity);

#endif
