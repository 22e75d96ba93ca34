/*
 * record_fields: the tables of fields, one a noun.  Columns that nobody gives but the program
 * computes are marked FIELD_DERIVED.  "empty" repeats the defaults of schema/ (a test holds the two
 * against each other).  Headings are words as core/heading.h makes them: "Lic. No." is "license number".
 */
#include "core/record.h"

#include <string.h>

#include "base/str.h"
#include "core/record_inside.h"
#include "base/banned.h"

#define KEY	(FIELD_KEY | FIELD_REQUIRED)
#define TEXT(name, headings)	{ name, name, FIELD_TEXT, 0, NULL, "", headings }
#define DAY(name, headings)	{ name, name, FIELD_DAY, 0, NULL, NULL, headings }
#define CODE(name, kind, headings) \
	{ name, name, FIELD_IDENTIFIER, 0, kind, NULL, headings }
#define DERIVED(name)		{ name, name, FIELD_TEXT, FIELD_DERIVED, NULL, "", NULL }

#define NOTE	TEXT("note", "note|comment|remark")
#define NPI_HEADINGS \
	"npi|npi number|npi id|provider npi|individual npi|national provider identifier|type 1 npi|" \
	"rendering npi|provider npi number"
#define PAYER_HEADINGS \
	"payer|payer name|payor|payor name|plan|plan name|health plan|insurance|insurance name|" \
	"insurance company|carrier|insurance plan|network|mco"
#define LOCATION_HEADINGS \
	"location|location name|practice location|site|site name|facility|facility name|office|" \
	"office name|clinic|clinic name|practice|practice name|department"

static const struct record_field provider_fields[] = {
	{ "npi", "npi", FIELD_IDENTIFIER, KEY, "npi", NULL, NPI_HEADINGS },
	{ "last_name", "last_name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL,
	  "last name|last|lastname|surname|family name|provider last name|lname|legal last name" },
	TEXT("first_name", "first name|first|firstname|given name|provider first name|fname|"
	    "legal first name"),
	TEXT("middle_name", "middle name|middle|middle initial|mi|provider middle name"),
	TEXT("suffix", "suffix|name suffix"),
	TEXT("provider_type", "provider type|type|credential|degree|title|professional title|"
	    "provider credential|professional degree|license type"),
	TEXT("specialty", "specialty|primary specialty|speciality|provider specialty"),
	CODE("taxonomy_code", "taxonomy", "taxonomy|taxonomy code|primary taxonomy|"
	    "primary taxonomy code"),
	{ "birth_day", "birth_day", FIELD_DAY, FIELD_SECRET | FIELD_PAST, NULL, NULL,
	  "birth date|birth day|birthday|birthdate|date of birth|dob" },
	{ "ssn", "ssn", FIELD_IDENTIFIER, FIELD_SECRET, "ssn", NULL, "ssn|social security number|social security|"
	  "ss number|ssn last 4|last 4 ssn|last 4 of ssn|ssn number" },
	{ "bank_routing", "bank_routing", FIELD_IDENTIFIER, FIELD_SECRET, "routing", NULL, "bank routing|"
	  "routing number|bank routing number|aba number|aba routing number|routing" },
	{ "bank_account", "bank_account", FIELD_IDENTIFIER, FIELD_SECRET, "account", NULL, "bank account|"
	  "bank account number|account number|deposit account number|eft account number" },
	{ "home_address", "home_address", FIELD_TEXT, FIELD_SECRET, NULL, NULL, "home address|home street address|residence|"
	  "residential address" },
	{ "discipline", "discipline", FIELD_TEXT, FIELD_SECRET, NULL, NULL, "discipline|disciplinary answer|disclosure|"
	  "disclosure answer|disciplinary action|disciplinary history" },
	{ "sex", "sex", FIELD_CHOICE, 0, "F,female|M,male|X|U,unknown", NULL, "sex|gender" },
	CODE("email", "email", "email|email address|provider email|work email|mail"),
	CODE("phone", "phone", "phone|phone number|telephone|mobile|cell|cell phone|provider phone|"
	    "work phone|telephone number|mobile phone"),
	CODE("practice_state", "state", "state|practice state|primary state|work state|"
	    "primary practice state"),
	DAY("start_day", "start date|start|start day|hire date|date of hire|first day|"
	    "onboarding date|date started|employment date|employment start date"),
	DAY("left_day", "left day|left|last day|date left|term date|termination date|separation date|end date|"
	    "employment end date|last day of employment"),
	CODE("caqh_id", "caqh", "caqh|caqh id|caqh number|caqh provider id|proview id"),
	DAY("caqh_attested_day", "caqh last attested|caqh attested|caqh attested date|"
	    "caqh attested day|last attested|last attested date|attested date|caqh date|attested|"
	    "last caqh attested|caqh last attested date|last caqh attested date"),
	CODE("dea_number", "dea", "dea|dea number|dea id|dea license number|dea registration|"
	    "dea registration number"),
	DAY("enumerated_day", "enumerated day|enumeration date|npi enumeration date"),
	DAY("nppes_updated_day", "nppes updated day|nppes last update|nppes updated"),
	{ "status", "status", FIELD_CHOICE, 0, "active,current,yes|leaving|left,inactive,"
	  "terminated,former,departed,no", "active", "status|provider status|employment status|active" },
	NOTE,
	{ "untold_change", "untold_change", FIELD_TEXT, 0, NULL, NULL, "untold change" },
	DAY("untold_day", "untold day"),
	DERIVED("folded_name"),
};

