/*
 * sheet: headings held against the alternatives of each target.  Where two columns could be the same,
 * the one whose words stand further in front in the list is meant; the other is left out, visibly.
 */
#include "core/sheet.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "base/banned.h"

#define TARGETS_MAX	96
#define RANK_NONE	SIZE_MAX

/* Ways to write the same word. */
static const struct { const char *word, *ours; } words[] = {
	{ "licence", "license" }, { "lic", "license" }, { "licenses", "license" },
	{ "lisc", "license" }, { "licensure", "license" }, { "no", "number" }, { "num", "number" },
	{ "nbr", "number" }, { "#", "number" }, { "numbers", "number" }, { "exp", "expires" },
	{ "expiry", "expires" }, { "expiration", "expires" }, { "expire", "expires" },
	{ "expired", "expires" }, { "expiring", "expires" }, { "dt", "date" }, { "dates", "date" },
	{ "days", "day" }, { "months", "month" }, { "attestation", "attested" },
	{ "attest", "attested" }, { "eff", "effective" }, { "prov", "provider" }, { "tel", "phone" },
	{ "ph", "phone" }, { "addr", "address" }, { "notes", "note" }, { "comments", "comment" },
	{ "remarks", "remark" }, { "iss", "issued" }, { "payers", "payer" }, { "plans", "plan" },
	{ "mos", "month" }, { "cert", "certification" }, { "certified", "certification" },
	{ "credentials", "credential" }, { "cred", "credential" }, { "recred", "recredentialing" },
	{ "dob", "birth date" }, { "verif", "verified" }, { "ref", "reference" },
	{ "app", "application" }, { "med", "medical" }, { "mal", "malpractice" }, { "st", "state" },
	{ "spec", "specialty" }, { "fax", "fax number" },
};

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The length of the word that begins here; "d.o.b" is one word, and so is "e-mail". */
static size_t
word_length(const char *p)
{
	size_t len = 0;

	if (strncmp(p, "e-mail", 6) == 0)
		return 6;
	while (is_letter(p[0]) && !is_letter(p[1]) && p[1] == '.' && is_letter(p[2]) &&
	    !is_letter(p[3])) {
		p += 2;
		len += 2;
	}
	while (is_letter(*p)) {
		p++;
		len++;
	}
	return len;
}

