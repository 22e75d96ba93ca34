/* calendar push: the calendars of the settings kept in step, once; and how that went last. */
#include "cmd/commands.h"

#include "base/str.h"
#include "calendar/push.h"
#include "cmd/bar.h"
#include "store/caldav.h"
#include "base/banned.h"

static void
say_pushed(struct app *app, const struct calendar_account *account, const struct push_counts *c)
{
	cmd_say(app, "%s: %lld put, %lld removed, %lld there", account->name, (long long)c->put,
	    (long long)c->removed, (long long)c->there);
	if (c->repaired > 0)
		cmd_say(app, "%s: %lld were lost there and are made anew", account->name,
		    (long long)c->repaired);
	if (c->asked > 0)
		cmd_say(app, "%s: people changed %lld there; see: credence task list", account->name,
		    (long long)c->asked);
	if (c->waiting > 0)
		cmd_say(app, "%s: %lld wait, %lld refused by the server; why: credence calendar list",
		    account->name, (long long)c->waiting, (long long)c->refused);
}

static struct json *
pushed_json(const struct calendar_account *account, const struct push_counts *c, const char *error)
{
	struct json *one = json_new_object();

	json_set_text(one, "name", account->name);
	json_set_int(one, "put", c->put);
	json_set_int(one, "removed", c->removed);
	json_set_int(one, "there", c->there);
	json_set_int(one, "asked", c->asked);
	json_set_int(one, "refused", c->refused);
	json_set_int(one, "repaired", c->repaired);
	json_set_int(one, "waiting", c->waiting);
	json_set_int(one, "requests", c->requests);
	json_set_text(one, "error", error);
	return one;
}

static void
show_progress(void *context, int64_t done, int64_t all)
{
	(void)context;
	bar_show(done, all, done, "days");
}

/* What failed of several is said at once; of all the last one becomes the command's own error. */
struct pushing { size_t tried, failed; bool is_partly; };

static void
push_one(struct app *app, const struct calendar_account *account, struct pushing *all,
    struct json *rows, struct err *err)
{
	const struct push_wish wish = { .db = app->db, .folder = app->folder, .settings = app->settings,
	    .now_ms = app->now_ms, .cancel_fd = -1, .by_hand = true,
	    .on_progress = bar_is_wanted(app) ? show_progress : NULL };
	struct push_counts counts;
	struct err why = ERR_INIT;

	bool ok = calendar_push(&wish, account, &counts, &why);
	if (wish.on_progress != NULL)
		bar_end();
	json_push(rows, pushed_json(account, &counts, ok ? NULL : why.text));
	say_pushed(app, account, &counts);
	all->tried++;
	all->is_partly = all->is_partly || counts.waiting > 0;
	if (ok)
		return;
	if (all->failed++ > 0)
		cmd_complain(err);
	fail(err, why.kind, "calendar \"%s\": %s", account->name, why.text);
}

int
cmd_calendar_push(struct app *app, const struct args *args, struct err *err)
{
	const char *name = args->count > 0 ? args->word[0] : NULL;
	const struct settings *s = app->settings;
	struct pushing all = { 0 };

	if (name == NULL && !calendar_push_forget(app->db, s, app->now_ms, err))
		return CMD_FAILED;
	struct json *rows = json_new_array();
	for (size_t i = 0; i < s->accounts; i++)
		if (name == NULL || text_equal(name, s->account[i].name))
			push_one(app, &s->account[i], &all, rows, err);
	if (app->json && all.tried > 0)
		cmd_print_json(rows);
	else
		json_free(rows);
	if (all.tried == 0)
		return fail(err, ERR_MISSING, name != NULL ? "there is no calendar \"%s\" in credence.yaml" :
		    "there is no calendar in credence.yaml: see calendars: there", name), CMD_FAILED;
	if (all.failed == all.tried)
		return CMD_FAILED;
	if (all.failed > 0)
		cmd_complain(err);
	return all.failed > 0 || all.is_partly ? EXIT_PARTLY : EXIT_DONE;
}

int
cmd_calendar_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	caldav_query_list(&q, app->db);
	return cmd_print_columns(app, &q, "name items waiting refused reason asked pushed_ms next_ms error",
	    "no calendar was pushed yet. See calendars: in credence.yaml", err);
}
