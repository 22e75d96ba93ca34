/*
 * compose: a letter as GMime writes it.  What GMime does not check (the Message-ID, the ids of a
 * thread) is checked here; what it escapes (names, subjects) is only made one line of valid UTF-8.
 * The text part is built by hand because GMime's own would choose a smaller character set.
 */
#include "mail/compose.h"

#include <gmime/gmime.h>
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "mail/enclose.h"
#include "mail/library.h"
#include "mail/twin.h"
#include "base/banned.h"

#define SUBJECT_BYTES_MAX	240
#define FILE_NAME_BYTES_MAX	120
#define THREAD_IDS_MAX		20	/* the first, and the newest ones behind it */

bool
mail_address_valid(const char *address)
{
	static const char refused[] = "()<>[]:;,\\\"";
	const char *at = strchr(address, '@');
	size_t len = strlen(address);

	if (at == NULL || at == address || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
	    len > MAIL_ADDRESS_BYTES_MAX)
		return false;
	for (const char *p = address; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr(refused, *p) != NULL)
			return false;
	return true;
}

/* "<left@right>" without anything that a header could break at. */
static bool
message_id_valid(const char *id)
{
	size_t len = strlen(id);
	char bare[MAIL_ADDRESS_BYTES_MAX + 1];

	if (len < 5 || len - 2 > MAIL_ADDRESS_BYTES_MAX || id[0] != '<' || id[len - 1] != '>')
		return false;
	memcpy(bare, id + 1, len - 2);
	bare[len - 2] = '\0';
	return mail_address_valid(bare);
}

/* Valid UTF-8 on one line, with nothing in it that is not seen. */
static const char *
one_line(const char *text, struct arena *a)
{
	struct str copy = STR_INIT, out = STR_INIT;

	str_add_shown(&copy, text);
	for (size_t i = 0; i < copy.len; i++)
		if ((unsigned char)copy.text[i] < ' ' || copy.text[i] == 0x7f)
			copy.text[i] = ' ';
	utf8_clean(copy.text, copy.len, &out);
	str_clear(&copy);
	const char *line = arena_strdup(a, out.text);
	str_clear(&out);
	return line;
}

static const char *
subject_of(const struct outbox_letter *letter, struct arena *a)
{
	const char *subject = one_line(letter->subject, a);
	const char *cut = arena_strndup(a, subject, utf8_cut(subject, SUBJECT_BYTES_MAX));
	const char *tag = arena_printf(a, "[CR-%" PRId64 "]", letter->case_id);

	if (letter->case_id == 0 || strstr(cut, tag) != NULL)
		return cut;
	return arena_printf(a, "%s%s%s", cut, cut[0] != '\0' ? " " : "", tag);
}

/* "team+IDEM@practice.example" */
static const char *
plus_address(const char *from, const char *idem, struct arena *a)
{
	const char *at = strchr(from, '@');

	return arena_printf(a, "%.*s+%s%s", (int)(at - from), from, idem, at);
}

static void
add_header(GMimeMessage *m, const char *name, const char *value)
{
	g_mime_object_append_header(GMIME_OBJECT(m), name, value, "utf-8");
}

/* In-Reply-To is the newest id; References keeps the first and the newest ones. */
static void
add_thread(GMimeMessage *m, const char *thread_ids, struct arena *a)
{
	const char *id[THREAD_IDS_MAX];
	size_t count = 0;
	struct str all = STR_INIT;

	for (const char *p = thread_ids; *p != '\0';) {
		size_t blank = strspn(p, " \t\r\n"), len = strcspn(p + blank, " \t\r\n");
		const char *one = arena_strndup(a, p + blank, len);
		p += blank + len;
		if (!message_id_valid(one))
			continue;
		if (count == THREAD_IDS_MAX)
			memmove(&id[1], &id[2], (--count - 1) * sizeof(id[0]));
		id[count++] = one;
	}
	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		str_printf(&all, "%s%s", i > 0 ? " " : "", id[i]);
	add_header(m, "In-Reply-To", id[count - 1]);
	add_header(m, "References", all.text);
	str_clear(&all);
}

/* Where in the workflow it comes from, without a word about people. */
static void
add_reference(GMimeMessage *m, const struct outbox_letter *letter, struct arena *a)
{
	char *ref = arena_printf(a, "%" PRId64 "/%" PRId64 "/%s", letter->case_id, letter->seq,
	    letter->rule != NULL ? letter->rule : "");

	for (char *p = ref; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			*p = '_';
	add_header(m, "X-CT-Ref", ref);
}

static void
add_date(GMimeMessage *m, const struct zone *zone, int64_t now_ms)
{
	GTimeZone *offset = g_time_zone_new_offset(zone_offset_sec(zone, now_ms) / 60 * 60);
	GDateTime *utc = g_date_time_new_from_unix_utc(now_ms / MS_PER_SECOND);
	GDateTime *local = g_date_time_to_timezone(utc, offset);

	g_mime_message_set_date(m, local);
	g_date_time_unref(local);
	g_date_time_unref(utc);
	g_time_zone_unref(offset);
}

/* Quoted-printable UTF-8, lines ended by the writer below. */
static GMimePart *
text_part(const char *subtype, const char *body)
{
	struct str clean = STR_INIT;
	GMimePart *part = g_mime_part_new_with_type("text", subtype);

	utf8_clean(body, strlen(body), &clean);
	if (clean.len == 0 || clean.text[clean.len - 1] != '\n')
		str_add_char(&clean, '\n');
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(clean.text, clean.len);
	GMimeDataWrapper *content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	g_object_unref(content);
	g_object_unref(stream);
	str_clear(&clean);
	return part;
}

/* Another way to say what the text says; NULL: there is none. */
static GMimePart *
second_part(const struct outbox_letter *letter, bool html)
{
	struct str page = STR_INIT;
	GMimePart *part = NULL;

	if (letter->calendar != NULL) {
		part = text_part("calendar", letter->calendar);
		g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "method",
		    letter->calendar_method);
	} else if (letter->html != NULL) {
		part = text_part("html", letter->html);
	} else if (html) {
		twin_html(letter->body, &page);
		part = text_part("html", page.text);
	}
	str_clear(&page);
	return part;
}

