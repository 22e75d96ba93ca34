/*
 * import_run: a file that was brought is tried or taken in, beside the pages (web/errand.h): in a thread with handles of
 * its own, in transactions of 40 milliseconds, so that everybody else is served meanwhile.  What came of it is in the
 * draft's row when the thread is back, whether or not the person waited for it.
 */
#ifndef WEB_IMPORT_RUN_H
#define WEB_IMPORT_RUN_H

#include "core/record.h"
#include "store/import_draft.h"
#include "web/request.h"

#define IMPORT_PROBLEMS_SHOWN	200
#define IMPORT_ROWS_SHOWN	5	/* of one finding */

/* Sends the errand; after it the browser is led to /import/N, and a program is told (import_run_answer).  The draft lives in the request's arena, and its row says
 * what is to be done: "taking", or it is only tried. */
void	import_run_begin(struct request *r, struct reply *reply, const struct record_kind *kind,
	    const struct import_draft *draft);

/* What a program is told of a file: the result below with "import_id", "kind", "name" and "status". */
bool	import_run_answer(const struct import_draft *draft, struct reply *reply, int status, struct err *err);

/*
 * The result, as the row keeps it: {"rows","added","updated","unchanged","refused","why": what ended it or null,
 * "header_line","columns": of import_file_columns(),"problems":[{"line","column","is_error","message"}],"problems_more",
 * "findings": of import_report()}
 */

#endif
