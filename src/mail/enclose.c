/* enclose: line by line; a document comes in pieces, so up to two bytes wait for the next one. */
#include "mail/enclose.h"

#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "store/document_file.h"
#include "base/banned.h"

#define LINE_BYTES	57		/* 76 letters of base64: RFC 2045, 6.8 */

struct encoding {
	struct str	*out;
	unsigned char	 rest[LINE_BYTES];	/* less than a line */
	size_t		 rest_len;
};

static void
add_line(struct str *out, const unsigned char *bytes, size_t len)
{
	base64_add(out, bytes, len);
	str_add(out, "\r\n");
}

static bool
add_piece(void *context, const void *bytes, size_t len, struct err *err)
{
	struct encoding *e = context;
	const unsigned char *p = bytes;
	(void)err;

	while (len > 0) {
		size_t take = LINE_BYTES - e->rest_len < len ? LINE_BYTES - e->rest_len : len;
		memcpy(e->rest + e->rest_len, p, take);
		e->rest_len += take;
		p += take;
		len -= take;
		if (e->rest_len == LINE_BYTES) {
			add_line(e->out, e->rest, LINE_BYTES);
			e->rest_len = 0;
		}
	}
	return true;
}

bool
enclose_is_needed(const char *bytes, size_t len)
{
	static const char mark[] = "\n" ENCLOSE_MARK;

	return memmem(bytes, len, mark, strlen(mark)) != NULL;
}

/* "=document 1 SHA256": what stands behind the second blank. */
static bool
add_document(const char *folder, const char *line, size_t len, struct str *out, struct err *err)
{
	struct encoding e = { .out = out };
	char sha256[HASH_TEXT_BYTES];
	const char *blank = memchr(line + strlen(ENCLOSE_MARK), ' ', len - strlen(ENCLOSE_MARK));
	size_t digits = blank != NULL ? len - (size_t)(blank + 1 - line) : 0;

	if (digits != HASH_TEXT_BYTES - 1)
		return fail(err, ERR_INPUT, "a letter names no document where one should stand");
	memcpy(sha256, blank + 1, digits);
	sha256[digits] = '\0';
	if (!document_file_read(folder, sha256, add_piece, &e, err))
		return false;
	if (e.rest_len > 0)
		add_line(out, e.rest, e.rest_len);
	return true;
}

bool
enclose(const char *folder, const char *bytes, size_t len, struct str *out, struct err *err)
{
	static const size_t mark_len = sizeof(ENCLOSE_MARK) - 1;

	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t whole = end != NULL ? (size_t)(end - bytes) + 1 : len;
		if (whole > mark_len && memcmp(bytes, ENCLOSE_MARK, mark_len) == 0) {
			size_t shown = whole;
			while (shown > 0 && (bytes[shown - 1] == '\n' || bytes[shown - 1] == '\r'))
				shown--;
			if (!add_document(folder, bytes, shown, out, err))
				return false;
		} else
			str_add_bytes(out, bytes, whole);
		bytes += whole;
		len -= whole;
	}
	return true;
}
