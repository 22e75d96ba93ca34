/* events: steps, letters and mail as lines of a page. */
#ifndef WEB_EVENTS_H
#define WEB_EVENTS_H

#include "base/json.h"
#include "web/request.h"

/* "user.info_requested" -> "info requested"; a timer, a mail: what it is. */
const char	*events_words(const char *event, struct arena *a);

/* A row of overview_query_steps() or a "step" of the timeline: gets "what_words", "lines" (what it did)
 * and "said" (what the event carried). */
void		 events_step(const struct request *r, struct json *row);

/* A letter or mail: gets "kind_words" and "is_letter". */
void		 events_mail(const struct request *r, struct json *row);

#endif
