/* import_report: the check-up of a file that was imported, or tried: what to mend first. */
#ifndef CMD_IMPORT_REPORT_H
#define CMD_IMPORT_REPORT_H

#include "cmd/cmd.h"
#include "store/import.h"

/* The findings of store/checkup.h over the database of the import; before them, as "refused", the rows that
 * did not get in ("npi" null, "provider" their line). */
bool	import_report(const struct import *in, struct json **ret_findings, struct err *err);

/* For people: each finding, what to do about it, and its first rows. */
void	import_report_say(struct app *app, const struct json *findings);

#endif
