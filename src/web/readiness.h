/* readiness: the part of a provider's page that says what is still missing for whom. */
#ifndef WEB_READINESS_H
#define WEB_READINESS_H

#include "base/json.h"
#include "web/request.h"

struct readiness_ask;

/* What is asked for, by the folder's catalog.  ERR_CONFLICT: it has mistakes. */
struct requirements;
bool	readiness_asked(struct request *r, struct requirements *ret_requirements, struct err *err);

/* As store/readiness.h has it, by the folder's requirements.  ERR_CONFLICT: these are wrong. */
bool	readiness_of(struct request *r, const struct readiness_ask *ask, struct json **ret_report, struct err *err);

/* Adds "readiness" to the page's data; where the list of requirements is wrong, only that it is. */
bool	readiness_add(struct request *r, struct json *data, int64_t provider_id, struct err *err);

#endif
