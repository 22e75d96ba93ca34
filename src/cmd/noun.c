/*
 * noun: lists of providers, payers, locations, credentials, enrollments, contacts, documents and
 * parties, agreements and backgrounds, and one of them with what belongs to it.  Written by: noun_write.c.
 */
#include "cmd/noun.h"

#include <stdio.h>
#include <string.h>

#include "cmd/commands.h"
#include "store/lookup.h"
#include "store/record_part.h"
#include "base/banned.h"

static const struct noun {
	const char	*kind;
	const char	*columns;	/* of the list, for people */
	const char	*nothing;
} nouns[] = {
	{ "provider", "provider_id npi last_name first_name provider_type specialty practice_state"
	  " start_day status", "no providers. Bring some in: credence import providers FILE.csv" },
	{ "payer", "payer_id name kind state email phone retired_day",
	  "no payers. Bring some in: credence import payers FILE.csv" },
	{ "location", "location_id name city state zip group_npi retired_day",
	  "no locations. Add one: credence location add name=\"Main St\" state=IL" },
	{ "credential", "credential_id npi last_name credential_type state number expires_day status"
	  " verified_day", "no credentials" },
	{ "enrollment", "enrollment_id npi last_name payer_name location_name state status"
	  " submitted_day effective_day loaded_day", "no enrollments" },
	{ "contact", "contact_id owner_type owner_name role name email phone bounced_day",
	  "no contacts" },
	{ "document", "document_id last_name kind name status created_ms", "no documents" },
	{ "party", "party_id relation last_name first_name business_name other_name npi state status",
	  "no staff, contractors, owners or vendors. Bring some in: credence import parties FILE.csv" },
	{ "agreement", "agreement_id vendor service owner signed_day expires_day review_day status next next_day",
	  "no agreements. Add one: credence agreement add vendor=\"Four Rivers Billing\" service=billing" },
	{ "background", "background_id npi last_name kind name position from_day until_day note", "nothing is known of work, "
	  "education or references. Bring it in: credence import backgrounds FILE.csv" },
};

static const struct noun *
find_noun(const char *kind)
{
	for (size_t i = 0; i < LEN(nouns); i++)
		if (strcmp(nouns[i].kind, kind) == 0)
			return &nouns[i];
	return NULL;
}

static const char *
option(const void *context, const char *name)
{
	return args_get(context, name);
}

struct wishes
noun_wishes(const struct app *app, const struct args *args)
{
	return (struct wishes){ .get = option, .context = args, .mark = "--", .db = app->db,
	    .settings = app->settings, .now_ms = app->now_ms, .a = app->arena };
}

static int
list(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	const struct noun *noun = find_noun(kind);
	struct record_filter f;
	struct query q;

	if (!list_filter_record(&wishes, kind, &f, err))
		return CMD_FAILED;
	record_query_list(&q, app->db, kind, &f);
	return cmd_print_columns(app, &q, noun->columns, noun->nothing, err);
}

/* For people, each part below its head. */
static bool
say_parts(struct app *app, const char *kind, int64_t id, struct err *err)
{
	const struct record_part *part;

	for (size_t i = 0; (part = record_part_list(kind, i)) != NULL; i++) {
		struct json *rows;
		struct query q;
		part->open(&q, app->db, id);
		if (!query_json(&q, app->settings->zone, &rows, err))
			return false;
		if (json_count(rows) > 0) {
			printf("\n%s\n", part->key);
			cmd_print_table(app, rows, part->columns, "");
		}
		json_free(rows);
	}
	return true;
}

static int
show(struct app *app, const struct args *args, const char *kind, struct err *err)
{
	const struct zone *zone = app->settings->zone;
	struct json *row;
	int64_t id;

	if (!lookup_record(app->db, kind, args->word[0], &id, err))
		return CMD_FAILED;
	if (app->json) {
		if (!record_load_whole(app->db, kind, id, zone, &row, err))
			return CMD_FAILED;
		cmd_print_json(row);
		return EXIT_DONE;
	}
	if (!record_load_row(app->db, kind, id, zone, &row, err))
		return CMD_FAILED;
	cmd_say_fields(app, row);
	json_free(row);
	return say_parts(app, kind, id, err) ? EXIT_DONE : CMD_FAILED;
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
