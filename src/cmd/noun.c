/*
 * noun: lists of providers, payers, locations, credentials, enrollments, contacts, documents and
 * parties, agreements and backgrounds, and one of them with what belongs to it.  Written by: noun_write.c.
 */
#include "cmd/noun.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cmd/commands.h"
#include "core/identifier.h"
#include "core/record.h"
#include "store/case_file.h"
#include "store/lookup.h"
#include "store/record_list.h"
#include "base/banned.h"

/* What belongs to a record, below it in "show". */
struct part {
	const char	*key;		/* of the array */
	const char	*columns;	/* for people */
	void		(*open)(struct query *q, struct db *db, int64_t id);
};

#define COLUMNS_CREDENTIAL "credential_id credential_type state number expires_day status verified_day"
#define COLUMNS_ENROLLMENT "enrollment_id payer_name location_name state status submitted_day" \
	" approved_day effective_day loaded_day"
#define COLUMNS_CASE	"case_id workflow state status payer_name next_due_ms"
#define COLUMNS_CONTACT	"contact_id role name email phone bounced_day"
#define COLUMNS_BACKGROUND "background_id kind name position city state from_day until_day"
#define COLUMNS_DOCUMENT "document_id kind name status created_ms"

static void
open_credentials(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "credential", &(struct record_filter){ .provider_id = id,
	    .expires_by_day = DAY_NONE });
}

static void
open_enrollments(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "enrollment", &(struct record_filter){ .provider_id = id });
}

static void
open_cases(struct query *q, struct db *db, int64_t id)
{
	case_query_list(q, db, &(struct case_filter){ .provider_id = id, .open_only = true });
}

static void
open_documents(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "document", &(struct record_filter){ .provider_id = id });
}

static void
open_backgrounds(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "background", &(struct record_filter){ .provider_id = id });
}

static void
open_provider_contacts(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "contact", &(struct record_filter){ .provider_id = id });
}

static void
open_payer_contacts(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "contact", &(struct record_filter){ .payer_id = id });
}

static void
open_location_contacts(struct query *q, struct db *db, int64_t id)
{
	record_query_list(q, db, "contact", &(struct record_filter){ .location_id = id });
}

static void
open_credential_cases(struct query *q, struct db *db, int64_t id)
{
	case_query_of_subject(q, db, "credential", id);
}

static void
open_enrollment_cases(struct query *q, struct db *db, int64_t id)
{
	case_query_of_subject(q, db, "enrollment", id);
}

static void
open_agreement_cases(struct query *q, struct db *db, int64_t id)
{
	case_query_of_subject(q, db, "agreement", id);
}

static const struct part provider_parts[] = {
	{ "names", "kind last_name first_name", record_query_names },
	{ "credentials", COLUMNS_CREDENTIAL, open_credentials },
	{ "enrollments", COLUMNS_ENROLLMENT, open_enrollments },
	{ "cases", COLUMNS_CASE, open_cases },
	{ "contacts", COLUMNS_CONTACT, open_provider_contacts },
	{ "documents", COLUMNS_DOCUMENT, open_documents },
	{ "backgrounds", COLUMNS_BACKGROUND, open_backgrounds },
};
static const struct part payer_parts[] = { { "contacts", COLUMNS_CONTACT, open_payer_contacts } };
static const struct part location_parts[] = {
	{ "contacts", COLUMNS_CONTACT, open_location_contacts },
};
static const struct part credential_parts[] = { { "cases", COLUMNS_CASE, open_credential_cases } };
static const struct part enrollment_parts[] = { { "cases", COLUMNS_CASE, open_enrollment_cases } };
static const struct part agreement_parts[] = { { "cases", COLUMNS_CASE, open_agreement_cases } };

