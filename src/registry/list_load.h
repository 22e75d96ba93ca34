/*
 * list_load: a file with a list of excluded parties on its way into the database: what the command "screen load" and a
 * program that sends one do alike.  It takes the place of the list in force when it was read whole, or not at all.
 */
#ifndef REGISTRY_LIST_LOAD_H
#define REGISTRY_LIST_LOAD_H

#include "core/settings.h"
#include "store/screening_list.h"

struct list_wish {
	struct db		*db;
	const char		*folder;
	const struct settings	*settings;
	const char		*list;		/* "leie", "sam", "state:IL" */
	const char		*path;		/* where the bytes are */
	const char		*name;		/* what people call the file: messages name it */
	int32_t			 list_day;	/* of the list, as somebody said; DAY_NONE: as its name says */
	int32_t			 server_day;	/* as the server says from which it was fetched; DAY_NONE: none did */
	bool			 may_shrink;	/* a smaller or older file may replace the list */
	const char		*actor;
	int64_t			 now_ms;
};

struct list_loaded {
	const char		*list;
	struct screening_file	 file;
	enum screening_outcome	 outcome;
	struct problems		 left_out;	/* the first rows that could not be read */
	int64_t			 malformed;	/* how many those are in all */
	bool			 is_supplement;	/* by its name it is one month's part of the LEIE, not the whole */
};

/* All in "a".  False with err, or with mistakes of catalogs/state_lists.yaml in "problems" alone. */
bool	list_load(const struct list_wish *wish, struct arena *a, struct problems *problems, struct list_loaded *ret,
	    struct err *err);

/* {"name","date","rows","malformed","reinstated","sha256","outcome","problems":[{"line","message"}]} */
struct json *list_load_json(const struct list_loaded *loaded);

#endif
