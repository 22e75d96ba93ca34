/*
 * exchange: one request and its answer over libcurl.  Handles are used again and again, which keeps their
 * connections; what is set for a request is forgotten after it.
 */
#include <ctype.h>
#include <poll.h>
#include <string.h>
#include <strings.h>

#include "http/inside.h"
#include "base/banned.h"

#define HEADERS_MAX	200
#define HEADER_BYTES	65536
#define CONNECT_MS	15000L

/* From here on nothing more is wanted of the exchange; libcurl is told 0. */
static size_t
stop(struct exchange *x, enum err_kind kind, const char *what)
{
	struct arena a = ARENA_INIT;

	x->is_stopped = true;
	fail(&x->why, kind, "%s %s", http_host(&a, x->request->url), what);
	arena_clear(&a);
	return 0;
}

static const char *
trimmed(struct arena *a, const char *bytes, size_t len)
{
	while (len > 0 && isspace((unsigned char)bytes[0])) {
		bytes++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)bytes[len - 1]))
		len--;
	return arena_strndup(a, bytes, len);
}

/* One line of the head; of several heads (100, then 200) the last counts. */
static size_t
take_header(char *bytes, size_t one, size_t len, void *context)
{
	struct exchange *x = context;
	const char *colon = memchr(bytes, ':', len * one);

	x->header_bytes += len;
	if (x->header_bytes > HEADER_BYTES || x->header_count >= HEADERS_MAX)
		return stop(x, ERR_INPUT, "sent more headers than it should");
	if (len >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		x->header_count = 0;
	} else if (colon != NULL) {
		x->headers = arena_grow(x->arena, x->headers, x->header_count, &x->header_size,
		    sizeof(*x->headers));
		x->headers[x->header_count++] = (struct http_header){
			.name = trimmed(x->arena, bytes, (size_t)(colon - bytes)),
			.value = trimmed(x->arena, colon + 1, len - (size_t)(colon + 1 - bytes)),
		};
	}
	return len;
}

static long
status_of(const struct exchange *x)
{
	long status = 0;

	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t
take_body(char *bytes, size_t one, size_t len, void *context)
{
	struct exchange *x = context;
	long status = status_of(x);

	len *= one;
	if (len > x->bytes_left)
		return stop(x, ERR_INPUT, "sent more than it should");
	x->bytes_left -= len;
	if (x->request->sink == NULL || status < 200 || status >= 300) {
		str_add_bytes(&x->body, bytes, len);
		return len;
	}
	if (x->request->sink(x->request->sink_context, bytes, len, &x->why))
		return len;
	x->is_stopped = true;
	return 0;
}

/* Looks up from the work, at least once a second: is it time to give up? */
static int
look_up(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
	struct exchange *x = context;
	struct pollfd p = { x->http->cancel_fd, POLLIN, 0 };

	(void)down_total, (void)down, (void)up_total, (void)up;
	if (x->http->cancel_fd < 0 || poll(&p, 1, 0) <= 0)
		return 0;
	stop(x, ERR_SYSTEM, "was left because the program is stopping");
	return 1;
}

/* Where the exchange is aimed at, and how. */
static void
set_request(CURL *c, const struct http_request *r, const char *method)
{
	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	if (r->body != NULL) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->body);
	}
	if (strcmp(method, "HEAD") == 0)
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	if (r->user != NULL) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)(r->is_digest ? CURLAUTH_DIGEST :
		    CURLAUTH_BASIC));
		curl_easy_setopt(c, CURLOPT_USERNAME, r->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, r->password != NULL ? r->password : "");
	} else if (r->bearer != NULL) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, r->bearer);
	}
}

/* What holds of every exchange: whom to believe, how long to wait. */
static void
set_limits(CURL *c, const struct http *http, const struct http_request *r)
{
	int64_t timeout_ms = r->timeout_ms > 0 ? r->timeout_ms : HTTP_TIMEOUT_MS;
	int64_t idle_ms = r->idle_ms > 0 ? r->idle_ms : HTTP_IDLE_MS;

	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (http->ca_file != NULL) {
		curl_easy_setopt(c, CURLOPT_CAINFO, http->ca_file);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(c, CURLOPT_USERAGENT, "credence/" CREDENCE_VERSION);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    timeout_ms < CONNECT_MS ? (long)timeout_ms : CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, idle_ms < 1000 ? 1L : (long)(idle_ms / 1000));
}

