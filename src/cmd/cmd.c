/*
 * cmd: finds the command in the table, prepares what it needs, runs it, says what went wrong.
 * The only place where a failure becomes an exit status.
 */
#include "cmd/cmd.h"

#include <assert.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cmd/args.h"
#include "cmd/manual.h"
#include "store/catalog_version.h"
#include "store/folder.h"
#include "store/lookup.h"
#include "base/banned.h"

static const int exit_of[] = {
	[ERR_NONE] = EXIT_COULD_NOT,
	[ERR_INPUT] = EXIT_REFUSED,
	[ERR_MISSING] = EXIT_REFUSED,
	[ERR_CONFLICT] = EXIT_REFUSED,
	[ERR_BUSY] = EXIT_COULD_NOT,
	[ERR_AUTH] = EXIT_COULD_NOT,
	[ERR_SYSTEM] = EXIT_COULD_NOT,
};
static_assert(LEN(exit_of) == ERR_KINDS, "every kind of failure has its exit status");

#define WORD_BYTES_MAX	16384	/* of one argument */

/* Options that stand before the command. */
struct preface {
	const char	*folder, *now;
	bool		 json, quiet, help, version, manual, completion;
};

int
cmd_complain(const struct err *err)
{
	struct str text = STR_INIT, safe = STR_INIT;

	utf8_clean(err->text, strlen(err->text), &text);
	str_add_terminal(&safe, text.text);
	fprintf(stderr, "credence: %s\n", safe.text);
	str_clear(&safe);
	str_clear(&text);
	return exit_of[err->kind];
}

/* What nobody types on purpose is refused before anything is done with it.  A note may have lines. */
static bool
check_words(int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		size_t len = strlen(argv[i]);
		const char *p = argv[i];
		if (len > WORD_BYTES_MAX)
			return fail(err, ERR_INPUT, "an argument is longer than %d bytes: \"%.40s ...\"",
			    WORD_BYTES_MAX, p);
		if (!utf8_valid(p, len))
			return fail(err, ERR_INPUT, "the argument \"%.80s\" is not UTF-8", p);
		while ((unsigned char)*p >= ' ' ? *p != 0x7f : *p == '\n' || *p == '\t' || *p == '\r')
			p++;
		if (*p != '\0')
			return fail(err, ERR_INPUT, "the argument \"%.80s\" holds a control character",
			    argv[i]);
	}
	return true;
}

static void
print_usage(const struct command *c)
{
	struct str options = STR_INIT, option = STR_INIT;

	for (int i = 0; manual_option(c->options, i, &option); i++)
		str_printf(&options, " [%s]", option.text);
	printf("usage: credence [-C DIR] [--now TIME] [--json] [--quiet] %s%s%s%s\n%s\n"
	    "example: %s\n", c->name, c->words[0] != '\0' ? " " : "", c->words, options.text,
	    c->summary, c->example);
	str_clear(&options);
	str_clear(&option);
}

static void
print_table(const struct command *table, const char *group)
{
	for (const struct command *c = table; c->name != NULL; c++)
		if (c->summary[0] == '\0')
			continue;	/* for the daemon, not for people */
		else if (group == NULL || (text_starts(c->name, group) &&
		    (c->name[strlen(group)] == ' ' || c->name[strlen(group)] == '\0')))
			printf("  %-22s %s\n", c->name, c->summary);
}

static void
print_help(const struct command *table)
{
	puts("credence: keeps providers credentialed, enrolled and in date\n\n"
	    "usage: credence [-C DIR] [--now TIME] [--json] [--quiet] COMMAND ...\n\n"
	    "  -C DIR      the data folder; else $CREDENCE_DIR, else the current folder\n"
	    "  --now TIME  act as if it were then: 2026-11-22 or 2026-11-22T09:00\n"
	    "  --json      one JSON document on standard output\n"
	    "  --quiet     print results only\n"
	    "  --version, --manual (for man), --completion (for bash)\n\ncommands (each has --help):");
	print_table(table, NULL);
	puts("\nexample: credence init practice && credence -C practice import providers old.csv");
}

/* How many of the words the command's name takes; 0: they do not begin with it. */
static int
words_taken(const char *name, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		size_t len = strlen(argv[i]);
		if (strncmp(name, argv[i], len) != 0 || (name[len] != ' ' && name[len] != '\0'))
			return 0;
		if (name[len] == '\0')
			return i + 1;
		name += len + 1;
	}
	return 0;
}

/* The longest command name that the words begin with; *ret_words says how many words it took. */
static const struct command *
find_command(const struct command *table, int argc, char **argv, int *ret_words)
{
	const struct command *found = NULL;

	*ret_words = 0;
	for (const struct command *c = table; c->name != NULL; c++) {
		int words = words_taken(c->name, argc, argv);
		if (words > *ret_words) {
			*ret_words = words;
			found = c;
		}
	}
	return found;
}

