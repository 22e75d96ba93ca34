/*
 * play_script: what happens to a case that is played out, as people write it: a small YAML file with
 * the facts of the record and dated events.
 *
 *	begin: 2027-01-04 at 09:00
 *	until: +40mo
 *	timezone: America/Chicago
 *	facts: {subject.status: not started, subject.packet_day: -3d}
 *	events:
 *	  - {at: 2027-01-20, event: user.approved, with: {effective_day: 2027-03-01}}
 *	  - {at: +30d at 14:30, done: packet}
 *	  - {at: +2y, set: {provider.status: left}}
 *
 * A time is a day or a span from the beginning, at 10:00 unless it says otherwise.  Facts that the
 * script does not name are made up: an ordinary record that has everything still before it.
 */
#ifndef WORKFLOW_PLAY_SCRIPT_H
#define WORKFLOW_PLAY_SCRIPT_H

#include "base/problem.h"
#include "workflow/play.h"

/*
 * Fills the times, facts and events of *play, whose definition is set, and its zone and begin_ms as far
 * as the file may leave them out.  "bytes" NULL: no script; nobody answers.  False with problems at
 * their places.
 */
bool	play_script_read(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct problems *problems, struct play *play);

/* "+40mo", "2030-01-01", each also with " at 09:00" behind it; counted from begin_ms.  False: neither. */
bool	play_time_read(const char *text, const struct play *play, int64_t *ret_ms);

/* The facts of an ordinary record of that kind, as of that day.  Of its own days, those that a workflow
 * sets are absent. */
void	play_facts_make(const struct subject_kind *kind, int32_t today, struct arena *a,
	    struct facts *ret_facts);

#endif