static const struct record_field payer_fields[] = {
	{ "name", "name", FIELD_TEXT, KEY, NULL, NULL, "name|" PAYER_HEADINGS },
	{ "kind", "kind", FIELD_CHOICE, 0, "commercial|medicare,mac|medicaid|other", "commercial",
	  "kind|type|payer type|plan type|line of business|lob" },
	CODE("state", "state", "state|payer state"),
	CODE("states", "states", "states|states covered|payer states|service area"),
	CODE("email", "email", "email|email address|credentialing email|enrollment email|"
	    "payer email|mail|contact email"),
	CODE("phone", "phone", "phone|phone number|telephone|payer phone|contact phone"),
	{ "portal_url", "portal_url", FIELD_TEXT, 0, NULL, NULL,
	  "portal url|portal|url|website|web site|link" },
	{ "turnaround_days", "turnaround_days", FIELD_INT, 0, NULL, NULL,
	  "turnaround day|turnaround|turnaround time|tat|average day|processing day" },
	{ "follow_up_days", "follow_up_days", FIELD_INT, 0, NULL, NULL,
	  "follow up day|follow up|cadence|follow up cadence|follow up interval" },
	{ "recredential_months", "recredential_months", FIELD_INT, 0, NULL, "36",
	  "recredential month|recredentialing month|recredentialing cycle|recred month|recred cycle" },
	{ "is_caqh_used", "is_caqh_used", FIELD_BOOL, 0, NULL, "1",
	  "is caqh used|caqh|caqh used|uses caqh|accepts caqh|"
	    "needs caqh|requires caqh|caqh required" },
	NOTE,
	DAY("retired_day", "retired day|retired|retired date"),
	DERIVED("folded_name"),
};

static const struct record_field location_fields[] = {
	{ "name", "name", FIELD_TEXT, KEY, NULL, NULL, "name|" LOCATION_HEADINGS },
	TEXT("address", "address|street|street address|address line 1|address 1|location address"),
	TEXT("city", "city|town|location city"),
	CODE("state", "state", "state|location state"),
	{ "zip", "zip", FIELD_IDENTIFIER, 0, "zip", "", "zip|zip code|zipcode|postal code" },
	CODE("phone", "phone", "phone|phone number|telephone|office phone"),
	CODE("tax_id", "tax_id", "tax id|tin|ein|tax id number|federal tax id"),
	CODE("group_npi", "npi", "group npi|npi|npi 2|organization npi|billing npi|type 2 npi|"
	    "org npi|facility npi"),
	DAY("retired_day", "retired day|retired|closed|closed date|retired date"),
	DERIVED("folded_name"),
};

