/*
 * discover: inside this room: from the address in the settings to the collection that is kept in step
 * (RFC 6764; RFC 4791, 6.2.1; RFC 5397).
 */
#ifndef CALENDAR_DISCOVER_H
#define CALENDAR_DISCOVER_H

#include "calendar/dav.h"
#include "core/settings.h"

/*
 * The collection's address, with a "/" at its end: the one in the settings where that is a calendar, else
 * the account's calendar of the name in the settings.  One that is not there is made.
 * ERR_INPUT also: it holds things of another kind, or the server sends us to another host, which is
 * named: our password goes nowhere but where the settings say.
 */
bool	discover_collection(struct dav *dav, const struct calendar_account *account, struct arena *a,
	    const char **ret_url, struct err *err);

#endif
