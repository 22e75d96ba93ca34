/* lookup: what the NPI registry says of a number, beside what we have; and what SAM.gov says of a provider. */
#include "cmd/lookup.h"

#include "base/hash.h"
#include "base/str.h"
#include "cmd/commands.h"
#include "core/identifier.h"
#include "registry/nppes_lookup.h"
#include "registry/sam_lookup.h"
#include "store/folder.h"
#include "store/lookup.h"
#include "store/record_list.h"
#include "base/banned.h"

struct registry_way
lookup_way(const struct app *app, const struct args *args)
{
	return (struct registry_way){ .db = app->db, .settings = app->settings, .folder = app->folder,
	    .actor = app->actor, .now_ms = app->now_ms, .is_fresh = args_has(args, "fresh") };
}

bool
lookup_number_of(struct app *app, int64_t provider_id, const char *field, const char **ret_number, struct err *err)
{
	const struct record_filter one = { .id = provider_id, .expires_by_day = DAY_NONE };
	struct json *rows;
	struct query q;

	record_query_list(&q, app->db, "provider", &one);
	if (!query_json(&q, app->settings->zone, &rows, err))
		return false;
	const char *number = json_get_text(json_at(rows, 0), field);
	*ret_number = !text_blank(number) ? arena_strdup(app->arena, number) : NULL;
	json_free(rows);
	return *ret_number != NULL ||
	    fail(err, ERR_INPUT, "provider %lld has no %s to ask about", (long long)provider_id, field);
}

void
lookup_say(struct app *app, const char *registry, const struct registry_lookup *l, bool is_kept)
{
	char at[INSTANT_TEXT_BYTES];

	instant_format(l->at_ms, app->settings->zone, at);
	cmd_say(app, "%s, %s%s, evidence number %lld", registry, cmd_moment(app, at),
	    is_kept ? " (kept; --fresh asks again)" : "", (long long)l->registry_lookup_id);
}

void
lookup_import_init(struct app *app, const char *source, struct import *in)
{
	*in = (struct import){ .db = app->db, .catalog = app->settings->catalog, .file = "lookup",
	    .arena = app->arena, .today_day = zone_day(app->settings->zone, app->now_ms),
	    .by = { .actor = app->actor, .source = source, .now_ms = app->now_ms } };
	import_init(in);
}

bool
lookup_tell(struct app *app, int64_t case_id, const char *event, int32_t day, size_t *told, struct err *err)
{
	char text[DAY_TEXT_BYTES], random[HASH_ID_BYTES];
	struct form_word word = { "on", day_format(day, text) };
	struct engine_answer answer;
	struct err why = ERR_INIT;

	if (engine_say_words(&app->engine, case_id, event, random_id(random), &word, 1, app->actor, app->now_ms,
	    app->arena, &answer, &why)) {
		++*told;
		return true;
	}
	if (why.kind == ERR_INPUT || why.kind == ERR_CONFLICT)
		return true;
	*err = why;
	return false;
}

static void
say_answer(struct app *app, const struct registry_lookup *l, const struct json *said, bool is_kept,
    bool is_applied)
{
	const struct json *differences = json_get(said, "differences");
	const char *kind = json_get_text(said, "kind");

	lookup_say(app, "NPI registry", l, is_kept);
	if (said == NULL) {
		cmd_say(app, "it knows no NPI %s: deactivated, or never given out", l->asked_for);
		return;
	}
	cmd_say(app, "%s: %s%s%s", kind, json_get_text(said, "name"),
	    json_get_text(said, "updated") != NULL ? ", last changed there " : "",
	    json_get_text(said, "updated") != NULL ? json_get_text(said, "updated") : "");
	if (!text_equal(kind, "person"))
		return;
	if (json_count(differences) == 0)
		cmd_say(app, "our record agrees");
	else
		cmd_print_table(app, differences, "field ours theirs", "");
	if (json_count(differences) > 0)
		cmd_say(app, is_applied ? "taken over" : "nothing was changed; --apply takes theirs over");
}