static const struct record_field credential_fields[] = {
	{ "provider", "provider_id", FIELD_PROVIDER, KEY, NULL, NULL, NPI_HEADINGS "|provider" },
	{ "credential_type", "credential_type", FIELD_CREDENTIAL_TYPE, KEY, NULL, NULL,
	  "credential type|type|credential|kind|item|element|license type|credential name" },
	{ "number", "number", FIELD_TEXT, FIELD_KEY, NULL, "", "number|license number|license|"
	  "credential number|certificate number|registration number|id|policy number|"
	  "certification number" },
	{ "state", "state", FIELD_IDENTIFIER, FIELD_KEY, "state", "",
	  "state|license state|issuing state|state of license|state issued|state of issue" },
	TEXT("issuer", "issuer|issued by|board|issuing board|certifying board|carrier|school|"
	    "issuing authority|organization"),
	DAY("issued_day", "issued day|issued|issued date|issue date|date issued|effective date|"
	    "original issue date|license issued date|license issue date|effective"),
	DAY("expires_day", "expires day|expires|expires date|date expires|license expires|"
	    "license expires date|valid until|valid through|valid to|renewal date|end date"),
	TEXT("source_name", "source name|source|primary source"),
	CODE("source_email", "email", "source email|verification email|board email"),
	{ "verified_day", "verified_day", FIELD_DAY, FIELD_PAST, NULL, NULL,
	  "verified day|verified date|verified on|date verified|verified|verification date|psv date" },
	{ "verified_by", "verified_by", FIELD_TEXT, 0, NULL, NULL, "verified by|verifier" },
	{ "verified_method", "verified_method", FIELD_CHOICE, 0,
	  "web,website,online,internet|letter,mail,email,fax|phone,telephone,call|api", NULL,
	  "verified method|method|verification method" },
	{ "verified_result", "verified_result", FIELD_TEXT, 0, NULL, NULL,
	  "verified result|result|verification result|finding" },
	{ "status", "status", FIELD_CHOICE, 0,
	  "unverified,active,current,pending|requested|verified|adverse|expired|retired,inactive",
	  "unverified", "status|license status|credential status|verification status" },
	NOTE,
	DERIVED("folded_number"),
};

static const struct record_field enrollment_fields[] = {
	{ "provider", "provider_id", FIELD_PROVIDER, KEY, NULL, NULL, NPI_HEADINGS "|provider" },
	{ "payer", "payer_id", FIELD_PAYER, KEY, NULL, NULL, PAYER_HEADINGS },
	{ "location", "location_id", FIELD_LOCATION, FIELD_KEY, NULL, NULL, LOCATION_HEADINGS },
	{ "state", "state", FIELD_IDENTIFIER, FIELD_KEY, "state", "", "state|enrollment state|"
	  "payer state" },
	{ "status", "status", FIELD_CHOICE, 0, "not started,new,to do|collecting,in progress|ready|"
	  "submitted,pending,sent,applied|received|in review,in process,processing|"
	  "information requested|committee|approved,par,credentialed|effective,active,enrolled|"
	  "loaded|denied,rejected|appeal|panel closed,closed panel|on hold,hold|withdrawn|"
	  "terminated,termed,inactive", "not started", "status|enrollment status|application status" },
	{ "reference_number", "reference_number", FIELD_TEXT, 0, NULL, NULL,
	  "reference number|reference|application number|tracking number|case number|application id|"
	  "confirmation number" },
	{ "provider_number", "provider_number", FIELD_TEXT, 0, NULL, NULL,
	  "provider number|provider id|ptan|medicaid id|payer provider id|pin|payer id number" },
	DAY("packet_day", "packet day|packet date|packet complete|application complete"),
	DAY("requested_day", "requested day|requested effective date|requested date"),
	DAY("submitted_day", "submitted day|submitted|submitted date|date submitted|sent date|"
	    "date sent|application date|submission date|application submitted"),
	DAY("received_day", "received day|received|received date|date received|receipt confirmed"),
	DAY("approved_day", "approved day|approved|approved date|approval date|date approved|"
	    "decision date"),
	DAY("effective_day", "effective day|effective|effective date|date effective|par date|"
	    "participation date"),
	DAY("loaded_day", "loaded day|loaded|loaded date|load date|date loaded"),
	DAY("eft_day", "eft day|eft|eft date|era date|eft/era date|eft effective date"),
	DAY("first_paid_day", "first paid day|first paid claim|first paid date|first paid"),
	DAY("first_service_day", "first service day|first service date|first date of service|"
	    "first visit"),
	DAY("denied_day", "denied day|denied|denied date|denial date"),
	DAY("terminated_day", "terminated day|terminated|terminated date|termination date|"
	    "term date|end date"),
	DAY("credentialed_day", "credentialed day|credentialed|credentialed date|credentialing date|"
	    "committee date|last credentialed|last credentialing date|last recredentialing date"),
	DAY("caqh_authorized_day", "caqh authorized day|caqh authorized|caqh authorized date"),
	{ "untold_change", "untold_change", FIELD_TEXT, 0, NULL, NULL, "untold change" },
	DAY("untold_day", "untold day"),
	NOTE,
};