static const struct noun {
	const char	*kind;
	const char	*columns;	/* of the list, for people */
	const char	*nothing;
	const struct part *part;
	size_t		 parts;
} nouns[] = {
	{ "provider", "provider_id npi last_name first_name provider_type specialty practice_state"
	  " start_day status", "no providers. Bring some in: credence import providers FILE.csv",
	  provider_parts, LEN(provider_parts) },
	{ "payer", "payer_id name kind state email phone retired_day",
	  "no payers. Bring some in: credence import payers FILE.csv", payer_parts,
	  LEN(payer_parts) },
	{ "location", "location_id name city state zip group_npi retired_day",
	  "no locations. Add one: credence location add name=\"Main St\" state=IL", location_parts,
	  LEN(location_parts) },
	{ "credential", "credential_id npi last_name credential_type state number expires_day status"
	  " verified_day", "no credentials", credential_parts, LEN(credential_parts) },
	{ "enrollment", "enrollment_id npi last_name payer_name location_name state status"
	  " submitted_day effective_day loaded_day", "no enrollments", enrollment_parts,
	  LEN(enrollment_parts) },
	{ "contact", "contact_id owner_type owner_name role name email phone bounced_day",
	  "no contacts", NULL, 0 },
	{ "document", "document_id last_name kind name status created_ms", "no documents", NULL, 0 },
	{ "party", "party_id relation last_name first_name business_name other_name npi state status",
	  "no staff, contractors, owners or vendors. Bring some in: credence import parties FILE.csv",
	  NULL, 0 },
	{ "agreement", "agreement_id vendor service owner signed_day expires_day review_day status next next_day",
	  "no agreements. Add one: credence agreement add vendor=\"Four Rivers Billing\" service=billing",
	  agreement_parts, LEN(agreement_parts) },
	{ "background", "background_id npi last_name kind name position from_day until_day note", "nothing is known of work, "
	  "education or references. Bring it in: credence import backgrounds FILE.csv", NULL, 0 },
};

static const struct noun *
find_noun(const char *kind)
{
	for (size_t i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].kind, kind) == 0)
			return &nouns[i];
	return NULL;
}

bool
noun_known(const char *word)
{
	return find_noun(word) != NULL;
}

bool
noun_id(struct app *app, const char *kind, const char *word, int64_t *ret_id, struct err *err)
{
	if (strcmp(kind, "provider") == 0)
		return lookup_provider(app->db, word, ret_id, err);
	if (strcmp(kind, "payer") == 0)
		return lookup_payer(app->db, word, ret_id, err);
	if (strcmp(kind, "location") == 0)
		return lookup_location(app->db, word, ret_id, err);
	return cmd_id(word, kind, ret_id, err);
}

/* --state in its normal form, "Illinois" too. */
static bool
state_option(struct app *app, const struct args *args, const char **ret_state, struct err *err)
{
	const char *word = args_get(args, "state");
	struct str state = STR_INIT;

	bool ok = word == NULL || identifier_read("state", word, &state, err);
	*ret_state = word != NULL && ok ? arena_strdup(app->arena, state.text) : NULL;
	str_clear(&state);
	return ok || fail_in(err, "--state");
}

static bool
type_option(struct app *app, const struct args *args, const char **ret_type, struct err *err)
{
	const char *word = args_get(args, "type");

	*ret_type = NULL;
	if (word == NULL)
		return true;
	const struct credential_type *type = record_type_find(app->settings->catalog, word);
	if (type == NULL)
		return fail(err, ERR_INPUT, "--type \"%s\" is not in the catalog. Types stand in %s",
		    word, "catalogs/credential_types.yaml");
	*ret_type = type->key;
	return true;
}

/* --status, --kind and --relation in the normal form of that field: a word that nothing can have would
 * give an empty list, which reads as if all were well. */
static bool
choice_option(struct app *app, const struct args *args, const char *kind, const char *name,
    const char **ret_word, struct err *err)
{
	const char *word = args_get(args, name);
	struct record r;

	*ret_word = NULL;
	if (word == NULL)
		return true;
	record_init(&r, record_kind_find(kind), app->settings->catalog,
	    zone_day(app->settings->zone, app->now_ms), app->arena);
	if (text_blank(word))
		return fail(err, ERR_INPUT, "--%s needs a word", name);
	if (!record_assign(&r, name, word, err))
		return fail_in(err, "--%s", name);
	*ret_word = record_value(&r, name);
	return true;
}

