/*
 * crash [EVERY]: the script (script.c) with each write, sync and truncation in turn as the last one, or
 * failing; and with each allocation of SQLite's failing.  EVERY n: only each n-th of them.
 *
 * After a death: what is on the disk is one of the states that were committed in an undisturbed run, and
 * no older than the last act that was acknowledged; it is sound; and the script, gone on with, ends as the
 * undisturbed one did (but for letters of which nobody can know, which are held).
 * After a failure: the same without losing anything.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/clock.h"
#include "crash/disk.h"
#include "crash/script.h"

#define STATES_MAX 128
#define ACTS_MAX 32
#define TRIES_MAX 4

/* The committed states of the undisturbed run, in order; the last is the end. */
static char *states[STATES_MAX];
static size_t state_count;

static struct disk_copy *first_image;
static struct outside first_outside;
static long problems;

/* In the undisturbed run each commit leaves its image; after each act: how many there were. */
static struct disk_copy *images[STATES_MAX];
static size_t image_count, after_act[ACTS_MAX];
static bool is_recording;

static void
read_state(const struct disk_copy *image)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	struct db *db;

	disk_load(image);
	if (!db_open("/disk/credence.db", DB_WRITE, &db, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	world_show(db, &text);
	db_close(db);
	states[state_count++] = str_take(&text);
}

static int
on_statement(unsigned kind, void *context, void *statement, void *x)
{
	(void)kind;
	(void)context;
	(void)x;
	const char *sql = sqlite3_sql(statement);
	if (is_recording && sql != NULL && strcmp(sql, "COMMIT") == 0 && image_count < STATES_MAX)
		images[image_count++] = disk_save();
	return 0;
}

static int
on_open(sqlite3 *db, char **error, const struct sqlite3_api_routines *api)
{
	(void)error;
	(void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_statement, NULL);
}

static void
begin_again(struct outside *outside)
{
	struct str path = STR_INIT;

	disk_load(first_image);
	*outside = first_outside;
	str_printf(&path, "%s/credence.sent", outside->folder);
	unlink(path.text);
	str_clear(&path);
}

/* Acts from *act on until one fails. */
static bool
go_on(struct world *w, size_t *act, struct err *err)
{
	for (; *act < script_acts(); ++*act) {
		if (!script_do(w, *act, err))
			return false;
		if (is_recording)
			after_act[*act] = image_count - 1;
	}
	return true;
}

static void
complain(const char *mode, long n, size_t act, const char *what)
{
	if (problems++ < 20)
		printf("%s %ld, while %s: %s\n", mode, n, act < script_acts() ? script_name(act) : "opening", what);
}

/* Is it one of these states? */
static bool
is_state(const char *text, size_t from, size_t until)
{
	for (size_t i = from; i <= until; i++)
		if (strcmp(states[i], text) == 0)
			return true;
	return false;
}

/* The first line that differs. */
static void
say_difference(const char *got, const char *want, struct str *out)
{
	while (*got != '\0' && strcspn(got, "\n") == strcspn(want, "\n") &&
	    strncmp(got, want, strcspn(got, "\n") + 1) == 0) {
		got += strcspn(got, "\n") + 1;
		want += strcspn(want, "\n") + (*want != '\0');
	}
	str_printf(out, "\n  is     %.*s\n  should %.*s", (int)strcspn(got, "\n"), got,
	    (int)strcspn(want, "\n"), want);
}

static void
check_end(struct world *w, const char *mode, long n)
{
	struct str text = STR_INIT, why = STR_INIT;
	bool doubt;

	if (!world_is_sound(w, &why, &doubt))
		complain(mode, n, script_acts() - 1, why.text);
	world_show(w->process.db, &text);
	if (!doubt && strcmp(text.text, states[state_count - 1]) != 0) {
		str_add(&why, "it ended otherwise than undisturbed");
		say_difference(text.text, states[state_count - 1], &why);
		complain(mode, n, script_acts() - 1, why.text);
	}
	str_clear(&text);
	str_clear(&why);
}

/* What the disk holds after the machine came back. */
static void
check_restart(struct world *w, const char *mode, long n, size_t act)
{
	struct str text = STR_INIT, why = STR_INIT;
	bool doubt;

	if (!world_is_sound(w, &why, &doubt))
		complain(mode, n, act, why.text);
	world_show(w->process.db, &text);
	/* As after the last act that was acknowledged, or as one of the commits of the one under way. */
	size_t before = act > 0 ? after_act[act - 1] : 0;
	if (!is_state(text.text, before, after_act[act])) {
		str_add(&why, is_state(text.text, 0, before) ? "what was acknowledged is lost" :
		    "half a step is on the disk");
		say_difference(text.text, states[before], &why);
		complain(mode, n, act, why.text);
	}
	str_clear(&text);
	str_clear(&why);
}

/* True when the script ended before the n-th write. */
static bool
die_at(long n, enum disk_loss loss)
{
	static const char *const modes[] = { "killed at write", "no power at write", "torn at write" };
	struct outside outside;
	struct err err = ERR_INIT;
	struct world w;
	size_t act = 0;

	begin_again(&outside);
	disk_break(DISK_DIES, n);
	if (world_open(&w, &outside, &err) && go_on(&w, &act, &err)) {
		disk_break(DISK_SOUND, 0);
		world_close(&w);
		return true;
	}
	world_close(&w);
	if (!disk_is_dead())
		complain(modes[loss], n, act, err.text);
	disk_restart(loss, (uint64_t)n);
	err = (struct err)ERR_INIT;
	if (!world_open(&w, &outside, &err)) {
		complain(modes[loss], n, act, err.text);
		return false;
	}
	check_restart(&w, modes[loss], n, act);
	if (!go_on(&w, &act, &err))
		complain(modes[loss], n, act, err.text);
	else
		check_end(&w, modes[loss], n);
	world_close(&w);
	return false;
}

/* The same process goes on: what failed is tried again. */
static bool
fail_at(long n, enum disk_fault fault, const char *mode)
{
	struct outside outside;
	struct err err = ERR_INIT;
	struct world w;
	size_t act = 0;
	int tries = 0;

	begin_again(&outside);
	disk_break(fault, n);
	while (!world_open(&w, &outside, &err)) {
		world_close(&w);
		if (++tries == TRIES_MAX) {
			complain(mode, n, script_acts(), err.text);
			return !disk_has_failed();
		}
		err = (struct err)ERR_INIT;
	}
	while (!go_on(&w, &act, &err)) {
		if (db_in_transaction(w.process.db))
			complain(mode, n, act, "a transaction stays open");
		if (++tries == TRIES_MAX) {
			complain(mode, n, act, err.text);
			break;
		}
		err = (struct err)ERR_INIT;
	}
	bool over = !disk_has_failed();
	disk_break(DISK_SOUND, 0);
	if (tries < TRIES_MAX)
		check_end(&w, mode, n);
	world_close(&w);
	return over;
}

/* SQLite's memory, whose n-th piece is refused. */
static sqlite3_mem_methods memory;
static long pieces, refused_at;

static bool
is_refused(void)
{
	return refused_at > 0 && ++pieces == refused_at;
}

static void *
on_malloc(int bytes)
{
	return is_refused() ? NULL : memory.xMalloc(bytes);
}

static void *
on_realloc(void *old, int bytes)
{
	return is_refused() ? NULL : memory.xRealloc(old, bytes);
}

static bool
starve_at(long n)
{
	struct outside outside;
	struct err err = ERR_INIT;
	struct world w;
	size_t act = 0;
	int tries = 0;

	begin_again(&outside);
	if (!world_open(&w, &outside, &err)) {
		complain("no memory", n, script_acts(), err.text);
		return true;
	}
	pieces = 0;
	refused_at = n;
	while (!go_on(&w, &act, &err)) {
		if (db_in_transaction(w.process.db))
			complain("no memory", n, act, "a transaction stays open");
		if (++tries == TRIES_MAX) {
			complain("no memory", n, act, err.text);
			break;
		}
		err = (struct err)ERR_INIT;
	}
	bool over = pieces < refused_at;
	refused_at = 0;
	if (tries < TRIES_MAX)
		check_end(&w, "no memory", n);
	world_close(&w);
	return over;
}

/* The undisturbed run. */
static void
record(void)
{
	struct outside outside;
	struct err err = ERR_INIT;
	struct str why = STR_INIT;
	struct world w;
	size_t act = 0;
	bool doubt;

	begin_again(&outside);
	images[image_count++] = disk_save();
	if (!world_open(&w, &outside, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	is_recording = true;
	if (!go_on(&w, &act, &err)) {
		fprintf(stderr, "%s: %s\n", script_name(act), err.text);
		exit(1);
	}
	is_recording = false;
	if (!world_is_sound(&w, &why, &doubt) || doubt || outside.letters != 2) {
		fprintf(stderr, "the undisturbed run: %s%zu letters\n", why.text, outside.letters);
		exit(1);
	}
	world_close(&w);
	str_clear(&why);
	for (size_t i = 0; i < image_count; i++) {
		read_state(images[i]);
		disk_copy_free(images[i]);
	}
}

/* One kind of disturbance at every place; says how many there are. */
static void
sweep(const char *words, long every, bool (*at)(long n))
{
	double began = seconds();
	long n = 1, places = 0;

	while (!at(n)) {
		places++;
		n += every;
	}
	printf("%-44s %5ld places  %5.1f s\n", words, places, seconds() - began);
}

static bool killed_at(long n) { return die_at(n, DISK_KEEPS); }
static bool powerless_at(long n) { return die_at(n, DISK_FORGETS); }
static bool torn_at(long n) { return die_at(n, DISK_TEARS); }
static bool error_at(long n) { return fail_at(n, DISK_ERROR, "error at call"); }
static bool full_at(long n) { return fail_at(n, DISK_FULL, "full at write"); }
static bool busy_at(long n) { return fail_at(n, DISK_BUSY, "busy at lock"); }

int
main(int argc, char **argv)
{
	long every = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	sqlite3_mem_methods ours;
	struct db *db;

	if (every < 1 || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory) != SQLITE_OK)
		return 2;
	ours = memory;
	ours.xMalloc = on_malloc;
	ours.xRealloc = on_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) != SQLITE_OK ||
	    !db_open(":memory:", DB_CREATE, &db, NULL))
		return 2;
	db_close(db);
	disk_register();
	world_make(&first_outside);
	first_image = disk_save();
	sqlite3_auto_extension((void (*)(void))(void *)on_open);
	record();
	printf("%zu acts, %zu commits\n", script_acts(), state_count - 1);
	sweep("killed at each write, sync, truncation", every, killed_at);
	sweep("power lost there: nothing unsynced is left", every, powerless_at);
	sweep("power lost there: some sectors are left", every, torn_at);
	sweep("each read, write, sync fails once", every, error_at);
	sweep("the disk is full at each write", every, full_at);
	sweep("each lock is held once", every, busy_at);
	/* There are ten times as many. */
	sweep("each allocation of SQLite fails once", every > 1 ? every * 10 : 1, starve_at);
	printf("%ld problems\n", problems);
	disk_clear();
	disk_copy_free(first_image);
	for (size_t i = 0; i < state_count; i++)
		free(states[i]);
	rmdir(first_outside.folder);
	return problems > 0;
}
