/* play_facts: an invented record, so that a workflow can be looked at before there is any. */
#include <string.h>

#include "base/str.h"
#include "workflow/play_script.h"
#include "base/banned.h"

#define DAYS_AWAY	"@"	/* "@-30": so many days from today */

static const struct { const char *kind, *name, *text; } made_up[] = {
	{ NULL, "org.name", "Elm Street Clinic" },
	{ NULL, "org.from", "credentialing@elm.example" },
	{ NULL, "provider.ref", "provider 1" },
	{ NULL, "provider.display_name", "Dr Larkspur" },
	{ NULL, "provider.salutation", "Dr. Larkspur" },
	{ NULL, "provider.full_name", "Ada Larkspur" },
	{ NULL, "provider.npi", "1234567893" },
	{ NULL, "provider.last_name", "Larkspur" },
	{ NULL, "provider.first_name", "Ada" },
	{ NULL, "provider.provider_type", "MD" },
	{ NULL, "provider.specialty", "family medicine" },
	{ NULL, "provider.email", "ada.larkspur@elm.example" },
	{ NULL, "provider.phone", "217-555-0100" },
	{ NULL, "provider.practice_state", "TX" },
	{ NULL, "provider.start_day", "@30" },
	{ NULL, "provider.caqh_id", "10000001" },
	{ NULL, "provider.caqh_attested_day", "@0" },
	{ NULL, "provider.status", "active" },
	{ NULL, "payer.ref", "payer 1" },
	{ NULL, "payer.name", "Prairie Health" },
	{ NULL, "payer.kind", "commercial" },
	{ NULL, "payer.state", "TX" },
	{ NULL, "payer.email", "enroll@prairie.example" },
	{ NULL, "payer.phone", "217-555-0101" },
	{ NULL, "payer.portal_url", "https://portal.prairie.example" },
	{ NULL, "payer.recredential_months", "36" },
	{ NULL, "payer.is_caqh_used", "true" },
	{ NULL, "location.ref", "location 1" },
	{ NULL, "location.name", "Main St" },
	{ NULL, "location.state", "TX" },
	{ NULL, "type.label", "State medical license" },
	{ NULL, "type.source", "state board" },
	{ NULL, "type.workflow", "primary_source_verification" },
	{ NULL, "type.reminders", "120 90 60 30 14 7 1" },
	{ NULL, "type.renewed_by", "provider" },
	{ NULL, "type.shelf_life_days", "120" },
	{ NULL, "type.is_verified_once", "false" },
	{ NULL, "subject.id", "1" },
	{ NULL, "subject.spread", "0" },
	{ NULL, "subject.state", "TX" },
	{ "provider", "subject.ref", "provider 1" },
	{ "provider", "subject.status", "active" },
	{ "provider", "subject.email", "ada.larkspur@elm.example" },
	{ "provider", "subject.practice_state", "TX" },
	{ "provider", "subject.start_day", "@30" },
	{ "provider", "subject.caqh_id", "10000001" },
	{ "provider", "subject.caqh_attested_day", "@0" },
	{ "provider", "subject.has_enrollments", "true" },
	{ "provider", "subject.open_enrollments", "1" },
	{ "provider", "subject.billable_day", "@120" },
	{ "provider", "subject.critical_payer", "Prairie Health" },
	{ "provider", "subject.is_excluded", "false" },
	{ "credential", "subject.ref", "credential 1" },
	{ "credential", "subject.credential_type", "state_license" },
	{ "credential", "subject.title", "TX state license" },
	{ "credential", "subject.number", "036-123456" },
	{ "credential", "subject.issuer", "Texas Medical Board" },
	{ "credential", "subject.issued_day", "@-300" },
	{ "credential", "subject.expires_day", "@430" },
	{ "credential", "subject.source_name", "Texas Medical Board" },
	{ "credential", "subject.source_email", "verify@board.example" },
	{ "credential", "subject.status", "unverified" },
	{ "enrollment", "subject.ref", "enrollment 1" },
	{ "enrollment", "subject.status", "not started" },
	{ "duty", "subject.ref", "duty 1" },
	{ "duty", "subject.key", "hipaa_training" },
	{ "duty", "subject.title", "HIPAA training of every employee" },
	{ "duty", "subject.evidence", "signed list of all who took part" },
	{ "duty", "subject.every_months", "12" },
	{ "duty", "subject.open_days", "30" },
	{ "duty", "subject.next_day", "@60" },
	{ "duty", "subject.status", "active" },
	{ "agreement", "subject.ref", "agreement 1" },
	{ "agreement", "subject.vendor", "Four Rivers Billing" },
	{ "agreement", "subject.service", "billing" },
	{ "agreement", "subject.title", "Four Rivers Billing, billing" },
	{ "agreement", "subject.owner", "Maria" },
	{ "agreement", "subject.owner_email", "maria@elm.example" },
	{ "agreement", "subject.data_flow", "claims, by SFTP" },
	{ "agreement", "subject.needs_baa", "true" },
	{ "agreement", "subject.signed_day", "@-300" },
	{ "agreement", "subject.review_day", "@65" },
	{ "agreement", "subject.status", "active" },
};

/* The text for a fact; NULL: it is absent. */
static const char *
text_of(const struct subject_kind *kind, const char *name)
{
	for (size_t i = 0; i < LEN(made_up); i++)
		if (strcmp(made_up[i].name, name) == 0 &&
		    (made_up[i].kind == NULL || strcmp(made_up[i].kind, kind->name) == 0))
			return made_up[i].text;
	return NULL;
}

void
play_facts_make(const struct subject_kind *kind, int32_t today, struct arena *a,
    struct facts *ret_facts)
{
	facts_init(ret_facts, a);
	for (size_t i = 0; i < kind->fields; i++) {
		const struct subject_field *f = &kind->field[i];
		const char *text = text_of(kind, f->name);
		struct value v = value_absent(f->type);
		int64_t days;
		if (text != NULL && text_starts(text, DAYS_AWAY) && int_parse(text + 1, &days))
			v = value_date(today + (int32_t)days);
		else if (text != NULL && !value_parse(f->type, text, zone_utc(), a, &v))
			BUG("the invented fact %s is no %s", f->name, value_type_name(f->type));
		facts_set(ret_facts, f->name, v);
	}
}
