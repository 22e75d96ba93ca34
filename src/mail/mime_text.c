/*
 * mime_text: what GMime hands out, as valid UTF-8 within limits.
 */
#include <string.h>

#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/mime_inside.h"
#include "base/banned.h"

#define HEADERS_MAX	300
#define VALUE_BYTES_MAX	8192

const char *
mime_kept_text(const struct str *s, struct arena *a)
{
	return arena_strndup(a, s->text, utf8_cut(s->text, MAIL_TEXT_BYTES_MAX));
}

/* GMime's text, which may hold anything, as valid UTF-8 on one line. */
const char *
mime_clean_line(const char *text, size_t max, struct arena *a)
{
	struct str out = STR_INIT;
	size_t plain = 0;

	if (text == NULL)
		return "";
	while (plain < max && text[plain] >= ' ' && text[plain] < 0x7f)
		plain++;
	if (plain == max || text[plain] == '\0')
		return arena_strndup(a, text, plain);
	charset_to_utf8(NULL, text, strlen(text) < max * 2 ? strlen(text) : max * 2, &out);
	for (char *p = out.text; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	const char *line = arena_strndup(a, out.text, utf8_cut(out.text, max));
	str_clear(&out);
	return line;
}

/* What a field says, on one line.  GMime decodes only what is encoded. */
static const char *
header_value(GMimeHeader *h, struct arena *a)
{
	const char *raw = g_mime_header_get_raw_value(h);
	size_t len = raw != NULL ? strnlen(raw, VALUE_BYTES_MAX) : 0;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)raw[i] >= 0x7f || (raw[i] < ' ' && strchr("\t\r\n", raw[i]) == NULL) ||
		    (raw[i] == '=' && raw[i + 1] == '?'))
			return mime_clean_line(g_mime_header_get_value(h), VALUE_BYTES_MAX, a);
	char *line = arena_strndup(a, raw != NULL ? raw : "", len), *to = line;
	for (const char *p = line + strspn(line, " \t\r\n"); *p != '\0'; p++)
		if (*p != '\r' && *p != '\n')
			*to++ = *p == '\t' ? ' ' : *p;
	while (to > line && to[-1] == ' ')
		to--;
	*to = '\0';
	return line;
}

void
mime_add_headers(GMimeObject *from, struct mail_headers *to, struct arena *a)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(from);
	int count = g_mime_header_list_get_count(list);

	for (int i = 0; i < count && to->count < HEADERS_MAX; i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		to->item = arena_grow(a, to->item, to->count, &to->size, sizeof(*to->item));
		to->item[to->count++] = (struct mail_header){
			mime_clean_line(g_mime_header_get_name(h), MAIL_LINE_BYTES_MAX, a),
			header_value(h, a),
		};
	}
}

/* The decoded bytes of a part; "max" is where they are cut. */
void
mime_add_decoded(GMimePart *part, size_t max, struct str *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);

	if (content == NULL)
		return;
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, stream);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	str_add_bytes(out, bytes->data, bytes->len < max ? bytes->len : max);
	g_object_unref(stream);
}

void
mime_add_text(GMimePart *part, size_t max, struct str *out)
{
	const char *charset =
	    g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	struct str raw = STR_INIT;

	if (out->len >= max)
		return;
	mime_add_decoded(part, max, &raw);
	charset_to_utf8(charset, raw.text, raw.len, out);
	if (out->len > 0 && out->text[out->len - 1] != '\n')
		str_add_char(out, '\n');
	str_clear(&raw);
}

const char *
mime_decoded_text(GMimePart *part, struct arena *a)
{
	struct str text = STR_INIT;

	mime_add_text(part, REPORT_BYTES_MAX, &text);
	const char *kept = mime_kept_text(&text, a);
	str_clear(&text);
	return kept;
}
