/* xlsx_inside: what the parts of a workbook (xlsx_book.c) tell the reading of a sheet (xlsx.c). */
#ifndef BASE_XLSX_INSIDE_H
#define BASE_XLSX_INSIDE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/xml.h"

#define STYLES_MAX	65536
#define SHEETS_MAX	1024

struct book {
	struct arena	 arena;			/* of all below */
	struct book_sheet { const char *name, *relation; bool is_hidden; } *sheet;
	size_t		 sheets;
	struct book_target { const char *relation, *path; } *target;
	size_t		 targets;
	bool		 is_1904;
	bool		*style_is_day;		/* one a style of cells */
	size_t		 styles;
	const char	**shared;
	size_t		 shared_count, shared_room, shared_bytes;
};

/* All parts but the sheets; book_clear() also after a failure. */
bool	book_read(const char *path, struct book *book, struct err *err);
void	book_clear(struct book *book);

/* Reads one part of the archive through a listener; *refused, set by it, ends the reading. */
bool	book_part(const char *path, const char *name, const struct xml_listener *listener,
	    const char *const *refused, struct err *err);

/* "NAMESPACE NAME" without the namespace; the attribute of that local name, NULL when there is none. */
const char *book_local(const char *name);
const char *book_attribute(const char *const *attribute, const char *name);

#endif
