/* office: see office.h.  The zone is the practice's; a clock that is put forward closes nothing. */
#include "core/office.h"

#include "workflow/workday.h"
#include "base/banned.h"

#define MINUTE_SEC	60

int64_t
office_open_ms(const struct settings *settings, int64_t at_ms)
{
	if (settings->mail.send_from == NULL)
		return at_ms;
	int32_t from_sec = settings_clock_min(settings->mail.send_from) * MINUTE_SEC;
	int32_t until_sec = settings_clock_min(settings->mail.send_until) * MINUTE_SEC;
	int32_t day = zone_day(settings->zone, at_ms), wall_sec = zone_wall_sec(settings->zone, at_ms);

	if (workday_is(settings->workdays, day)) {
		if (wall_sec >= from_sec && wall_sec < until_sec)
			return at_ms;
		if (wall_sec < from_sec)
			return zone_instant(settings->zone, day, from_sec);
	}
	return zone_instant(settings->zone, workday_add(settings->workdays, day, 1), from_sec);
}
