/* list_filter: words looked up, brought into their normal form, held against what there can be. */
#include "store/list_filter.h"

#include <string.h>

#include "base/str.h"
#include "core/identifier.h"
#include "core/record.h"
#include "reading/mail.h"
#include "store/definition.h"
#include "store/lookup.h"
#include "workflow/definition.h"
#include "base/banned.h"

static const struct { const char *noun, *names; } nouns[] = {
	{ "provider", "npi name state status" },
	{ "payer", "name kind state" },
	{ "location", "name state" },
	{ "credential", "provider type state status expires-by" },
	{ "enrollment", "provider payer location state status" },
	{ "contact", "provider payer location" },
	{ "document", "provider kind status" },
	{ "party", "relation name status" },
	{ "agreement", "name status due-by" },
	{ "background", "provider kind" },
	{ "case", "provider payer workflow state open!" },
	{ "task", "role assignee provider case until all!" },
	{ "deadline", "kind provider case from until all!" },
	{ "mail", "unmatched! in! out! case provider kind status" },
	{ "request", "held! case" },
	{ "audit", "object since until find" },
};

const char *
list_filter_names(const char *noun)
{
	for (size_t i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].noun, noun) == 0)
			return nouns[i].names;
	return NULL;
}

const char *
wish_get(const struct wishes *w, const char *name)
{
	return w->get(w->context, name);
}

bool
wish_flag(const struct wishes *w, const char *name)
{
	const char *word = wish_get(w, name);

	return word != NULL && !text_equal(word, "no") && !text_equal(word, "false");
}

bool
wish_day(const struct wishes *w, const char *name, int32_t *ret_day, struct err *err)
{
	const char *word = wish_get(w, name);

	*ret_day = DAY_NONE;
	return word == NULL || day_parse(word, ret_day) ||
	    fail(err, ERR_INPUT, "%s%s \"%s\" is no day. Write it as 2026-11-22", w->mark, name, word);
}

bool
wish_id(const struct wishes *w, const char *name, lookup_fn *look, int64_t *ret_id, struct err *err)
{
	const char *word = wish_get(w, name);

	*ret_id = 0;
	return word == NULL || look(w->db, word, ret_id, err) || fail_in(err, "%s%s", w->mark, name);
}

/* In its normal form, "Illinois" too. */
static bool
state(const struct wishes *w, const char **ret_state, struct err *err)
{
	const char *word = wish_get(w, "state");
	struct str text = STR_INIT;

	bool ok = word == NULL || identifier_read("state", word, &text, err);
	*ret_state = word != NULL && ok ? arena_strdup(w->a, text.text) : NULL;
	str_clear(&text);
	return ok || fail_in(err, "%sstate", w->mark);
}

static bool
type(const struct wishes *w, const char **ret_type, struct err *err)
{
	const char *word = wish_get(w, "type");

	*ret_type = NULL;
	if (word == NULL)
		return true;
	const struct credential_type *known = record_type_find(w->settings->catalog, word);
	if (known == NULL)
		return fail(err, ERR_INPUT, "%stype \"%s\" is not in the catalog. Types stand in %s",
		    w->mark, word, "catalogs/credential_types.yaml");
	*ret_type = known->key;
	return true;
}

/* The word in the normal form of that field. */
static bool
choice(const struct wishes *w, const char *kind, const char *name, const char **ret_word, struct err *err)
{
	const char *word = wish_get(w, name);
	struct record r;

	*ret_word = NULL;
	if (word == NULL)
		return true;
	record_init(&r, record_kind_find(kind), w->settings->catalog, zone_day(w->settings->zone, w->now_ms), w->a);
	if (text_blank(word))
		return fail(err, ERR_INPUT, "%s%s needs a word", w->mark, name);
	if (!record_assign(&r, name, word, err))
		return fail_in(err, "%s%s", w->mark, name);
	*ret_word = record_value(&r, name);
	return true;
}

static bool
npi(const struct wishes *w, const char **ret_npi, struct err *err)
{
	const char *word = wish_get(w, "npi");

	*ret_npi = word;
	return word == NULL || (strlen(word) == 10 && word[strspn(word, "0123456789")] == '\0') ||
	    fail(err, ERR_INPUT, "%snpi \"%.40s\" should be 10 digits", w->mark, word);
}

