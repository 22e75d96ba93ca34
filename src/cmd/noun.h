/* noun: what the commands on a noun share: what narrows a list, and how a record is written. */
#ifndef CMD_NOUN_H
#define CMD_NOUN_H

#include "cmd/cmd.h"
#include "core/record.h"
#include "store/document.h"
#include "store/list_filter.h"
#include "store/record.h"

/* What narrows a list, from the command's options. */
struct wishes	noun_wishes(const struct app *app, const struct args *args);

/* An empty record of the kind, and "KEY=VALUE" words from the first on put into it; "KEY=" empties. */
struct record	noun_record(struct app *app, const char *kind);
bool	noun_assign(struct app *app, struct record *r, const struct args *args, int first,
	    struct err *err);
struct record_by noun_by(const struct app *app);
struct document_by noun_document_by(const struct app *app);

/* Writes the fields that were given, in a transaction of its own, and prints the row; ERR_CONFLICT when the
 * row was changed since --seen. */
int	noun_save(struct app *app, const struct args *args, struct record *r, int64_t id, struct err *err);

/* What the row is now: an object, or a line for people ("document 3 was added"). */
int	noun_print(struct app *app, const char *kind, int64_t id, const char *done, struct err *err);

#endif
