/*
 * register: what "export" wrote of registers (findings, decisions, wishes, duties), brought back row by row into
 * another folder, or out of a register that was kept in a spreadsheet until now.
 *
 * A row is found by what tells it apart.  Where it is here already, what is empty here is filled from the file;
 * what says otherwise is refused at its cell: a register is not rewritten from a file.  Whom a row is about is said by
 * NPI and names, never by a number of the other folder.  Each row that comes in stands in the audit log.
 *
 * Registers that are evidence of what this program did (history, letters, audit) are not among them: their rows are
 * chained by hashes, and a chain that could be written from a file would prove nothing.
 */
#ifndef STORE_REGISTER_H
#define STORE_REGISTER_H

#include "base/csv.h"
#include "store/import.h"

struct register_kind;

/* The one of that word ("verifications"), NULL: there is none. */
const struct register_kind *register_find(const char *word);
const char *register_word(size_t i);		/* NULL after the last */

/*
 * All rows, as the other importers: one that is wrong is refused alone, at its cell.  False when a column that must
 * be there is not (ERR_INPUT; *ret_line and *ret_column say where) or the database failed.
 */
bool	register_import(struct import *in, const struct register_kind *kind, csv_read_fn read, void *context,
	    int *ret_line, int *ret_column, struct err *err);

#endif
