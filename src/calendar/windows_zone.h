/* windows_zone: inside this room: which zone Outlook means. */
#ifndef CALENDAR_WINDOWS_ZONE_H
#define CALENDAR_WINDOWS_ZONE_H

/* "America/Chicago" of "Central Standard Time", in any case; NULL: no name of Microsoft's. */
const char	*windows_zone_iana(const char *name);

#endif
