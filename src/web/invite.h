/* invite: the part of a provider's page about their own page. */
#ifndef WEB_INVITE_H
#define WEB_INVITE_H

#include "base/json.h"
#include "web/request.h"

/* "links", "said" and what their forms need. */
bool	invite_add(struct request *r, struct json *data, int64_t provider_id, struct err *err);

#endif
