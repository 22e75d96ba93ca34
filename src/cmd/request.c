/* request: what workflows ask of other systems: sent, listed, held for a person. */
#include "cmd/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "mail/webhook.h"
#include "base/banned.h"

int
cmd_request_send(struct app *app, const struct args *args, struct err *err)
{
	struct webhook_counts counts;

	(void)args;
	if (!webhook_send(&app->engine, app->folder, -1, app->now_ms, &counts, err))
		return CMD_FAILED;
	cmd_say(app, "%" PRId64 " requests done, %" PRId64 " wait, %" PRId64 " failed, %" PRId64 " held", counts.done,
	    counts.deferred, counts.failed, counts.held);
	struct json *json = json_new_object();
	json_set_int(json, "done", counts.done);
	json_set_int(json, "deferred", counts.deferred);
	json_set_int(json, "failed", counts.failed);
	json_set_int(json, "held", counts.held);
	if (app->json)
		cmd_print_json(json);
	else
		json_free(json);
	return counts.deferred + counts.failed + counts.held > 0 ? EXIT_PARTLY : EXIT_DONE;
}

int
cmd_request_list(struct app *app, const struct args *args, struct err *err)
{
	const char *one = args_get(args, "case");
	int64_t case_id = 0;
	struct query q;

	if (one != NULL && !cmd_case_id(app, one, &case_id, err))
		return CMD_FAILED;
	request_query_list(&q, app->db, args_has(args, "held") ? "held" : NULL, case_id);
	return cmd_print_columns(app, &q, "request_id case_id name webhook status tries http_status reason created_ms",
	    "no requests", err);
}

int
cmd_request_show(struct app *app, const struct args *args, struct err *err)
{
	struct webhook_request request;
	struct query q;
	int64_t id;

	if (!cmd_id(args->word[0], "request", &id, err) ||
	    !request_load(app->db, id, app->arena, &request, err))
		return CMD_FAILED;
	cmd_say(app, "%s to %s, Idempotency-Key: %s (%s): %s", request.name, request.webhook, request.idem,
	    request.idempotent, request.status);
	cmd_say(app, "%s", request.body);
	request_query_tries(&q, app->db, id);
	return cmd_print_rows(app, &q, "it was not tried yet", err);
}

static bool
read_way(const struct args *args, enum webhook_release *ret_way, struct err *err)
{
	int given = 0;

	*ret_way = WEBHOOK_RELEASE;
	for (int way = WEBHOOK_RESEND; way < WEBHOOK_RELEASES; way++)
		if (args_has(args, webhook_release_name[way])) {
			*ret_way = way;
			given++;
		}
	return given <= 1 || fail(err, ERR_INPUT, "--sent, --resend and --drop exclude each other");
}

int
cmd_request_release(struct app *app, const struct args *args, struct err *err)
{
	enum webhook_release way;
	int64_t id;

	if (!read_way(args, &way, err) || !cmd_id(args->word[0], "request", &id, err) ||
	    !db_begin(app->db, err) || !db_end(app->db, webhook_release(&app->engine, id, way, app->actor, app->now_ms,
	    app->arena, err), err))
		return CMD_FAILED;
	cmd_say(app, "request %" PRId64 ": %s", id, way == WEBHOOK_SENT ? "done" : way == WEBHOOK_DROP ? "cancelled" :
	    "ready");
	return EXIT_DONE;
}
