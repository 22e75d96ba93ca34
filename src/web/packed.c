/* packed: whole bodies; what is larger than memory is packed by the spool. */
#include "web/packed.h"

#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "web/gzip.h"
#include "base/banned.h"

#define WORTH_BYTES	1400	/* less fits into one packet as it is */
#define NAME_MAX_BYTES	100

bool
packed_is_taken(const char *list)
{
	while (list != NULL && *list != '\0') {
		list += strspn(list, " \t,");
		size_t len = strcspn(list, ",");
		size_t name = strcspn(list, " \t;,");
		const char *q = memchr(list, '=', len);
		bool none = q != NULL && strspn(q + 1, " 0.") == len - (size_t)(q + 1 - list);
		if ((name == 4 && strncasecmp(list, "gzip", 4) == 0) || (name == 1 && *list == '*'))
			return !none;
		list += len;
	}
	return false;
}

/* A name of 1 to NAME_MAX_BYTES bytes. */
static void
invent_name(char name[NAME_MAX_BYTES + 1])
{
	unsigned char length;

	random_bytes(&length, sizeof(length));
	memset(name, 'x', NAME_MAX_BYTES);
	name[1 + length % NAME_MAX_BYTES] = '\0';
}

static bool
add_bytes(void *context, const char *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_bytes(context, bytes, len);
	return true;
}

void
packed_add(struct str *out, const char *bytes, size_t len, int level)
{
	char name[NAME_MAX_BYTES + 1];

	invent_name(name);
	struct gzip *gzip = gzip_new(level, name);
	gzip_add(gzip, bytes, len, true, add_bytes, out, NULL);
	gzip_free(gzip);
}

void
packed_reply(const struct request *r, struct reply *reply)
{
	struct str out = STR_INIT;

	if (reply->has_file || reply->is_gzip || reply->body.len < WORTH_BYTES || reply->type == NULL ||
	    (!text_starts(reply->type, "text/") && strstr(reply->type, "json") == NULL))
		return;
	reply->varies = true;
	if (!packed_is_taken(pairs_get(&r->header, "Accept-Encoding")))
		return;
	packed_add(&out, reply->body.text, reply->body.len, GZIP_QUICK);
	str_clear(&reply->body);
	reply->body = out;
	reply->is_gzip = true;
}
