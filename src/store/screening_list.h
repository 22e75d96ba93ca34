/*
 * screening_list: lists of excluded parties in the database.  A list is replaced by a newer file only
 * when that was read whole; until then, and when it fails, the one before stays in force.
 */
#ifndef STORE_SCREENING_LIST_H
#define STORE_SCREENING_LIST_H

#include "core/screen.h"
#include "db/db.h"

struct screening_load {
	struct db	*db;
	const char	*list, *file;		/* "leie"; without its folder */
	const char	*by;
	int64_t		 now_ms;
	/* Inside. */
	int64_t		 list_id;
	int64_t		 batch_end_ns;
	int64_t		 malformed;
};

/* Beginning and each row in transactions of a few milliseconds.  After a failure: _discard(). */
bool	screening_load_begin(struct screening_load *load, struct err *err);
bool	screening_load_row(struct screening_load *load, const struct listed *listed, int line,
	    const char *key, const char *json, struct err *err);
bool	screening_load_malformed(struct screening_load *load, int line, const char *why,
	    struct err *err);
void	screening_load_discard(struct screening_load *load);

struct screening_file {
	int32_t		 list_day;
	bool		 is_day_given;	/* given by a person or by the file's name */
	bool		 may_shrink;		/* a smaller or older file may replace the list */
	int64_t		 bytes, rows, malformed, reinstated;
	const char	*sha256;
};

enum screening_outcome { LIST_LOADED, LIST_REPLACED, LIST_UNCHANGED };

/*
 * The file was read whole: it replaces the list in force.  LIST_UNCHANGED: the same bytes are in force
 * already (its day moves forward when this one is later).  ERR_CONFLICT when it has less than nine
 * tenths of the rows or is older (domain.md, section 7.1), and is thrown away.
 */
bool	screening_load_finish(struct screening_load *load, const struct screening_file *file,
	    enum screening_outcome *ret_outcome, struct err *err);

/* Rows for lists: those in force, or (all) those before them, too. */
void	screening_query_lists(struct query *q, struct db *db, bool all);

/* The names of an entry as one text, and back (in "a"). */
const char *screening_names_write(const struct listed *listed, struct arena *a);
void	screening_names_read(const char *names, struct arena *a, struct listed *listed);

#endif