/* The text, or the text and beside it the calendar (RFC 6047, 2.4) or an HTML twin: the last one is shown by
 * who understands it, a calendar with buttons for the answer.  The boundary comes from the identity, so that
 * the bytes are the same each time. */
static GMimeObject *
content_of(const struct outbox_letter *letter, bool html, struct arena *a)
{
	GMimePart *text = text_part("plain", letter->body), *second = second_part(letter, html);

	if (second == NULL)
		return GMIME_OBJECT(text);
	GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
	g_mime_multipart_set_boundary(both, arena_printf(a, "=-%s", letter->idem));
	g_mime_multipart_add(both, GMIME_OBJECT(text));
	g_mime_multipart_add(both, GMIME_OBJECT(second));
	g_object_unref(second);
	g_object_unref(text);
	return GMIME_OBJECT(both);
}

/* A name that is one file's name for every reader, whatever it was called. */
static const char *
file_name(const struct attached *one, struct arena *a)
{
	char *name = arena_strdup(a, one_line(one->name, a));

	name[utf8_cut(name, FILE_NAME_BYTES_MAX)] = '\0';
	for (char *p = name; *p != '\0'; p++)
		if (strchr("/\\:*?\"<>|", *p) != NULL)
			*p = '_';
	return name[strspn(name, " ._")] != '\0' ? name : "document";
}

/* Its bytes come later: mail/enclose.h. */
static GMimeObject *
document_part(const struct attached *one, size_t n, struct arena *a)
{
	const char *slash = strchr(one->content_type, '/');
	const char *mark = arena_printf(a, ENCLOSE_MARK "%zu %s\n", n, one->sha256);
	GMimePart *part = g_mime_part_new_with_type(
	    slash != NULL ? arena_strndup(a, one->content_type, (size_t)(slash - one->content_type)) : "application",
	    slash != NULL ? slash + 1 : "octet-stream");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mark, strlen(mark));
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_BASE64);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_part_set_filename(part, file_name(one, a));
	g_object_unref(content);
	g_object_unref(stream);
	return GMIME_OBJECT(part);
}

static void
add_content(GMimeMessage *m, const struct outbox_letter *letter, const struct attached *attached, size_t count,
    bool html, struct arena *a)
{
	GMimeObject *content = content_of(letter, html, a);

	if (count == 0) {
		g_mime_message_set_mime_part(m, content);
		g_object_unref(content);
		return;
	}
	GMimeMultipart *all = g_mime_multipart_new_with_subtype("mixed");
	g_mime_multipart_set_boundary(all, arena_printf(a, "=+%s", letter->idem));
	g_mime_multipart_add(all, content);
	g_object_unref(content);
	for (size_t i = 0; i < count; i++) {
		GMimeObject *part = document_part(&attached[i], i + 1, a);
		g_mime_multipart_add(all, part);
		g_object_unref(part);
	}
	g_mime_message_set_mime_part(m, GMIME_OBJECT(all));
	g_object_unref(all);
}

static void
write_out(GMimeMessage *m, struct str *out)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(m), options, stream);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	str_add_bytes(out, bytes->data, bytes->len);
	g_object_unref(stream);
	g_mime_format_options_free(options);
}

static void
fill(GMimeMessage *m, const struct outbox_letter *letter, const struct attached *attached, size_t count,
    const struct settings *s, int64_t now_ms, struct arena *a)
{
	const char *name = s->mail.from_name != NULL ? s->mail.from_name : s->org_name;
	const char *reply_to = plus_address(s->mail.from, letter->idem, a);

	add_date(m, s->zone, now_ms);
	g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, one_line(name, a), s->mail.from);
	if (s->mail.plus_address && mail_address_valid(reply_to))
		g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, reply_to);
	g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_TO, NULL, letter->recipient);
	g_mime_message_set_subject(m, subject_of(letter, a), "utf-8");
	add_header(m, "Message-ID", letter->rfc_message_id);
	if (letter->thread_ids != NULL)
		add_thread(m, letter->thread_ids, a);
	if (letter->is_automatic)
		add_header(m, "Auto-Submitted", "auto-generated");
	add_reference(m, letter, a);
	add_content(m, letter, attached, count, s->mail.html, a);
}

bool
compose_letter(const struct outbox_letter *letter, const struct attached *attached, size_t count,
    const struct settings *settings, int64_t now_ms, struct str *out, struct err *err)
{
	struct arena a = ARENA_INIT;

	if (!mail_address_valid(letter->recipient))
		return fail(err, ERR_INPUT, "\"%s\" is no address that mail can be sent to",
		    letter->recipient);
	if (!mail_address_valid(settings->mail.from))
		return fail(err, ERR_INPUT, "mail.from \"%s\" is no address", settings->mail.from);
	if (!message_id_valid(letter->rfc_message_id))
		return fail(err, ERR_INPUT, "\"%s\" cannot be a Message-ID", letter->rfc_message_id);
	library_init();
	GMimeMessage *m = g_mime_message_new(FALSE);
	fill(m, letter, attached, count, settings, now_ms, &a);
	write_out(m, out);
	g_object_unref(m);
	arena_clear(&a);
	return true;
}
