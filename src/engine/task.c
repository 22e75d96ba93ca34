/* task: a person has done one.  The case hears of it where the workflow says so, in one transaction. */
#include "engine/inside.h"

#include <inttypes.h>
#include <string.h>

#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

/* What the person said, who that is, and when. */
struct said { const struct form_word *word; size_t words; const char *actor; int64_t now_ms; };

/* A case that has ended, or that waits for a person, need not hear of it; and one that was moved to another
 * version of its workflow cannot, when that does not know the event. */
static bool
is_heard(struct engine *e, const struct task *task, struct arena *a, bool *ret_heard, struct err *err)
{
	const struct definition *d;
	struct case_file c;

	*ret_heard = task->case_id != 0 && task->event != NULL;
	if (!*ret_heard)
		return true;
	if (!case_load(e->db, task->case_id, a, &c, err))
		return false;
	*ret_heard = strcmp(c.status, "open") == 0;
	if (!*ret_heard)
		return true;
	if (!definitions_find(e, c.definition_id, &d, err))
		return false;
	*ret_heard = definition_knows_event(d, task->event);
	return true;
}

static bool
tell(struct engine *e, const struct task *task, const struct said *said, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	const char *dedup = arena_printf(a, "u:task %" PRId64, task->task_id);
	const struct definition *d;
	struct case_file c;
	struct facts fields;

	if (!case_load(e->db, task->case_id, a, &c, err) ||
	    !definitions_find(e, c.definition_id, &d, err) ||
	    !form_read(e->db, d, NULL, task->event, said->word, said->words, e->settings->zone, a, &fields,
	    err) || !engine_deliver_in(e, task->case_id, task->event, dedup, said->actor, &fields,
	    said->now_ms, said->now_ms, a, ret_answer, err))
		return false;
	/* A case that is past all that need not be told. */
	return ret_answer->outcome == STEP_DONE || ret_answer->outcome == STEP_IGNORED || fail(err, ERR_CONFLICT,
	    "task %" PRId64 " is not done, because case CR-%" PRId64 " did not take \"%s\": %s",
	    task->task_id, task->case_id, task->event,
	    ret_answer->reason != NULL ? ret_answer->reason : "");
}

/* The task ends before the case hears of it: a rule may count it, or ask for the same once more. */
static bool
end_task(struct engine *e, int64_t task_id, const struct said *said, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	const char *object = arena_printf(a, "task %" PRId64, task_id);
	struct task task;
	bool heard;

	*ret_answer = (struct engine_answer){ .outcome = STEP_IGNORED };
	if (!task_load(e->db, task_id, a, &task, err))
		return false;
	if (strcmp(task.status, "open") != 0)
		return fail(err, ERR_CONFLICT, "task %" PRId64 " is %s already", task_id, task.status);
	if (!is_heard(e, &task, a, &heard, err))
		return false;
	if (!heard && said->words > 0)
		return fail(err, ERR_INPUT, "task %" PRId64 " takes no values: no case hears of it",
		    task_id);
	return task_end(e->db, task_id, "done", said->actor, said->now_ms, err) &&
	    (!heard || tell(e, &task, said, a, ret_answer, err)) &&
	    audit_add(e->db, said->actor, "task done", object, "", said->now_ms, err);
}

bool
engine_end_task(struct engine *e, int64_t task_id, const struct form_word *word, size_t words,
    const char *actor, int64_t now_ms, struct arena *a, struct engine_answer *ret_answer,
    struct err *err)
{
	const struct said said = { word, words, actor, now_ms };

	return db_begin(e->db, err) &&
	    db_end(e->db, end_task(e, task_id, &said, a, ret_answer, err), err);
}
