/* my: the provider's own page, by a signed address: what is needed and why, files, corrections, attestation.
 * It reaches nothing but what stands there: no session is looked for, and no right is given. */
#ifndef WEB_MY_H
#define WEB_MY_H

#include "store/provider_link.h"
#include "web/request.h"

/* Whose address it is, of the path's first word; the forms' token becomes one of this address. */
bool	my_find(struct request *r, struct provider_link *ret_link, struct err *err);

#endif