static bool
is_group(const struct command *table, const char *word)
{
	for (const struct command *c = table; c->name != NULL; c++)
		if (text_starts(c->name, word) && c->name[strlen(word)] == ' ')
			return true;
	return false;
}

/* The commands of a group: "list, show, add". */
static const char *
members(const struct command *table, const char *group, struct arena *a)
{
	const char *words = "";

	for (const struct command *c = table; c->name != NULL; c++)
		if (text_starts(c->name, group) && c->name[strlen(group)] == ' ')
			words = arena_printf(a, "%s%s%s", words, words[0] != '\0' ? ", " : "",
			    c->name + strlen(group) + 1);
	return words;
}

static int
unknown_command(const struct command *table, int argc, char **argv, struct arena *a)
{
	struct err err = ERR_INIT;
	bool help = argc >= 2 && strcmp(argv[1], "--help") == 0;

	if (is_group(table, argv[0]) && help) {
		print_table(table, argv[0]);
		return EXIT_DONE;
	}
	if (!is_group(table, argv[0]))
		fail(&err, ERR_INPUT, "there is no command \"%s\". \"credence --help\" lists them",
		    argv[0]);
	else if (argc >= 2)
		fail(&err, ERR_INPUT, "\"%s\" has no command \"%.80s\", only %s", argv[0], argv[1],
		    members(table, argv[0], a));
	else
		fail(&err, ERR_INPUT, "\"%s\" needs one more word: %s", argv[0],
		    members(table, argv[0], a));
	return cmd_complain(&err);
}

static bool
take_value(const char *option, int argc, char **argv, int *i, const char **ret, struct err *err)
{
	if (*i + 1 >= argc)
		return fail(err, ERR_INPUT, "the option \"%s\" needs a value", option);
	*ret = argv[++*i];
	return true;
}

/* The options before the command; *i is left at its first word. */
static bool
read_preface(struct preface *p, int argc, char **argv, int *i, struct err *err)
{
	for (*i = 1; *i < argc && argv[*i][0] == '-'; (*i)++) {
		const char *option = argv[*i];
		if (strcmp(option, "-C") == 0) {
			if (!take_value(option, argc, argv, i, &p->folder, err))
				return false;
		} else if (strcmp(option, "--now") == 0) {
			if (!take_value(option, argc, argv, i, &p->now, err))
				return false;
		} else if (text_starts(option, "--now=")) {
			p->now = option + 6;
		} else if (strcmp(option, "--json") == 0) {
			p->json = true;
		} else if (strcmp(option, "--quiet") == 0) {
			p->quiet = true;
		} else if (strcmp(option, "--help") == 0) {
			p->help = true;
		} else if (strcmp(option, "--version") == 0) {
			p->version = true;
		} else if (strcmp(option, "--manual") == 0) {
			p->manual = true;
		} else if (strcmp(option, "--completion") == 0) {
			p->completion = true;
		} else {
			return fail(err, ERR_INPUT, "there is no option \"%s\" before the command",
			    option);
		}
	}
	return true;
}

/* --json, --quiet and --now are also understood behind the command, where people type them too. */
static int
pull_global(struct preface *p, int argc, char **argv)
{
	int kept = 0;
	bool ended = false;

	for (int i = 0; i < argc; i++) {
		ended = ended || strcmp(argv[i], "--") == 0;
		if (!ended && strcmp(argv[i], "--json") == 0)
			p->json = true;
		else if (!ended && strcmp(argv[i], "--quiet") == 0)
			p->quiet = true;
		else if (!ended && strcmp(argv[i], "--help") == 0)
			p->help = true;
		else if (!ended && strcmp(argv[i], "--now") == 0 && i + 1 < argc)
			p->now = argv[++i];
		else
			argv[kept++] = argv[i];
	}
	return kept;
}

static const char *
actor_name(struct arena *a)
{
	const struct passwd *pw = getpwuid(getuid());
	const char *name = getenv("CREDENCE_USER");

	return arena_strdup(a, name != NULL && name[0] != '\0' ? name :
	    pw != NULL ? pw->pw_name : "someone");
}

static bool
find_folder(struct app *app, const char *wanted, struct err *err)
{
	const char *environment = getenv("CREDENCE_DIR");

	app->folder = wanted != NULL ? wanted :
	    environment != NULL && environment[0] != '\0' ? environment : ".";
	if (folder_is_one(app->folder))
		return true;
	return fail(err, ERR_INPUT, "%s is no data folder. \"credence init DIR\" makes one; "
	    "-C DIR names it", app->folder);
}