static bool
npi_option(const struct args *args, const char **ret_npi, struct err *err)
{
	const char *word = args_get(args, "npi");

	*ret_npi = word;
	return word == NULL || (strlen(word) == 10 && word[strspn(word, "0123456789")] == '\0') ||
	    fail(err, ERR_INPUT, "--npi \"%.40s\" should be 10 digits", word);
}

static int
list(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	const struct noun *noun = find_noun(kind);
	struct record_filter f = {
		.name = args_get(args, "name"),
	};
	struct query q;

	if (!cmd_provider_option(app, args, &f.provider_id, err) ||
	    !cmd_payer_option(app, args, &f.payer_id, err) ||
	    !cmd_location_option(app, args, &f.location_id, err) ||
	    !npi_option(args, &f.npi, err) ||
	    !choice_option(app, args, kind, "kind", &f.kind, err) ||
	    !choice_option(app, args, kind, "status", &f.status, err) ||
	    !choice_option(app, args, kind, "relation", &f.relation, err) ||
	    !state_option(app, args, &f.state, err) || !type_option(app, args, &f.type, err) ||
	    !cmd_day_option(args, "expires-by", &f.expires_by_day, err) ||
	    !cmd_day_option(args, "due-by", &f.due_by_day, err))
		return CMD_FAILED;
	record_query_list(&q, app->db, kind, &f);
	return cmd_print_columns(app, &q, noun->columns, noun->nothing, err);
}

bool
noun_load(struct app *app, const char *kind, int64_t id, struct json **ret_row, struct err *err)
{
	const struct record_filter f = { .id = id, .expires_by_day = DAY_NONE };
	struct json *rows;
	struct query q;

	record_query_list(&q, app->db, kind, &f);
	if (!query_json(&q, app->settings->zone, &rows, err))
		return false;
	*ret_row = json_duplicate(json_at(rows, 0));
	json_free(rows);
	return *ret_row != NULL ||
	    fail(err, ERR_MISSING, "there is no %s %lld", kind, (long long)id);
}

/* Puts the arrays into the object; for people, each below its head. */
static bool
add_parts(struct app *app, const struct noun *noun, int64_t id, struct json *row, struct err *err)
{
	for (size_t i = 0; i < noun->parts; i++) {
		const struct part *part = &noun->part[i];
		struct json *rows;
		struct query q;
		part->open(&q, app->db, id);
		if (!query_json(&q, app->settings->zone, &rows, err))
			return false;
		json_set(row, part->key, rows);
		if (app->json || json_count(rows) == 0)
			continue;
		printf("\n%s\n", part->key);
		cmd_print_table(app, rows, part->columns, "");
	}
	return true;
}

static int
show(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	const struct noun *noun = find_noun(kind);
	struct json *row;
	int64_t id;

	if (!noun_id(app, kind, args->word[0], &id, err) || !noun_load(app, kind, id, &row, err))
		return CMD_FAILED;
	if (!app->json)
		cmd_say_fields(app, row);
	bool ok = add_parts(app, noun, id, row, err);
	if (ok && app->json)
		cmd_print_json(row);
	else
		json_free(row);
	return ok ? EXIT_DONE : CMD_FAILED;
}

#define NOUN(kind) \
	int \
	cmd_##kind##_list(struct app *app, const struct args *args, struct err *err) \
	{ \
		return list(app, args, #kind, err); \
	} \
	int \
	cmd_##kind##_show(struct app *app, const struct args *args, struct err *err) \
	{ \
		return show(app, args, #kind, err); \
	}

NOUN(provider)
NOUN(payer)
NOUN(location)
NOUN(credential)
NOUN(enrollment)
NOUN(contact)
NOUN(document)
NOUN(party)
NOUN(agreement)
NOUN(background)
