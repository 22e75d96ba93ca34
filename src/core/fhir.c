/*
 * fhir: one function a resource, elements in the order of the specification.  FHIR knows no empty values:
 * what is unknown is left out, and so is what would hold nothing (a name without parts).
 */
#include "core/fhir.h"

#include <string.h>

#include "base/banned.h"

#define NPI_SYSTEM	"http://hl7.org/fhir/sid/us-npi"
#define NUCC_SYSTEM	"http://nucc.org/provider-taxonomy"
#define TERMS		"http://terminology.hl7.org/CodeSystem/"

static void
set_text(struct json *object, const char *key, const char *text)
{
	if (text != NULL && !text_blank(text))
		json_set_text(object, key, text);
}

static void
copy_text(struct json *object, const char *key, const struct json *row, const char *column)
{
	set_text(object, key, json_get_text(row, column));
}

/* Takes "value" over: an object or array with nothing in it is left out. */
static void
set_filled(struct json *object, const char *key, struct json *value)
{
	if (json_count(value) > 0)
		json_set(object, key, value);
	else
		json_free(value);
}

static struct json *
list_of(struct json *one)
{
	struct json *array = json_new_array();

	if (json_count(one) > 0)
		json_push(array, one);
	else
		json_free(one);
	return array;
}

static struct json *
new_resource(const char *type, const char *prefix, int64_t id)
{
	struct json *resource = json_new_object();
	struct str text = STR_INIT;

	json_set_text(resource, "resourceType", type);
	str_printf(&text, "%s-%lld", prefix, (long long)id);
	json_set_text(resource, "id", text.text);
	str_clear(&text);
	return resource;
}

static struct json *
new_reference(const char *type, const char *prefix, int64_t id)
{
	struct json *reference = json_new_object();
	struct str text = STR_INIT;

	str_printf(&text, "%s/%s-%lld", type, prefix, (long long)id);
	json_set_text(reference, "reference", text.text);
	str_clear(&text);
	return reference;
}

static struct json *
practice_reference(void)
{
	struct json *reference = json_new_object();

	json_set_text(reference, "reference", "Organization/practice");
	return reference;
}

/* A concept of one code; no system: words alone. */
static struct json *
new_concept(const char *code_system, const char *code, const char *text)
{
	struct json *concept = json_new_object(), *coding = json_new_object();

	if (code_system != NULL && code != NULL) {
		json_set_text(coding, "system", code_system);
		json_set_text(coding, "code", code);
	}
	set_filled(concept, "coding", list_of(coding));
	set_text(concept, "text", text);
	return concept;
}

static struct json *
npi_identifier(const char *npi)
{
	struct json *identifier = json_new_object();

	if (npi == NULL || text_blank(npi))
		return identifier;
	json_set_text(identifier, "use", "official");
	json_set_text(identifier, "system", NPI_SYSTEM);
	json_set_text(identifier, "value", npi);
	return identifier;
}

static struct json *
new_period(const char *start, const char *end)
{
	struct json *period = json_new_object();

	set_text(period, "start", start);
	set_text(period, "end", end);
	return period;
}

static void
push_text(struct json *array, const char *text)
{
	if (text != NULL && !text_blank(text))
		json_push(array, json_new_text(text));
}

static struct json *
new_name(const struct json *row, const char *use)
{
	struct json *name = json_new_object(), *given = json_new_array(), *suffix = json_new_array();

	json_set_text(name, "use", use);
	copy_text(name, "family", row, "last_name");
	push_text(given, json_get_text(row, "first_name"));
	push_text(given, json_get_text(row, "middle_name"));
	set_filled(name, "given", given);
	push_text(suffix, json_get_text(row, "suffix"));
	push_text(suffix, json_get_text(row, "provider_type"));
	set_filled(name, "suffix", suffix);
	return name;
}

/* AdministrativeGender, of the sexes of NPPES. */
static const char *
gender_of(const char *sex)
{
	static const struct { const char *sex, *gender; } genders[] = {
		{ "F", "female" }, { "M", "male" }, { "X", "other" }, { "U", "unknown" },
	};

	for (size_t i = 0; i < LEN(genders); i++)
		if (text_equal(genders[i].sex, sex))
			return genders[i].gender;
	return NULL;
}

/* What a type of the catalog is here: no papers about cover, history or health. */
static const struct kind {
	const char	*type;
	bool		 is_qualification;
	bool		 has_secret_number;
	const char	*number_type;		/* of HL7 table 0203 */
	const char	*source;		/* primary-source-type */
} kinds[] = {
	{ "state_license", true, false, "LN", "lic-board" },
	{ "dea", true, true, NULL, "reg-auth" },
	{ "cds", true, true, NULL, "reg-auth" },
	{ "board_certification", true, false, NULL, "issuer" },
	{ "education", true, false, NULL, "issuer" },
	{ "bls", true, false, NULL, "issuer" },
	{ "acls", true, false, NULL, "issuer" },
	{ "pals", true, false, NULL, "issuer" },
};
static const struct kind other_kind = { NULL, false, false, NULL, "auth-source" };

