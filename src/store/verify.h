/* verify: what must hold between rows, whatever was killed when; read in one pass, nothing changed. */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "db/db.h"

/* Called for each thing that is wrong: of what kind, where, and in words. */
typedef void (*verify_fault)(void *context, const char *what, const char *where,
	    const char *message);

/* Calls "fault" for each row that breaks a promise; *ret_checked counts what was looked at. */
bool	verify_rows(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
	    struct err *err);

/* The pages and indexes of the file itself, and that each row points at one that is there. */
bool	verify_file(struct db *db, verify_fault fault, void *context, struct err *err);

#endif
