/* runway: who begins soon, as days of a calendar: each first day, and when each payer may be billed, expected. */
#ifndef CALENDAR_RUNWAY_H
#define CALENDAR_RUNWAY_H

#include "calendar/feed.h"

/*
 * Those of store/runway.h, or that one provider (provider_id 0: all who begin).  The identity of a day stays when
 * the day moves, so that a program that reads the file again moves it too.
 */
bool	calendar_runway_write(struct db *db, int64_t provider_id, const struct calendar_wish *wish,
	    calendar_sink sink, void *context, struct err *err);

#endif
