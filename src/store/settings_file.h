/*
 * settings_file: the files that say how this place works, as they are changed on a page: the settings, and each
 * catalog with the reader that knows whether a text may stand in its place.
 */
#ifndef STORE_SETTINGS_FILE_H
#define STORE_SETTINGS_FILE_H

#include "base/arena.h"
#include "base/problem.h"
#include "core/settings.h"

#define SETTINGS_FILE_BYTES_MAX	(48 << 10)	/* of one that is changed on a page */

struct settings_file {
	const char	*name;		/* "retention.yaml" */
	const char	*path;		/* in the data folder: "catalogs/retention.yaml" */
	const char	*label;		/* "How long papers are kept" */
};

/* The i-th of them; NULL after the last. */
const struct settings_file *settings_file_list(size_t i);

/* By its name; NULL when there is none. */
const struct settings_file *settings_file_find(const char *name);

/* Its text now, in "a"; that of the one that comes with the program where the folder has none. */
bool	settings_file_load(const char *folder, const struct settings_file *file, struct arena *a, const char **ret_text,
	    struct err *err);

/*
 * May the text stand there?  Each mistake with its line and column, also what other files say that would not fit it
 * any more, and of the settings what is not changed from a page (core/settings_guard.h).  "s" are the settings that
 * are in use.
 */
void	settings_file_check(const char *folder, const struct settings_file *file, const char *text, const struct settings *s,
	    struct arena *a, struct problems *problems);

#endif
