/*
 * noun_write: "NOUN add KEY=VALUE ...", "NOUN set ID KEY=VALUE ...", retiring, and noting a
 * verification.  Which keys there are and how values are read: core/record.h.
 */
#include <string.h>

#include "base/str.h"
#include "cmd/commands.h"
#include "cmd/noun.h"
#include "engine/finding.h"
#include "store/record.h"
#include "store/record_part.h"
#include "base/banned.h"

struct record
noun_record(struct app *app, const char *kind)
{
	struct record r;

	record_init(&r, record_kind_find(kind), app->settings->catalog,
	    zone_day(app->settings->zone, app->now_ms), app->arena);
	return r;
}

struct record_by
noun_by(const struct app *app)
{
	return (struct record_by){ .actor = app->actor, .now_ms = app->now_ms };
}

struct document_by
noun_document_by(const struct app *app)
{
	return (struct document_by){ .actor = app->actor, .folder = app->folder, .now_ms = app->now_ms };
}

/* One "KEY=VALUE"; "KEY=" empties the field. */
static bool
assign(struct app *app, struct record *r, const char *word, struct err *err)
{
	size_t len = strcspn(word, "=");

	if (word[len] == '\0' || len == 0)
		return fail(err, ERR_INPUT, "\"%s\" is not written as KEY=VALUE", word);
	const char *key = arena_strndup(app->arena, word, len);
	if (record_field_find(r->kind, key, err) == NULL)
		return false;
	if (record_value(r, key) != NULL)
		return fail(err, ERR_INPUT, "\"%s\" is given twice", key);
	return record_assign(r, key, word + len + 1, err) || fail_in(err, "%s", key);
}

bool
noun_assign(struct app *app, struct record *r, const struct args *args, int first, struct err *err)
{
	for (int i = first; i < args->count; i++)
		if (!assign(app, r, args->word[i], err))
			return false;
	return true;
}

int
noun_print(struct app *app, const char *kind, int64_t id, const char *done, struct err *err)
{
	struct json *row;

	cmd_say(app, "%s %lld %s", kind, (long long)id, done);
	if (!app->json)
		return EXIT_DONE;
	if (!record_load_row(app->db, kind, id, app->settings->zone, &row, err))
		return CMD_FAILED;
	cmd_print_json(row);
	return EXIT_DONE;
}

static int
add(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	struct record r = noun_record(app, kind);
	const struct record_by who = noun_by(app);
	int64_t id;

	if (!noun_assign(app, &r, args, 0, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, record_add(app->db, &r, &who, &id, err), err))
		return CMD_FAILED;
	return noun_print(app, kind, id, "was added", err);
}

/* --seen: the row's modified_ms, as "show --json" says it. */
static bool
seen_option(struct app *app, const struct args *args, int64_t *ret_ms, struct err *err)
{
	const char *word = args_get(args, "seen");

	*ret_ms = 0;
	return word == NULL || instant_parse(word, app->settings->zone, ret_ms, err) ||
	    fail_in(err, "--seen");
}

int
noun_save(struct app *app, const struct args *args, struct record *r, int64_t id,
    struct err *err)
{
	struct record_by who = noun_by(app);
	enum record_outcome outcome;

	if (!seen_option(app, args, &who.seen_ms, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, record_set(app->db, r, id, &who, &outcome, err), err))
		return CMD_FAILED;
	return noun_print(app, r->kind->name, id,
	    outcome == RECORD_UNCHANGED ? "is like that already" : "was changed", err);
}

static int
set(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	struct record r = noun_record(app, kind);
	int64_t id;

	if (!lookup_record(app->db, kind, args->word[0], &id, err) || !noun_assign(app, &r, args, 1, err))
		return CMD_FAILED;
	return noun_save(app, args, &r, id, err);
}

#define NOUN(kind) \
	int \
	cmd_##kind##_add(struct app *app, const struct args *args, struct err *err) \
	{ \
		return add(app, args, #kind, err); \
	} \
	int \
	cmd_##kind##_set(struct app *app, const struct args *args, struct err *err) \
	{ \
		return set(app, args, #kind, err); \
	}

NOUN(provider)
NOUN(payer)
NOUN(location)
NOUN(credential)
NOUN(enrollment)
NOUN(contact)
NOUN(party)
NOUN(agreement)
NOUN(background)

/* --on, else today, as the field wants it. */
static bool
assign_day(const struct args *args, struct record *r, const char *field,
    int32_t *ret_day, struct err *err)
{
	char text[DAY_TEXT_BYTES];

	if (!cmd_day_option(args, "on", ret_day, err))
		return false;
	if (*ret_day == DAY_NONE)
		*ret_day = r->today_day;
	return record_assign(r, field, day_format(*ret_day, text), err);
}

static int
retire(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	struct record r = noun_record(app, kind);
	int64_t id;
	int32_t day;

	if (!lookup_record(app->db, kind, args->word[0], &id, err) ||
	    !assign_day(args, &r, "retired_day", &day, err))
		return CMD_FAILED;
	return noun_save(app, args, &r, id, err);
}

int
cmd_payer_retire(struct app *app, const struct args *args, struct err *err)
{
	return retire(app, args, "payer", err);
}

int
cmd_location_retire(struct app *app, const struct args *args, struct err *err)
{
	return retire(app, args, "location", err);
}

int
cmd_agreement_retire(struct app *app, const struct args *args, struct err *err)
{
	return retire(app, args, "agreement", err);
}

int
cmd_credential_verify(struct app *app, const struct args *args, struct err *err)
{
	struct finding f = { .method = args_get(args, "method"), .result = args_get(args, "result"),
	    .by = args_get(args, "by"), .expires = args_get(args, "expires"), .proof = { .contact = args_get(args, "contact") } };
	const char *document = args_get(args, "document");
	int64_t credential_id;
	size_t cases;

	if (document != NULL && !cmd_id(document, "document", &f.proof.document_id, err))
		return CMD_FAILED;
	if (!cmd_id(args->word[0], "credential", &credential_id, err) ||
	    !cmd_day_option(args, "on", &f.on_day, err) ||
	    !engine_note_finding(&app->engine, credential_id, &f, app->actor, app->now_ms, app->arena, &cases, err))
		return CMD_FAILED;
	return noun_print(app, "credential", credential_id, cases > 0 ?
	    "is verified, and its case was told" : "is verified", err);
}
