/* import_report: the check-up of a file that was imported, or tried: what to mend first. */
#ifndef STORE_IMPORT_REPORT_H
#define STORE_IMPORT_REPORT_H

#include "base/json.h"
#include "store/import.h"

/* The findings of store/checkup.h over the database of the import; before them, as "refused", the rows that
 * did not get in ("npi" null, "provider" their line). */
bool	import_report(const struct import *in, struct json **ret_findings, struct err *err);

#endif
