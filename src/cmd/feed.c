/* feed: calendar subscriptions: made, listed, revoked, printed. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "calendar/feed.h"
#include "cmd/feed.h"
#include "store/running.h"
#include "base/banned.h"

const char *
feed_base_url(struct app *app)
{
	const struct settings *s = app->settings;

	if (s->web.url == NULL && s->web.port == 0)
		return running_page(app->folder, app->arena);
	return settings_url(s, s->web.port, app->arena);
}

/* One "KEY=VALUE" of --only. */
static bool
set_only(struct app *app, const char *word, struct feed_filter *only, struct err *err)
{
	size_t len = strcspn(word, "=");
	const char *key = arena_strndup(app->arena, word, len);
	const char *value = word[len] == '=' ? word + len + 1 : "";

	if (text_blank(value))
		return fail(err, ERR_INPUT, "--only \"%s\" is not written like kind=expirables", word);
	return feed_filter_add(app->db, key, value, only, err);
}

/* What is left out is as calendar_feed in credence.yaml has it. */
static bool
set_shape(const struct args *args, struct feed_shape *shape, struct err *err)
{
	static const char *const names[] = { "detail", "past", "ahead", "alarm" };

	for (size_t i = 0; i < LEN(names); i++) {
		const char *value = args_get(args, names[i]);
		struct err why = ERR_INIT;
		if (value != NULL && !feed_shape_set(shape, names[i], value, &why))
			return fail(err, why.kind, "--%s", why.text);
	}
	return true;
}

bool
feed_make(struct app *app, const struct feed *feed, int64_t *ret_feed_id, const char **ret_path,
    struct err *err)
{
	const struct feed_by by = { app->actor, app->now_ms };
	char secret[HASH_ID_BYTES];

	if (!db_begin(app->db, err) || !db_end(app->db, feed_add(app->db, feed, &by, secret, ret_feed_id, err), err))
		return false;
	*ret_path = arena_printf(app->arena, "/feed/%s.ics", secret);
	return true;
}

static void
print_address(struct app *app, int64_t feed_id, const char *name, const char *base,
    const char *path)
{
	const char *url = base != NULL ? arena_printf(app->arena, "%s%s", base, path) : NULL;

	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "feed_id", feed_id);
		json_set_text(json, "name", name);
		json_set_text(json, "url", url);
		json_set_text(json, "path", path);
		cmd_print_json(json);
		return;
	}
	printf("%s\n", url != NULL ? url : path);
	if (url == NULL)
		cmd_say(app, "This stands behind the address that \"credence run\" prints: web.port is 0 in "
		    "credence.yaml, so a port is chosen when the daemon starts, another one each time. Calendar "
		    "programs need a fixed one.");
	cmd_say(app, "Subscribe to this address in a calendar program. It is a secret, and it is "
	    "shown only now.");
}

int
cmd_feed_add(struct app *app, const struct args *args, struct err *err)
{
	struct feed feed = { .name = args->word[0], .shape = FEED_SHAPE_INIT };
	const char *word, *path, *base = feed_base_url(app);
	int64_t feed_id;
	int i = 0;

	if (!cmd_name(feed.name, "a feed", err))
		return CMD_FAILED;
	while ((word = args_next(args, "only", &i)) != NULL)
		if (!set_only(app, word, &feed.only, err))
			return CMD_FAILED;
	if (!set_shape(args, &feed.shape, err) ||
	    !feed_make(app, &feed, &feed_id, &path, err))
		return CMD_FAILED;
	print_address(app, feed_id, feed.name, base, path);
	return EXIT_DONE;
}

int
cmd_feed_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;
	(void)args;

	feed_query_list(&q, app->db);
	return cmd_print_columns(app, &q, "name only detail created_ms fetched_ms fetched_by fetch_count"
	    " revoked_ms", "no feeds. Make one: credence feed add everyone", err);
}

int
cmd_feed_revoke(struct app *app, const struct args *args, struct err *err)
{
	const struct feed_by by = { app->actor, app->now_ms };

	if (!db_begin(app->db, err) || !db_end(app->db, feed_revoke(app->db, args->word[0], &by, err), err))
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "name", args->word[0]);
		json_set_text(json, "status", "revoked");
		cmd_print_json(json);
	}
	cmd_say(app, "the feed \"%s\" is revoked: its address answers no more", args->word[0]);
	return EXIT_DONE;
}

static bool
to_output(void *context, const char *bytes, size_t len, struct err *err)
{
	(void)context;

	return fwrite(bytes, 1, len, stdout) == len ||
	    fail_errno(err, "could not write the calendar");
}

int
cmd_feed_print(struct app *app, const struct args *args, struct err *err)
{
	const struct calendar_wish wish = { .settings = app->settings, .base_url = feed_base_url(app),
	    .now_ms = app->now_ms };
	struct feed feed;

	db_keep_little(app->db);	/* each page once, in the order of the days */
	if (!feed_find(app->db, args->word[0], app->arena, &feed, err) ||
	    !calendar_feed_write(app->db, &feed, &wish, to_output, NULL, err))
		return CMD_FAILED;
	if (fflush(stdout) != 0)
		return fail_errno(err, "could not write the calendar"), CMD_FAILED;
	return EXIT_DONE;
}
