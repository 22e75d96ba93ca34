/*
 * str: text that grows.  Always ends with NUL; may hold NUL bytes inside (len counts).
 * Growth never fails (see arena.h).  str_clear() frees; an emptied str may be used again.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	char	*text;		/* never NULL: "" while empty */
	size_t	 len, size;
};

extern char str_empty[];
#define STR_INIT { str_empty, 0, 0 }

void	 str_clear(struct str *s);
void	 str_truncate(struct str *s, size_t len);
void	 str_unify_lines(struct str *s);			/* CR LF and CR become LF */
void	 str_add(struct str *s, const char *text);
void	 str_add_bytes(struct str *s, const void *bytes, size_t len);
void	 str_add_char(struct str *s, char c);
void	 str_printf(struct str *s, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));
void	 str_vprintf(struct str *s, const char *format, va_list ap)
	    __attribute__((format(printf, 2, 0)));

/* Gives the heap text away (free() it); s is empty afterwards. */
char	*str_take(struct str *s);

/*
 * Escapes for the place where the text is written.  Characters that turn the order of what follows, or are there and
 * not seen (UAX 9, UTS 39), would make people read another text than there is: HTML and terminals are not given them.
 */
void	 str_add_html(struct str *s, const char *text);		/* text and quoted attributes */
void	 str_add_csv(struct str *s, const char *text);		/* one field; an apostrophe defuses =, +, -, @ formulas */
const char *str_after_apostrophe(const char *text);		/* a field without the one that str_add_csv() put */
void	 str_add_terminal(struct str *s, const char *text);	/* control bytes become "?" */
void	 str_add_shown(struct str *s, const char *text);	/* for one line elsewhere: all but those characters */

/* Comparison without locale. */
bool	 text_equal(const char *a, const char *b);			/* NULL equals only NULL */
bool	 text_equal_nocase(const char *a, const char *b);		/* ASCII letters */
bool	 text_starts(const char *text, const char *prefix);
bool	 text_ends(const char *text, const char *suffix);
bool	 text_blank(const char *text);					/* NULL, "" or only white space */

/* The end of a noun behind that number: "%lld letter%s". */
const char	*plural_s(int64_t count);				/* "s", or "" behind 1 */

/* Fit as a name that a person gives: not blank, on one line, of at most so many bytes. */
#define TEXT_NAME_BYTES	200
bool	 text_is_name(const char *text);

/* The whole text is a decimal integer that fits; otherwise false and *ret untouched. */
bool	 int_parse(const char *text, int64_t *ret_number);

#endif
