/*
 * api_lookup: a program has a registry asked about a provider, as "provider lookup", "provider revalidation --lookup",
 * "provider caqh --lookup" and "screen lookup" do.  The answer may take its time: the question is an errand
 * (web/errand.h) with a handle of its own, and everybody else is served meanwhile.
 */
#include <string.h>

#include "base/hash.h"
#include "core/identifier.h"
#include "engine/form.h"
#include "registry/caqh.h"
#include "registry/nppes_lookup.h"
#include "registry/revalidation.h"
#include "registry/sam_lookup.h"
#include "store/caqh.h"
#include "store/folder.h"
#include "store/lookup.h"
#include "store/record_list.h"
#include "store/revalidation.h"
#include "web/api.h"
#include "web/errand.h"
#include "web/pages.h"
#include "base/banned.h"

/* What the thread works with; nobody else touches it meanwhile. */
struct look {
	struct registry_way	 way;
	const struct registry	*registry;
	const char		*number;	/* NPI or CAQH number; of SAM.gov: none */
	const char		*secret;
	int64_t			 provider_id;	/* 0: nobody of ours */
	int32_t			 today_day;
	bool			 is_applied;
	struct arena		*a;
	struct json		*said;		/* the answer, while it is made */
	const char		*text;		/* and when it is: whoever asked may have gone meanwhile */
};

static void
set_lookup(struct look *l, const struct registry_lookup *lookup, bool is_kept)
{
	char at[INSTANT_TEXT_BYTES];

	l->said = json_new_object();
	json_set_text(l->said, "registry", lookup->registry);
	json_set_text(l->said, "asked_for", lookup->asked_for);
	json_set_text(l->said, "result", lookup->result);
	json_set_id(l->said, "provider_id", l->provider_id);
	json_set_int(l->said, "registry_lookup_id", lookup->registry_lookup_id);
	json_set_text(l->said, "at", instant_format(lookup->at_ms, l->way.settings->zone, at));
	json_set_text(l->said, "sha256", lookup->sha256);
	json_set_bool(l->said, "is_kept", is_kept);
}

static bool
ask_nppes(struct look *l, struct err *err)
{
	const struct nppes_wish wish = { .way = l->way, .npi = l->number, .provider_id = l->provider_id };
	struct registry_lookup lookup;
	struct json *said = NULL;
	bool is_kept;

	if (!nppes_lookup(&wish, l->a, &lookup, &is_kept, err))
		return false;
	if (text_equal(lookup.result, "found") &&
	    !nppes_compare(&wish, &lookup, l->is_applied, l->a, &said, &l->provider_id, err))
		return false;
	set_lookup(l, &lookup, is_kept);
	json_set_bool(l->said, "is_applied", l->is_applied && said != NULL);
	json_set(l->said, "said", said != NULL ? said : json_new_null());
	return true;
}

/* What came is taken in as the rows of a file. */
static bool
take_in(struct look *l, const char *source, bool (*ask)(struct look *l, struct import *in, struct registry_lookup *ret,
    bool *ret_is_kept, struct err *err), struct err *err)
{
	struct import in = { .db = l->way.db, .catalog = l->way.settings->catalog, .file = "lookup", .arena = l->a,
		.today_day = l->today_day, .by = { .actor = l->way.actor, .source = source, .now_ms = l->way.now_ms } };
	struct registry_lookup lookup;
	bool is_kept;

	import_init(&in);
	bool ok = ask(l, &in, &lookup, &is_kept, err);
	if (ok) {
		struct json *problems = json_new_array();
		set_lookup(l, &lookup, is_kept);
		for (size_t i = 0; i < in.problems.count; i++)
			json_push(problems, json_new_text(in.problems.item[i].text));
		json_set(l->said, "problems", problems);
	}
	import_clear(&in);
	return ok;
}

static bool
ask_cms(struct look *l, struct import *in, struct registry_lookup *ret, bool *ret_is_kept, struct err *err)
{
	const struct revalidation_wish wish = { .way = l->way, .npi = l->number, .provider_id = l->provider_id };

	return revalidation_lookup(&wish, in, l->a, ret, ret_is_kept, err);
}

static bool
ask_revalidation(struct look *l, struct err *err)
{
	return take_in(l, "the revalidation list of CMS", ask_cms, err);
}

static bool
ask_roster(struct look *l, struct import *in, struct registry_lookup *ret, bool *ret_is_kept, struct err *err)
{
	const struct caqh_wish wish = { .way = l->way, .caqh_id = l->number, .provider_id = l->provider_id,
	    .password = l->secret };

	return caqh_lookup(&wish, in, l->a, ret, ret_is_kept, err);
}

static bool
ask_caqh(struct look *l, struct err *err)
{
	return take_in(l, "CAQH", ask_roster, err);
}

static bool
ask_sam(struct look *l, struct err *err)
{
	const struct sam_wish wish = { .way = l->way, .key = l->secret, .provider_id = l->provider_id };

	return sam_lookup(&wish, l->a, &l->said, err);
}

/* Cases that wait for what the registry says. */
static bool
tell(struct request *r, int64_t case_id, const char *event, int32_t day, struct err *err)
{
	char text[DAY_TEXT_BYTES], random[HASH_ID_BYTES];
	struct form_word word = { "on", day_format(day, text) };
	struct engine_answer answer;
	struct err why = ERR_INIT;

	if (engine_say_words(&r->web->writer, case_id, event, random_id(random), &word, 1, r->actor, r->now_ms, r->a,
	    &answer, &why) || why.kind == ERR_INPUT || why.kind == ERR_CONFLICT)	/* a workflow that knows no such event */
		return true;
	*err = why;
	return false;
}