static const struct kind *
kind_of(const struct json *credential)
{
	const char *type = json_get_text(credential, "credential_type");

	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kinds[i].type, type))
			return &kinds[i];
	return &other_kind;
}

static const char *
label_of(const struct json *credential, const struct catalog *catalog)
{
	const char *key = json_get_text(credential, "credential_type");
	const struct credential_type *type = catalog_find(catalog, key);

	return type != NULL ? type->label : key;
}

/* Who issued it, as far as the file knows: by name, since boards and schools are no records. */
static struct json *
issuer_of(const struct json *credential)
{
	static const char *const columns[] = { "issuer", "source_name", "state" };
	struct json *issuer = json_new_object();

	for (size_t i = 0; i < LEN(columns) && json_count(issuer) == 0; i++) {
		const char *text = json_get_text(credential, columns[i]);
		if (text == NULL || text_blank(text))
			continue;
		struct str display = STR_INIT;
		str_printf(&display, "%s%s", i == 2 ? "licensing authority of " : "", text);
		json_set_text(issuer, "type", "Organization");
		json_set_text(issuer, "display", display.text);
		str_clear(&display);
	}
	return issuer;
}

static struct json *
new_qualification(const struct json *credential, const struct catalog *catalog)
{
	struct json *qualification = json_new_object(), *identifier = json_new_object();
	const struct kind *kind = kind_of(credential);
	const char *number = json_get_text(credential, "number");

	if (number != NULL && !text_blank(number) && !kind->has_secret_number) {
		if (kind->number_type != NULL)
			json_set(identifier, "type", new_concept(TERMS "v2-0203", kind->number_type, NULL));
		json_set_text(identifier, "value", number);
	}
	set_filled(qualification, "identifier", list_of(identifier));
	json_set(qualification, "code", new_concept(NULL, NULL, label_of(credential, catalog)));
	set_filled(qualification, "period", new_period(json_get_text(credential, "issued_day"),
	    json_get_text(credential, "expires_day")));
	set_filled(qualification, "issuer", issuer_of(credential));
	return qualification;
}

static bool
is_retired(const struct json *credential)
{
	return text_equal(json_get_text(credential, "status"), "retired");
}

struct json *
fhir_practitioner(const struct json *row, const struct catalog *catalog, bool with_birth_day)
{
	struct json *p = new_resource("Practitioner", "provider", json_get_int(row, "provider_id", 0));
	struct json *names = list_of(new_name(row, "official")), *qualifications = json_new_array();
	const struct json *others = json_get(row, "names"), *credentials = json_get(row, "credentials");

	set_filled(p, "identifier", list_of(npi_identifier(json_get_text(row, "npi"))));
	json_set_bool(p, "active", !text_equal(json_get_text(row, "status"), "left"));
	for (size_t i = 0; i < json_count(others); i++)
		json_push(names, new_name(json_at(others, i),
		    text_equal(json_get_text(json_at(others, i), "kind"), "former") ? "old" : "usual"));
	set_filled(p, "name", names);
	set_text(p, "gender", gender_of(json_get_text(row, "sex")));
	if (with_birth_day)
		copy_text(p, "birthDate", row, "birth_day");
	for (size_t i = 0; i < json_count(credentials); i++) {
		const struct json *credential = json_at(credentials, i);
		if (!is_retired(credential) && kind_of(credential)->is_qualification)
			json_push(qualifications, new_qualification(credential, catalog));
	}
	set_filled(p, "qualification", qualifications);
	return p;
}

struct json *
fhir_role(const struct json *row)
{
	int64_t id = json_get_int(row, "provider_id", 0);
	struct json *role = new_resource("PractitionerRole", "role", id), *places = json_new_array();
	const struct json *ids = json_get(row, "location_ids");
	const char *taxonomy = json_get_text(row, "taxonomy_code");

	json_set_bool(role, "active", !text_equal(json_get_text(row, "status"), "left"));
	set_filled(role, "period", new_period(json_get_text(row, "start_day"), NULL));
	json_set(role, "practitioner", new_reference("Practitioner", "provider", id));
	json_set(role, "organization", practice_reference());
	set_filled(role, "specialty", list_of(new_concept(NUCC_SYSTEM, taxonomy,
	    json_get_text(row, "specialty"))));
	for (size_t i = 0; i < json_count(ids); i++)
		json_push(places, new_reference("Location", "location", json_as_int(json_at(ids, i), 0)));
	set_filled(role, "location", places);
	return role;
}

