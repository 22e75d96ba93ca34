/*
 * cmd: what all commands share: the row of the table in main.c, the opened data folder, options,
 * and printing as a table for people or JSON for programs.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/problem.h"
#include "core/settings.h"
#include "db/db.h"
#include "engine/engine.h"

enum cmd_exit { EXIT_DONE = 0, EXIT_COULD_NOT = 1, EXIT_REFUSED = 2, EXIT_PARTLY = 3 };

/* A run function that returns this has filled err; the kind chooses the exit status. */
#define CMD_FAILED (-1)

enum cmd_needs {
	NEEDS_NOTHING,
	MAY_HAVE_PATH,		/* app->folder when there is one, else NULL */
	MAY_HAVE_DB,		/* app->db and all that NEEDS_DB gives when there is a folder, else NULL */
	NEEDS_PATH,		/* app->folder alone */
	NEEDS_FOLDER,		/* app->folder and app->settings */
	NEEDS_DB,		/* also app->db and app->engine */
};

struct app {
	struct arena		*arena;		/* of the whole command */
	const char		*folder;	/* data folder */
	struct settings		*settings;
	struct db		*db;
	struct engine		 engine;
	int64_t			 now_ms;	/* --now, or the clock when the command began */
	bool			 now_given;
	const char		*now_text;	/* --now as written, in UTC where no folder says a zone */
	bool			 json, quiet;
	const char		*actor;		/* who is at the keyboard */
	const char		*program;	/* path of this binary, to start children */
};

/* Words of the command line behind the command's name, held against its option list. */
struct args {
	int			 count;		/* positional words */
	const char		**word;
	struct args_option	{ const char *name, *value; } *option;
	int			 options;
};

struct command {
	const char	*name;		/* "case list" */
	const char	*words;		/* positional: "ID EVENT [KEY=VALUE ...]"; "" when none */
	const char	*options;	/* "provider=NPI state=S open": with = and what it takes, or a flag */
	const char	*summary;	/* one line */
	const char	*example;	/* a command line that works */
	enum cmd_needs	 needs;
	int		 min_words, max_words;	/* max -1: any number */
	int		(*run)(struct app *app, const struct args *args, struct err *err);
};

/* The table ends with a NULL name.  Returns the exit status. */
int		 cmd_main(const struct command *table, int argc, char **argv);

const char	*args_get(const struct args *args, const char *name);	/* last value, or NULL */
bool		 args_has(const struct args *args, const char *name);
const char	*args_next(const struct args *args, const char *name, int *i);	/* each value; *i from 0 */
/* --name as a number; "otherwise" when not given. */
bool		 args_int(const struct args *args, const char *name, int64_t otherwise, int64_t *ret,
		    struct err *err);

/* One JSON document on standard output; takes it over. */
void		 cmd_print_json(struct json *json);

/* Rows of a query: --json an array of objects (see query_json), else an aligned table whose heads
 * are the column names in words.  Ends the query.  "nothing" is said when there are no rows. */
int		 cmd_print_rows(struct app *app, struct query *q, const char *nothing, struct err *err);

/* The same with a choice of columns for people ("npi last_name"); --json has all of them. */
int		 cmd_print_columns(struct app *app, struct query *q, const char *columns,
		    const char *nothing, struct err *err);

/* An array of objects as that table; an object as "name  value" lines, without what is absent. */
void		 cmd_print_table(struct app *app, const struct json *array, const char *columns,
		    const char *nothing);
void		 cmd_say_fields(struct app *app, const struct json *row);

/* "2026-11-22T09:00:00.052-06:00" as people read it: "2026-11-22 09:00". */
const char	*cmd_moment(struct app *app, const char *instant);

/* One row as "name: value" lines or a JSON object; ERR_MISSING with "what" when there is none. */
int		 cmd_print_one(struct app *app, struct query *q, const char *what, struct err *err);

/* "1 letter", "2 letters"; in the app's arena. */
const char	*cmd_count(struct app *app, int64_t count, const char *one, const char *many);

/* Text for people: to standard output unless --json or --quiet; control bytes are made harmless. */
void		 cmd_say(struct app *app, const char *format, ...)
		    __attribute__((format(printf, 2, 3)));

/* What could not be done, to standard error; returns the exit status of its kind. */
int		 cmd_complain(const struct err *err);

/* All mistakes to standard error; EXIT_REFUSED when there are errors, else EXIT_DONE. */
int		 cmd_print_problems(const struct problems *problems);

/* The same, with the lines of the files and their wrong words marked. */
int		 cmd_print_problems_marked(struct app *app, const struct problems *problems);

/* "1042", "CR-1042"; a provider also by NPI.  ERR_INPUT or ERR_MISSING. */
bool		 cmd_case_id(struct app *app, const char *word, int64_t *ret_case_id, struct err *err);
bool		 cmd_provider_id(struct app *app, const char *word, int64_t *ret_provider_id, struct err *err);
bool		 cmd_id(const char *word, const char *what, int64_t *ret_id, struct err *err);

/* A name that a person gives to something ("a feed"): not blank, on one line, of at most 200 bytes. */
bool		 cmd_name(const char *word, const char *what, struct err *err);

/* --NAME as a day (DAY_NONE when not given), as a provider, payer or location (0 when not given). */
bool		 cmd_day_option(const struct args *args, const char *name, int32_t *ret_day,
		    struct err *err);
bool		 cmd_provider_option(struct app *app, const struct args *args, int64_t *ret_id,
		    struct err *err);
bool		 cmd_payer_option(struct app *app, const struct args *args, int64_t *ret_id,
		    struct err *err);
bool		 cmd_location_option(struct app *app, const struct args *args, int64_t *ret_id,
		    struct err *err);

#endif
