/* verify: everything of the engine that can be checked without changing it. */
#include "engine/why.h"

#include "store/history.h"
#include "store/verify.h"
#include "base/banned.h"

bool
engine_verify(struct engine *e, void (*fault)(void *context, const char *what,
    const char *where, const char *message), void *context, int64_t *ret_checked, struct err *err)
{
	int64_t steps, rows;

	if (!history_verify(e->db, fault, context, &steps, err) ||
	    !verify_rows(e->db, fault, context, &rows, err))
		return false;
	*ret_checked = steps + rows;
	return true;
}
