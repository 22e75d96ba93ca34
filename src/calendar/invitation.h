/*
 * invitation: the letter that invites somebody to a deadline, moves it or takes it back (RFC 5546, 6047):
 * subject, words, and the iCalendar that mail programs show with buttons for the answer.
 */
#ifndef CALENDAR_INVITATION_H
#define CALENDAR_INVITATION_H

#include "core/settings.h"
#include "store/invitation.h"

struct invitation_letter {
	const char	*method;		/* REQUEST, CANCEL */
	const char	*subject, *body;
	const char	*calendar;		/* lines end with "\n"; mail makes CRLF of it */
};

/*
 * "told" is the invitation as it will be told: attendee, sequence, day, whether it is off.  before_day:
 * the day that they were told before, DAY_NONE: none.  Texts live in "a".
 * ERR_INPUT when an address cannot stand in a calendar.
 */
bool	invitation_write(const struct invitation_event *event, const struct invitation *told,
	    int32_t before_day, const struct settings *settings, int64_t now_ms, struct arena *a,
	    struct invitation_letter *ret_letter, struct err *err);

#endif
