/* content_type: a table of signatures; what has none is text when it reads as text. */
#include "core/content_type.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/banned.h"

#define ARCHIVE	"it is an archive: what is in it has to be added by itself"
#define PROGRAM	"it is a program or may hold one"

static const struct { size_t offset; const char *bytes; size_t len; struct content_type is; } signs[] = {
#define SIGN(offset, bytes, type, aside) { offset, bytes, sizeof(bytes) - 1, { type, aside } }
	SIGN(0, "%PDF-", "application/pdf", NULL),
	SIGN(0, "\x89PNG\r\n\x1a\n", "image/png", NULL),
	SIGN(0, "\xff\xd8\xff", "image/jpeg", NULL),
	SIGN(0, "GIF87a", "image/gif", NULL),
	SIGN(0, "GIF89a", "image/gif", NULL),
	SIGN(0, "II*\0", "image/tiff", NULL),
	SIGN(0, "MM\0*", "image/tiff", NULL),
	SIGN(4, "ftypheic", "image/heic", NULL),
	SIGN(4, "ftypmif1", "image/heic", NULL),
	SIGN(8, "WEBP", "image/webp", NULL),
	SIGN(0, "{\\rtf", "application/rtf", NULL),
	/* Where a word processor's file begins: the name of the first entry of a ZIP. */
	SIGN(30, "[Content_Types].xml", "application/vnd.openxmlformats-officedocument", NULL),
	SIGN(30, "_rels/.rels", "application/vnd.openxmlformats-officedocument", NULL),
	SIGN(30, "docProps/", "application/vnd.openxmlformats-officedocument", NULL),
	SIGN(30, "word/", "application/vnd.openxmlformats-officedocument", NULL),
	SIGN(30, "xl/", "application/vnd.openxmlformats-officedocument", NULL),
	SIGN(30, "mimetypeapplication/vnd.oasis.opendocument", "application/vnd.oasis.opendocument", NULL),
	SIGN(0, "PK\3\4", "application/zip", ARCHIVE),
	SIGN(0, "PK\5\6", "application/zip", ARCHIVE),
	SIGN(0, "Rar!\x1a\7", "application/vnd.rar", ARCHIVE),
	SIGN(0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", ARCHIVE),
	SIGN(0, "\x1f\x8b", "application/gzip", ARCHIVE),
	SIGN(0, "BZh", "application/x-bzip2", ARCHIVE),
	SIGN(0, "\xfd" "7zXZ\0", "application/x-xz", ARCHIVE),
	SIGN(0, "\x28\xb5\x2f\xfd", "application/zstd", ARCHIVE),
	SIGN(0, "MSCF", "application/vnd.ms-cab-compressed", ARCHIVE),
	SIGN(257, "ustar", "application/x-tar", ARCHIVE),
	SIGN(0, "MZ", "application/vnd.microsoft.portable-executable", PROGRAM),
	SIGN(0, "\x7f" "ELF", "application/x-elf", PROGRAM),
	SIGN(0, "\xcf\xfa\xed\xfe", "application/x-mach-binary", PROGRAM),
	SIGN(0, "\xce\xfa\xed\xfe", "application/x-mach-binary", PROGRAM),
	SIGN(0, "\xca\xfe\xba\xbe", "application/x-mach-binary", PROGRAM),
	SIGN(0, "L\0\0\0\1\x14\2\0", "application/x-ms-shortcut", PROGRAM),
	SIGN(0, "#!", "text/x-script", PROGRAM),
	/* Old Word and Excel, installers, Outlook: one container, whose macros cannot be told from here. */
	SIGN(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", PROGRAM),
#undef SIGN
};

static const char *const markup[] = { "<!doctype html", "<html", "<head", "<body", "<script", "<svg" };

/* No control bytes, and UTF-8 but for what was cut off at the end. */
static bool
is_text(const unsigned char *p, size_t len)
{
	size_t end = len;

	for (size_t i = 0; i < len; i++)
		if ((p[i] < ' ' && strchr("\t\n\r\f", p[i]) == NULL) || p[i] == '\0')
			return false;
	for (int i = 0; i < 3 && end > 0 && len - end < 3 && !utf8_valid((const char *)p, end); i++)
		end--;
	return utf8_valid((const char *)p, end);
}

static struct content_type
find_text(const char *p, size_t len)
{
	size_t blank = 0;

	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		blank = 3;
	while (blank < len && strchr(" \t\r\n", p[blank]) != NULL && p[blank] != '\0')
		blank++;
	for (size_t i = 0; i < LEN(markup); i++)
		if (len - blank >= strlen(markup[i]) &&
		    strncasecmp(p + blank, markup[i], strlen(markup[i])) == 0)
			return (struct content_type){ "text/html", PROGRAM };
	return (struct content_type){ "text/plain", NULL };
}

struct content_type
content_type_find(const void *bytes, size_t len)
{
	const char *p = bytes;

	for (size_t i = 0; i < LEN(signs); i++) {
		size_t offset = signs[i].offset;
		if (len < offset + signs[i].len || memcmp(p + offset, signs[i].bytes, signs[i].len) != 0)
			continue;
		if (offset == 30 && memcmp(p, "PK\3\4", 4) != 0)
			continue;
		if (offset == 8 && memcmp(p, "RIFF", 4) != 0)
			continue;
		return signs[i].is;
	}
	if (len > CONTENT_LOOK_BYTES)
		len = CONTENT_LOOK_BYTES;
	if (is_text(bytes, len))
		return find_text(p, len);
	return (struct content_type){ "application/octet-stream", NULL };
}
