/* dav: a request goes out as the account; a 207 is read while it comes. */
#include "calendar/dav.h"

#include <string.h>

#include "base/banned.h"

#define LIST_BYTES_MAX	((size_t)256 << 20)	/* it is not kept */
#define LIST_MS		(10 * 60000)
#define LIST_IDLE_MS	60000			/* a large list takes its time to begin */

static bool
send_once(struct dav *dav, struct http_request *r, struct arena *a, struct http_answer *ret_answer,
    struct err *err)
{
	r->is_digest = dav->is_digest;
	dav->requests++;
	dav->away_ms = 0;
	if (!http_send(dav->http, r, a, ret_answer, err))
		return false;
	dav->away_ms = ret_answer->retry_after_ms > 0 ? ret_answer->retry_after_ms : 0;
	return true;
}

bool
dav_send(struct dav *dav, const struct http_request *request, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	struct http_request r = *request;

	r.user = dav->user;
	r.password = dav->password;
	if (!send_once(dav, &r, a, ret_answer, err))
		return false;
	if (dav->user == NULL || dav->is_digest || !http_wants_digest(ret_answer))
		return true;
	dav->is_digest = true;
	return send_once(dav, &r, a, ret_answer, err);
}

struct sending { struct dav *dav; const struct http_many *many; };

static bool
next_of_many(void *context, struct http_request *ret_request, size_t *ret_number)
{
	struct sending *s = context;

	if (!s->many->next(s->many->context, ret_request, ret_number))
		return false;
	ret_request->user = s->dav->user;
	ret_request->password = s->dav->password;
	ret_request->is_digest = s->dav->is_digest;
	s->dav->requests++;
	return true;
}

/* The longest time that any of them wants us to stay away counts. */
static bool
done_of_many(void *context, size_t number, const struct http_answer *answer, const struct err *why,
    struct err *err)
{
	struct sending *s = context;

	if (answer != NULL && answer->retry_after_ms > s->dav->away_ms)
		s->dav->away_ms = answer->retry_after_ms;
	return s->many->done(s->many->context, number, answer, why, err);
}

bool
dav_send_many(struct dav *dav, const struct http_many *many, struct arena *a, struct err *err)
{
	struct sending s = { dav, many };
	const struct http_many inner = { next_of_many, done_of_many, &s };

	dav->away_ms = 0;
	return http_send_many(dav->http, &inner, a, err);
}

static bool
take(void *context, const void *bytes, size_t len, struct err *err)
{
	(void)err;
	multistatus_add(context, bytes, len);
	return true;
}

static bool
read_list(struct dav *dav, const struct http_request *request, struct multistatus *m, struct arena *a,
    struct dav_list *list, struct err *err)
{
	struct err why = ERR_INIT;
	const char *token;

	if (!dav_send(dav, request, a, &list->answer, err))
		return false;
	list->status = list->answer.status;
	if (list->status != 207)
		return true;
	if (!multistatus_end(m, &token, &why))
		return why.kind != ERR_INPUT ? fail(err, why.kind, "%s", why.text) : fail(err,
		    ERR_INPUT, "%s sent a list that cannot be read: %s", http_host(a, list->answer.url),
		    why.text);
	list->sync_token = arena_strdup(a, token);
	return true;
}

bool
dav_list(struct dav *dav, const char *method, const char *url, const char *depth, const char *body,
    multistatus_fn each, void *context, struct arena *a, struct dav_list *ret_list, struct err *err)
{
	struct multistatus *m = multistatus_new(each, context);
	const struct http_request request = {
		.method = method, .url = url, .body = body, .body_len = strlen(body),
		.headers = { "Content-Type: application/xml; charset=utf-8",
		    arena_printf(a, "Depth: %s", depth) },
		.body_max = LIST_BYTES_MAX, .timeout_ms = LIST_MS, .idle_ms = LIST_IDLE_MS,
		.sink = take, .sink_context = m,
	};

	*ret_list = (struct dav_list){ .status = 0 };
	bool ok = read_list(dav, &request, m, a, ret_list, err);
	multistatus_free(m);
	return ok;
}
