/*
 * sam_row: a record of the API in the columns of the extract, so that one reader of rows serves both.  Absent
 * values are null there; dates are MM-DD-YYYY; one record may have had several actions, of which the last counts.
 */
#include <string.h>

#include "base/str.h"
#include "registry/exclusion_inside.h"
#include "registry/sam_lookup.h"
#include "base/banned.h"

/* The heading of the extract, and where the API has it: an object of the record and its member. */
static const struct place { const char *heading, *part, *member; } places[] = {
	{ "Classification", "exclusionDetails", "classificationType" },
	{ "Name", "exclusionIdentification", "entityName" },
	{ "First", "exclusionIdentification", "firstName" },
	{ "Middle", "exclusionIdentification", "middleName" },
	{ "Last", "exclusionIdentification", "lastName" },
	{ "Suffix", "exclusionIdentification", "suffix" },
	{ "NPI", "exclusionIdentification", "npi" },
	{ "Unique Entity ID", "exclusionIdentification", "ueiSAM" },
	{ "CAGE", "exclusionIdentification", "cageCode" },
	{ "City", "exclusionPrimaryAddress", "city" },
	{ "State / Province", "exclusionPrimaryAddress", "stateOrProvinceCode" },
	{ "Country", "exclusionPrimaryAddress", "countryCode" },
	{ "Exclusion Program", "exclusionDetails", "exclusionProgram" },
	{ "Excluding Agency", "exclusionDetails", "excludingAgencyCode" },
	{ "Exclusion Type", "exclusionDetails", "exclusionType" },
	{ "CT Code", "exclusionOtherInformation", "ctCode" },
	{ "Additional Comments", "exclusionOtherInformation", "additionalComments" },
};
#define OF_ACTION	4		/* Cross-Reference and those of the last action come after them */
#define CELLS		(LEN(places) + OF_ACTION)

static const char *
text_or_nothing(const struct json *object, const char *member)
{
	const char *text = json_as_text(json_get(object, member));

	return text != NULL ? text : "";
}

/* "(also A, B)", as the extract has them. */
static const char *
aliases(const struct json *entity, struct arena *a)
{
	const struct json *list = json_get(json_get(json_get(entity, "exclusionOtherInformation"),
	    "references"), "referencesList");
	struct str out = STR_INIT;

	for (size_t i = 0; i < json_count(list); i++)
		str_printf(&out, "%s%s", i == 0 ? "(also " : ", ",
		    text_or_nothing(json_at(list, i), "exclusionName"));
	if (out.len > 0)
		str_add_char(&out, ')');
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

static int32_t
day_of(const char *text)
{
	char iso[DAY_TEXT_BYTES];
	int32_t day = DAY_NONE;

	if (strlen(text) != DAY_TEXT_BYTES - 1)
		return DAY_NONE;
	memcpy(iso, text + 6, 4);	/* MM-DD-YYYY */
	iso[4] = '-';
	memcpy(iso + 5, text, 5);
	iso[DAY_TEXT_BYTES - 1] = '\0';
	return day_parse(iso, &day) ? day : DAY_NONE;
}

static bool
is_over(const struct json *action, int32_t today_day)
{
	int32_t end = day_of(text_or_nothing(action, "terminationDate"));
	const char *status = text_or_nothing(action, "recordStatus");

	return (status[0] != '\0' && !text_equal_nocase(status, "Active")) ||
	    (end != DAY_NONE && end < today_day);
}

bool
sam_row_of_entity(const struct json *entity, int32_t today_day, struct arena *a,
    struct exclusion_row *ret_row)
{
	const struct json *actions = json_get(json_get(entity, "exclusionActions"), "listOfActions");
	const struct json *action = json_at(actions, json_count(actions) > 0 ? json_count(actions) - 1 : 0);
	struct csv_field *field = arena_array(a, CELLS, sizeof(*field));
	const struct list_map *map = sam_map();
	struct columns columns = { .count = CELLS };
	struct csv_row row = { .field = field, .fields = CELLS };
	const char **heading = arena_array(a, CELLS, sizeof(*heading));
	size_t n = 0;

	for (; n < LEN(places); n++) {
		heading[n] = places[n].heading;
		field[n].text = text_or_nothing(json_get(entity, places[n].part), places[n].member);
	}
	const struct { const char *heading, *text; } rest[OF_ACTION] = {
		{ "Cross-Reference", aliases(entity, a) },
		{ "Active Date", text_or_nothing(action, "activateDate") },
		{ "Termination Date", text_or_nothing(action, "terminationDate") },
		{ "Record Status", text_or_nothing(action, "recordStatus") },
	};
	for (size_t i = 0; i < OF_ACTION; i++, n++) {
		heading[n] = rest[i].heading;
		field[n].text = rest[i].text;
	}
	columns.heading = heading;
	for (size_t role = 0; role < ROLES; role++) {
		columns.at[role] = COLUMN_NONE;
		for (size_t i = 0; i < CELLS; i++)
			if (map->heading[role][0] != NULL && list_map_is_heading(map->heading[role][0], heading[i]))
				columns.at[role] = i;
	}
	return !is_over(action, today_day) &&
	    exclusion_row_read(map, &columns, &row, today_day, a, ret_row);
}
