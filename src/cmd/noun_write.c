/*
 * noun_write: "NOUN add KEY=VALUE ...", "NOUN set ID KEY=VALUE ...", retiring, and noting a
 * verification.  Which keys there are and how values are read: core/record.h.
 */
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "cmd/case_fields.h"
#include "cmd/commands.h"
#include "cmd/noun.h"
#include "engine/engine.h"
#include "store/audit.h"
#include "store/case_file.h"
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

	if (!noun_id(app, kind, args->word[0], &id, err) || !noun_assign(app, &r, args, 1, err))
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

	if (!noun_id(app, kind, args->word[0], &id, err) ||
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

#define VERIFIED "user.verified"

/* What was found, once for the record and once for the cases that wait for it. */
struct finding {
	struct record	 record;
	int64_t		 credential_id;
	int32_t		 on_day;
	size_t		 cases;		/* that moved */
};

static bool
read_finding(struct app *app, const struct args *args, struct finding *f, struct err *err)
{
	static const struct { const char *option, *field; } texts[] = {
		{ "method", "verified_method" }, { "result", "verified_result" },
		{ "expires", "expires_day" },
	};
	const char *by = args_get(args, "by");

	f->record = noun_record(app, "credential");
	if (args_get(args, "method") == NULL || args_get(args, "result") == NULL)
		return fail(err, ERR_INPUT, "a verification needs --method and --result");
	for (size_t i = 0; i < LEN(texts); i++)
		if (args_get(args, texts[i].option) != NULL && !record_assign(&f->record,
		    texts[i].field, args_get(args, texts[i].option), err))
			return fail_in(err, "--%s", texts[i].option);
	if (!assign_day(args, &f->record, "verified_day", &f->on_day, err))
		return false;
	if (f->on_day > f->record.today_day)
		return fail(err, ERR_INPUT, "--on lies ahead: a verification is noted when it is done");
	return record_assign(&f->record, "verified_by", by != NULL ? by : app->actor, err) &&
	    record_assign(&f->record, "status", "verified", err);
}

/* The fields that the event has in this workflow, and no others. */
static void
fill_event(const struct finding *f, const struct event_view *event, struct facts *facts)
{
	int32_t expires = DAY_NONE;
	const char *expires_text = record_value(&f->record, "expires_day");

	if (expires_text != NULL)
		day_parse(expires_text, &expires);
	const struct { const char *name; struct value value; } all[] = {
		{ "method", value_text(record_value(&f->record, "verified_method")) },
		{ "result", value_text(record_value(&f->record, "verified_result")) },
		{ "on", value_date(f->on_day) },
		{ "expires_day", value_date(expires) },
	};
	for (size_t i = 0; i < event->fields; i++)
		for (size_t j = 0; j < LEN(all); j++)
			if (text_equal(event->field[i].name, all[j].name) && all[j].value.present)
				facts_set(facts, all[j].name, all[j].value);
}

static bool
deliver(struct app *app, struct finding *f, int64_t case_id, const struct event_view *event,
    struct err *err)
{
	struct engine_answer answer;
	char random[HASH_ID_BYTES];
	struct facts facts;

	facts_init(&facts, app->arena);
	fill_event(f, event, &facts);
	if (!engine_deliver_in(&app->engine, case_id, VERIFIED,
	    arena_printf(app->arena, "u:%s", random_id(random)), app->actor, &facts, app->now_ms,
	    app->now_ms, app->arena, &answer, err))
		return false;
	f->cases += answer.outcome == STEP_DONE;
	return audit_add(app->db, app->actor, "case event",
	    arena_printf(app->arena, "case %lld", (long long)case_id), VERIFIED, app->now_ms, err);
}

/* Tells each open case of the credential that takes the event in its state. */
static bool
tell_cases(struct app *app, struct finding *f, struct err *err)
{
	struct case_ref *refs;
	size_t count;

	if (!case_list_of_subject(app->db, "credential", f->credential_id, app->arena, &refs, &count,
	    err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct definition *d;
		struct event_view *events;
		struct case_file c;
		if (!case_load(app->db, refs[i].case_id, app->arena, &c, err) ||
		    !engine_definition(&app->engine, refs[i].definition_id, &d, err))
			return false;
		size_t n = definition_events(d, c.state, app->arena, &events);
		for (size_t j = 0; j < n; j++)
			if (text_equal(events[j].name, VERIFIED) &&
			    !deliver(app, f, refs[i].case_id, &events[j], err))
				return false;
	}
	return true;
}

/* The record last: a workflow notes the day on which it was told, the person knows the real one. */
static bool
note_finding(struct app *app, struct finding *f, struct err *err)
{
	const struct record_by who = noun_by(app);
	enum record_outcome outcome;

	return tell_cases(app, f, err) && record_set(app->db, &f->record, f->credential_id, &who,
	    &outcome, err);
}

int
cmd_credential_verify(struct app *app, const struct args *args, struct err *err)
{
	struct finding f = { .cases = 0 };
	struct json *row;

	if (!cmd_id(args->word[0], "credential", &f.credential_id, err) ||
	    !record_load_row(app->db, "credential", f.credential_id, app->settings->zone, &row, err))
		return CMD_FAILED;
	json_free(row);
	if (!read_finding(app, args, &f, err) || !db_begin(app->db, err) ||
	    !db_end(app->db, note_finding(app, &f, err), err))
		return CMD_FAILED;
	return noun_print(app, "credential", f.credential_id, f.cases > 0 ?
	    "is verified, and its case was told" : "is verified", err);
}
