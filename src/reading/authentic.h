/*
 * authentic: what our own mail server found out about a sender (RFC 8601).  Only a failure is believed:
 * a forger may write that he passed, but gains nothing from writing that he did not.
 */
#ifndef READING_AUTHENTIC_H
#define READING_AUTHENTIC_H

#include "reading/mail.h"

/*
 * Did DMARC fail, by the server nearest to us?  Each server adds its fields on top, so ours are those
 * that bear the name of the topmost one; what stands below came from elsewhere and is not asked.
 */
bool	authentic_failed(const struct mail_headers *headers);

#endif
