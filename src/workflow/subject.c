/*
 * subject: the table of facts.  Columns of the record are "subject.COLUMN"; what is derived is
 * computed by store/subject:
 *	provider.display_name	"Dr Ruiz" for a physician, else "Ana Ruiz, NP"
 *	provider.salutation	the same behind "Dear": "Dr. Ruiz", "Ana Ruiz"
 *	provider.full_name	"Ana Ruiz"
 *	subject.title		a credential within a sentence: "NY state license", "DEA registration"
 *	subject.title		of an agreement: "Four Rivers Billing, billing"
 *	subject.has_enrollments	the provider has at least one enrollment that is not ended
 *	subject.open_enrollments	how many are neither loaded nor ended
 *	subject.billable_day	when the last of these is loaded, by the payers' own past
 *	subject.critical_payer	whose that is
 *	subject.screened_day	the last exclusion screening within a year
 *	subject.is_excluded	a person has confirmed a match with an exclusion list
 *	subject.spread		working days from 0 to 19 by the record's number, eight records a day:
 *				what begins for many at once need not be due for all on one day
 *	subject.decision_day	when a payer decides about the provider next: today where an enrollment
 *				waits for its first decision, else the earliest re-credentialing
 *	type.*			of the catalog of credential types
 *	*.ref			the record itself, to be remembered and compared: "payer 3"
 *	org.name, org.from	of the settings
 */
#include "workflow/subject.h"

#include <string.h>

#include "base/banned.h"

#define MUST	false, false
#define MAY	true, false
#define SET	true, true		/* may be absent, may be written */
#define SET_MUST false, true

#define ORG \
	{ "org.name", TYPE_TEXT, MUST }, { "org.from", TYPE_EMAIL, MUST }

#define PROVIDER \
	{ "provider.ref", TYPE_REF, MUST }, { "provider.display_name", TYPE_TEXT, MUST }, { "provider.salutation", TYPE_TEXT, MUST }, \
	{ "provider.full_name", TYPE_TEXT, MUST }, { "provider.npi", TYPE_TEXT, MUST }, \
	{ "provider.last_name", TYPE_TEXT, MUST }, { "provider.first_name", TYPE_TEXT, MAY }, \
	{ "provider.provider_type", TYPE_TEXT, MAY }, { "provider.specialty", TYPE_TEXT, MAY }, \
	{ "provider.email", TYPE_EMAIL, MAY }, { "provider.phone", TYPE_TEXT, MAY }, \
	{ "provider.practice_state", TYPE_TEXT, MAY }, { "provider.start_day", TYPE_DATE, MAY }, \
	{ "provider.caqh_id", TYPE_TEXT, MAY }, { "provider.caqh_attested_day", TYPE_DATE, MAY }, \
	{ "provider.status", TYPE_TEXT, MUST }

#define PAYER \
	{ "payer.ref", TYPE_REF, MUST }, { "payer.name", TYPE_TEXT, MUST }, { "payer.kind", TYPE_TEXT, MUST }, \
	{ "payer.state", TYPE_TEXT, MAY }, { "payer.email", TYPE_EMAIL, MAY }, \
	{ "payer.phone", TYPE_TEXT, MAY }, { "payer.portal_url", TYPE_TEXT, MAY }, \
	{ "payer.turnaround_days", TYPE_INT, MAY }, { "payer.follow_up_days", TYPE_INT, MAY }, \
	{ "payer.recredential_months", TYPE_INT, MUST }, { "payer.is_caqh_used", TYPE_BOOL, MUST }

static const struct subject_field provider_fields[] = {
	ORG, PROVIDER,
	{ "subject.id", TYPE_INT, MUST },
	{ "subject.ref", TYPE_REF, MUST },
	{ "subject.spread", TYPE_INT, MUST },
	{ "subject.status", TYPE_TEXT, SET_MUST },
	{ "subject.email", TYPE_EMAIL, MAY },
	{ "subject.practice_state", TYPE_TEXT, MAY },
	{ "subject.start_day", TYPE_DATE, MAY },
	{ "subject.caqh_id", TYPE_TEXT, MAY },
	{ "subject.caqh_attested_day", TYPE_DATE, SET },
	{ "subject.untold_change", TYPE_TEXT, SET },
	{ "subject.untold_day", TYPE_DATE, SET },
	{ "subject.has_enrollments", TYPE_BOOL, MUST },
	{ "subject.open_enrollments", TYPE_INT, MUST },
	{ "subject.billable_day", TYPE_DATE, MAY },
	{ "subject.critical_payer", TYPE_TEXT, MAY },
	{ "subject.screened_day", TYPE_DATE, MAY },
	{ "subject.is_excluded", TYPE_BOOL, MUST },
};

