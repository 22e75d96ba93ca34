/* statelist: lists of states by the maps in catalogs/state_lists.yaml, and which map a list has. */
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "registry/exclusion.h"
#include "store/folder.h"
#include "base/banned.h"

#define CATALOG		"catalogs/state_lists.yaml"

static bool
read_maps(const char *folder, struct arena *a, struct list_map **ret_maps, size_t *ret_count,
    struct problems *problems, struct err *err)
{
	struct str text = STR_INIT;
	const char *file;
	bool is_shipped;

	bool ok = folder_catalog(folder, "state_lists.yaml", a, &file, &is_shipped, &text, err) &&
	    list_map_parse(file, text.text, text.len, a, ret_maps, ret_count, problems);
	str_clear(&text);
	return ok;
}

bool
exclusion_check(const char *folder, struct arena *a, struct problems *problems, struct err *err)
{
	struct list_map *maps;
	size_t count;

	return read_maps(folder, a, &maps, &count, problems, err) || err->kind == ERR_NONE;
}

static const struct list_map *
state_map(const char *list, const char *folder, struct arena *a, struct problems *problems,
    struct err *err)
{
	struct list_map *maps;
	size_t count;

	if (!read_maps(folder, a, &maps, &count, problems, err))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(maps[i].list, list))
			return &maps[i];
	fail(err, ERR_INPUT, "there is no map of columns for \"%s\". " CATALOG " says how one is made",
	    list);
	return NULL;
}

const struct list_map *
exclusion_map(const char *list, const char *folder, struct arena *a, struct problems *problems,
    struct err *err)
{
	if (text_equal_nocase(list, "leie"))
		return leie_map();
	if (text_equal_nocase(list, "sam"))
		return sam_map();
	if (strlen(list) == 8 && text_equal_nocase(arena_strndup(a, list, 6), "state:"))
		return state_map(list, folder, a, problems, err);
	fail(err, ERR_INPUT, "\"%s\" is no list. There are: leie, sam, and state:XX with a state's "
	    "two letters", list);
	return NULL;
}

/* YYDDD, the day of the year, at the end of the name, as SAM.gov writes it. */
int32_t
exclusion_day_of_name(const char *file)
{
	size_t len = strcspn(file, "."), digits = 0;
	int number[5];

	while (digits < len && digits < 7 && isdigit((unsigned char)file[len - 1 - digits]))
		digits++;
	if (digits != 5 || !text_starts(file, "SAM_Exclusions"))
		return DAY_NONE;
	for (size_t i = 0; i < digits; i++)
		number[i] = file[len - digits + i] - '0';
	int year = 2000 + number[0] * 10 + number[1];
	int of_year = number[2] * 100 + number[3] * 10 + number[4];
	if (of_year < 1 || of_year > 366)
		return DAY_NONE;
	return day_from_civil(year, 1, 1) + of_year - 1;
}
