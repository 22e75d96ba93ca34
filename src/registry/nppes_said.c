/* nppes_said: what a record of the registry says, as far as it is held against ours. */
#include "registry/nppes_inside.h"

#include <string.h>

#include "core/person_name.h"
#include "core/sheet_day.h"
#include "base/banned.h"

const struct nppes_taxonomy *
nppes_primary(const struct nppes_record *n)
{
	for (size_t i = 0; i < n->taxonomies; i++)
		if (n->taxonomy[i].is_primary)
			return &n->taxonomy[i];
	return n->taxonomies > 0 ? &n->taxonomy[0] : NULL;
}

const char *
nppes_degree(const char *credential, struct arena *a)
{
	char *plain = arena_strdup(a, credential), *to = plain;

	for (const char *p = credential; *p != '\0'; p++)
		if (*p != '.')
			*to++ = *p;
	while (to > plain && (to[-1] == ',' || to[-1] == ' '))
		to--;
	*to = '\0';
	return plain;
}

static bool
is_abroad(const struct nppes_record *n)
{
	return n->country[0] != '\0' && !text_equal_nocase(n->country, "US");
}

void
nppes_fields(const struct nppes_record *n, struct arena *a, struct nppes_field field[NPPES_FIELDS])
{
	const struct nppes_taxonomy *primary = nppes_primary(n);
	const struct nppes_field all[NPPES_FIELDS] = {
		{ "last_name", person_name_recase(n->last, a) },
		{ "first_name", person_name_recase(n->first, a) },
		{ "middle_name", person_name_recase(n->middle, a) },
		{ "suffix", n->suffix },
		{ "provider_type", nppes_degree(n->credential, a) },
		{ "sex", n->sex },
		{ "phone", is_abroad(n) ? "" : n->phone },
		{ "practice_state", is_abroad(n) ? "" : n->state },
		{ "enumerated_day", n->enumerated },
		{ "nppes_updated_day", n->updated },
		{ "specialty", primary != NULL ? primary->words : "" },
		{ "taxonomy_code", primary != NULL ? primary->code : "" },
	};

	memcpy(field, all, sizeof(all));
}

static void
add_licenses(const struct nppes_record *n, struct arena *a, struct mismatch_registry *said)
{
	struct mismatch_license *license = arena_array(a, n->taxonomies, sizeof(*license));

	for (size_t i = 0; i < n->taxonomies; i++)
		if (!text_blank(n->taxonomy[i].license) && !sheet_nothing(n->taxonomy[i].license) &&
		    !text_blank(n->taxonomy[i].state))
			license[said->licenses++] = (struct mismatch_license){ n->taxonomy[i].license,
			    n->taxonomy[i].state };
	said->license = license;
}

void
nppes_said(const struct nppes_record *n, int32_t today_day, struct arena *a,
    struct nppes_record_row *row)
{
	const struct nppes_taxonomy *primary = nppes_primary(n);

	row->said = (struct mismatch_registry){
		.last_name = person_name_recase(n->last, a),
		.first_name = person_name_recase(n->first, a),
		.provider_type = nppes_degree(n->credential, a),
		.taxonomy_code = primary != NULL ? primary->code : "",
		.state = is_abroad(n) ? "" : n->state,
	};
	add_licenses(n, a, &row->said);
	if (!sheet_day_parse(n->updated, today_day, 0, &row->updated_day, NULL))
		row->updated_day = DAY_NONE;
}