/* Without dots and dashes, in our way to write it. */
static const char *
plain_word(const char *p, size_t len, struct arena *a)
{
	char *word = arena_strndup(a, p, len), *to = word;

	for (const char *from = word; *from != '\0'; from++)
		if (*from != '.' && *from != '-')
			*to++ = *from;
	*to = '\0';
	for (size_t i = 0; i < LEN(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].ours;
	return word;
}

const char *
sheet_fold_heading(const char *heading, struct arena *a)
{
	struct str folded = STR_INIT, out = STR_INIT;
	int depth = 0;

	utf8_fold(heading, &folded);
	for (const char *p = folded.text; *p != '\0'; ) {
		depth += *p == '(' || *p == '[';
		size_t len = depth > 0 ? 0 : *p == '#' ? 1 : word_length(p);
		depth -= depth > 0 && (*p == ')' || *p == ']');
		if (len == 0) {
			p += *p == '\'' && p[1] == 's' ? 2 : 1;	/* "provider's" is "provider" */
			continue;
		}
		str_printf(&out, "%s%s", out.len > 0 ? " " : "", plain_word(p, len, a));
		p += len;
	}
	const char *done = arena_strdup(a, out.text);
	str_clear(&folded);
	str_clear(&out);
	return done;
}

/* What a file may hold besides the record's own fields. */
static const struct {
	const char	*in;		/* kind of the file */
	const char	*name, *kind, *field, *type, *headings;
} extras[] = {
	{ "provider", "full_name", NULL, NULL, NULL,
	  "full name|provider name|name|provider|clinician|physician|physician name|clinician name|"
	  "practitioner|practitioner name" },
	{ "provider", "former_name", NULL, NULL, NULL, "former name|former names|previous name|previous names|"
	  "other name|other names|also known as|aka|name at birth" },
	{ "provider", "former_last_name", NULL, NULL, NULL, "former last name|previous last name|other last name|"
	  "maiden name|maiden last name|birth name|last name at birth" },
	{ "party", "full_name", NULL, NULL, NULL,
	  "full name|name|employee name|employee|staff name|staff member|person" },
	{ "provider", "payers", NULL, NULL, NULL, "payer|payer name|plan|insurance plan|insurances|"
	  "contracted payer|health plan|network" },
	{ "provider", "license.number", "credential", "number", "state_license", "license number|"
	  "license|state license number|medical license number|medical license|state license|"
	  "professional license number|rn license number|license id" },
	{ "provider", "license.state", "credential", "state", "state_license", "license state|"
	  "state of license|licensed state|issuing state|state license state|licensing state" },
	{ "provider", "license.issued_day", "credential", "issued_day", "state_license",
	  "license issued day|license issued|license issued date|license issue date|"
	  "license effective date|issued date|issue date" },
	{ "provider", "license.expires_day", "credential", "expires_day", "state_license",
	  "license expires day|license expires|license expires date|state license expires|"
	  "state license expires date|medical license expires|medical license expires date|expires|"
	  "expires date|date expires|license renewal date|expires of license" },
	{ "provider", "license.status", "credential", "status", "state_license", "license status" },
	{ "provider", "dea.state", "credential", "state", "dea", "dea state" },
	{ "provider", "dea.issued_day", "credential", "issued_day", "dea",
	  "dea issued|dea issued date|dea issue date" },
	{ "provider", "dea.expires_day", "credential", "expires_day", "dea",
	  "dea expires|dea expires date|dea expires day" },
	{ "provider", "cds.number", "credential", "number", "cds", "cds|cds number|cdsr number|"
	  "controlled substance number|controlled substance license number|csr number" },
	{ "provider", "cds.state", "credential", "state", "cds", "cds state" },
	{ "provider", "cds.expires_day", "credential", "expires_day", "cds",
	  "cds expires|cds expires date|csr expires|controlled substance expires" },
	{ "provider", "board.issuer", "credential", "issuer", "board_certification",
	  "board certification|board|board name|certifying board|certification board" },
	{ "provider", "board.number", "credential", "number", "board_certification",
	  "board number|board certification number|board certificate number" },
	{ "provider", "board.issued_day", "credential", "issued_day", "board_certification",
	  "board issued date|board certification date|board certification issued" },
	{ "provider", "board.expires_day", "credential", "expires_day", "board_certification",
	  "board expires|board expires date|board certification expires|"
	  "board certification expires date" },
	{ "provider", "malpractice.issuer", "credential", "issuer", "malpractice_insurance",
	  "malpractice carrier|malpractice|malpractice insurance|malpractice insurer|"
	  "liability carrier|coi carrier" },
	{ "provider", "malpractice.number", "credential", "number", "malpractice_insurance",
	  "malpractice number|malpractice policy number|policy number|malpractice policy|policy|coi policy" },
	{ "provider", "malpractice.issued_day", "credential", "issued_day", "malpractice_insurance",
	  "malpractice effective date|malpractice start date|coi effective date" },
	{ "provider", "malpractice.expires_day", "credential", "expires_day", "malpractice_insurance",
	  "malpractice expires|malpractice expires date|malpractice insurance expires|coi expires|"
	  "malpractice insurance expires date|coi expires date|policy expires date" },
	{ "contact", "owner_type", NULL, NULL, NULL, "belongs to|owner type|contact for|contact of" },
	{ "contact", "owner", NULL, NULL, NULL, "owner|name of owner|owner name|organization|company" },
	/* Known, and not wanted: what is read from the NPI, and what we write into files to be mended. */
	{ "credential", "ignore", NULL, NULL, NULL, "provider name|last name|first name|full name|"
	  "middle name|name" },
	{ "enrollment", "ignore", NULL, NULL, NULL, "provider name|last name|first name|full name|"
	  "middle name|name" },
};

static const struct sheet_target ignored = { "ignore", NULL, 0, NULL, "problem" };

void
sheet_targets(const struct record_kind *kind, struct arena *a,
    const struct sheet_target **ret_target, size_t *ret_count)
{
	struct sheet_target *t = arena_array(a, TARGETS_MAX, sizeof(*t));
	size_t count = 0;

	for (size_t i = 0; i < kind->fields; i++)
		if (!(kind->field[i].flags & FIELD_DERIVED))
			t[count++] = (struct sheet_target){ kind->field[i].name, kind, i, NULL,
				kind->field[i].headings };
	for (size_t i = 0; i < LEN(extras); i++) {
		if (strcmp(extras[i].in, kind->name) != 0)
			continue;
		if (count == TARGETS_MAX - 1)
			BUG("more targets than %d", TARGETS_MAX);
		const struct record_kind *of = extras[i].kind != NULL ?
		    record_kind_find(extras[i].kind) : NULL;
		t[count++] = (struct sheet_target){ extras[i].name, of,
			of != NULL ? record_field_index(of, extras[i].field) : 0, extras[i].type,
			extras[i].headings };
	}
	t[count++] = ignored;
	*ret_target = t;
	*ret_count = count;
}

/* The place of the folded heading among the target's own words: 0 its name, then as they stand. */
static size_t
rank_of(const struct sheet_target *t, const char *folded, struct arena *a)
{
	size_t rank = 1;

	/* A column "Provider" may hold names; one of NPIs says so. */
	bool is_provider = t->kind != NULL && t->kind->field[t->field].type == FIELD_PROVIDER;
	if (!is_provider && strcmp(sheet_fold_heading(t->name, a), folded) == 0)
		return 0;
	for (const char *p = t->headings; *p != '\0'; rank++) {
		size_t len = strcspn(p, "|");
		if (strcmp(sheet_fold_heading(arena_strndup(a, p, len), a), folded) == 0)
			return rank;
		p += len;
		p += *p == '|';
	}
	return RANK_NONE;
}

static const struct sheet_target *
target_named(const struct sheet_target *t, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(t[i].name, name) == 0)
			return &t[i];
	return NULL;
}

