/*
 * register_inside: what a register is made of, for
 * register.c (how a row comes in), register_cell.c (its cells) and register_table.c (which there are).
 */
#ifndef STORE_REGISTER_INSIDE_H
#define STORE_REGISTER_INSIDE_H

#include "store/import.h"

#define REGISTER_CELLS_MAX	24
#define REGISTER_REFS_MAX	3

enum register_form {
	REGISTER_TEXT,
	REGISTER_NPI,
	REGISTER_EMAIL,
	REGISTER_STATE,
	REGISTER_DAY,
	REGISTER_MOMENT,	/* as instant_format() writes it */
	REGISTER_FLAG,		/* yes, no */
	REGISTER_NUMBER,
	REGISTER_ARRAY,		/* JSON */
};

struct register_cell {
	const char	*name;		/* the heading; ":name" in the statements */
	enum register_form form;
	bool		 must;
	bool		 is_key;	/* tells which row it is; the others are what the row says */
	const char	*blank;		/* what a row says before anything is noted ("open"): as good as empty */
	const char	*words;		/* the only ones allowed, with bars between; NULL: any */
	bool		 is_first;	/* of two moments the earlier one is right */
};

/* A row of another table that is meant by names. */
struct register_ref {
	const char	*name;		/* of its number in the statements, without colon */
	const char	*cell;		/* says it, and is to blame; where it is empty, there is none */
	const char	*sql;		/* NULL: "cell" is a provider's NPI */
	const char	*missing;	/* what is said when there is none */
	bool		 must;
};

struct register_kind {
	const char	*word;		/* of "import" and "export" */
	const char	*noun;		/* of a row, in the audit log */
	const struct register_cell *cell;
	size_t		 cells;
	struct register_ref ref[REGISTER_REFS_MAX];	/* a name that is NULL ends them */
	/*
	 * Statements may use each cell, each reference, :now_ms and :actor.  "find" gives the number of the row, then
	 * what it says, in the order of the cells that are no key; "insert" returns its number (NULL: rows come by
	 * themselves, "missing" says how); "update" writes what was empty to the row :row; "after", behind either, may be
	 * NULL.
	 */
	const char	*find, *insert, *missing, *update, *after;
	/* Before the update, for what is more than a row; may be NULL. */
	bool		(*decide)(struct import *in, int64_t row, const char *const *value, struct err *err);
};

/*
 * The cells of a row as the statements take them, NULL where there is nothing, in in->row_arena.  False: *ret_fault is
 * the one that is to blame (also set on success, to the last).
 */
bool	register_read_cells(struct import *in, const struct register_kind *kind, const char *const *text,
	    const char **value, size_t *ret_fault, struct err *err);

/* A list in JSON in one spelling, so that two can be compared. */
bool	register_read_array(const char *text, struct arena *a, const char **ret_value, struct err *err);

extern const struct register_kind register_kinds[];
extern const size_t register_kind_count;

#endif
