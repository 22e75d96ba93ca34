/* revalidation_inside: an answer of the data viewer, whoever got it. */
#ifndef REGISTRY_REVALIDATION_INSIDE_H
#define REGISTRY_REVALIDATION_INSIDE_H

#include "base/json.h"
#include "registry/revalidation.h"

/* Takes its rows in.  ERR_INPUT: it is none. */
bool	revalidation_take_json(struct import *in, const struct json *json, struct err *err);

#endif
