/* record_part: queries of what belongs to a record. */
#include "store/record_part.h"

#include <string.h>

#include "base/str.h"
#include "store/case_file.h"
#include "store/record_list.h"
#include "store/sensitive.h"
#include "store/verification.h"
#include "base/banned.h"

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

static const struct record_part provider_parts[] = {
	{ "sensitive", "field value", sensitive_query_masked },
	{ "names", "kind last_name first_name", record_query_names },
	{ "credentials", COLUMNS_CREDENTIAL, open_credentials },
	{ "enrollments", COLUMNS_ENROLLMENT, open_enrollments },
	{ "cases", COLUMNS_CASE, open_cases },
	{ "contacts", COLUMNS_CONTACT, open_provider_contacts },
	{ "documents", COLUMNS_DOCUMENT, open_documents },
	{ "backgrounds", COLUMNS_BACKGROUND, open_backgrounds },
};
static const struct record_part payer_parts[] = { { "contacts", COLUMNS_CONTACT, open_payer_contacts } };
static const struct record_part location_parts[] = {
	{ "contacts", COLUMNS_CONTACT, open_location_contacts },
};
static const struct record_part credential_parts[] = {
	{ "verifications", "on_day source method by contact result expires_day document_id", verification_query_list },
	{ "cases", COLUMNS_CASE, open_credential_cases },
};
static const struct record_part enrollment_parts[] = { { "cases", COLUMNS_CASE, open_enrollment_cases } };
static const struct record_part agreement_parts[] = { { "cases", COLUMNS_CASE, open_agreement_cases } };

static const struct { const char *kind; const struct record_part *part; size_t parts; } kinds[] = {
	{ "provider", provider_parts, LEN(provider_parts) },
	{ "payer", payer_parts, LEN(payer_parts) },
	{ "location", location_parts, LEN(location_parts) },
	{ "credential", credential_parts, LEN(credential_parts) },
	{ "enrollment", enrollment_parts, LEN(enrollment_parts) },
	{ "agreement", agreement_parts, LEN(agreement_parts) },
};

const struct record_part *
record_part_list(const char *kind, size_t i)
{
	for (size_t k = 0; k < LEN(kinds); k++)
		if (strcmp(kinds[k].kind, kind) == 0)
			return i < kinds[k].parts ? &kinds[k].part[i] : NULL;
	return NULL;
}

bool
record_load_row(struct db *db, const char *kind, int64_t id, const struct zone *zone, struct json **ret_row,
    struct err *err)
{
	const struct record_filter f = { .id = id, .expires_by_day = DAY_NONE, .due_by_day = DAY_NONE };
	struct json *rows;
	struct query q;

	record_query_list(&q, db, kind, &f);
	if (!query_json(&q, zone, &rows, err))
		return false;
	*ret_row = json_duplicate(json_at(rows, 0));
	json_free(rows);
	return *ret_row != NULL || fail(err, ERR_MISSING, "there is no %s %lld", kind, (long long)id);
}

bool
record_load_whole(struct db *db, const char *kind, int64_t id, const struct zone *zone, struct json **ret_row,
    struct err *err)
{
	const struct record_part *part;
	struct json *row, *rows;
	struct query q;

	if (!record_load_row(db, kind, id, zone, &row, err))
		return false;
	for (size_t i = 0; (part = record_part_list(kind, i)) != NULL; i++) {
		part->open(&q, db, id);
		if (!query_json(&q, zone, &rows, err)) {
			json_free(row);
			return false;
		}
		json_set(row, part->key, rows);
	}
	*ret_row = row;
	return true;
}