static const struct record_field contact_fields[] = {
	{ "provider", NULL, FIELD_PROVIDER, FIELD_KEY, NULL, NULL, NPI_HEADINGS "|provider" },
	{ "payer", NULL, FIELD_PAYER, FIELD_KEY, NULL, NULL, PAYER_HEADINGS },
	{ "location", NULL, FIELD_LOCATION, FIELD_KEY, NULL, NULL, LOCATION_HEADINGS },
	{ "owner_type", "owner_type", FIELD_TEXT, FIELD_DERIVED, NULL, NULL, NULL },
	{ "owner_id", "owner_id", FIELD_TEXT, FIELD_DERIVED, NULL, NULL, NULL },
	{ "role", "role", FIELD_TEXT, FIELD_KEY, NULL, "", "role|contact role|title|job title|"
	  "position|contact type|department" },
	{ "name", "name", FIELD_TEXT, 0, NULL, "", "name|contact|contact name|full name|"
	  "contact person" },
	{ "email", "email", FIELD_IDENTIFIER, FIELD_KEY, "email", NULL,
	  "email|email address|contact email|mail" },
	CODE("phone", "phone", "phone|phone number|telephone|contact phone|direct phone"),
	DAY("bounced_day", "bounced day"),
};

static const struct record_field document_fields[] = {
	{ "provider", "provider_id", FIELD_PROVIDER, 0, NULL, NULL, NPI_HEADINGS "|provider" },
	TEXT("kind", "kind|type|document type"),
	{ "state", "state", FIELD_IDENTIFIER, 0, "state", "", "state|license state|issuing state|state issued" },
	{ "name", "name", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "name|document|file name|file" },
	TEXT("reference", "reference|link|location|path"),
	{ "status", "status", FIELD_CHOICE, 0, "received|requested|accepted|rejected|expired|aside",
	  "received", "status|document status" },
};

static const struct record_field party_fields[] = {
	{ "relation", "relation", FIELD_CHOICE, FIELD_KEY, "staff,employee,workforce|"
	  "contractor,consultant,locum,temporary|owner,director,officer,board|vendor,supplier,firm", "staff",
	  "relation|relationship|type|kind|category" },
	{ "last_name", "last_name", FIELD_TEXT, FIELD_KEY, NULL, "",
	  "last name|last|lastname|surname|family name|lname|employee last name|legal last name" },
	{ "first_name", "first_name", FIELD_TEXT, FIELD_KEY, NULL, "",
	  "first name|first|firstname|given name|fname|employee first name|legal first name" },
	TEXT("middle_name", "middle name|middle|middle initial|mi"),
	{ "business_name", "business_name", FIELD_TEXT, FIELD_KEY, NULL, "",
	  "business name|business|company|company name|firm|vendor|vendor name|supplier|supplier name|"
	  "organization|organization name|legal business name" },
	TEXT("other_name", "other name|maiden name|former name|former last name|previous last name|alias|"
	    "dba|doing business as|trade name"),
	CODE("npi", "npi", NPI_HEADINGS),
	{ "birth_day", "birth_day", FIELD_DAY, FIELD_SECRET | FIELD_PAST, NULL, NULL,
	  "birth date|birth day|birthday|birthdate|date of birth|dob" },
	CODE("state", "state", "state|home state|state of residence"),
	{ "status", "status", FIELD_CHOICE, 0, "active,current,yes|left,inactive,terminated,former,"
	  "departed,ended,no", "active", "status|employment status|active" },
	NOTE,
	DERIVED("folded_name"),
};

static const struct record_field agreement_fields[] = {
	{ "vendor", "vendor", FIELD_TEXT, KEY, NULL, NULL, "vendor|vendor name|company|company name|firm|"
	  "supplier|business associate|partner|tool|name" },
	{ "service", "service", FIELD_TEXT, FIELD_KEY, NULL, "", "service|product|purpose|used for|what for" },
	TEXT("owner", "owner|responsible|business owner|internal owner|contact person"),
	CODE("owner_email", "email", "owner email|owner email address|responsible email|email"),
	TEXT("data_flow", "data flow|data|data shared|phi shared|data exchanged"),
	{ "needs_baa", "needs_baa", FIELD_BOOL, 0, NULL, "1", "needs baa|baa required|requires baa|"
	  "handles phi|phi" },
	DAY("signed_day", "signed day|signed|signed date|date signed|baa signed|baa date|baa signed date|"
	    "agreement date|effective date"),
	DAY("expires_day", "expires day|expires|expires date|baa expires|baa expires date|end date"),
	{ "reviewed_day", "reviewed_day", FIELD_DAY, FIELD_PAST, NULL, NULL,
	  "reviewed day|reviewed|last review|last reviewed|last review date|last reviewed date" },
	DAY("review_day", "review day|review date|next review|next review date|review due"),
	{ "status", "status", FIELD_CHOICE, 0, "active,current,signed,yes|draft,pending,in negotiation|ended,"
	  "terminated,expired,inactive,no", "active", "status|state|agreement status" },
	DAY("retired_day", "retired day|retired|ended|ended date|terminated|termination date"),
	NOTE,
	DERIVED("folded_vendor"),
	DERIVED("folded_service"),
};