static const struct sheet_target *
from_map(const struct sheet_map *map, const char *heading, const struct sheet_target *t,
    size_t count)
{
	for (size_t i = 0; map != NULL && i < map->columns; i++)
		if (text_equal_nocase(map->column[i].heading, heading))
			return target_named(t, count, map->column[i].target);
	return NULL;
}

/* What each column is for when nobody else wants to be the same; *ret_rank how surely. */
static const struct sheet_target *
match(const char *folded, const struct sheet_target *t, size_t count, size_t *ret_rank,
    struct arena *a)
{
	const struct sheet_target *best = NULL;

	*ret_rank = RANK_NONE;
	for (size_t i = 0; i < count; i++) {
		size_t rank = rank_of(&t[i], folded, a);
		if (rank < *ret_rank) {
			*ret_rank = rank;
			best = &t[i];
		}
	}
	return best;
}

static bool
has_target(const struct sheet_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->columns; i++)
		if (plan->column[i] != NULL && strcmp(plan->column[i]->name, name) == 0)
			return true;
	for (size_t i = 0; plan->map != NULL && i < plan->map->values; i++)
		if (strcmp(plan->map->value[i].target, name) == 0)
			return true;
	return false;
}

static bool
has_needed(const struct sheet_plan *plan)
{
	if (strcmp(plan->kind->name, "contact") == 0)
		return (has_target(plan, "provider") || has_target(plan, "payer") ||
		    has_target(plan, "location") || has_target(plan, "owner")) &&
		    (has_target(plan, "email") || has_target(plan, "name"));
	if (strcmp(plan->kind->name, "party") == 0)
		return has_target(plan, "last_name") || has_target(plan, "business_name") ||
		    has_target(plan, "full_name");
	for (size_t i = 0; i < plan->kind->fields; i++) {
		int must = FIELD_KEY | FIELD_REQUIRED;
		if ((plan->kind->field[i].flags & must) == must &&
		    !has_target(plan, plan->kind->field[i].name))
			return false;
	}
	return true;
}

