/* refuse: answers that cannot be used, in words.  Part of http.h. */
#include "http/http.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

static const struct words {
	int		 first, last;	/* of the statuses */
	enum err_kind	 kind;
	const char	*text;
} words[] = {
	{ 300, 399, ERR_INPUT, "wants us to go elsewhere. Put the address that it names into the settings" },
	{ 401, 401, ERR_AUTH, "did not accept user and password. Check both" },
	{ 403, 403, ERR_AUTH, "does not allow this to us. Check what the account may do" },
	{ 404, 404, ERR_MISSING, "does not know the address. Check it" },
	{ 405, 405, ERR_INPUT, "does not do this at that address. Check it" },
	{ 407, 407, ERR_AUTH, "is behind a proxy that wants a password" },
	{ 408, 408, ERR_BUSY, "waited too long for us" },
	{ 409, 409, ERR_CONFLICT, "says that this does not go together with what is there" },
	{ 410, 410, ERR_MISSING, "has no longer what was asked for" },
	{ 412, 412, ERR_CONFLICT, "has another version than the one that we know" },
	{ 413, 413, ERR_INPUT, "finds what we sent too large" },
	{ 415, 415, ERR_INPUT, "does not take this kind of content" },
	{ 423, 423, ERR_CONFLICT, "has locked this" },
	{ 425, 425, ERR_BUSY, "wants this later" },
	{ 429, 429, ERR_BUSY, "finds that we ask too often. It will be asked again later" },
	{ 400, 499, ERR_INPUT, "refused the request" },
	{ 507, 507, ERR_BUSY, "has no room left" },
	{ 500, 599, ERR_BUSY, "has trouble of its own. It will be asked again later" },
	{ 0, 999, ERR_INPUT, "does not speak as an HTTP server should" },
};

/* A 2xx of another kind than expected: a login page, most often. */
static bool
refuse_kind(const struct http_answer *answer, const char *host, struct err *err)
{
	const char *value = http_header(answer, "Content-Type");
	struct str type = STR_INIT;

	if (http_is_type(answer, "text/html"))
		return fail(err, ERR_INPUT, "%s answered %d with a page for people instead of data, perhaps "
		    "a login page. Check the address", host, answer->status);
	if (value != NULL)
		utf8_clean(value, strcspn(value, ";"), &type);
	fail(err, ERR_INPUT, "%s answered %d with something else than asked for (%.60s). Check the "
	    "address", host, answer->status, type.len > 0 ? type.text : "of no named kind");
	str_clear(&type);
	return false;
}

bool
http_refuse(const struct http_answer *answer, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *host = http_host(&a, answer->url);
	size_t i = 0;

	if (answer->status >= 200 && answer->status < 300) {
		refuse_kind(answer, host, err);
		arena_clear(&a);
		return false;
	}
	while (i + 1 < LEN(words) && (answer->status < words[i].first || answer->status > words[i].last))
		i++;
	fail(err, words[i].kind, "%s answered %d: it %s", host, answer->status, words[i].text);
	arena_clear(&a);
	return false;
}
