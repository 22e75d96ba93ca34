/*
 * demo: a data folder with invented people and a month of history, and the daemon on it.
 * All that is special about it stands in config/demo/; from the first import to the last letter it
 * is made as a practice would make it.
 */
#include "cmd/demo.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/str.h"
#include "base/zone.h"
#include "cmd/commands.h"
#include "cmd/feed.h"
#include "daemon/run.h"
#include "store/folder.h"
#include "store/publication.h"
#include "base/banned.h"

#define ORG		"Four Rivers Medical Group"
#define TIMEZONE	"America/Chicago"
#define FROM		"credentialing@fourrivers.example"
#define IMPORT_SEC	(8 * 3600 + 30 * 60)	/* on the first morning */
#define PORTS_TRIED	100
#define SETTINGS_BYTES_MAX (1 << 20)

struct made {
	struct app	*app;
	const char	*folder, *page;
	const char	*feed;		/* path of its address, behind that of the page */
	struct story_counts counts;
};

/* Nobody listens there on this machine's own address. */
static bool
port_is_free(int port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int yes = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s < 0)
		return false;
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	bool is_free = bind(s, (const struct sockaddr *)&address, sizeof(address)) == 0;
	close(s);
	return is_free;
}

/* The usual port may be taken by a real practice: then the demo keeps another one in its settings. */
static bool
choose_port(const char *file, int usual, struct err *err)
{
	struct str text = STR_INIT;
	int port = usual;

	while (!port_is_free(port) && port < usual + PORTS_TRIED)
		port++;
	if (port == usual)
		return true;
	bool ok = file_read(file, SETTINGS_BYTES_MAX, &text, err);
	str_printf(&text, "\nweb:\n  port: %d  # %d was taken when the demo was made\n", port, usual);
	ok = ok && file_write(file, text.text, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

static bool
read_settings(struct app *app, struct err *err)
{
	struct problems problems;

	problems_init(&problems, app->arena);
	app->settings = folder_settings(app->folder, app->arena, &problems);
	return app->settings != NULL || fail(err, ERR_SYSTEM, "the demo's settings are wrong: %s",
	    problems.count > 0 ? problems.item[0].text : "unknown mistake");
}

static bool
publish(struct app *app, int64_t at_ms, struct err *err)
{
	struct problems problems;
	size_t fresh;

	problems_init(&problems, app->arena);
	return publication_publish_folder(app->db, path_join(app->arena, app->folder, "workflows"),
	    "demo", at_ms, &problems, &fresh, err);
}

/* Folder, settings and the open database, as they were on the first morning. */
static bool
open_folder(struct demo *demo, int64_t *ret_first_ms, struct err *err)
{
	static const struct folder_wish wish = { .org_name = ORG, .timezone = TIMEZONE,
	    .from = FROM };
	struct app *app = demo->app;

	app->folder = demo->folder;
	if (!folder_create(demo->folder, &wish, app->now_ms, err) || !read_settings(app, err) ||
	    !choose_port(path_join(app->arena, demo->folder, "credence.yaml"),
	    app->settings->web.port, err) || !read_settings(app, err) ||
	    (app->now_text != NULL &&
	    !instant_parse(app->now_text, app->settings->zone, &app->now_ms, err)))
		return false;
	demo->last_day = zone_day(app->settings->zone, app->now_ms);
	demo->first_day = workday_roll(demo->calendar, demo->last_day - DEMO_DAYS, ROLL_PREV);
	*ret_first_ms = zone_instant(app->settings->zone, demo->first_day, IMPORT_SEC);
	if (!demo_write_duties(demo, err) || !read_settings(app, err) ||
	    !folder_open_db(demo->folder, *ret_first_ms, &app->db, err) ||
	    !engine_open(&app->engine, app->db, app->settings, err))
		return false;
	db_set_durable(app->db, false);
	return publish(app, *ret_first_ms, err);
}

static bool
make(struct demo *demo, struct made *made, struct err *err)
{
	struct app *app = demo->app;
	const struct asset *calendar = asset_find("config/us_business.yaml");
	struct demo_story story;
	const struct feed everything = { .name = "everything", .shape = FEED_SHAPE_INIT };
	struct problems problems;
	int64_t first_ms, feed_id;

	problems_init(&problems, app->arena);
	demo->calendar = workday_parse(calendar->path, calendar->bytes, calendar->len, app->arena,
	    &problems);
	if (demo->calendar == NULL)
		BUG("the built-in calendar is wrong");
	if (!demo_story_read(app, &story, err) || !open_folder(demo, &first_ms, err) ||
	    !demo_import(demo, first_ms, err) || !demo_play(demo, &story, err))
		return false;
	made->page = feed_base_url(app);
	db_set_durable(app->db, true);
	return feed_make(app, &everything, &feed_id, &made->feed, err) && db_checkpoint(app->db, err) &&
	    story_count(app->db, &made->counts, err);
}

static void
say_made(const struct made *m)
{
	const struct story_counts *n = &m->counts;

	cmd_say(m->app, "made %s: %lld provider%s, %lld payer%s, %lld case%s; in a month %lld letter%s "
	    "sent and %lld mail%s in; %lld task%s open", m->folder, (long long)n->providers, plural_s(n->providers),
	    (long long)n->payers, plural_s(n->payers), (long long)n->cases, plural_s(n->cases), (long long)n->letters, plural_s(n->letters), (long long)n->mails, plural_s(n->mails),
	    (long long)n->tasks, plural_s(n->tasks));
}

static void
say_addresses(const struct made *m, bool runs)
{
	const char *feed = arena_printf(m->app->arena, "%s%s", m->page, m->feed);

	if (m->app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "folder", m->folder);
		json_set_text(json, "page", m->page);
		json_set_text(json, "feed", feed);
		cmd_print_json(json);
	}
	cmd_say(m->app, "\n  page  %s\n  feed  %s  (for any calendar program)\n\n%s\nTry beside it:\n"
	    "  credence -C %s task list\n  credence -C %s case list --open --workflow payer_enrollment\n"
	    "  credence -C %s billable\n  credence -C %s why mail 1", m->page, feed,
	    runs ? "It is running; Ctrl-C ends it." : "Start it with \"run\".", m->folder, m->folder,
	    m->folder, m->folder);
	fflush(stdout);
}

static void
say_ready(void *context, const char *page)
{
	struct made *made = context;

	if (page != NULL)
		made->page = page;
	say_addresses(made, true);
}

/* The database is the children's from here on. */
static bool
serve(struct app *app, struct made *made, struct err *err)
{
	const struct daemon_wish wish = {
		.folder = app->folder,
		.program = app->program,
		.shift_ms = app->now_given ? app->now_ms - clock_now_ms() : 0,
		.ready = say_ready,
		.context = made,
	};

	engine_close(&app->engine);
	app->engine.db = NULL;
	db_close(app->db);
	app->db = NULL;
	return daemon_run(&wish, err);
}

int
cmd_demo(struct app *app, const struct args *args, struct err *err)
{
	struct demo demo = { .app = app, .folder = args->count > 0 ? args->word[0] : "credence-demo" };
	struct made made = { .app = app, .folder = demo.folder };

	if (folder_is_one(demo.folder)) {
		fail(err, ERR_CONFLICT, "%s is there already. Run it with \"credence -C %s run\", or "
		    "remove it for a new one", demo.folder, demo.folder);
		return CMD_FAILED;
	}
	if (!make(&demo, &made, err))
		return CMD_FAILED;
	say_made(&made);
	if (args_has(args, "no-run")) {
		say_addresses(&made, false);
		return EXIT_DONE;
	}
	return serve(app, &made, err) ? EXIT_DONE : CMD_FAILED;
}
