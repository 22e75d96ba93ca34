/* request: small helpers of requests and replies. */
#include "web/request.h"

#include <string.h>

#include "store/document.h"
#include "store/screening.h"
#include "base/banned.h"

void
pairs_add(struct pairs *pairs, const char *name, const char *value, struct arena *a)
{
	pairs->item = arena_grow(a, pairs->item, pairs->count, &pairs->size, sizeof(*pairs->item));
	pairs->item[pairs->count++] = (struct pair){ arena_strdup(a, name),
	    arena_strdup(a, value != NULL ? value : "") };
}

const char *
pairs_get(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (text_equal_nocase(pairs->item[i].name, name))
			return pairs->item[i].value;
	return NULL;
}

size_t
pairs_count(const struct pairs *pairs, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < pairs->count; i++)
		count += text_equal_nocase(pairs->item[i].name, name);
	return count;
}

bool
pairs_day(const struct pairs *pairs, const char *name, int32_t *ret_day, struct err *err)
{
	const char *text = pairs_get(pairs, name);

	return text_blank(text) || day_parse(text, ret_day) ||
	    fail(err, ERR_INPUT, "\"%s\" is no day. Days are written 2026-12-01", text);
}

bool
request_id(const struct request *r, int i, int64_t *ret_id, struct err *err)
{
	const char *word = r->word[i];

	if (text_starts(word, "CR-"))
		word += 3;
	if (!int_parse(word, ret_id) || *ret_id <= 0)
		return fail(err, ERR_MISSING, "there is no \"%s\" here", r->word[i]);
	return true;
}

bool
request_may(const struct request *r, unsigned rights)
{
	return (r->rights & rights) != 0;
}

bool
request_is_change(const struct request *r)
{
	return strcmp(r->method, "POST") == 0 || strcmp(r->method, "PATCH") == 0;
}

bool
request_is_api(const struct request *r)
{
	return text_starts(r->path, "/api/");
}

/* Characters that would end the query, or the header. */
const char *
url_quoted(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *p = text; *p != '\0'; p++)
		if (((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || (*p >= '0' && *p <= '9') ||
		    strchr("/-_.~", *p) != NULL)
			str_add_char(&out, *p);
		else
			str_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
	const char *quoted = arena_strdup(a, out.text);
	str_clear(&out);
	return quoted;
}

bool
reply_redirect(struct reply *reply, const char *location)
{
	reply->status = 303;
	reply->location = location;
	return true;
}

struct document_by
request_document_by(const struct request *r)
{
	return (struct document_by){ .actor = r->actor, .folder = r->web->folder, .now_ms = r->now_ms };
}

struct screening_by
request_screening_by(const struct request *r)
{
	return (struct screening_by){ r->actor, r->now_ms, r->web->settings->zone };
}
