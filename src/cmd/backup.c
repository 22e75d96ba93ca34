/* backup: a data folder in one file while it runs, tried at once if wished; and restored, with all letters held. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "engine/why.h"
#include "mail/highwater.h"
#include "store/audit.h"
#include "store/backup.h"
#include "store/case_file.h"
#include "store/document.h"
#include "store/duty.h"
#include "store/fact.h"
#include "store/folder.h"
#include "store/letter.h"
#include "base/banned.h"

#define DUTY		"restore_test"	/* of catalogs/duties.yaml, where it is switched on */
#define DUTY_OPEN	"open"		/* the state of practice_duty.yaml in which it is due */

/* What is found in the new folder before it gets its name. */
struct restored {
	struct app	*app;
	const char	*folder;	/* the new one */
	int64_t		 held, checked, documents;
	struct json	*faults;
	bool		 is_seen;	/* of a trial: all of it was looked at */
};

/* When there was one last, and whether it was tried, stands on the page Administration.  "tried" NULL: it was not. */
static bool
note(struct app *app, const char *file, const struct backup_counts *counts, const struct restored *tried,
    struct err *err)
{
	const char *name = path_name(file);
	struct json *json = json_new_object();

	json_set_int(json, "at_ms", app->now_ms);
	json_set_text(json, "file", name);
	json_set_int(json, "files", counts->files);
	json_set_int(json, "bytes", counts->bytes);
	json_set_bool(json, "is_tried", tried != NULL);
	if (tried != NULL) {
		json_set_int(json, "checked", tried->checked + tried->documents);
		json_set_int(json, "faults", (int64_t)json_count(tried->faults));
	}
	bool ok = db_begin(app->db, err) && db_end(app->db, fact_save(app->db, FACT_BACKUP, json_print_in(json, app->arena),
	    err) && audit_add(app->db, app->actor, "backup", "backup file", name, app->now_ms, err), err);
	json_free(json);
	return ok;
}

static void
add_fault(void *context, const char *what, const char *where, const char *message)
{
	struct restored *r = context;
	struct json *fault = json_new_object();

	json_set_text(fault, "what", what);
	json_set_text(fault, "where", where);
	json_set_text(fault, "message", message);
	json_push(r->faults, fault);
	cmd_say(r->app, "%s: %s: %s", where, what, message);
}

static bool
hold_and_verify(struct restored *r, struct engine *e, struct err *err)
{
	struct app *app = r->app;

	return highwater_hold(e, app->now_ms, err) &&
	    letter_count_held(e->db, HIGHWATER_RESTORED, &r->held, err) &&
	    engine_verify(e, add_fault, r, &r->checked, err) &&
	    document_verify(e->db, r->folder, add_fault, r, &r->documents, err);
}

static bool
prepare(void *context, const char *folder, struct err *err)
{
	struct restored *r = context;
	struct app *app = r->app;
	struct problems problems;
	struct engine engine;
	struct db *db;

	r->folder = folder;
	problems_init(&problems, app->arena);
	app->settings = folder_settings(folder, app->arena, &problems);
	if (app->settings == NULL)
		return fail(err, ERR_INPUT, "the settings in the backup cannot be read: %s",
		    problems.count > 0 ? problems.item[0].text : "");
	if (!folder_open_db(folder, app->now_ms, &db, err))
		return false;
	bool ok = engine_open(&engine, db, app->settings, err);
	if (ok) {
		ok = hold_and_verify(r, &engine, err);
		engine_close(&engine);
	}
	db_close(db);
	return ok;
}

/* Nothing is left behind of what "prepare" refuses: a trial is refused when all was seen. */
static bool
look(void *context, const char *folder, struct err *err)
{
	struct restored *r = context;
	struct settings *own = r->app->settings;

	r->is_seen = prepare(r, folder, err);
	r->app->settings = own;
	return r->is_seen ? fail(err, ERR_CONFLICT, "this was a trial") : false;
}

