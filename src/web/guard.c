/* guard: the head of a request held against what is allowed; pure but for the web's addresses. */
#include "web/guard.h"

#include <string.h>

#include "core/role.h"
#include "store/task.h"
#include "base/banned.h"

static bool
refuse(int *ret_status, int status, struct err *err, const char *why)
{
	*ret_status = status;
	return fail(err, status == 403 ? ERR_AUTH : ERR_INPUT, "%s", why);
}

/* Two lengths, or a length and chunks: whoever stands before us may cut the stream elsewhere. */
static bool
framing_is_plain(const struct request *r)
{
	const char *encoding = pairs_get(&r->header, "Transfer-Encoding");
	size_t lengths = pairs_count(&r->header, "Content-Length");
	size_t encodings = pairs_count(&r->header, "Transfer-Encoding");

	return lengths <= 1 && encodings <= 1 && lengths + encodings <= 1 &&
	    (encoding == NULL || text_equal_nocase(encoding, "chunked")) &&
	    pairs_count(&r->header, "Host") == 1;
}

/* "http://elm.example:8080/x" -> "elm.example:8080" */
static const char *
authority(const char *url, struct arena *a)
{
	const char *start = strstr(url, "://");

	start = start != NULL ? start + 3 : url;
	return arena_strndup(a, start, strcspn(start, "/?#"));
}

/* The name without ":port". */
static const char *
host_name(const char *host, struct arena *a)
{
	size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	if (len > strlen(host))
		return "";
	for (const char *p = host + len; *p != '\0'; p++)
		if (!(p == host + len ? *p == ':' : *p >= '0' && *p <= '9'))
			return "";
	return arena_strndup(a, host, len);
}

/* A foreign name that was made to point at loopback must not become "our" site (DNS rebinding). */
static bool
host_is_ours(const struct request *r)
{
	static const char *const loopback[] = { "127.0.0.1", "localhost", "[::1]" };
	const char *host = pairs_get(&r->header, "Host");
	const char *name = host_name(host, r->a);

	for (size_t i = 0; i < LEN(loopback); i++)
		if (text_equal_nocase(name, loopback[i]))
			return true;
	return text_equal_nocase(host, authority(r->web->url, r->a));
}

/* Browsers say from which site a form was posted; they cannot be made to lie by another site. */
static bool
site_is_ours(const struct request *r)
{
	const char *site = pairs_get(&r->header, "Sec-Fetch-Site");
	const char *origin = pairs_get(&r->header, "Origin");

	if (site != NULL && !text_equal(site, "same-origin"))
		return false;
	return origin == NULL || (strstr(origin, "://") != NULL && text_equal_nocase(
	    authority(origin, r->a), pairs_get(&r->header, "Host")));
}

/* JSON, or a file as it is. */
static bool
is_of_program(const struct request *r)
{
	const char *type = pairs_get(&r->header, "Content-Type");
	const char *name = type != NULL ? arena_strndup(r->a, type, strcspn(type, "; ")) : "";

	return text_equal_nocase(name, "application/json") || text_equal_nocase(name, "application/octet-stream");
}

bool
guard_head(const struct request *r, int *ret_status, struct err *err)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PATCH" };
	bool is_known = false;

	if (!framing_is_plain(r))
		return refuse(ret_status, 400, err, "this request can be read in two ways");
	if (!host_is_ours(r))
		return refuse(ret_status, 421, err, "this name is not ours. Use 127.0.0.1 or "
		    "localhost, or set web.url in credence.yaml");
	for (size_t i = 0; i < (request_is_api(r) ? LEN(methods) : LEN(methods) - 1); i++)
		is_known = is_known || strcmp(r->method, methods[i]) == 0;
	if (!is_known)
		return refuse(ret_status, 405, err, request_is_api(r) ? "only GET, HEAD, POST and PATCH are understood" :
		    "only GET, HEAD and POST are understood");
	if (request_is_change(r) && !site_is_ours(r))
		return refuse(ret_status, 403, err, "this form was sent from another web site. "
		    "Nothing was changed");
	/* Another site's page can send forms, but these types only after it has asked, and we do not answer that. */
	if (request_is_change(r) && request_is_api(r) && !is_of_program(r))
		return refuse(ret_status, 415, err, "what is sent here must be JSON (Content-Type: application/json), a file "
		    "application/octet-stream");
	return true;
}

bool
guard_too_large(struct err *err)
{
	return fail(err, ERR_INPUT, "this is more than can be sent here at once. Nothing was changed");
}

bool
guard_length(const struct request *r, int *ret_status, struct err *err)
{
	const char *length = pairs_get(&r->header, "Content-Length");
	int64_t bytes = 0;

	if (length != NULL && (!int_parse(length, &bytes) || bytes < 0))
		return refuse(ret_status, 400, err, "the length of this request is no number");
	if (bytes <= r->bytes_max)
		return true;
	*ret_status = 413;
	return guard_too_large(err);
}

bool
guard_right(const struct request *r, unsigned needs, struct err *err)
{
	return needs == 0 || request_may(r, needs) || fail(err, ERR_AUTH, "this needs the right to %s, which the "
	    "roles %s have", right_meaning(needs, r->a), role_words_with(r->web->settings->roles, needs, r->a));
}

bool
guard_case(const struct request *r, int64_t case_id, struct err *err)
{
	const struct task_filter filter = { .case_id = case_id, .role = "reviewer", .status = "open",
	    .until_day = DAY_NONE };
	struct query q;

	if (request_may(r, RIGHT_WORK))
		return true;
	if (case_id == 0)
		return guard_right(r, RIGHT_WORK, err);
	task_query_list(&q, r->web->db, &filter);
	bool asked = query_row(&q);
	return query_close(&q, err) && (asked || fail(err, ERR_AUTH, "CR-%lld does not wait for a reviewer: only the "
	    "roles %s may go on with it", (long long)case_id, role_words_with(r->web->settings->roles, RIGHT_WORK, r->a)));
}

bool
guard_form(const struct request *r, struct err *err)
{
	const char *token = pairs_get(&r->form, "token");

	return (token != NULL && secret_equal(token, r->token)) || fail(err, ERR_AUTH, "this form does not come from "
	    "a page of ours. Nothing was changed. Open the page anew and try again");
}
