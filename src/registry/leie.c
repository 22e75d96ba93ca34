/* leie: the OIG's list of excluded individuals and entities (domain.md, section 7.1). */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "registry/exclusion.h"
#include "base/banned.h"

/* Lengths as the OIG documents them: names are cut off there. */
static const struct list_map map = {
	.list = "leie",
	.label = "OIG List of Excluded Individuals/Entities",
	.heading = {
		[ROLE_LAST] = { "LASTNAME" }, [ROLE_FIRST] = { "FIRSTNAME" },
		[ROLE_MIDDLE] = { "MIDNAME" }, [ROLE_BUSINESS] = { "BUSNAME" },
		[ROLE_NPI] = { "NPI" }, [ROLE_BIRTH] = { "DOB" }, [ROLE_STATE] = { "STATE" },
		[ROLE_ENDED] = { "REINDATE" },
	},
	.needed = "EXCLDATE",
	.last_max = 20,
	.business_max = 30,
	.is_by_line = true,
};

const struct list_map *
leie_map(void)
{
	return &map;
}

bool
leie_is_supplement(const char *file)
{
	for (size_t i = 0; i < 4; i++)
		if (!isdigit((unsigned char)file[i]))
			return false;
	return strncasecmp(file + 4, "excl", 4) == 0 || strncasecmp(file + 4, "rein", 4) == 0;
}
