/* packed: zlib over whole bodies; what is larger than memory is packed by the spool. */
#include "web/packed.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/hash.h"
#include "base/banned.h"

#define WORTH_BYTES	1400	/* less fits into one packet as it is */
#define GZIP_WINDOW	(15 + 16)	/* zlib: the largest window, with gzip's head */
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
invent_name(Bytef name[NAME_MAX_BYTES + 1])
{
	unsigned char length;

	random_bytes(&length, sizeof(length));
	memset(name, 'x', NAME_MAX_BYTES);
	name[1 + length % NAME_MAX_BYTES] = '\0';
}

void
packed_add(struct str *out, const char *bytes, size_t len, int level)
{
	Bytef name[NAME_MAX_BYTES + 1];
	gz_header head = { .name = name, .os = 3 };
	z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)len };	/* zlib only reads them */
	char piece[16384];

	invent_name(name);
	if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateSetHeader(&z, &head) != Z_OK)
		BUG("zlib does not begin");
	do {
		z.next_out = (Bytef *)piece;
		z.avail_out = sizeof(piece);
		if (deflate(&z, Z_FINISH) == Z_STREAM_ERROR)
			BUG("zlib does not go on");
		str_add_bytes(out, piece, sizeof(piece) - z.avail_out);
	} while (z.avail_out == 0);
	deflateEnd(&z);
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
	packed_add(&out, reply->body.text, reply->body.len, Z_BEST_SPEED);
	str_clear(&reply->body);
	reply->body = out;
	reply->is_gzip = true;
}
