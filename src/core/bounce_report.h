/* bounce_report: the fields of a delivery status report; for bounce.c alone. */
#ifndef CORE_BOUNCE_REPORT_H
#define CORE_BOUNCE_REPORT_H

#include "core/mail.h"

/* What the report says of its recipients.  False when it holds none. */
bool	bounce_report_read(const char *report, struct arena *a, struct mail_reading *ret);

#endif
