/* verify: everything of the engine that can be checked without changing it. */
#include "engine/why.h"

#include "store/audit.h"
#include "store/history.h"
#include "store/screening.h"
#include "store/verify.h"
#include "base/banned.h"

bool
engine_verify(struct engine *e, verify_fault fault, void *context, int64_t *ret_checked,
    struct err *err)
{
	int64_t steps, audits, people, rows;

	if (!history_verify(e->db, fault, context, &steps, err) ||
	    !audit_verify(e->db, fault, context, &audits, err) ||
	    !screening_verify(e->db, fault, context, &people, err) ||
	    !verify_rows(e->db, fault, context, &rows, err) || !verify_file(e->db, fault, context, err))
		return false;
	*ret_checked = steps + audits + people + rows;
	return true;
}