static void
set_callbacks(CURL *c, struct exchange *x)
{
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, x->curl_words);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, look_up);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, x);
}

static struct curl_slist *
make_headers(const struct http_request *r)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	bool has_type = false;

	for (size_t i = 0; i < HTTP_HEADERS_MAX && r->headers[i] != NULL; i++) {
		list = curl_slist_append(list, r->headers[i]);
		has_type = has_type || strncasecmp(r->headers[i], "Content-Type:", 13) == 0;
	}
	/* Otherwise libcurl says that a body is a form. */
	return has_type ? list : curl_slist_append(list, "Content-Type:");
}

/* What libcurl could not do, in our words. */
static bool
refuse_code(const struct exchange *x, CURLcode code, struct err *err)
{
	const char *host = http_host(x->arena, x->request->url);
	const char *words = x->curl_words[0] != '\0' ? x->curl_words : curl_easy_strerror(code);
	size_t len = strcspn(words, "\r\n");

	while (len > 0 && (words[len - 1] == '.' || words[len - 1] == ' '))
		len--;
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return fail(err, ERR_SYSTEM, "could not find the host %s", host);
	case CURLE_COULDNT_CONNECT:
		return fail(err, ERR_SYSTEM, "could not connect to %s", host);
	case CURLE_OPERATION_TIMEDOUT:
		return fail(err, ERR_SYSTEM, "%s gave no answer in time", host);
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_HTTP2_STREAM:
		return fail(err, ERR_SYSTEM, "%s ended the connection before its answer was whole", host);
	case CURLE_PEER_FAILED_VERIFICATION:
		return fail(err, ERR_AUTH, "the certificate of %s is not accepted: %.*s", host, (int)len,
		    words);
	case CURLE_SSL_CACERT_BADFILE:
		return fail(err, ERR_INPUT, "the ca_file %s holds no certificate (PEM)",
		    x->http->ca_file != NULL ? x->http->ca_file : "of the system");
	case CURLE_BAD_CONTENT_ENCODING:
		return fail(err, ERR_SYSTEM, "%s sent an answer that cannot be unpacked", host);
	default:
		return fail(err, ERR_SYSTEM, "could not talk with %s: %.*s", host, (int)len, words);
	}
}

static void
fill_answer(struct exchange *x, struct http_answer *answer)
{
	curl_off_t seconds = 0;

	curl_easy_getinfo(x->curl, CURLINFO_RETRY_AFTER, &seconds);
	*answer = (struct http_answer){
		.status = (int)status_of(x),
		.url = arena_strdup(x->arena, x->request->url),
		.headers = x->headers,
		.header_count = x->header_count,
		.body = arena_strndup(x->arena, x->body.text, x->body.len),
		.body_len = x->body.len,
		.retry_after_ms = -1,
	};
	if (http_header(answer, "Retry-After") != NULL)
		answer->retry_after_ms = seconds > 0 && seconds < INT32_MAX ? seconds * 1000 : 0;
}

void
exchange_begin(struct exchange *x, struct http *http, CURL *curl, const struct http_request *r,
    const char *method, struct arena *a)
{
	*x = (struct exchange){ .http = http, .curl = curl, .request = r, .arena = a,
	    .body = STR_INIT, .bytes_left = r->body_max > 0 ? r->body_max : HTTP_BODY_MAX,
	    .why = ERR_INIT, .lines = make_headers(r) };
	curl_easy_reset(curl);
	set_limits(curl, http, r);
	set_request(curl, r, method);
	set_callbacks(curl, x);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->lines);
}

bool
exchange_end(struct exchange *x, CURLcode code, struct http_answer *ret_answer, struct err *err)
{
	if (code == CURLE_OK)
		fill_answer(x, ret_answer);
	else if (!x->is_stopped)
		refuse_code(x, code, &x->why);
	curl_easy_reset(x->curl);	/* forgets the password, and where x was */
	curl_slist_free_all(x->lines);
	str_clear(&x->body);
	return code == CURLE_OK || fail(err, x->why.kind, "%s", x->why.text);
}

bool
http_exchange(struct http *http, const struct http_request *r, const char *method, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	struct exchange x;

	exchange_begin(&x, http, http->curl, r, method, a);
	return exchange_end(&x, curl_easy_perform(http->curl), ret_answer, err);
}
