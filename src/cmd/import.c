/* import: a file of records taken in, and what was wrong with it. */
#include "cmd/import.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/bar.h"
#include "cmd/caqh.h"
#include "cmd/import_documents.h"
#include "cmd/revalidation.h"
#include "registry/caqh.h"
#include "registry/nppes.h"
#include "registry/revalidation.h"
#include "store/import_file.h"
#include "store/import_map.h"
#include "store/import_name.h"
#include "store/import_report.h"
#include "store/register.h"
#include "store/said.h"
#include "base/banned.h"

#define PROBLEMS_SHOWN	50		/* to people; --json has more, a file of rejects all */
#define FINDING_ROWS_SHOWN	5

/* Files of registries and of names: read as they come, without a map. */
static const struct registry_file {
	const char	*word;
	bool		(*take)(struct import *in, csv_read_fn read, void *context, int *ret_line,
			    int *ret_column, struct err *err);
	bool		(*after)(struct app *app, struct err *err);	/* once all is in; NULL: nothing */
} registry_files[] = {
	{ "nppes", nppes_import, NULL },
	{ "revalidations", revalidation_import, revalidation_tell },
	{ "caqh", caqh_import, caqh_tell },
	{ "provider_names", import_names, NULL },
	{ "caqh_profiles", said_import_caqh, NULL },
	{ "certificates", said_import_coi, NULL },
};

/* One import on its way. */
struct job {
	struct app		*app;
	const struct record_kind *kind;		/* NULL: a registry's file */
	const struct registry_file *registry;
	const struct register_kind *book;	/* a register's rows */
	bool		 is_documents;		/* path is a folder, list says whose its files are */
	const char	*list;
	const char		*path;
	struct import_file	 file;
	FILE			*rejects;
	const char		*rejects_path;
	const struct sheet_map	*map;		/* NULL: none */
	const char		*map_text;	/* to be kept for the next time */
	bool			 with_report;
	struct json		*report;	/* NULL: not wanted */
	struct json		*parts;		/* of "all": where its result goes; NULL: it is printed */
	struct import		 in;
};

static void
show_progress(void *context, int64_t bytes_read)
{
	const struct import_file *file = context;

	bar_show(bytes_read, file->source.bytes, file->in->rows, "rows");
}

static void
end_progress(struct job *job)
{
	if (job->in.on_progress != NULL)
		bar_end();
}

static bool
same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;

	return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	    of_a.st_ino == of_b.st_ino;
}

static bool
open_rejects(struct job *job, const char *path, struct err *err)
{
	job->rejects_path = path;
	if (path == NULL)
		return true;
	if (job->kind == NULL)
		return fail(err, ERR_INPUT, "such files are not mended by hand: --rejects is for "
		    "spreadsheets");
	if (same_file(path, job->path))
		return fail(err, ERR_INPUT, "--rejects names the file that is imported. Choose another "
		    "name");
	job->rejects = fopen(path, "wb");
	if (job->rejects == NULL)
		return fail_errno(err, "could not write %s", path);
	return import_file_refuse_into(&job->file, &job->in, job->rejects, path, err);
}

/* The map that is named, else the one kept from an earlier import.  CMD_FAILED, or an exit status. */
static int
read_map(struct job *job, const char *named, struct err *err)
{
	struct app *app = job->app;
	struct problems problems;

	if (job->kind == NULL && named != NULL)
		return fail(err, ERR_INPUT, "such files need no map"), CMD_FAILED;
	if (job->kind == NULL)
		return EXIT_DONE;
	if (named != NULL && !file_exists(named))
		return fail(err, ERR_INPUT, "there is no map %s", named), CMD_FAILED;
	problems_init(&problems, app->arena);
	if (!import_map_load(app->folder, job->kind, named, app->arena, &job->map_text, &job->map, &problems, err))
		return problems.errors > 0 ? cmd_print_problems(&problems) : CMD_FAILED;
	return EXIT_DONE;
}

/* Registries' files and registers are read as they come. */
static bool
take_all(struct job *job, struct err *err)
{
	int line = 0, column = 0;

	if (job->kind != NULL)
		return import_file_take(&job->file, &job->in, job->kind, job->map, err);
	bool ok = job->book != NULL ?
	    register_import(&job->in, job->book, file_reader_read, &job->file.source, &line, &column, err) :
	    job->registry->take(&job->in, file_reader_read, &job->file.source, &line, &column, err);
	return import_file_end(&job->in, ok, line, column, err);
}

