/*
 * script: some weeks of one practice: a case opened by its record, letters claimed, marked and handed to a
 * server of memory, mail that comes in, a task that is done, the log moved into the file, the case closed.
 * Each act may be done again after a crash, as the daemon's children do; the world is what the program
 * holds between two acts, and is thrown away when it dies.
 */
#ifndef CRASH_SCRIPT_H
#define CRASH_SCRIPT_H

#include "base/err.h"
#include "base/str.h"
#include "crash/practice.h"

#define LETTERS_MAX 16

/* What the world outside has seen; it does not crash with us. */
struct outside {
	struct { char idem[64]; int copies; } letter[LETTERS_MAX];
	size_t	 letters;
	char	 folder[64];		/* of the mark of how many letters left */
};

struct world {
	struct process	 process;
	struct settings	 settings;
	struct outside	*outside;
};

/* The first image: schema, records, workflow. */
void	world_make(struct outside *outside);

bool	world_open(struct world *w, struct outside *outside, struct err *err);
void	world_close(struct world *w);

size_t		 script_acts(void);
const char	*script_name(size_t act);
bool		 script_do(struct world *w, size_t act, struct err *err);

/* All rows but those about the program's own clock. */
void	world_show(struct db *db, struct str *out);

/* What must hold at any time; false with words in *why.  *ret_doubt: a letter is held because nobody knows
 * whether it left. */
bool	world_is_sound(struct world *w, struct str *why, bool *ret_doubt);

#endif