static int
print_answer(struct app *app, const struct registry_lookup *l, struct json *said,
    int64_t provider_id, bool is_kept, bool is_applied)
{
	char at[INSTANT_TEXT_BYTES];
	struct json *json;

	if (!app->json) {
		if (!app->quiet)
			say_answer(app, l, said, is_kept, is_applied);
		json_free(said);
		return EXIT_DONE;
	}
	json = json_new_object();
	json_set_text(json, "npi", l->asked_for);
	json_set_text(json, "registry", l->registry);
	json_set_text(json, "result", l->result);
	json_set_id(json, "provider_id", provider_id);
	json_set_int(json, "registry_lookup_id", l->registry_lookup_id);
	json_set_text(json, "at", instant_format(l->at_ms, app->settings->zone, at));
	json_set_text(json, "sha256", l->sha256);
	json_set_bool(json, "is_kept", is_kept);
	json_set_bool(json, "is_applied", is_applied);
	json_set(json, "said", said != NULL ? said : json_new_null());
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_provider_lookup(struct app *app, const struct args *args, struct err *err)
{
	struct nppes_wish wish = { .way = lookup_way(app, args) };
	bool is_applied = args_has(args, "apply"), is_kept;
	struct registry_lookup lookup;
	struct err unknown = ERR_INIT;
	struct str npi = STR_INIT;
	struct json *said = NULL;
	int64_t provider_id;

	bool is_npi = identifier_read("npi", args->word[0], &npi, err);
	wish.npi = arena_strdup(app->arena, npi.text);
	str_clear(&npi);
	if (!is_npi)
		return CMD_FAILED;
	if (!lookup_provider(app->db, wish.npi, &wish.provider_id, &unknown))
		wish.provider_id = 0;
	provider_id = wish.provider_id;
	if (!nppes_lookup(&wish, app->arena, &lookup, &is_kept, err))
		return CMD_FAILED;
	if (text_equal(lookup.result, "found") && !nppes_compare(&wish, &lookup, is_applied, app->arena,
	    &said, &provider_id, err))
		return CMD_FAILED;
	return print_answer(app, &lookup, said, provider_id, is_kept, is_applied && said != NULL);
}

static void
say_found(struct app *app, const struct json *said)
{
	const struct json *asked = json_get(said, "asked"), *matches = json_get(said, "matches");

	for (size_t i = 0; i < json_count(asked); i++) {
		const struct json *one = json_at(asked, i);
		cmd_say(app, "SAM.gov about \"%s\", %s%s, evidence number %lld: %s",
		    json_get_text(one, "asked_for"), cmd_moment(app, json_get_text(one, "at")),
		    json_get_bool(one, "is_kept") ? " (kept; --fresh asks again)" : "",
		    (long long)json_get_int(one, "registry_lookup_id", 0), json_get_text(one, "result"));
	}
	if (json_count(matches) == 0) {
		cmd_say(app, "nobody there is alike");
		return;
	}
	cmd_print_table(app, matches, "rank score reasons row", "");
	cmd_say(app, "a task asks a person whether it is the same one");
}

int
cmd_screen_lookup(struct app *app, const struct args *args, struct err *err)
{
	const char *spec = app->settings->registry.sam_key;
	struct sam_wish wish = { .way = lookup_way(app, args) };
	struct json *said;

	if (!cmd_provider_id(app, args->word[0], &wish.provider_id, err))
		return CMD_FAILED;
	if (spec == NULL)
		return fail(err, ERR_INPUT, "SAM.gov answers accounts alone. Write \"registry: { sam_key: "
		    "file:sam.key }\" into credence.yaml, or load the extract: credence screen load sam FILE"), CMD_FAILED;
	if (!folder_secret(app->folder, app->settings, spec, app->arena, &wish.key, err) ||
	    !sam_lookup(&wish, app->arena, &said, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(said);
		return EXIT_DONE;
	}
	say_found(app, said);
	json_free(said);
	return EXIT_DONE;
}