/* Folder, settings, time and database, as far as the command needs them. */
static int
prepare(struct app *app, const struct command *c, const struct preface *p, struct err *err)
{
	struct problems problems;
	bool wants_db;

	problems_init(&problems, app->arena);
	if (c->needs != NEEDS_NOTHING && !find_folder(app, p->folder, err)) {
		if ((c->needs != MAY_HAVE_PATH && c->needs != MAY_HAVE_DB) || p->folder != NULL)
			return CMD_FAILED;
		app->folder = NULL;
	}
	wants_db = c->needs == NEEDS_DB || (c->needs == MAY_HAVE_DB && app->folder != NULL);
	if (c->needs == NEEDS_FOLDER || wants_db) {
		app->settings = folder_settings(app->folder, app->arena, &problems);
		if (app->settings == NULL)
			return cmd_print_problems(&problems);
	}
	const struct zone *zone = app->settings != NULL ? app->settings->zone : zone_utc();
	app->now_ms = clock_now_ms();
	app->now_given = p->now != NULL;
	app->now_text = p->now;
	if (p->now != NULL && !instant_parse(p->now, zone, &app->now_ms, err)) {
		fail_in(err, "--now");
		return CMD_FAILED;
	}
	if (wants_db &&
	    (!folder_open_db(app->folder, app->now_ms, &app->db, err) ||
	    !engine_open(&app->engine, app->db, app->settings, err)))
		return CMD_FAILED;
	if (wants_db) {
		struct err later = ERR_INIT;
		/* Where the database takes nothing now, the next command notes it; this one says what it cannot do itself. */
		catalog_freeze(app->db, app->folder, app->actor, app->now_ms, &later);
		return catalog_recall(app->db, app->settings, app->arena, err) ? EXIT_DONE : CMD_FAILED;
	}
	return EXIT_DONE;
}

static int
run(struct app *app, const struct command *c, const struct preface *p, int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct args args;

	if (!args_read(&args, c, argc, argv, app->arena, &err)) {
		struct err why = ERR_INIT;
		fail(&why, err.kind, "%s. \"credence %s --help\" tells more", err.text, c->name);
		return cmd_complain(&why);
	}
	int status = prepare(app, c, p, &err);
	if (status == EXIT_DONE)
		status = c->run(app, &args, &err);
	if (app->engine.db != NULL)
		engine_close(&app->engine);
	db_close(app->db);
	return status == CMD_FAILED ? cmd_complain(&err) : status;
}

/* What the program says of itself, without a command. */
static bool
print_about(const struct command *table, const struct preface *p)
{
	if (p->version)
		puts("credence " CREDENCE_VERSION);
	if (p->manual)
		manual_print_page(table);
	if (p->completion)
		manual_print_completion(table);
	return p->version || p->manual || p->completion;
}

int
cmd_main(const struct command *table, int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct app app = { .arena = &arena, .program = "/proc/self/exe" };
	struct preface p = { 0 };
	struct err err = ERR_INIT;
	int i, words;

	/* libetpan and pipes to pagers write to peers that may be gone. */
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is said like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	log_init("credence", LOG_INFO);
	if (!check_words(argc, argv, &err) || !read_preface(&p, argc, argv, &i, &err))
		return cmd_complain(&err);
	if (print_about(table, &p))
		return EXIT_DONE;
	if (i < argc && strcmp(argv[i], "help") == 0) {
		p.help = true;		/* "help case list" is "case list --help" */
		i++;
	}
	if (i >= argc) {
		print_help(table);
		return p.help ? EXIT_DONE : EXIT_REFUSED;
	}
	const struct command *c = find_command(table, argc - i, argv + i, &words);
	if (c == NULL) {
		int refused = unknown_command(table, argc - i, argv + i, &arena);
		arena_clear(&arena);
		return refused;
	}
	char **rest = argv + i + words;
	int rest_count = pull_global(&p, argc - i - words, rest);
	if (p.help) {
		print_usage(c);
		return EXIT_DONE;
	}
	app.json = p.json;
	app.quiet = p.quiet;
	app.actor = actor_name(&arena);
	int status = run(&app, c, &p, rest_count, rest);
	/* A full disk behind the pipe must not look like success. */
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_COULD_NOT;
	arena_clear(&arena);
	return status;
}

bool
cmd_case_id(struct app *app, const char *word, int64_t *ret_case_id, struct err *err)
{
	return lookup_case(app->db, word, ret_case_id, err);
}

bool
cmd_provider_id(struct app *app, const char *word, int64_t *ret_provider_id, struct err *err)
{
	return lookup_provider(app->db, word, ret_provider_id, err);
}
