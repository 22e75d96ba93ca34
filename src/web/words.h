/* words: times and names as a page says them.  Pure. */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "base/arena.h"
#include "base/zone.h"

/* A moment that passed: "12 min ago", "today 09:05", "yesterday 16:30", "Mon 23 Nov 2026". */
const char	*words_since(int64_t at_ms, int64_t now_ms, const struct zone *zone, struct arena *a);

/* A moment to come: "now", "in 12 min", "today 14:00", "tomorrow 09:00", "Mon 30 Nov 2026 09:00". */
const char	*words_until(int64_t at_ms, int64_t now_ms, const struct zone *zone, struct arena *a);

/* "Mon 23 Nov 2026 09:05" */
const char	*words_instant(int64_t at_ms, const struct zone *zone, struct arena *a);

/* A day seen from today: "3 days late", "late since Sat 3 Jan 2026", "today", "tomorrow", "in 5 days", else its date. */
const char	*words_day(int32_t day, int32_t today_day, struct arena *a);

/* "caqh_attestation" -> "CAQH attestation" */
const char	*words_name(const char *name, struct arena *a);

/* The same with a capital letter at the beginning. */
const char	*words_title(const char *name, struct arena *a);

/* "2026-11": the month of a day, as addresses have it; day_parse_month() reads it. */
const char	*words_month(int32_t day, struct arena *a);

/* Browsers end the lines of a form with CR LF; files here end them with LF. */
const char *words_plain_lines(const char *text, struct arena *a);

#endif
