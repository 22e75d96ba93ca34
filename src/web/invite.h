/* invite: the part of a provider's page about their own page. */
#ifndef WEB_INVITE_H
#define WEB_INVITE_H

#include "base/json.h"
#include "web/request.h"

/* "links", "said" and what their forms need. */
bool	invite_add(struct request *r, struct json *data, int64_t provider_id, struct err *err);

/* A new address that works so many days, and the letter that brings it. */
bool	invite_make(struct request *r, int64_t provider_id, int64_t days, const char **ret_url,
	    const char **ret_recipient, struct err *err);

#endif