static const struct subject_field credential_fields[] = {
	ORG, PROVIDER,
	{ "subject.id", TYPE_INT, MUST },
	{ "subject.ref", TYPE_REF, MUST },
	{ "subject.spread", TYPE_INT, MUST },
	{ "subject.credential_type", TYPE_TEXT, MUST },
	{ "subject.title", TYPE_TEXT, MUST },
	{ "subject.number", TYPE_TEXT, MAY },
	{ "subject.state", TYPE_TEXT, MAY },
	{ "subject.issuer", TYPE_TEXT, MAY },
	{ "subject.issued_day", TYPE_DATE, SET },
	{ "subject.expires_day", TYPE_DATE, SET },
	{ "subject.source_name", TYPE_TEXT, MAY },
	{ "subject.source_email", TYPE_EMAIL, SET },
	{ "subject.verified_day", TYPE_DATE, SET },
	{ "subject.verified_by", TYPE_TEXT, SET },
	{ "subject.verified_method", TYPE_TEXT, SET },
	{ "subject.verified_result", TYPE_TEXT, SET },
	{ "subject.status", TYPE_TEXT, SET_MUST },
	{ "subject.decision_day", TYPE_DATE, MAY },
	{ "type.label", TYPE_TEXT, MUST },
	{ "type.source", TYPE_TEXT, MUST },
	{ "type.workflow", TYPE_TEXT, MUST },
	{ "type.reminders", TYPE_TEXT, MUST },
	{ "type.renewed_by", TYPE_TEXT, MUST },
	{ "type.shelf_life_days", TYPE_INT, MAY },
	{ "type.is_verified_once", TYPE_BOOL, MUST },
};

static const struct subject_field enrollment_fields[] = {
	ORG, PROVIDER, PAYER,
	{ "location.ref", TYPE_REF, MAY },
	{ "location.name", TYPE_TEXT, MAY },
	{ "location.state", TYPE_TEXT, MAY },
	{ "subject.id", TYPE_INT, MUST },
	{ "subject.ref", TYPE_REF, MUST },
	{ "subject.spread", TYPE_INT, MUST },
	{ "subject.state", TYPE_TEXT, MAY },
	{ "subject.status", TYPE_TEXT, SET_MUST },
	{ "subject.reference_number", TYPE_TEXT, SET },
	{ "subject.provider_number", TYPE_TEXT, SET },
	{ "subject.packet_day", TYPE_DATE, SET },
	{ "subject.requested_day", TYPE_DATE, SET },
	{ "subject.submitted_day", TYPE_DATE, SET },
	{ "subject.received_day", TYPE_DATE, SET },
	{ "subject.approved_day", TYPE_DATE, SET },
	{ "subject.effective_day", TYPE_DATE, SET },
	{ "subject.loaded_day", TYPE_DATE, SET },
	{ "subject.eft_day", TYPE_DATE, SET },
	{ "subject.first_paid_day", TYPE_DATE, SET },
	{ "subject.first_service_day", TYPE_DATE, SET },
	{ "subject.denied_day", TYPE_DATE, SET },
	{ "subject.terminated_day", TYPE_DATE, SET },
	{ "subject.credentialed_day", TYPE_DATE, SET },
	{ "subject.caqh_authorized_day", TYPE_DATE, SET },
	{ "subject.law_day", TYPE_DATE, MAY },
	{ "subject.untold_change", TYPE_TEXT, SET },
	{ "subject.untold_day", TYPE_DATE, SET },
};

static const struct subject_field duty_fields[] = {
	ORG,
	{ "subject.id", TYPE_INT, MUST },
	{ "subject.ref", TYPE_REF, MUST },
	{ "subject.spread", TYPE_INT, MUST },
	{ "subject.key", TYPE_TEXT, MUST },
	{ "subject.title", TYPE_TEXT, MUST },
	{ "subject.evidence", TYPE_TEXT, MUST },
	{ "subject.every_months", TYPE_INT, MAY },
	{ "subject.every_days", TYPE_INT, MAY },
	{ "subject.open_days", TYPE_INT, MUST },
	{ "subject.next_day", TYPE_DATE, SET_MUST },
	{ "subject.done_day", TYPE_DATE, SET },
	{ "subject.done_by", TYPE_TEXT, SET },
	{ "subject.done_evidence", TYPE_TEXT, SET },
	{ "subject.status", TYPE_TEXT, MUST },
};

static const struct subject_field agreement_fields[] = {
	ORG,
	{ "subject.id", TYPE_INT, MUST },
	{ "subject.ref", TYPE_REF, MUST },
	{ "subject.spread", TYPE_INT, MUST },
	{ "subject.vendor", TYPE_TEXT, MUST },
	{ "subject.service", TYPE_TEXT, MAY },
	{ "subject.title", TYPE_TEXT, MUST },
	{ "subject.owner", TYPE_TEXT, MAY },
	{ "subject.owner_email", TYPE_EMAIL, MAY },
	{ "subject.data_flow", TYPE_TEXT, MAY },
	{ "subject.needs_baa", TYPE_BOOL, MUST },
	{ "subject.signed_day", TYPE_DATE, SET },
	{ "subject.expires_day", TYPE_DATE, SET },
	{ "subject.reviewed_day", TYPE_DATE, SET },
	{ "subject.review_day", TYPE_DATE, SET_MUST },
	{ "subject.status", TYPE_TEXT, MUST },
};

static const struct subject_kind kinds[] = {
	{ "provider", provider_fields, LEN(provider_fields) },
	{ "credential", credential_fields, LEN(credential_fields) },
	{ "enrollment", enrollment_fields, LEN(enrollment_fields) },
	{ "duty", duty_fields, LEN(duty_fields) },
	{ "agreement", agreement_fields, LEN(agreement_fields) },
};

const struct subject_kind *
subject_find(const char *name)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const struct subject_field *
subject_field_find(const struct subject_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->fields; i++)
		if (strcmp(kind->field[i].name, name) == 0)
			return &kind->field[i];
	return NULL;
}

const struct subject_kind *
subject_list(size_t i)
{
	return i < LEN(kinds) ? &kinds[i] : NULL;
}