static void
set_organization_type(struct json *organization, const char *code)
{
	json_set(organization, "type", list_of(new_concept(TERMS "organization-type", code, NULL)));
}

struct json *
fhir_practice(const char *name)
{
	struct json *o = json_new_object();

	json_set_text(o, "resourceType", "Organization");
	json_set_text(o, "id", "practice");
	json_set_bool(o, "active", true);
	set_organization_type(o, "prov");
	json_set_text(o, "name", text_blank(name) ? "the practice" : name);
	return o;
}

struct json *
fhir_payer(const struct json *row)
{
	struct json *o = new_resource("Organization", "payer", json_get_int(row, "payer_id", 0));

	json_set_bool(o, "active", json_get_text(row, "retired_day") == NULL);
	set_organization_type(o, "ins");
	copy_text(o, "name", row, "name");
	return o;
}

static struct json *
address_of(const struct json *row)
{
	struct json *address = json_new_object(), *lines = json_new_array();

	push_text(lines, json_get_text(row, "address"));
	set_filled(address, "line", lines);
	copy_text(address, "city", row, "city");
	copy_text(address, "state", row, "state");
	copy_text(address, "postalCode", row, "zip");
	if (json_count(address) > 0)
		json_set_text(address, "country", "US");
	return address;
}

static struct json *
office_phone(const struct json *row)
{
	struct json *phone = json_new_object();
	const char *number = json_get_text(row, "phone");

	if (number == NULL || text_blank(number))
		return phone;
	json_set_text(phone, "system", "phone");
	json_set_text(phone, "value", number);
	json_set_text(phone, "use", "work");
	return phone;
}

struct json *
fhir_location(const struct json *row)
{
	struct json *l = new_resource("Location", "location", json_get_int(row, "location_id", 0));

	set_filled(l, "identifier", list_of(npi_identifier(json_get_text(row, "group_npi"))));
	json_set_text(l, "status", json_get_text(row, "retired_day") == NULL ? "active" : "inactive");
	copy_text(l, "name", row, "name");
	json_set_text(l, "mode", "instance");
	set_filled(l, "telecom", list_of(office_phone(row)));
	set_filled(l, "address", address_of(row));
	json_set(l, "managingOrganization", practice_reference());
	return l;
}

/* Our states of a credential as codes of FHIR, and what the source said. */
static const struct standing { const char *ours, *status, *validation; } standings[] = {
	{ "unverified", "attested", NULL }, { "requested", "in-process", NULL },
	{ "verified", "validated", "successful" }, { "adverse", "val-fail", "failed" },
	{ "expired", "req-revalid", NULL },
};

static const struct standing *
standing_of(const struct json *credential)
{
	for (size_t i = 0; i < LEN(standings); i++)
		if (text_equal(standings[i].ours, json_get_text(credential, "status")))
			return &standings[i];
	return NULL;
}

static struct json *
source_of(const struct json *credential, const char *validation)
{
	struct json *source = json_new_object();
	const char *method = json_get_text(credential, "verified_method");

	set_filled(source, "who", issuer_of(credential));
	json_set(source, "type", list_of(new_concept(TERMS "primary-source-type",
	    kind_of(credential)->source, NULL)));
	if (method != NULL)
		json_set(source, "communicationMethod", list_of(new_concept(
		    TERMS "verificationresult-communication-methods", text_equal(method, "web") ? "portal" :
		    text_equal(method, "api") ? "pull" : "manual", method)));
	json_set(source, "validationStatus", new_concept(TERMS "validation-status",
	    validation != NULL ? validation : "unknown", json_get_text(credential, "verified_result")));
	copy_text(source, "validationDate", credential, "verified_day");
	return source;
}

struct json *
fhir_verification(const struct json *credential, const struct catalog *catalog)
{
	const struct standing *standing = standing_of(credential);
	const char *day = json_get_text(credential, "verified_day");
	struct json *v, *target;

	if (standing == NULL)
		return NULL;
	v = new_resource("VerificationResult", "credential", json_get_int(credential, "credential_id", 0));
	target = new_reference("Practitioner", "provider", json_get_int(credential, "provider_id", 0));
	json_set_text(target, "display", label_of(credential, catalog));
	json_set(v, "target", list_of(target));
	json_set_text(v, "status", standing->status);
	set_text(v, "statusDate", day);
	json_set(v, "validationType", new_concept(TERMS "validation-type", day != NULL ? "primary" : "nothing",
	    NULL));
	set_text(v, "lastPerformed", day);
	if (day != NULL)
		json_set(v, "primarySource", list_of(source_of(credential, standing->validation)));
	return v;
}
