/* proposal: fields that a provider may correct, on their own page and where somebody at the desk decides. */
#ifndef WEB_PROPOSAL_H
#define WEB_PROPOSAL_H

#include "web/request.h"

/* On their own page: "mine", the fields as they are, and "proposed", what was said of them. */
bool	proposal_add_fields(struct request *r, struct json *data, int64_t provider_id, struct err *err);

/* At the desk: "proposed", each with what is there now. */
bool	proposal_add_waiting(struct request *r, struct json *data, int64_t provider_id, struct err *err);

/* "accepted" (shown: what the field said when that was decided; somebody changed it since: ERR_CONFLICT) or "refused", with
 * the reason.  In the caller's transaction. */
bool	proposal_decide(struct request *r, int64_t proposal_id, const char *as, const char *shown, const char *reason,
	    struct err *err);

#endif
