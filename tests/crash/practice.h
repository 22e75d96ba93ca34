/*
 * practice: the small practice on the disk of memory in which a script (crash) and dice (voyage) play: its
 * settings, its first records, its published workflow, and the process that opens and leaves its database.
 */
#ifndef CRASH_PRACTICE_H
#define CRASH_PRACTICE_H

#include "base/err.h"
#include "engine/engine.h"
#include "mail/highwater.h"

#define PRACTICE_BEGIN_MS	1767623400000LL		/* Mon 5 Jan 2026 09:30 in New York */

/* What the program holds while it runs; thrown away when it dies. */
struct process {
	struct db	*db;		/* NULL when none runs */
	struct engine	 engine;
	struct highwater highwater;
};

/* Ends the program with the reason when a preparation failed. */
void	practice_must(bool ok, const char *what, const struct err *err);

struct settings	practice_settings(int64_t letters_per_day);

/*
 * A new database with one provider, "payers" payers and as many enrollments of this status, the workflow
 * "chase" with its one letter "letter.txt", and an identity that is the same in all runs.
 */
void	practice_make(const char *workflow, const char *letter, int payers, const char *status);

/* The mark of how many letters left lies in "folder".  process_close() is well after either answer. */
bool	process_open(struct process *p, const struct settings *settings, const char *folder, int64_t now_ms,
	    struct err *err);
void	process_close(struct process *p);

#endif
