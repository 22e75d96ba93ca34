/* url: addresses taken apart and put together.  Part of http.h. */
#include "http/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define PART_KINDS	3

static const CURLUPart host_parts[PART_KINDS] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };

/* NULL when the text is no address. */
static CURLU *
parse(const char *url)
{
	CURLU *u = curl_url();

	if (u == NULL)
		BUG("no memory for an address");
	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

/* A part in the arena, NULL when there is none; the port is known from the scheme, too. */
static const char *
part(CURLU *u, CURLUPart what, unsigned int flags, struct arena *a)
{
	char *text;

	if (curl_url_get(u, what, &text, flags) != CURLUE_OK)
		return NULL;
	const char *copy = arena_strdup(a, text);
	curl_free(text);
	return copy;
}

const char *
http_host(struct arena *a, const char *url)
{
	CURLU *u = parse(url);

	if (u == NULL)
		return "";
	const char *host = part(u, CURLUPART_HOST, 0, a);
	const char *port = part(u, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, a);
	curl_url_cleanup(u);
	if (host == NULL || port == NULL)
		return host != NULL ? host : "";
	return arena_printf(a, "%s:%s", host, port);
}

bool
http_url_resolve(struct arena *a, const char *base, const char *reference, const char **ret_url,
    struct err *err)
{
	CURLU *u = parse(base);
	const char *url = NULL, *scheme = NULL;

	if (u != NULL && curl_url_set(u, CURLUPART_URL, reference, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK) {
		scheme = part(u, CURLUPART_SCHEME, 0, a);
		url = part(u, CURLUPART_URL, 0, a);
	}
	curl_url_cleanup(u);
	if (url == NULL || scheme == NULL || (!text_equal_nocase(scheme, "https") &&
	    !text_equal_nocase(scheme, "http")))
		return fail(err, ERR_INPUT, "%s names an address that is none",
		    http_host(a, base));
	*ret_url = url;
	return true;
}

bool
http_url_same_host(const char *a, const char *b)
{
	CURLU *one = parse(a), *two = parse(b);
	struct arena arena = ARENA_INIT;
	bool same = one != NULL && two != NULL;

	for (size_t i = 0; same && i < PART_KINDS; i++) {
		const char *x = part(one, host_parts[i], CURLU_DEFAULT_PORT, &arena);
		const char *y = part(two, host_parts[i], CURLU_DEFAULT_PORT, &arena);
		same = x != NULL && y != NULL && text_equal_nocase(x, y);
	}
	curl_url_cleanup(one);
	curl_url_cleanup(two);
	arena_clear(&arena);
	return same;
}

void
http_add_escaped(struct str *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL)
			str_add_char(out, *text);
		else
			str_printf(out, "%%%02X", (unsigned char)*text);
	}
}
