/* run: the daemon in the foreground, and the hidden command under which its children are started. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "daemon/child.h"
#include "daemon/run.h"
#include "store/catalog_version.h"
#include "base/banned.h"

static void
say_ready(void *context, const char *page)
{
	struct app *app = context;

	if (app->json) {
		struct json *ready = json_new_object();
		json_set_text(ready, "page", page);
		cmd_print_json(ready);
	}
	if (page != NULL)
		cmd_say(app, "running: %s  (stop with Ctrl-C)", page);
	else
		cmd_say(app, "running without pages: what keeps them is said above, and they are tried "
		    "again  (stop with Ctrl-C)");
	fflush(stdout);
}

int
cmd_run(struct app *app, const struct args *args, struct err *err)
{
	const struct daemon_wish wish = {
		.folder = app->folder,
		.program = app->program,
		.shift_ms = app->now_given ? app->now_ms - clock_now_ms() : 0,
		.ready = say_ready,
		.context = app,
	};

	(void)args;
	return daemon_run(&wish, err) ? EXIT_DONE : CMD_FAILED;
}

static const struct child_kind *
find_kind(const char *name)
{
	for (int i = 0; i < CHILD_NAMES; i++)
		if (strcmp(child_kinds[i].name, name) == 0)
			return &child_kinds[i];
	return NULL;
}

int
cmd_child(struct app *app, const struct args *args, struct err *err)
{
	const struct child_kind *kind = find_kind(args->word[0]);
	int64_t lifeline, ready_fd;

	if (kind == NULL || !int_parse(args->word[1], &lifeline) ||
	    !int_parse(args->word[2], &ready_fd)) {
		fail(err, ERR_INPUT, "\"child\" is for the daemon alone");
		return CMD_FAILED;
	}
	log_init(kind->name, LOG_INFO);
	struct child_work work = {
		.folder = app->folder,
		.engine = &app->engine,
		.settings = app->settings,
		.shift_ms = app->now_ms - clock_now_ms(),
		.lifeline = (int)lifeline,
		.ready_fd = (int)ready_fd,
		.data_version = -1,
	};
	if (!catalog_last_saved(app->db, &work.saved_id, err))
		return CMD_FAILED;
	return kind->run(&work, err) ? EXIT_DONE : CMD_FAILED;
}
