/*
 * apply_http: a request to another system that a step asks for.  Where it goes stands in the settings alone,
 * under the name that the workflow gives: a workflow file reaches nothing that the practice has not named.
 */
#include "engine/inside.h"

#include <inttypes.h>
#include <string.h>

#include "engine/limits.h"
#include "store/request.h"
#include "store/task.h"
#include "base/banned.h"

/* What the other side gets: which case asks, what for, and the values that the action names. */
static const char *
body(const struct work *w, const struct effect *f)
{
	struct json *json = json_new_object(), *data = NULL;
	char at[INSTANT_TEXT_BYTES];

	json_set_text(json, "workflow", definition_name(w->definition));
	json_set_int(json, "version", definition_version(w->definition));
	json_set_text(json, "case", arena_printf(w->a, "CR-%" PRId64, w->c.case_id));
	json_set_text(json, "state", w->result.state);
	json_set_text(json, "name", f->name);
	json_set_text(json, "at", instant_format(w->run->now_ms, zone_utc(), at));
	if (!json_parse(f->body, strlen(f->body), &data, NULL))
		data = json_new_object();
	json_set(json, "data", data);
	const char *text = json_print_in(json, w->a);
	json_free(json);
	return text;
}

static bool
ask(struct work *w, const struct effect *f, int64_t request_id, const char *reason, struct err *err)
{
	const struct task task = {
		.case_id = w->c.case_id, .seq = w->seq, .rule = f->rule,
		.name = arena_printf(w->a, "request %" PRId64, request_id),
		.title = arena_printf(w->a, "Request %" PRId64 " (\"%s\") is held: %s", request_id, f->name, reason),
		.role = "admin",
		.due_day = zone_day(w->run->e->settings->zone, w->run->now_ms),
		.created_ms = w->run->now_ms,
	};
	int64_t task_id;

	return task_add(w->run->e->db, &task, &task_id, err);
}

bool
apply_http(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	struct run *run = w->run;
	struct webhook_request r = {
		.case_id = w->c.case_id, .seq = w->seq, .ord = w->ord, .rule = f->rule, .name = f->name,
		.webhook = f->to, .idempotent = f->idempotent, .status = "ready", .next_ms = run->now_ms,
		.expires_ms = run->now_ms + LETTER_LIFE_MS, .created_ms = run->now_ms,
	};
	int64_t request_id;

	if (settings_webhook(run->e->settings, f->to) == NULL)
		r.reason = arena_printf(w->a, "credence.yaml names no webhook \"%s\"", f->to);
	if (r.reason != NULL)
		r.status = "held";
	r.body = body(w, f);
	if (!work_identity(w, f, &r.idem, err) || !request_add(run->e->db, &r, &request_id, err) ||
	    (r.reason != NULL && !ask(w, f, request_id, r.reason, err)))
		return false;
	json_set_int(note, "request_id", request_id);
	json_set_text(note, "to", f->to);
	json_set_text(note, "status", r.status);
	return true;
}
