/* init: the first two minutes: a data folder, and a check of everything in it that people write. */
#include "cmd/commands.h"

#include <string.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/str.h"
#include "calendar/push.h"
#include "db/migrate.h"
#include "trust/breached.h"
#include "trust/certificate.h"
#include "mail/trial.h"
#include "registry/exclusion.h"
#include "store/catalog_version.h"
#include "store/folder.h"
#include "store/publication.h"
#include "store/readiness.h"
#include "base/banned.h"

#define CERTIFICATE_DAYS	14	/* before it ends it is time to renew it */

/* The shipped workflows become the first versions. */
static bool
publish_all(struct app *app, const char *folder, struct err *err)
{
	struct problems problems;
	struct db *db;
	size_t fresh;

	problems_init(&problems, app->arena);
	if (!folder_open_db(folder, app->now_ms, &db, err))
		return false;
	bool ok = publication_publish_folder(db, path_join(app->arena, folder, "workflows"),
	    app->actor, app->now_ms, &problems, &fresh, err) &&
	    catalog_freeze(db, folder, app->actor, app->now_ms, err);
	db_close(db);
	return ok;
}

int
cmd_init(struct app *app, const struct args *args, struct err *err)
{
	const struct folder_wish wish = {
		.org_name = args_get(args, "org"),
		.timezone = args_get(args, "timezone"),
		.from = args_get(args, "from"),
		.service = args_get(args, "service"),
	};
	const char *folder = args->word[0];

	if (!folder_create(folder, &wish, app->now_ms, err) || !publish_all(app, folder, err))
		return CMD_FAILED;
	if (app->json) {
		struct json *done = json_new_object();
		json_set_text(done, "folder", folder);
		cmd_print_json(done);
	}
	cmd_say(app, "made the data folder %s. Next:\n"
	    "%s"
	    "  credence -C %s import providers YOUR.csv\n"
	    "  credence -C %s run", folder, wish.service == NULL ? "" : arena_printf(app->arena,
	    "  credence -C %s check          what the account of %s still needs in credence.yaml\n"
	    "  credence -C %s mail test      does it do all that is counted on?\n", folder, wish.service,
	    folder), folder, folder);
	return EXIT_DONE;
}

/* Those that can be looked at without asking anybody. */
static void
check_secrets(struct app *app, const struct settings *settings, struct problems *problems)
{
	for (size_t i = 0; settings != NULL && i < settings->secrets; i++) {
		const struct setting_secret *s = &settings->secret[i];
		struct err err = ERR_INIT;
		if (!secret_look(s->spec, app->folder, &err))
			problems_add(problems, s->file, s->line, s->column, PROBLEM_ERROR, "%s", err.text);
	}
}

/* credential_types.yaml has been read with the settings; requirements lean on it. */
static void
check_catalogs(struct app *app, const struct settings *settings, struct problems *problems)
{
	struct requirements requirements;
	struct err err = ERR_INIT;

	if (settings != NULL && !readiness_requirements(app->folder, settings->catalog, app->arena,
	    &requirements, problems, &err) && err.kind != ERR_NONE)
		problems_add(problems, app->folder, 0, 0, PROBLEM_ERROR, "%s", err.text);
	err.kind = ERR_NONE;
	if (!exclusion_check(app->folder, app->arena, problems, &err))
		problems_add(problems, app->folder, 0, 0, PROBLEM_ERROR, "%s", err.text);
}

/* A workflow may tell only whom the settings name. */
static void
check_webhooks(struct app *app, const struct settings *settings, const struct publication *p,
    struct problems *problems)
{
	struct webhook_use *uses;
	size_t count = definition_webhooks(p->definition, app->arena, &uses);

	for (size_t i = 0; i < count; i++)
		if (settings_webhook(settings, uses[i].name) == NULL)
			problems_add(problems, p->row.file, uses[i].line, uses[i].column, PROBLEM_ERROR,
			    "credence.yaml names no webhook \"%s\"", uses[i].name);
}

static bool
check_workflows(struct app *app, const struct settings *settings, struct problems *problems,
    size_t *ret_count, struct err *err)
{
	struct publication workflow;
	const char **files;

	if (!publication_list(path_join(app->arena, app->folder, "workflows"), app->arena, &files,
	    ret_count, err))
		return false;
	for (size_t i = 0; i < *ret_count; i++)
		if (publication_read(files[i], app->arena, problems, &workflow) && settings != NULL)
			check_webhooks(app, settings, &workflow, problems);
	return true;
}

/* Is what it shows known, and is it in step? */
static bool
check_calendar(struct app *app, struct db *db, const struct calendar_account *account,
    struct problems *problems, struct err *err)
{
	const char *file = path_join(app->arena, app->folder, "credence.yaml");
	struct err why = ERR_INIT;
	struct caldav state;

	if (!calendar_push_check(db, account, &why))
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "calendar \"%s\": %s", account->name,
		    why.text);
	if (!calendar_push_state(db, account, app->arena, &state, err))
		return false;
	if (state.error != NULL)
		problems_add(problems, file, 0, 0, PROBLEM_WARNING, "calendar \"%s\" is not in step: %s",
		    account->name, state.error);
	return true;
}

