/* fact: single facts about this database, one row each: its identity, and how far its clock came. */
#ifndef STORE_FACT_H
#define STORE_FACT_H

#include "db/db.h"

#define FACT_CLOCK	"last_now_ms"
#define FACT_SWEPT_DAY	"swept_day"
#define FACT_BACKUP	"last_backup"	/* JSON: "at_ms", "file", "files", "bytes", "is_tried", "checked", "faults" */

/* The value in "a"; NULL when there is none. */
bool	fact_load(struct db *db, const char *name, struct arena *a, const char **ret_value,
	    struct err *err);
bool	fact_save(struct db *db, const char *name, const char *value, struct err *err);

/* Random, part of each letter's identity; made on first use (in the caller's transaction). */
bool	fact_database_id(struct db *db, struct arena *a, const char **ret_id, struct err *err);

/* The later of now_ms and the latest committed clock: time never runs backwards. */
bool	fact_clock(struct db *db, int64_t now_ms, int64_t *ret_now_ms, struct err *err);
bool	fact_clock_save(struct db *db, int64_t now_ms, struct err *err);

#endif
