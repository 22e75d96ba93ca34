/*
 * document: keeping files, giving them back, and saying what is to be thought of them.  Lists: noun.c.
 * Nothing but "accept" accepts a file whose bytes are kept; "set" does for mere references.
 */
#include <string.h>
#include <stdio.h>

#include "base/file.h"
#include "base/str.h"
#include "cmd/commands.h"
#include "cmd/document_keep.h"
#include "cmd/noun.h"
#include "store/document.h"
#include "store/record_part.h"
#include "base/banned.h"

/* "kind=licence" is a field, "./kind=licence" a file. */
static bool
is_file(const char *word)
{
	const char *equals = strchr(word, '='), *slash = strchr(word, '/');

	return equals == NULL || (slash != NULL && slash < equals);
}

/* A name for who does not say one: that of the file, without its folders. */
static bool
name_it(struct record *r, const char *path, struct err *err)
{
	if (record_value(r, "name") != NULL)
		return true;
	if (strcmp(path, "-") == 0)
		return fail(err, ERR_INPUT, "what comes from standard input needs a name: name=FILE.pdf");
	return record_assign(r, "name", path_name(path), err);
}

static bool
replaced(const struct args *args, int64_t *ret_id, struct err *err)
{
	const char *word = args_get(args, "replaces");

	*ret_id = 0;
	return word == NULL || cmd_id(word, "document", ret_id, err);
}

int
cmd_document_add(struct app *app, const struct args *args, struct err *err)
{
	const struct document_by how = noun_document_by(app);
	struct record r = noun_record(app, "document");
	const char *path = is_file(args->word[0]) ? args->word[0] : NULL;
	struct document_file file;
	int64_t id, replaces_id;

	if (!noun_assign(app, &r, args, path != NULL ? 1 : 0, err) ||
	    !document_check_fields(&r, path != NULL, err) || !replaced(args, &replaces_id, err) ||
	    (path != NULL && !name_it(&r, path, err)))
		return CMD_FAILED;
	if (path == NULL && replaces_id != 0) {
		fail(err, ERR_INPUT, "--replaces goes with a FILE");
		return CMD_FAILED;
	}
	if (path != NULL && !document_keep(app, path, &file, err))
		return CMD_FAILED;
	if (!document_add(app->db, &r, path != NULL ? &file : NULL, replaces_id, &how, &id, err))
		return CMD_FAILED;
	if (path != NULL && file.is.aside != NULL)
		cmd_say(app, "%s is kept aside: %s", path, file.is.aside);
	return noun_print(app, "document", id, "was added", err);
}

int
cmd_document_set(struct app *app, const struct args *args, struct err *err)
{
	struct record r = noun_record(app, "document");
	struct document d;
	int64_t id;

	if (!cmd_id(args->word[0], "document", &id, err) || !noun_assign(app, &r, args, 1, err) ||
	    !document_load(app->db, id, app->arena, &d, err) ||
	    !document_check_fields(&r, d.sha256 != NULL, err))
		return CMD_FAILED;
	return noun_save(app, args, &r, id, err);
}

static bool
print_piece(void *context, const void *bytes, size_t len, struct err *err)
{
	(void)context;
	return fwrite(bytes, 1, len, stdout) == len || fail_errno(err, "could not write");
}

/* Nothing of a file that is not whole comes out: it is looked at before. */
static bool
print_bytes(struct app *app, const char *sha256, struct err *err)
{
	return document_file_read(app->folder, sha256, NULL, NULL, err) &&
	    document_file_read(app->folder, sha256, print_piece, NULL, err) &&
	    (fflush(stdout) == 0 || fail_errno(err, "could not write"));
}

int
cmd_document_save(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[1];
	struct document d;
	int64_t id;

	if (!cmd_id(args->word[0], "document", &id, err) ||
	    !document_load(app->db, id, app->arena, &d, err))
		return CMD_FAILED;
	if (d.sha256 == NULL) {
		fail(err, ERR_INPUT, "document %lld is a reference: its bytes are not kept here",
		    (long long)id);
		return CMD_FAILED;
	}
	if (strcmp(path, "-") == 0)
		return print_bytes(app, d.sha256, err) ? EXIT_DONE : CMD_FAILED;
	if (!document_file_save(app->folder, d.sha256, path, err))
		return CMD_FAILED;
	return noun_print(app, "document", id, arena_printf(app->arena, "is in %s", path), err);
}

static int
decide(struct app *app, const struct args *args, bool accept, struct err *err)
{
	const char *reason = args_get(args, "reason");
	const struct document_saying said = { .kind = args_get(args, "kind"), .state = args_get(args, "state") };
	const struct document_by how = noun_document_by(app);
	struct json *row = NULL;
	int64_t id;

	if (!cmd_id(args->word[0], "document", &id, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, document_say(app->db, id, &said, app->settings->catalog, &how, err) &&
	    document_decide(app->db, id, accept, reason != NULL ? reason : "", &how, err),
	    err) || !record_load_whole(app->db, "document", id, app->settings->zone, &row, err))
		return CMD_FAILED;
	if (accept && text_blank(json_get_text(row, "kind")))
		cmd_say(app, "what document %lld is, nobody has said: until \"document set %lld kind=...\" it fills no "
		    "requirement", (long long)id, (long long)id);
	json_free(row);
	return noun_print(app, "document", id, accept ? "is accepted" : "is rejected", err);
}

int
cmd_document_accept(struct app *app, const struct args *args, struct err *err)
{
	return decide(app, args, true, err);
}

int
cmd_document_reject(struct app *app, const struct args *args, struct err *err)
{
	return decide(app, args, false, err);
}