static bool
tell_due(struct request *r, struct err *err)
{
	struct revalidation_news *news;
	size_t count;

	if (!revalidation_list_news(r->web->writer.db, r->now_ms, r->today_day, r->a, &news, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!tell(r, news[i].case_id, "user.due", news[i].day, err))
			return false;
	return true;
}

static bool
tell_expired(struct request *r, struct err *err)
{
	struct caqh_news *news;
	size_t count;

	if (!caqh_list_news(r->web->writer.db, r->now_ms, r->a, &news, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!tell(r, news[i].case_id, "user.expired", news[i].day, err))
			return false;
	return true;
}

static const struct registry {
	const char	*name, *number;		/* the field of a provider that is asked about; NULL: their names */
	bool		(*ask)(struct look *l, struct err *err);
	bool		(*tell)(struct request *r, struct err *err);	/* NULL: nobody */
} registries[] = {
	{ "nppes", "npi", ask_nppes, NULL },
	{ "revalidation", "npi", ask_revalidation, tell_due },
	{ "caqh", "caqh_id", ask_caqh, tell_expired },
	{ "sam", NULL, ask_sam, NULL },
};

static bool
work(void *context, struct err *err)
{
	struct look *l = context;

	if (!folder_open_db(l->way.folder, l->way.now_ms, &l->way.db, err))
		return false;
	bool ok = l->registry->ask(l, err);
	db_close(l->way.db);
	if (ok)
		l->text = json_print_in(l->said, l->a);
	json_free(l->said);
	return ok;
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	const struct look *l = context;
	struct json *said;

	return (l->registry->tell == NULL || l->registry->tell(r, err)) &&
	    json_parse(l->text, strlen(l->text), &said, err) && api_answer(reply, 200, said);
}

/* An NPI that nobody here has may be asked about, too: it is somebody who is about to come. */
static bool
find_whom(struct request *r, struct look *l, struct err *err)
{
	struct record_filter one = { .expires_by_day = DAY_NONE };
	const char *field = l->registry->number;
	struct str npi = STR_INIT;
	struct json *rows;
	struct query q;

	if (!lookup_provider(r->web->db, r->word[0], &l->provider_id, err)) {
		if (err->kind != ERR_MISSING || l->registry->ask != ask_nppes || !identifier_read("npi", r->word[0], &npi, NULL))
			return false;
		l->number = arena_strdup(r->a, npi.text);
		str_clear(&npi);
		l->provider_id = 0;
		return true;
	}
	if (field == NULL)
		return true;
	one.id = l->provider_id;
	record_query_list(&q, r->web->db, "provider", &one);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	const char *number = json_get_text(json_at(rows, 0), field);
	l->number = text_blank(number) ? NULL : arena_strdup(r->a, number);
	json_free(rows);
	return l->number != NULL || fail(err, ERR_INPUT, "provider %lld has no %s to ask about",
	    (long long)l->provider_id, field);
}

static bool
find_secret(struct request *r, struct look *l, struct err *err)
{
	const struct settings *s = r->web->settings;
	bool is_sam = l->registry->ask == ask_sam, is_caqh = l->registry->ask == ask_caqh;
	const char *spec = is_sam ? s->registry.sam_key : is_caqh ? s->registry.caqh_password : NULL;

	if ((is_sam && spec == NULL) || (is_caqh && s->registry.caqh_organization == NULL))
		return fail(err, ERR_INPUT, "%s answers who has an account there. Write it into credence.yaml, under registry",
		    is_sam ? "SAM.gov" : "CAQH");
	return spec == NULL || folder_secret(r->web->folder, s, spec, r->a, &l->secret, err);
}

static bool
read_wish(struct request *r, const struct json *body, struct look *l, struct err *err)
{
	const char *key, *text, *registry = NULL;
	struct json *value;

	for (size_t i = 0; json_entry(body, i, &key, &value); i++) {
		if (!api_text(r, key, value, &text, err))
			return false;
		if (strcmp(key, "registry") == 0)
			registry = arena_strdup(r->a, text);
		else if (strcmp(key, "apply") == 0)
			l->is_applied = text_equal(text, "yes");
		else if (strcmp(key, "fresh") == 0)
			l->way.is_fresh = text_equal(text, "yes");
		else
			return fail(err, ERR_INPUT, "nothing here is called \"%.40s\". It takes: registry* apply! fresh!", key);
	}
	for (size_t i = 0; registry != NULL && i < LEN(registries); i++)
		if (strcmp(registry, registries[i].name) == 0)
			l->registry = &registries[i];
	if (l->registry == NULL)
		return fail(err, ERR_INPUT, "registry should be one of: nppes, revalidation, caqh, sam");
	return !l->is_applied || l->registry->ask == ask_nppes ||
	    fail(err, ERR_INPUT, "what \"%s\" says is never taken over into a record", registry);
}

bool
api_lookup(struct request *r, struct reply *reply, struct err *err)
{
	struct look *l = arena_alloc(r->a, sizeof(*l));
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));
	struct json *body = NULL;

	*l = (struct look){ .a = r->a, .today_day = r->today_day, .way = { .settings = r->web->settings,
	    .folder = r->web->folder, .actor = r->actor, .now_ms = r->now_ms } };
	if (!api_may_change(r, err) || !api_body(r, &body, err))
		return false;
	bool ok = read_wish(r, body, l, err) && l->registry != NULL && find_whom(r, l, err) && find_secret(r, l, err);
	json_free(body);
	if (!ok)
		return false;
	*errand = (struct errand){ .work = work, .finish = finish, .context = l };
	reply->errand = errand;
	return true;
}
