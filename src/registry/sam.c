/*
 * sam: the public extract of exclusions of SAM.gov (domain.md, section 7.2): V2 has 31 columns, V3 30,
 * and older ones other headings, so columns are found by name.  Some rows are broken by unescaped
 * quotes.  Persons' births are not in it.
 */
#include "registry/exclusion.h"
#include "base/banned.h"

static const struct list_map map = {
	.list = "sam",
	.label = "SAM.gov exclusions, public extract",
	.heading = {
		[ROLE_LAST] = { "Last" }, [ROLE_FIRST] = { "First" }, [ROLE_MIDDLE] = { "Middle" },
		[ROLE_BUSINESS] = { "Name" }, [ROLE_ALIAS] = { "Cross-Reference" },
		[ROLE_NPI] = { "NPI" }, [ROLE_STATE] = { "State / Province" },
	},
	.needed = "Exclusion Program",
	.is_by_line = true,
	.is_first_last = true,
	.has_comma_aliases = true,
};

const struct list_map *
sam_map(void)
{
	return &map;
}
