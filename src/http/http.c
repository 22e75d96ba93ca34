/*
 * http: what may be asked, and where a redirect may lead.  libcurl follows none itself: each one is
 * looked at here first.
 */
#include "http/http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "http/inside.h"
#include "base/banned.h"

#define REDIRECTS_MAX	5

struct http *
http_open(const struct http_settings *settings)
{
	struct http *http = heap_alloc(sizeof(*http));

	*http = (struct http){ .cancel_fd = settings->cancel_fd };
	if (settings->ca_file != NULL && settings->ca_file[0] != '/' && settings->folder != NULL)
		http->ca_file = path_join(&http->arena, settings->folder, settings->ca_file);
	else
		http->ca_file = arena_strdup(&http->arena, settings->ca_file);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (http->curl = curl_easy_init()) == NULL)
		BUG("libcurl does not start");
	return http;
}

void
http_close(struct http *http)
{
	if (http == NULL)
		return;
	curl_easy_cleanup(http->curl);
	for (size_t i = 0; i < HTTP_FLIGHTS; i++)
		curl_easy_cleanup(http->flight[i]);
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	arena_clear(&http->arena);
	free(http);
}

/* No byte of a request's head may begin a new line. */
static bool
is_one_line(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

static bool
is_this_machine(CURLU *u)
{
	char *host;

	if (curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return false;
	bool is = text_equal_nocase(host, "localhost") || text_equal(host, "[::1]") ||
	    (text_starts(host, "127.") && host[strspn(host, "0123456789.")] == '\0');
	curl_free(host);
	return is;
}

static bool
has_scheme(CURLU *u, const char *scheme)
{
	char *text;

	if (curl_url_get(u, CURLUPART_SCHEME, &text, 0) != CURLUE_OK)
		return false;
	bool has = text_equal_nocase(text, scheme);
	curl_free(text);
	return has;
}

/* An address that may be asked: https, or http on this machine; a password is not part of it. */
static bool
check_url(const char *url, struct err *err)
{
	CURLU *u = curl_url();
	char *user = NULL;

	if (u == NULL)
		BUG("no memory for an address");
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    (!has_scheme(u, "https") && !has_scheme(u, "http"))) {
		fail(err, ERR_INPUT, "the address of an HTTP server begins with https:// and holds no "
		    "blanks");
	} else if (curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK) {
		fail(err, ERR_INPUT, "an address holds a user's name. Put it into its own setting");
	} else if (has_scheme(u, "http") && !is_this_machine(u)) {
		fail(err, ERR_INPUT, "an address begins with http://, which everybody on the way can read. "
		    "Use https://");
	} else {
		curl_url_cleanup(u);
		return true;
	}
	curl_free(user);
	curl_url_cleanup(u);
	return false;
}

bool
http_check(const struct http_request *r, struct err *err)
{
	if (r->method != NULL && r->method[strspn(r->method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0')
		return fail(err, ERR_INPUT, "no method of HTTP: \"%s\"", r->method);
	for (size_t i = 0; i < HTTP_HEADERS_MAX && r->headers[i] != NULL; i++) {
		if (!is_one_line(r->headers[i]))
			return fail(err, ERR_INPUT, "a header of a request holds control characters");
	}
	if ((r->bearer != NULL && !is_one_line(r->bearer)) ||
	    (r->password != NULL && !is_one_line(r->password)) ||
	    (r->user != NULL && (!is_one_line(r->user) || strchr(r->user, ':') != NULL)))
		return fail(err, ERR_INPUT, "user, password or token for an HTTP server holds characters "
		    "that cannot be sent");
	return check_url(r->url, err);
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* May this request be sent again elsewhere as it is? */
static bool
may_follow(const char *method, int status)
{
	static const char *const harmless[] = { "GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT" };

	for (size_t i = 0; i < LEN(harmless); i++) {
		if (strcmp(method, harmless[i]) == 0)
			return true;
	}
	return status == 307 || status == 308;
}

/* http://host to https://host, both at their usual ports, is the same host; never the way back. */
static bool
is_same_or_safer(struct arena *a, const char *from, const char *to)
{
	if (http_url_same_host(from, to))
		return true;
	return text_starts(from, "http://") && text_starts(to, "https://") &&
	    text_equal_nocase(http_host(a, from), http_host(a, to)) &&
	    strchr(http_host(a, from), ':') == NULL;
}

bool
http_send(struct http *http, const struct http_request *request, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	struct http_request r = *request;
	const char *method = request->method != NULL ? request->method : "GET";
	struct http_answer answer;

	for (int i = 0; i <= REDIRECTS_MAX; i++) {
		const char *next;
		if (!http_check(&r, err) || !http_exchange(http, &r, method, a, &answer, err))
			return false;
		const char *location = http_header(&answer, "Location");
		if (!is_redirect(answer.status) || location == NULL || !may_follow(method, answer.status)) {
			*ret_answer = answer;
			return true;
		}
		if (!http_url_resolve(a, r.url, location, &next, err))
			return false;
		if (!is_same_or_safer(a, r.url, next))
			return fail(err, ERR_INPUT, "%s sends us to another host, %s, where we do not go by "
			    "ourselves. If that is right, put its address into the settings",
			    http_host(a, r.url), http_host(a, next));
		r.url = next;
	}
	return fail(err, ERR_INPUT, "%s sends us from address to address without end",
	    http_host(a, request->url));
}

const char *
http_header(const struct http_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->header_count; i++) {
		if (text_equal_nocase(answer->headers[i].name, name))
			return answer->headers[i].value;
	}
	return NULL;
}

static bool
offers(const struct http_answer *answer, const char *scheme)
{
	for (size_t i = 0; i < answer->header_count; i++) {
		if (text_equal_nocase(answer->headers[i].name, "WWW-Authenticate") &&
		    strncasecmp(answer->headers[i].value, scheme, strlen(scheme)) == 0)
			return true;
	}
	return false;
}

bool
http_wants_digest(const struct http_answer *answer)
{
	return answer->status == 401 && offers(answer, "Digest ") && !offers(answer, "Basic ");
}

bool
http_is_type(const struct http_answer *answer, const char *type)
{
	const char *value = http_header(answer, "Content-Type");
	size_t len = strlen(type);

	return value != NULL && strncasecmp(value, type, len) == 0 &&
	    (value[len] == '\0' || value[len] == ';' || isspace((unsigned char)value[len]));
}
