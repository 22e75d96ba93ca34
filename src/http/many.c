/*
 * many: several requests on their way at once, each on a connection that stays open for the next one.
 * Where an answer is awaited, the others are worked on: what a server does for each, and what we do with
 * its answer, then take no turns.
 */
#include "http/http.h"

#include "http/inside.h"
#include "base/banned.h"

#define LOOK_MS		1000		/* at least so often: is it time to give up? */

struct flight {
	struct exchange		 exchange;
	struct http_request	 request;
	size_t			 number;
	bool			 is_up;
};

struct flights {
	struct http		*http;
	const struct http_many	*many;
	struct arena		*arena;
	struct flight		 flight[HTTP_FLIGHTS];
	size_t			 up;
	bool			 is_over;	/* no other one is begun */
	bool			 failed;
	struct err		*err;		/* of the first "no" */
};

static void
settle(struct flights *f, size_t number, const struct http_answer *answer, const struct err *why)
{
	struct err no = ERR_INIT;

	if (f->many->done(f->many->context, number, answer, why, &no))
		return;
	f->is_over = true;
	if (!f->failed)
		fail(f->err, no.kind, "%s", no.text);
	f->failed = true;
}

static void
begin(struct flights *f, size_t i)
{
	struct flight *one = &f->flight[i];
	struct err why = ERR_INIT;

	one->request = (struct http_request){ .method = NULL };
	if (!f->many->next(f->many->context, &one->request, &one->number)) {
		f->is_over = true;
	} else if (!http_check(&one->request, &why)) {
		settle(f, one->number, NULL, &why);
	} else {
		if (f->http->flight[i] == NULL && (f->http->flight[i] = curl_easy_init()) == NULL)
			BUG("libcurl does not start");
		exchange_begin(&one->exchange, f->http, f->http->flight[i], &one->request,
		    one->request.method != NULL ? one->request.method : "GET", f->arena);
		if (curl_multi_add_handle(f->http->multi, f->http->flight[i]) != CURLM_OK)
			BUG("libcurl lost its way");
		one->is_up = true;
		f->up++;
	}
}

static void
end(struct flights *f, CURL *curl, CURLcode code)
{
	struct http_answer answer;
	struct err why = ERR_INIT;
	size_t i = 0;

	while (f->http->flight[i] != curl)
		i++;
	curl_multi_remove_handle(f->http->multi, curl);
	f->flight[i].is_up = false;
	f->up--;
	bool ok = exchange_end(&f->flight[i].exchange, code, &answer, &why);
	settle(f, f->flight[i].number, ok ? &answer : NULL, &why);
}

static void
fill(struct flights *f)
{
	for (size_t i = 0; i < HTTP_FLIGHTS; i++)
		while (!f->is_over && !f->flight[i].is_up)
			begin(f, i);
}

/* Ends those that are ended, and begins others in their places at once. */
static void
turn(struct flights *f)
{
	struct curl_waitfd cancel = { .fd = f->http->cancel_fd, .events = CURL_WAIT_POLLIN };
	int running, left;

	if (curl_multi_perform(f->http->multi, &running) != CURLM_OK)
		BUG("libcurl lost its way");
	for (CURLMsg *m; (m = curl_multi_info_read(f->http->multi, &left)) != NULL; fill(f))
		if (m->msg == CURLMSG_DONE)
			end(f, m->easy_handle, m->data.result);
	if (running > 0 && (size_t)running == f->up)
		curl_multi_poll(f->http->multi, &cancel, cancel.fd >= 0, LOOK_MS, NULL);
}

bool
http_send_many(struct http *http, const struct http_many *many, struct arena *a, struct err *err)
{
	struct flights *f = arena_alloc(a, sizeof(*f));

	*f = (struct flights){ .http = http, .many = many, .arena = a, .err = err };
	if (http->multi == NULL && (http->multi = curl_multi_init()) == NULL)
		BUG("libcurl does not start");
	fill(f);
	while (f->up > 0)
		turn(f);
	return !f->failed;
}