/* One of few words. */
static bool
one_of(const struct wishes *w, const char *name, const char *const *words, const char **ret_word, struct err *err)
{
	const char *word = wish_get(w, name);
	struct str known = STR_INIT;

	*ret_word = word;
	for (int i = 0; word != NULL && words[i] != NULL; i++) {
		if (strcmp(words[i], word) == 0)
			word = NULL;
		else
			str_printf(&known, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	if (word != NULL)
		fail(err, ERR_INPUT, "%s%s \"%s\" should be one of: %s", w->mark, name, word, known.text);
	str_clear(&known);
	return word == NULL;
}

bool
list_filter_record(const struct wishes *w, const char *kind, struct record_filter *ret_filter, struct err *err)
{
	struct record_filter f = { .name = wish_get(w, "name") };

	if (!wish_id(w, "provider", lookup_provider, &f.provider_id, err) ||
	    !wish_id(w, "payer", lookup_payer, &f.payer_id, err) ||
	    !wish_id(w, "location", lookup_location, &f.location_id, err) || !npi(w, &f.npi, err) ||
	    !choice(w, kind, "kind", &f.kind, err) || !choice(w, kind, "status", &f.status, err) ||
	    !choice(w, kind, "relation", &f.relation, err) || !state(w, &f.state, err) ||
	    !type(w, &f.type, err) || !wish_day(w, "expires-by", &f.expires_by_day, err) ||
	    !wish_day(w, "due-by", &f.due_by_day, err))
		return false;
	*ret_filter = f;
	return true;
}

bool
list_filter_case(const struct wishes *w, struct case_filter *ret_filter, struct err *err)
{
	struct case_filter f = { .workflow = wish_get(w, "workflow"), .state = wish_get(w, "state"),
	    .open_only = wish_flag(w, "open") };
	int64_t definition_id;

	if ((f.workflow != NULL && !definition_find_current(w->db, f.workflow, &definition_id, err)) ||
	    !wish_id(w, "provider", lookup_provider, &f.provider_id, err) ||
	    !wish_id(w, "payer", lookup_payer, &f.payer_id, err))
		return false;
	*ret_filter = f;
	return true;
}

bool
list_filter_task(const struct wishes *w, struct task_filter *ret_filter, struct err *err)
{
	struct task_filter f = { .assignee = wish_get(w, "assignee"), .status = wish_flag(w, "all") ? NULL : "open" };

	if (!wish_id(w, "case", lookup_case, &f.case_id, err) || !wish_id(w, "provider", lookup_provider, &f.provider_id, err) ||
	    !wish_day(w, "until", &f.until_day, err) || !one_of(w, "role", action_roles, &f.role, err))
		return false;
	*ret_filter = f;
	return true;
}

bool
list_filter_deadline(const struct wishes *w, struct deadline_filter *ret_filter, struct err *err)
{
	struct deadline_filter f = { .status = wish_flag(w, "all") ? NULL : "open" };

	if (!wish_id(w, "case", lookup_case, &f.case_id, err) || !wish_id(w, "provider", lookup_provider, &f.provider_id, err) ||
	    !wish_day(w, "from", &f.from_day, err) || !wish_day(w, "until", &f.until_day, err) ||
	    !one_of(w, "kind", action_deadline_kinds, &f.kind, err))
		return false;
	*ret_filter = f;
	return true;
}

bool
list_filter_mail(const struct wishes *w, struct message_filter *ret_filter, struct err *err)
{
	struct message_filter f = { .kind = wish_get(w, "kind"), .status = wish_get(w, "status"),
	    .unmatched = wish_flag(w, "unmatched"),
	    .direction = wish_flag(w, "in") ? "in" : wish_flag(w, "out") ? "out" : NULL };
	enum mail_kind kind;

	if (f.kind != NULL && !text_equal(f.kind, "letter") && !mail_kind_find(f.kind, &kind))
		return fail(err, ERR_INPUT, "there is no kind \"%s\". There are reply, bounce, auto_reply, calendar_reply, "
		    "other, broken and letter", f.kind);
	if (!wish_id(w, "case", lookup_case, &f.case_id, err) || !wish_id(w, "provider", lookup_provider, &f.provider_id, err))
		return false;
	*ret_filter = f;
	return true;
}

/* A day alone is its beginning, with "to_end" its end. */
static bool
moment(const struct wishes *w, const char *name, bool to_end, int64_t *ret_ms, struct err *err)
{
	const char *word = wish_get(w, name);
	int32_t day;

	*ret_ms = INSTANT_NONE;
	if (word == NULL)
		return true;
	if (!to_end || !day_parse(word, &day))
		return instant_parse(word, w->settings->zone, ret_ms, err) || fail_in(err, "%s%s", w->mark, name);
	*ret_ms = zone_instant(w->settings->zone, day + 1, 0);
	return true;
}

bool
list_filter_period(const struct wishes *w, int64_t *ret_since_ms, int64_t *ret_until_ms, struct err *err)
{
	if (!moment(w, "since", false, ret_since_ms, err) || !moment(w, "until", true, ret_until_ms, err))
		return false;
	return *ret_since_ms == INSTANT_NONE || *ret_until_ms == INSTANT_NONE || *ret_since_ms <= *ret_until_ms ||
	    fail(err, ERR_INPUT, "%ssince lies behind %suntil", w->mark, w->mark);
}

/* "provider 1234567893" as the log writes it, "provider 12"; other words stay as they are. */
static bool
object(const struct wishes *w, const char **ret_object, struct err *err)
{
	const char *word = wish_get(w, "object");
	int64_t id;

	*ret_object = word;
	if (word == NULL || strchr(word, ' ') == NULL)
		return true;
	const char *kind = arena_strndup(w->a, word, strcspn(word, " "));
	if (record_kind_find(kind) == NULL)
		return true;
	if (!lookup_record(w->db, kind, word + strlen(kind) + 1, &id, err))
		return false;
	*ret_object = arena_printf(w->a, "%s %lld", kind, (long long)id);
	return true;
}

bool
list_filter_audit(const struct wishes *w, struct audit_filter *ret_filter, struct err *err)
{
	const char *words = wish_get(w, "find");
	struct audit_filter f = { .object = NULL };
	size_t count = 0;

	if (!object(w, &f.object, err) || !list_filter_period(w, &f.since_ms, &f.until_ms, err))
		return false;
	for (; words != NULL && words[strspn(words, " ")] != '\0'; words += strcspn(words, " ")) {
		words += strspn(words, " ");
		if (count == AUDIT_WORDS_MAX)
			return fail(err, ERR_INPUT, "%sfind takes at most %d words", w->mark, AUDIT_WORDS_MAX);
		f.word[count++] = arena_strndup(w->a, words, strcspn(words, " "));
	}
	*ret_filter = f;
	return true;
}
