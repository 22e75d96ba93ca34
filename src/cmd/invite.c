/* invite: a provider's own page: its address by mail or by hand, and taking it back. */
#include "cmd/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "cmd/feed.h"
#include "store/folder.h"
#include "store/provider_link.h"
#include "store/readiness.h"
#include "base/banned.h"

static bool
read_days(const struct args *args, int64_t *ret_days, struct err *err)
{
	const char *text = args_get(args, "days");

	*ret_days = PROVIDER_LINK_DAYS;
	return text == NULL || (int_parse(text, ret_days) && *ret_days >= 1 && *ret_days <= PROVIDER_LINK_DAYS_MAX) ||
	    fail(err, ERR_INPUT, "--days is a number from 1 to %d", PROVIDER_LINK_DAYS_MAX);
}

int
cmd_provider_invite(struct app *app, const struct args *args, struct err *err)
{
	struct provider_link_wish wish = { .now_ms = app->now_ms, .by_mail = !args_has(args, "print"),
	    .actor = app->actor, .base_url = feed_base_url(app) };
	const char *url, *recipient;
	struct seal_key key;
	int64_t days;

	if (!read_days(args, &days, err) || !cmd_provider_id(app, args->word[0], &wish.provider_id, err))
		return CMD_FAILED;
	if (wish.base_url == NULL)
		return fail(err, ERR_INPUT, "how do people reach the pages? Set web.url in credence.yaml"), CMD_FAILED;
	wish.expires_ms = app->now_ms + days * MS_PER_DAY;
	if (!readiness_needs(app->db, app->folder, app->settings, wish.provider_id, zone_day(app->settings->zone, app->now_ms),
	    app->arena, &wish.needs, err) || !folder_seal_key(app->folder, PROVIDER_LINK_PURPOSE, &key, err))
		return CMD_FAILED;
	bool ok = db_begin(app->db, err) && db_end(app->db, provider_link_add(app->db, &key, app->settings, &wish,
	    app->arena, &url, &recipient, err), err);
	seal_key_clear(&key);
	if (!ok)
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "link", url);
		json_set_text(json, "recipient", recipient);
		cmd_print_json(json);
		return EXIT_DONE;
	}
	cmd_say(app, recipient != NULL ? "a letter with this address goes to %s; it works for %" PRId64 " days:" :
	    "%s works for %" PRId64 " days:", recipient != NULL ? recipient : "this address", days);
	printf("%s\n", url);
	return EXIT_DONE;
}

int
cmd_provider_uninvite(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id, count;

	if (!cmd_provider_id(app, args->word[0], &provider_id, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, provider_link_revoke(app->db, provider_id, app->actor, app->now_ms, &count, err), err))
		return CMD_FAILED;
	if (app->json) {
		struct json *json = json_new_object();
		json_set_int(json, "revoked", count);
		cmd_print_json(json);
	} else
		cmd_say(app, count > 0 ? "%" PRId64 " address%s taken back" : "no address was open", count,
		    count == 1 ? "" : "es");
	return EXIT_DONE;
}
