/* api: JSON of programs. */
#include "web/api.h"

#include <string.h>

#include "base/asset.h"
#include "web/pages.h"
#include "base/banned.h"

#define JSON_TYPE	"application/json"
#define PROBLEM_TYPE	"application/problem+json"

bool
api_answer(struct reply *reply, int status, struct json *json)
{
	reply->status = status;
	reply->type = JSON_TYPE;
	json_print(json, &reply->body);
	str_add_char(&reply->body, '\n');
	json_free(json);
	return true;
}

bool
api_answer_text(struct reply *reply, int status, const char *text, struct err *err)
{
	struct json *json;

	return json_parse(text, strlen(text), &json, err) && api_answer(reply, status, json);
}

/* A number of the query, from min to max. */
static bool
number(const struct request *r, const char *name, int64_t min, int64_t max, int64_t *ret, struct err *err)
{
	const char *text = pairs_get(&r->query, name);

	return text == NULL || (int_parse(text, ret) && *ret >= min && *ret <= max) ||
	    fail(err, ERR_INPUT, "%s=%.40s should be a number from %lld to %lld", name, text, (long long)min,
	    (long long)max);
}

/* The same list from there on. */
static const char *
next_link(const struct request *r, int64_t offset)
{
	struct str link = STR_INIT;

	str_printf(&link, "<%s?offset=%lld", r->path, (long long)offset);
	for (size_t i = 0; i < r->query.count; i++) {
		const struct pair *p = &r->query.item[i];
		if (!text_equal_nocase(p->name, "offset"))
			str_printf(&link, "&%s=%s", p->name, url_quoted(p->value, r->a));
	}
	str_add(&link, ">; rel=\"next\"");
	const char *text = arena_strdup(r->a, link.text);
	str_clear(&link);
	return text;
}

bool
api_answer_rows(struct request *r, struct reply *reply, struct query *q, struct err *err)
{
	int64_t limit = API_ROWS, offset = 0, at = 0;
	struct json *rows = json_new_array();

	bool ok = number(r, "limit", 1, API_ROWS_MAX, &limit, err) && number(r, "offset", 0, INT32_MAX, &offset, err);
	for (; ok && query_row(q); at++) {
		if (at >= offset + limit) {
			reply->link = next_link(r, at);
			break;
		}
		if (at >= offset)
			json_push(rows, query_row_json(q, r->web->settings->zone));
	}
	if (query_close(q, ok ? err : NULL) && ok)
		return api_answer(reply, 200, rows);
	json_free(rows);
	return false;
}

bool
api_answer_list(struct request *r, struct reply *reply, struct json *rows, struct err *err)
{
	int64_t limit = API_ROWS, offset = 0;
	struct json *shown = json_new_array();

	if (!number(r, "limit", 1, API_ROWS_MAX, &limit, err) || !number(r, "offset", 0, INT32_MAX, &offset, err)) {
		json_free(shown);
		json_free(rows);
		return false;
	}
	for (int64_t at = offset; at < offset + limit && (size_t)at < json_count(rows); at++)
		json_push(shown, json_duplicate(json_at(rows, (size_t)at)));
	if ((size_t)(offset + limit) < json_count(rows))
		reply->link = next_link(r, offset + limit);
	json_free(rows);
	return api_answer(reply, 200, shown);
}

static const char *
wish(const void *context, const char *name)
{
	const struct request *r = context;

	return pairs_get(&r->query, name);
}

bool
api_takes(const char *names, const char *name)
{
	size_t len = strlen(name);

	while (*names != '\0') {
		size_t word = strcspn(names, " "), key = strcspn(names, "*! ");
		if (key == len && strncmp(names, name, len) == 0)
			return true;
		names += word;
		names += strspn(names, " ");
	}
	return false;
}

bool
api_not_taken(const char *names, const char *name, struct err *err)
{
	return fail(err, ERR_INPUT, "nothing here is called \"%.40s\". It takes: %s", name, names[0] != '\0' ? names : "nothing");
}

static bool
is_once(const struct request *r, const char *name, struct err *err)
{
	return pairs_count(&r->query, name) <= 1 || fail(err, ERR_INPUT, "\"%.40s\" is given twice", name);
}

bool
api_query(const struct request *r, const char *names, struct err *err)
{
	for (size_t i = 0; i < r->query.count; i++) {
		const char *name = r->query.item[i].name;
		if (!api_takes(names, name))
			return api_not_taken(names, name, err);
		if (!is_once(r, name, err))
			return false;
	}
	return true;
}

bool
api_wishes(struct request *r, const char *noun, struct wishes *ret_wishes, struct err *err)
{
	const char *names = arena_printf(r->a, "%s limit offset", list_filter_names(noun));

	for (size_t i = 0; i < r->query.count; i++)
		if (!api_takes(names, r->query.item[i].name))
			return fail(err, ERR_INPUT, "nothing here is narrowed by \"%.40s\", but by: %s",
			    r->query.item[i].name, names);
		else if (!is_once(r, r->query.item[i].name, err))
			return false;
	*ret_wishes = (struct wishes){ .get = wish, .context = r, .mark = "", .db = r->web->db,
	    .settings = r->web->settings, .now_ms = r->now_ms, .a = r->a };
	return true;
}

bool
api_body(const struct request *r, struct json **ret_body, struct err *err)
{
	struct json *body;

	if (!json_parse(r->body.text, r->body.len, &body, err))
		return fail_in(err, "what was sent");
	if (json_kind_of(body) != JSON_IS_OBJECT) {
		json_free(body);
		return fail(err, ERR_INPUT, "what is sent here must be an object, {\"name\": value, ...}");
	}
	*ret_body = body;
	return true;
}

bool
api_text(const struct request *r, const char *key, const struct json *value, const char **ret_text, struct err *err)
{
	switch (json_kind_of(value)) {
	case JSON_IS_NULL:
		*ret_text = "";
		return true;
	case JSON_IS_BOOL:
		*ret_text = json_as_bool(value) ? "yes" : "no";
		return true;
	case JSON_IS_NUMBER:
		*ret_text = json_print_in(value, r->a);
		return true;
	case JSON_IS_TEXT:
		*ret_text = json_as_text(value);
		return true;
	case JSON_IS_ARRAY:
	case JSON_IS_OBJECT:
		break;
	}
	return fail(err, ERR_INPUT, "%s should be text, a number, true, false or null", key);
}

void
api_error(struct request *r, struct reply *reply, int status, const struct err *err)
{
	struct json *problem = json_new_object();

	(void)r;
	str_truncate(&reply->body, 0);
	json_set_int(problem, "status", status);
	json_set_text(problem, "title", status == 500 ? "the program's log says why" : err->text);
	api_answer(reply, status, problem);
	reply->type = PROBLEM_TYPE;
	if (status == 401)
		reply->asks = "Bearer realm=\"credence\"";
}

bool
api_may_change(const struct request *r, struct err *err)
{
	return r->session == NULL || fail(err, ERR_AUTH, "a program changes things with a token "
	    "(Authorization: Bearer TOKEN), not with a browser's session");
}

bool
api_openapi(struct request *r, struct reply *reply, struct err *err)
{
	const struct asset *file = asset_find("src/web/openapi.json");

	(void)r;
	(void)err;
	if (file == NULL)
		BUG("no file openapi.json");
	reply->status = 200;
	reply->type = JSON_TYPE;
	str_add_bytes(&reply->body, file->bytes, file->len);
	return true;
}