/* A list that cannot be read would be found by whoever chooses a password. */
static void
check_blocklist(struct app *app, const struct settings *settings, struct problems *problems)
{
	struct err why = ERR_INIT;

	if (settings != NULL && !breached_check(app->folder, settings, "", &why))
		problems_add(problems, "credence.yaml", 0, 0, PROBLEM_ERROR, "%s", why.text);
}

/* The one for our pages: can it be used, and for how long? */
static void
check_certificate(struct app *app, const struct settings *settings, struct problems *problems)
{
	struct certificate certificate;
	struct err why = ERR_INIT;
	char day[DAY_TEXT_BYTES];

	if (settings == NULL)
		return;
	if (!certificate_read(app->folder, settings, app->arena, &certificate, &why))
		problems_add(problems, "credence.yaml", 0, 0, PROBLEM_ERROR, "%s", why.text);
	else if (certificate.chain != NULL && certificate.until_ms < app->now_ms + CERTIFICATE_DAYS * MS_PER_DAY)
		problems_add(problems, "credence.yaml", 0, 0, PROBLEM_WARNING, "web.certificate %s %s on %s. Renew it: "
		    "the new one serves as soon as it is there", settings->web.certificate,
		    certificate.until_ms < app->now_ms ? "ended" : "ends",
		    day_format(zone_day(settings->zone, certificate.until_ms), day));
}

/* What may go wrong without anything in a file being wrong: warnings. */
static void
check_account(struct app *app, struct db *db, const struct settings *settings,
    struct problems *problems)
{
	const struct token_wish wish = { db, settings, app->folder, -1, app->now_ms };
	const struct mail_server *servers[] = { &settings->mail.smtp, &settings->mail.imap };
	struct json *tried = NULL;
	const char *told = "";

	if (trial_load(db, &tried, NULL) && tried != NULL && settings->mail.plus_address &&
	    !json_get_bool(tried, "has_plus_address"))
		problems_add(problems, "credence.yaml", 0, 0, PROBLEM_WARNING, "answers to plus-addresses did not "
		    "arrive when \"mail test\" tried it (%.10s). Set mail.plus_address to false, or try again",
		    json_get_text(tried, "at"));
	json_free(tried);
	for (size_t i = 0; i < LEN(servers); i++) {
		struct err why = ERR_INIT;
		if (token_is_allowed(&wish, servers[i], &why) || strcmp(told, why.text) == 0)
			continue;
		problems_add(problems, "credence.yaml", 0, 0, PROBLEM_WARNING, "%s", why.text);
		told = arena_strdup(app->arena, why.text);
	}
}

/* What was taken out of the catalog, and rows still have. */
static bool
check_missed(struct app *app, struct db *db, const struct settings *settings, struct problems *problems,
    struct err *err)
{
	const char *file = path_join(app->arena, app->folder, "catalogs/credential_types.yaml");
	struct json *rows;

	if (!catalog_list_missed(db, settings->catalog, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		problems_add(problems, file, 0, 0, PROBLEM_WARNING, "\"%s\" is not in the catalog any more, and %s. It "
		    "stays as retired; write it back with \"retired: true\"", json_get_text(json_at(rows, i), "key"),
		    cmd_count(app, json_get_int(json_at(rows, i), "credentials", 0), "credential has it", "credentials have it"));
	json_free(rows);
	return true;
}

/* Is the database one that this program can work with, and what does it say of calendars?  Looks, and
 * changes nothing. */
static bool
check_database(struct app *app, const struct settings *settings, struct problems *problems,
    struct err *err)
{
	struct db *db;

	if (!db_open(path_join(app->arena, app->folder, "credence.db"), DB_READ, &db, err))
		return false;
	bool ok = migrate_check(db, err);
	for (size_t i = 0; ok && settings != NULL && i < settings->accounts; i++)
		ok = check_calendar(app, db, &settings->account[i], problems, err);
	ok = ok && (settings == NULL || check_missed(app, db, settings, problems, err));
	if (ok && settings != NULL)
		check_account(app, db, settings, problems);
	db_close(db);
	return ok;
}

int
cmd_check(struct app *app, const struct args *args, struct err *err)
{
	struct problems problems;
	size_t count = 0;

	(void)args;
	problems_init(&problems, app->arena);
	const struct settings *settings = folder_settings(app->folder, app->arena, &problems);
	check_secrets(app, settings, &problems);
	check_certificate(app, settings, &problems);
	check_blocklist(app, settings, &problems);
	check_catalogs(app, settings, &problems);
	if (!check_workflows(app, settings, &problems, &count, err) ||
	    !check_database(app, settings, &problems, err)) {
		cmd_print_problems(&problems);
		return CMD_FAILED;
	}
	problems_unify(&problems);
	if (app->json) {
		struct json *result = json_new_object();
		json_set_int(result, "errors", (int64_t)problems.errors);
		json_set_int(result, "warnings", (int64_t)(problems.count - problems.errors));
		cmd_print_json(result);
	}
	int status = cmd_print_problems(&problems);
	if (status == EXIT_DONE)
		cmd_say(app, "settings, catalogs, database and %zu workflow%s are well", count, plural_s((int64_t)count));
	return status;
}
