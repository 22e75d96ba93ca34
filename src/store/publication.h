/*
 * publication: a workflow file read together with the letters and calendars that it names, checked,
 * and published.  Nothing of a set is published while one file of it is wrong.
 */
#ifndef STORE_PUBLICATION_H
#define STORE_PUBLICATION_H

#include "store/definition.h"

struct publication {
	struct published	 row;
	const struct definition	*definition;
};

/*
 * Reads and checks a file; all mistakes go to "problems".  What it names is looked for beside it
 * (letters/, calendars/, ../catalogs/), then among what is built in.  False when there are errors.
 */
bool	publication_read(const char *file, struct arena *a, struct problems *problems,
	    struct publication *ret_publication);

/* The same of a text that may not be in the file yet; it must live as long as "a". */
bool	publication_read_text(const char *file, const char *source, struct arena *a, struct problems *problems,
	    struct publication *ret_publication);

/* The .yaml files of a folder, in order of name. */
bool	publication_list(const char *folder, struct arena *a, const char ***ret_files,
	    size_t *ret_count, struct err *err);

/* Publishes them all in the caller's transaction.  *ret_new counts those that were not current. */
bool	publication_save(struct db *db, struct publication *items, size_t count, const char *actor,
	    int64_t now_ms, size_t *ret_new, struct err *err);

/* All files of a folder, in one transaction of its own.  ERR_INPUT with the first mistake. */
bool	publication_publish_folder(struct db *db, const char *folder, const char *actor,
	    int64_t now_ms, struct problems *problems, size_t *ret_new, struct err *err);

#endif