const char *
sheet_needs(const struct record_kind *kind, struct arena *a)
{
	struct str out = STR_INIT;

	if (strcmp(kind->name, "contact") == 0)
		return "columns for the payer (or npi, or location) and the email (or name)";
	if (strcmp(kind->name, "party") == 0)
		return "a column for last_name (or full_name) or business_name";
	for (size_t i = 0; i < kind->fields; i++) {
		int must = FIELD_KEY | FIELD_REQUIRED;
		if ((kind->field[i].flags & must) == must)
			str_printf(&out, "%s%s", out.len > 0 ? " and " : "",
			    kind->field[i].type == FIELD_PROVIDER ? "npi" : kind->field[i].name);
	}
	const char *needs = arena_printf(a, "a column for %s", out.text);
	str_clear(&out);
	return needs;
}

bool
sheet_plan(const struct csv_row *row, const struct record_kind *kind, const struct sheet_map *map,
    struct arena *a, struct sheet_plan *ret_plan)
{
	struct sheet_plan plan = { .kind = kind, .columns = row->fields, .map = map,
		.column = arena_array(a, row->fields, sizeof(struct sheet_target *)),
		.heading = arena_array(a, row->fields, sizeof(*plan.heading)) };
	size_t *rank = arena_array(a, row->fields, sizeof(*rank));
	const struct sheet_target *t;
	size_t count;

	sheet_targets(kind, a, &t, &count);
	plan.value = arena_array(a, map != NULL ? map->values : 0, sizeof(struct sheet_target *));
	for (size_t i = 0; map != NULL && i < map->values; i++)
		plan.value[i] = target_named(t, count, map->value[i].target);
	for (size_t i = 0; i < row->fields; i++) {
		const char *heading = plan.heading[i] = arena_strdup(a, row->field[i].text);
		plan.column[i] = from_map(map, heading, t, count);
		rank[i] = 0;
		if (plan.column[i] == NULL)
			plan.column[i] = match(sheet_fold_heading(heading, a), t, count, &rank[i], a);
	}
	for (size_t i = 0; i < row->fields; i++)
		for (size_t j = 0; j < row->fields; j++)
			if (i != j && plan.column[i] != NULL && plan.column[i] == plan.column[j] &&
			    strcmp(plan.column[i]->name, "ignore") != 0 &&
			    (j < i ? rank[j] <= rank[i] : rank[j] < rank[i])) {
				plan.column[i] = NULL;
				break;
			}
	*ret_plan = plan;
	return has_needed(&plan);
}

/* The nearest heading that we know, as advice; NULL when none is near. */
static const char *
nearest_heading(const char *folded, const struct sheet_target *t, size_t count, struct arena *a)
{
	size_t size = 1, n = 0;

	for (size_t i = 0; i < count; i++)
		for (const char *p = t[i].headings; p != NULL; p = strchr(p + 1, '|'))
			size++;
	const char **names = arena_array(a, size, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		for (const char *p = t[i].headings; *p != '\0'; p += p[strcspn(p, "|")] == '|' ?
		    strcspn(p, "|") + 1 : strcspn(p, "|"))
			names[n++] = sheet_fold_heading(arena_strndup(a, p, strcspn(p, "|")), a);
	return yaml_nearest(folded, names);
}

void
sheet_warn(const struct csv_row *header, const struct sheet_plan *plan, const char *file,
    struct problems *problems)
{
	struct arena a = ARENA_INIT;
	const struct sheet_target *t;
	size_t count, rank;

	sheet_targets(plan->kind, &a, &t, &count);
	for (size_t i = 0; i < plan->columns; i++) {
		const struct csv_field *field = &header->field[i];
		if (plan->column[i] != NULL || text_blank(field->text))
			continue;
		const char *folded = sheet_fold_heading(field->text, &a);
		const struct sheet_target *same = match(folded, t, count, &rank, &a);
		const char *nearest = same == NULL ? nearest_heading(folded, t, count, &a) : NULL;
		if (same != NULL)
			problems_add(problems, file, field->line, field->column, PROBLEM_WARNING,
			    "the column \"%s\" is left out: another column is the %s already",
			    field->text, same->name);
		else
			problems_add(problems, file, field->line, field->column, PROBLEM_WARNING,
			    nearest != NULL ? "the column \"%s\" is not known and left out. Did you mean "
			    "\"%s\"? A map can say what it is" : "the column \"%s\" is not known and left "
			    "out. A map can say what it is", field->text, nearest);
	}
	arena_clear(&a);
}
