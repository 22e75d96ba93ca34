/* feed: calendar subscriptions: made, listed, revoked, printed. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "calendar/feed.h"
#include "cmd/feed.h"
#include "store/audit.h"
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

/* --past, --ahead, --alarm: as calendar_feed in credence.yaml has them. */
static bool
set_days(const struct args *args, const char *name, int64_t min, int64_t max, int64_t *ret_days,
    struct err *err)
{
	int64_t days;

	if (!args_int(args, name, FEED_AS_SET, &days, err))
		return false;
	if (args_has(args, name) && (days < min || days > max))
		return fail(err, ERR_INPUT, "--%s should be from %lld to %lld days", name,
		    (long long)min, (long long)max);
	*ret_days = days;
	return true;
}

static bool
set_shape(const struct args *args, struct feed_shape *shape, struct err *err)
{
	static const char *const details[] = { "full", "initials", "busy" };
	const char *detail = args_get(args, "detail");

	for (size_t i = 0; detail != NULL && i < LEN(details); i++)
		if (text_equal(detail, details[i]))
			shape->detail = details[i];
	if (detail != NULL && shape->detail == NULL)
		return fail(err, ERR_INPUT, "--detail \"%s\" should be one of: full, initials, busy",
		    detail);
	return set_days(args, "past", 0, 3650, &shape->past_days, err) &&
	    set_days(args, "ahead", 1, 36500, &shape->ahead_days, err) &&
	    set_days(args, "alarm", 0, 365, &shape->alarm_days, err);
}

/* In the caller's transaction. */
static bool
add(struct app *app, const struct feed *feed, char secret[HASH_ID_BYTES], int64_t *ret_id,
    struct err *err)
{
	return feed_add(app->db, feed, secret, app->now_ms, ret_id, err) &&
	    audit_add(app->db, app->actor, "feed add",
	    arena_printf(app->arena, "feed %lld", (long long)*ret_id), feed->name, app->now_ms, err);
}

bool
feed_make(struct app *app, const struct feed *feed, int64_t *ret_feed_id, const char **ret_path,
    struct err *err)
{
	char secret[HASH_ID_BYTES];

	if (!db_begin(app->db, err))
		return false;
	if (!add(app, feed, secret, ret_feed_id, err)) {
		db_rollback(app->db);
		return false;
	}
	*ret_path = arena_printf(app->arena, "/feed/%s.ics", secret);
	return db_commit(app->db, err);
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

static bool
revoke(struct app *app, const char *name, struct err *err)
{
	return feed_revoke(app->db, name, app->now_ms, err) &&
	    audit_add(app->db, app->actor, "feed revoke",
	    arena_printf(app->arena, "feed \"%s\"", name), "", app->now_ms, err);
}

int
cmd_feed_revoke(struct app *app, const struct args *args, struct err *err)
{
	if (!db_begin(app->db, err))
		return CMD_FAILED;
	if (!revoke(app, args->word[0], err)) {
		db_rollback(app->db);
		return CMD_FAILED;
	}
	if (!db_commit(app->db, err))
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
