/*
 * highwater: how many letters ever left, kept in the database and in a small file beside it.
 * A database that counts fewer than the file was restored from an older copy: letters that it
 * believes unsent may have left.  Then nothing leaves until a person says so.
 */
#ifndef MAIL_HIGHWATER_H
#define MAIL_HIGHWATER_H

#include "engine/engine.h"

#define HIGHWATER_RESTORED "the database was restored from an older copy: this letter may have left before"

/* The same, when its copy was looked for where sent mail lies. */
#define HIGHWATER_NOT_FOUND HIGHWATER_RESTORED ", and no copy of it lies in the folder of sent mail"

struct highwater {
	int		 fd;		/* of the file; -1: not open */
	char		*database_id;
	int64_t		 sent;		/* as the database counts */
	bool		 restored;	/* nothing may leave */
};

#define HIGHWATER_INIT { -1, NULL, 0, false }

/* Compares both and holds every waiting letter when the database is behind, once: *ret_held of them.
 * Then loads whether a person has let go since.  Own transactions. */
bool	highwater_check(struct highwater *h, struct engine *e, const char *folder, int64_t now_ms,
	    int64_t *ret_held, struct err *err);

/* Holds every waiting letter of a database that is known to be restored.  Own transaction. */
bool	highwater_hold(struct engine *e, int64_t now_ms, struct err *err);

/* One more left: in the transaction that says so. */
bool	highwater_add(struct highwater *h, struct engine *e, struct err *err);

/* After that transaction: tells the file. */
void	highwater_note(struct highwater *h);

void	highwater_close(struct highwater *h);

/* A person lets the letters go; in the caller's transaction.  ERR_CONFLICT while there are some that were
 * not looked for where sent mail lies, unless by the settings there is no such folder. */
bool	highwater_let_go(struct db *db, const struct settings *settings, struct err *err);

/* Is there a folder that shows what has left? */
bool	highwater_can_look(const struct settings *settings);

#endif