/* A duty that is due ends with what was found as its evidence, or goes on and somebody hears of it. */
static bool
tell_duty(struct app *app, const char *evidence, bool is_well, struct err *err)
{
	const struct form_word word = { is_well ? "evidence" : "what", evidence };
	struct engine_answer answer;
	struct err none = ERR_INIT;
	char random[HASH_ID_BYTES];
	int64_t duty_id, case_id;
	struct case_file c;

	if (!duty_find_case(app->db, app->settings->duties, DUTY, &duty_id, &case_id, &none))
		return none.kind == ERR_MISSING || none.kind == ERR_CONFLICT || fail(err, none.kind, "%s", none.text);
	if (!case_load(app->db, case_id, app->arena, &c, err))
		return false;
	/* Who tries each night has not done the next quarter's already. */
	if (is_well && !text_equal(c.state, DUTY_OPEN))
		return true;
	return engine_say_words(&app->engine, case_id, is_well ? "user.done" : "user.failed", random_id(random), &word, 1,
	    app->actor, app->now_ms, app->arena, &answer, err);
}

/* Makes a folder of the backup, verifies it, lets it go.  A backup of which no folder can be made has a fault, too. */
static bool
try_backup(struct app *app, const char *file, struct restored *r, struct err *err)
{
	const char *name = path_name(file);
	struct backup_counts counts;
	struct err why = ERR_INIT;

	if (!backup_restore(file, arena_printf(app->arena, "%s.trial", file), look, r, &counts, &why) && !r->is_seen)
		add_fault(r, "backup", name, why.text);
	size_t faults = json_count(r->faults);
	const char *found = faults == 0 ?
	    arena_printf(app->arena, "a folder was made of backup %s: %lld rows and %lld documents checked, no faults", name,
	    (long long)r->checked, (long long)r->documents) :
	    arena_printf(app->arena, "backup %s: %zu faults, the first: %.200s", name, faults,
	    json_get_text(json_at(r->faults, 0), "message"));
	cmd_say(app, "%s", found);
	return tell_duty(app, found, faults == 0, err);
}

int
cmd_backup(struct app *app, const struct args *args, struct err *err)
{
	struct restored r = { .app = app, .faults = json_new_array() };
	const char *file = args->word[0];
	bool is_tried = args_has(args, "test");
	struct backup_counts counts;

	if (!backup_make(app->db, app->folder, file, app->now_ms, &counts, err) ||
	    (is_tried && !try_backup(app, file, &r, err)) ||
	    !note(app, file, &counts, is_tried ? &r : NULL, err)) {
		json_free(r.faults);
		return CMD_FAILED;
	}
	int status = json_count(r.faults) > 0 ? EXIT_PARTLY : EXIT_DONE;
	cmd_say(app, "saved %lld files with %lld bytes in %s. It holds everything, the key too: keep it "
	    "where nobody else can read it", (long long)counts.files, (long long)counts.bytes, file);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "file", file);
		json_set_int(json, "files", counts.files);
		json_set_int(json, "bytes", counts.bytes);
		if (is_tried) {
			json_set_int(json, "checked", r.checked + r.documents);
			json_set(json, "faults", json_share(r.faults));
		}
		cmd_print_json(json);
	}
	json_free(r.faults);
	return status;
}

static void
say_restored(const struct restored *r, const char *path, const struct backup_counts *counts)
{
	struct app *app = r->app;

	cmd_say(app, "made %s of %lld file%s; %lld row%s and %lld document%s checked, %zu fault%s", path,
	    (long long)counts->files, plural_s(counts->files), (long long)r->checked, plural_s(r->checked),
	    (long long)r->documents, plural_s(r->documents), json_count(r->faults), plural_s((int64_t)json_count(r->faults)));
	cmd_say(app, "%lld letter%s held, and new ones will be: what waited may have left since the backup "
	    "was made. See them, then let them go:\n  credence -C %s mail held\n"
	    "  credence -C %s mail release all", (long long)r->held, plural_s(r->held), path, path);
}

int
cmd_restore(struct app *app, const struct args *args, struct err *err)
{
	struct restored r = { .app = app, .faults = json_new_array() };
	struct backup_counts counts;

	if (!backup_restore(args->word[0], args->word[1], prepare, &r, &counts, err)) {
		json_free(r.faults);
		return CMD_FAILED;
	}
	int status = json_count(r.faults) > 0 ? EXIT_PARTLY : EXIT_DONE;
	say_restored(&r, args->word[1], &counts);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "folder", args->word[1]);
		json_set_int(json, "files", counts.files);
		json_set_int(json, "held", r.held);
		json_set_int(json, "checked", r.checked + r.documents);
		json_set(json, "faults", r.faults);
		cmd_print_json(json);
	} else {
		json_free(r.faults);
	}
	return status;
}
