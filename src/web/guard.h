/*
 * guard: which requests are looked at at all.  The server listens on loopback only; what
 * is refused here keeps other web sites, and proxies that read a request differently than we do, from using
 * that, and people from what their roles do not need.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "web/request.h"

#define FORM_BYTES_MAX	65536	/* of a posted form */

/*
 * Looks at the head of a request before anything else does: its framing (one Host, one length, no
 * length beside chunks), its Host (loopback, or that of the settings' web.url), its method; of one that changes something also from which site it comes.
 * False with the status to answer and the reason.
 */
bool	guard_head(const struct request *r, int *ret_status, struct err *err);

/* How much it wants to send, against r->bytes_max; the same. */
bool	guard_length(const struct request *r, int *ret_status, struct err *err);

/* What 413 says; false. */
bool	guard_too_large(struct err *err);

/* Has whoever asks one of these rights (0: none is needed)?  ERR_AUTH says what is missing, and who has it. */
bool	guard_right(const struct request *r, unsigned needs, struct err *err);

/* May they say something to this case, or end this task (0: it is of no case)?  Who works on cases may; a
 * reviewer only where a task for a reviewer is open. */
bool	guard_case(const struct request *r, int64_t case_id, struct err *err);

/* The token that our own forms carry.  False: the form is not ours, or very old. */
bool	guard_form(const struct request *r, struct err *err);

#endif