static void
push_problem(struct json *array, int line, int column, enum problem_severity severity,
    const char *message)
{
	struct json *one = json_new_object();

	json_set_int(one, "line", line);
	json_set_int(one, "column", column);
	json_set_text(one, "severity", problem_severity_name(severity));
	json_set_text(one, "message", message);
	json_push(array, one);
}

static struct json *
problems_json(struct app *app, const struct import *in)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < in->problems.count; i++) {
		const struct problem *p = &in->problems.item[i];
		push_problem(array, p->line, p->column, p->severity, p->text);
	}
	if (in->unlisted > 0)
		push_problem(array, 0, 0, PROBLEM_WARNING, arena_printf(app->arena, "%lld more problems "
		    "are not listed", (long long)in->unlisted));
	return array;
}

static struct json *
result_json(const struct job *job)
{
	const struct import *in = &job->in;
	struct json *json = json_new_object();

	if (job->parts != NULL)
		json_set_text(json, "file", job->is_documents ? job->list : job->path);
	import_set_counts(in, json);
	json_set(json, "problems", problems_json(job->app, in));
	if (job->report != NULL)
		json_set(json, "report", json_duplicate(job->report));
	return json;
}

/* For people: each finding, what to do about it, and its first rows. */
static void
say_report(struct app *app, const struct json *findings)
{
	if (json_count(findings) == 0)
		cmd_say(app, "nothing was found that stands in the way");
	for (size_t i = 0; i < json_count(findings); i++) {
		const struct json *f = json_at(findings, i), *rows = json_get(f, "rows");
		cmd_say(app, "%zu. %s: %lld\n   %s", i + 1, json_get_text(f, "label"),
		    (long long)json_get_int(f, "count", 0), json_get_text(f, "advice"));
		for (size_t k = 0; k < json_count(rows) && k < FINDING_ROWS_SHOWN; k++) {
			const struct json *row = json_at(rows, k);
			const char *npi = json_get_text(row, "npi");
			cmd_say(app, "     %s%s%s: %s", npi != NULL ? npi : "", npi != NULL ? " " : "",
			    json_get_text(row, "provider"), json_get_text(row, "detail"));
		}
		if (json_get_int(f, "count", 0) > FINDING_ROWS_SHOWN)
			cmd_say(app, "     and %lld more", (long long)json_get_int(f, "count", 0) - FINDING_ROWS_SHOWN);
	}
}

static void
print_result(struct job *job, bool dry_run)
{
	struct import *in = &job->in;
	int64_t unlisted = in->unlisted;

	if (job->app->json || job->parts != NULL) {
		struct json *json = result_json(job);
		if (job->parts != NULL)
			json_push(job->parts, json);
		else
			cmd_print_json(json);
	}
	if (job->app->json)
		return;
	if (in->problems.count > PROBLEMS_SHOWN) {
		unlisted += (int64_t)in->problems.count - PROBLEMS_SHOWN;
		in->problems.count = PROBLEMS_SHOWN;
	}
	if (job->report != NULL)
		say_report(job->app, job->report);
	cmd_print_problems(&in->problems);
	if (unlisted > 0)
		fprintf(stderr, "and %lld more problems\n", (long long)unlisted);
	cmd_say(job->app, "%s%s%s%lld %s: %lld added, %lld updated, %lld unchanged, %lld refused",
	    job->parts != NULL ? (job->is_documents ? job->list : job->path) : "", job->parts != NULL ? ": " : "",
	    dry_run ? "nothing was changed; it would be " : "", (long long)in->rows,
	    in->rows == 1 ? "row" : "rows", (long long)in->added, (long long)in->updated, (long long)in->unchanged,
	    (long long)in->refused);
	if (in->refused > 0 && job->rejects != NULL)
		cmd_say(job->app, "the refused rows are in %s: mend them and import that file",
		    job->rejects_path);
	else if (in->refused > 0 && job->kind != NULL && job->parts == NULL)
		cmd_say(job->app, "--rejects FILE writes the refused rows into a file to be mended");
}

static bool
run_job(struct job *job, bool dry_run, struct err *err)
{
	struct app *app = job->app;
	struct db *scratch = NULL;

	job->in.db = app->db;
	if (dry_run) {
		if (!db_open_scratch(app->db, &scratch, err))
			return false;
		job->in.db = scratch;
	}
	bool ok = job->is_documents ? import_documents(app, &job->in, job->path, job->list, dry_run, err) :
	    take_all(job, err);
	end_progress(job);
	if (ok && job->with_report)
		ok = import_report(&job->in, &job->report, err);
	db_close(scratch);
	return ok;
}

