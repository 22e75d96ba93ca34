/* fuzz_settings: any bytes as credence.yaml, the catalog and a calendar. */
#include <stdlib.h>

#include "core/catalog.h"
#include "core/duty.h"
#include "core/settings.h"
#include "workflow/workday.h"

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct catalog catalog;
	struct duties duties;

	problems_init(&problems, &a);
	const struct settings *s = settings_parse("f", (const char *)bytes, len, &a, &problems);
	if ((s == NULL) != (problems.errors > 0))
		abort();
	if (s != NULL && (s->zone == NULL || s->mail.from == NULL))
		abort();
	problems_init(&problems, &a);
	if (catalog_parse("f", (const char *)bytes, len, &a, &catalog, &problems) != (problems.errors == 0))
		abort();
	problems_init(&problems, &a);
	if (duty_parse("f", (const char *)bytes, len, &a, &duties, &problems) != (problems.errors == 0))
		abort();
	problems_init(&problems, &a);
	const struct workday_calendar *c = workday_parse("f", (const char *)bytes, len, &a, &problems);
	if (c != NULL)
		workday_roll(c, workday_add(c, 20457, 30), ROLL_NEXT);
	arena_clear(&a);
	return 0;
}
