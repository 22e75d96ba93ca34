/*
 * migrate: brings a database to the schema of this program.  schema/NNNN_noun.sql are applied in
 * order, each in a transaction with its hash; an applied file that changed since is refused, and
 * so is a database of a newer program.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* Applies what is missing.  ERR_CONFLICT: changed or newer schema; nothing was applied then. */
bool	migrate_run(struct db *db, int64_t now_ms, struct err *err);

/* Only looks: false when the schema is not exactly this program's. */
bool	migrate_check(struct db *db, struct err *err);

#endif
