/*
 * zone: IANA time zones, read from the system's tzdata (RFC 8536 files with their footer rule).
 * Instants are milliseconds UTC since 1970.  No process-wide zone is used or changed.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/err.h"

struct zone;

#define MS_PER_SECOND	1000LL
#define MS_PER_MINUTE	60000LL
#define MS_PER_HOUR	3600000LL
#define MS_PER_DAY	86400000LL
#define INSTANT_NONE	INT64_MIN

/* The zone named like "America/New_York"; shared, never freed, the same pointer each time.
 * ERR_INPUT when there is no such zone. */
const struct zone *zone_find(const char *name, struct err *err);
const struct zone *zone_utc(void);
const char	*zone_name(const struct zone *z);

/* Seconds east of UTC at that instant. */
int32_t		 zone_offset_sec(const struct zone *z, int64_t instant_ms);

/* The civil day, and the wall time in seconds since its midnight, at that instant. */
int32_t		 zone_day(const struct zone *z, int64_t instant_ms);
int32_t		 zone_wall_sec(const struct zone *z, int64_t instant_ms);

/* The instant of a wall time.  One that does not exist (clocks went forward) becomes the first
 * valid one after the gap; one that exists twice is the first. */
int64_t		 zone_instant(const struct zone *z, int32_t day, int32_t wall_sec);

/* "2026-11-22T09:00:00-05:00" (RFC 3339); milliseconds only when there are some. */
#define INSTANT_TEXT_BYTES	40
char		*instant_format(int64_t instant_ms, const struct zone *z, char text[INSTANT_TEXT_BYTES]);

/* "2026-11-22", "2026-11-22T09:00[:SS]" in that zone, or with "Z" or an offset behind it. */
bool		 instant_parse(const char *text, const struct zone *z, int64_t *ret_ms, struct err *err);

/* The system's clock.  Edges alone call it; everything below is given the time. */
int64_t		 clock_now_ms(void);

/* An instant as instant_format() writes it, to the minute: "2026-11-26 09:05"; other text as it is.  In "a". */
char	*instant_to_minute(const char *instant, struct arena *a);

#endif