static int
take_documents(struct job *job, const struct args *args, struct err *err)
{
	bool dry_run = args_has(args, "dry-run");

	if (job->list == NULL)
		job->list = args_get(args, "map");
	if (job->list == NULL)
		return fail(err, ERR_INPUT, "documents are a folder and a list of whose each file is: --map LIST.csv with the "
		    "columns file, npi, kind"), CMD_FAILED;
	if (args_get(args, "rejects") != NULL || args_get(args, "sheet") != NULL)
		return fail(err, ERR_INPUT, "--rejects and --sheet belong to spreadsheets"), CMD_FAILED;
	if (!run_job(job, dry_run, err))
		return CMD_FAILED;
	print_result(job, dry_run);
	return job->in.refused > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static int
import(struct job *job, const struct args *args, struct err *err)
{
	bool dry_run = args_has(args, "dry-run");
	struct app *app = job->app;

	if (job->is_documents)
		return take_documents(job, args, err);
	job->with_report = args_has(args, "report");
	job->in.is_known_only = args_has(args, "known");
	if (job->in.is_known_only && (job->registry == NULL || job->registry->take != nppes_import))
		return fail(err, ERR_INPUT, "--known belongs to \"import nppes\""), CMD_FAILED;
	if (!import_file_open(&job->file, &job->in, job->path, job->kind != NULL, args_get(args, "sheet"), err))
		return CMD_FAILED;
	int status = read_map(job, args_get(args, "map"), err);
	if (status != EXIT_DONE)
		return status;
	if (job->file.xlsx != NULL)
		job->in.on_progress = NULL;	/* how much of a sheet is read cannot be told by its file */
	if (!open_rejects(job, args_get(args, "rejects"), err) || !run_job(job, dry_run, err))
		return CMD_FAILED;
	if (job->rejects != NULL && fflush(job->rejects) != 0)
		return fail_errno(err, "could not write %s", job->rejects_path), CMD_FAILED;
	if (args_get(args, "map") != NULL && !dry_run && !import_map_keep(app->folder, job->kind, job->map_text, err))
		return CMD_FAILED;
	if (job->registry != NULL && job->registry->after != NULL && !dry_run &&
	    !job->registry->after(app, err))
		return CMD_FAILED;
	print_result(job, dry_run);
	return job->in.refused > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static bool
fail_kind(const char *word, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < LEN(registry_files); i++)
		str_printf(&known, ", %s", registry_files[i].word);
	for (size_t i = 0; register_word(i) != NULL; i++)
		str_printf(&known, ", %s", register_word(i));
	fail(err, ERR_INPUT, "\"%s\" cannot be imported, only providers, payers, locations, credentials, enrollments, "
	    "contacts, parties, agreements, backgrounds, documents%s", word, known.text);
	str_clear(&known);
	return false;
}

static bool
find_kind(const char *word, struct job *job, struct err *err)
{
	const struct record_kind *kind = record_kind_find(word);

	for (size_t i = 0; i < LEN(registry_files); i++)
		if (strcmp(word, registry_files[i].word) == 0)
			job->registry = &registry_files[i];
	job->book = register_find(word);
	if (job->registry != NULL || job->book != NULL)
		return true;
	job->is_documents = kind != NULL && strcmp(kind->name, "document") == 0;
	if (job->is_documents)
		return true;
	job->kind = kind;
	return kind != NULL || fail_kind(word, err);
}

int
import_one(struct app *app, const char *kind, const char *path, const char *list, const struct args *args,
    struct json *parts, struct err *err)
{
	struct job job = { .app = app, .path = path, .list = list, .parts = parts,
		.in = { .catalog = app->settings->catalog, .file = path, .zone = app->settings->zone,
		    .arena = app->arena, .today_day = zone_day(app->settings->zone, app->now_ms),
		    .by = { .actor = app->actor, .source = path, .now_ms = app->now_ms } } };

	import_init(&job.in);
	job.in.context = &job.file;
	if (bar_is_wanted(app))
		job.in.on_progress = show_progress;
	int status = find_kind(kind, &job, err) ? import(&job, args, err) : CMD_FAILED;
	import_file_close(&job.file);
	if (job.rejects != NULL)
		fclose(job.rejects);
	json_free(job.report);
	import_clear(&job.in);
	return status;
}