static const struct record_field background_fields[] = {
	{ "provider", "provider_id", FIELD_PROVIDER, KEY, NULL, NULL, NPI_HEADINGS "|provider" },
	{ "kind", "kind", FIELD_CHOICE, KEY, "work,employment,job,practice,position|education,school,medical school,"
	  "degree|training,residency,fellowship,internship|affiliation,hospital affiliation,hospital|"
	  "reference,peer reference|claim,malpractice claim,malpractice|language|gap,gap explanation", NULL,
	  "kind|type|category" },
	{ "name", "name", FIELD_TEXT, KEY, NULL, NULL, "name|employer|organization|institution|school|hospital|"
	  "facility|program|reference name|language" },
	TEXT("position", "position|role|title|job title|degree|specialty|relationship"),
	TEXT("city", "city|town"),
	CODE("state", "state", "state"),
	{ "from_day", "from_day", FIELD_DAY, FIELD_KEY | FIELD_FROM, NULL, NULL,
	  "from day|from|from date|start|start date|begin|begin date|since|date of occurrence" },
	{ "until_day", "until_day", FIELD_DAY, FIELD_UNTIL, NULL, NULL,
	  "until day|until|to|to date|end|end date|through|graduation date|graduated" },
	TEXT("contact_name", "contact name|contact|supervisor|contact person"),
	CODE("email", "email", "email|email address|contact email"),
	CODE("phone", "phone", "phone|phone number|telephone|contact phone"),
	{ "is_written", "is_written", FIELD_BOOL, 0, NULL, "0", "is written|written|in writing" },
	TEXT("note", "note|comment|remark|explanation|reason for leaving|detail"),
	DERIVED("folded_name"),
};

#define KIND(name, plural, fields)	{ name, plural, fields, LEN(fields) }

static const struct record_kind kinds[] = {
	KIND("provider", "providers", provider_fields),
	KIND("payer", "payers", payer_fields),
	KIND("location", "locations", location_fields),
	KIND("credential", "credentials", credential_fields),
	KIND("enrollment", "enrollments", enrollment_fields),
	KIND("contact", "contacts", contact_fields),
	KIND("document", "documents", document_fields),
	KIND("party", "parties", party_fields),
	KIND("agreement", "agreements", agreement_fields),
	KIND("background", "backgrounds", background_fields),
};

const struct record_kind *
record_kind_list(size_t i)
{
	return i < LEN(kinds) ? &kinds[i] : NULL;
}

/* What spreadsheets call the types of the catalog that comes with the program. */
static const struct { const char *word, *key; } type_words[] = {
	{ "license", "state_license" }, { "licence", "state_license" },
	{ "state licence", "state_license" }, { "medical license", "state_license" },
	{ "rn license", "state_license" }, { "professional license", "state_license" },
	{ "dea", "dea" }, { "dea license", "dea" }, { "dea number", "dea" },
	{ "cds", "cds" }, { "controlled substance", "cds" }, { "cdsr", "cds" },
	{ "board cert", "board_certification" }, { "board", "board_certification" },
	{ "certification", "board_certification" }, { "boards", "board_certification" },
	{ "malpractice", "malpractice_insurance" }, { "coi", "malpractice_insurance" },
	{ "professional liability", "malpractice_insurance" },
	{ "liability insurance", "malpractice_insurance" },
	{ "insurance", "malpractice_insurance" }, { "education", "education" },
	{ "training", "education" }, { "cv", "work_history" }, { "bls/cpr", "bls" }, { "cpr", "bls" },
};

const struct credential_type *
record_type_find(const struct catalog *c, const char *word)
{
	const struct credential_type *type = c != NULL ? catalog_find(c, word) : NULL;

	for (size_t i = 0; c != NULL && type == NULL && i < LEN(type_words); i++)
		if (text_equal_nocase(type_words[i].word, word))
			type = catalog_find(c, type_words[i].key);
	return type;
}
