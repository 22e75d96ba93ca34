/*
 * mime: walks over the parts that GMime found.  What must not be broken: everything that is kept has
 * a limit, and the depth of the walk too.
 */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "mail/library.h"
#include "mail/mime_inside.h"
#include "reading/html.h"
#include "base/banned.h"

#define DEPTH_MAX	50
#define MESSAGES_MAX	3	/* within each other, that are looked into */

struct walk {
	struct mail_content	*content;
	struct arena		*a;
	struct str		 plain, html;
	size_t			 parts;
	int			 messages;	/* around this one */
	mime_give		*give;		/* who wants the files; NULL: nobody */
	void			*context;
};

static void see_all(GMimeMessage *m, struct walk *w);

static int64_t
decoded_bytes(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);

	if (content == NULL)
		return 0;
	GMimeStream *nowhere = g_mime_stream_null_new();
	ssize_t n = g_mime_data_wrapper_write_to_stream(content, nowhere);
	g_object_unref(nowhere);
	return n > 0 ? n : 0;
}

/* The last part of a name that may pretend to be a path. */
static const char *
base_name(const char *name)
{
	const char *base = name;

	for (const char *p = name; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	return base;
}

static void
add_attachment(struct walk *w, const char *name, const char *type, int64_t bytes)
{
	struct mail_content *c = w->content;

	if (c->attachments >= MAIL_LIST_MAX)
		return;
	c->attachment = arena_grow(w->a, c->attachment, c->attachments, &c->attachments_size,
	    sizeof(*c->attachment));
	c->attachment[c->attachments++] = (struct mail_attachment){
		base_name(mime_clean_line(name, 255, w->a)), type, bytes,
	};
}

/* The file itself, for who wants it. */
static void
give_file(const struct walk *w, GMimePart *part, const char *name, bool is_in_text)
{
	struct str bytes = STR_INIT;

	if (w->give == NULL || is_in_text)
		return;
	str_add_bytes(&bytes, "", 0);
	mime_add_decoded(part, SIZE_MAX, &bytes);
	w->give(w->context, base_name(mime_clean_line(name, 255, w->a)), bytes.text, bytes.len);
	str_clear(&bytes);
}

static const char *
type_of(GMimeObject *o, struct arena *a)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);
	const char *media = g_mime_content_type_get_media_type(type);
	const char *sub = g_mime_content_type_get_media_subtype(type);
	char *text = arena_printf(a, "%s/%s", media != NULL ? media : "application",
	    sub != NULL ? sub : "octet-stream");

	for (char *p = text; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return mime_clean_line(text, 127, a);
}

/* Headers in a text part of their own (text/rfc822-headers). */
static void
add_returned_text(struct walk *w, GMimePart *part)
{
	struct str text = STR_INIT;

	mime_add_text(part, REPORT_BYTES_MAX, &text);
	str_add_char(&text, '\n');
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text.text, text.len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
	if (m != NULL) {
		mime_add_headers(GMIME_OBJECT(m), &w->content->returned, w->a);
		g_object_unref(m);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	str_clear(&text);
}

/* Several are one: some servers write a part for each recipient. */
static void
add_report(struct walk *w, GMimePart *part, const char *report_type)
{
	struct mail_content *c = w->content;
	const char *text = mime_decoded_text(part, w->a);

	c->report = c->report != NULL && text_equal(c->report_type, report_type) &&
	    strlen(c->report) < REPORT_BYTES_MAX ? arena_printf(w->a, "%s\n\n%s", c->report, text) : text;
	c->report_type = report_type;
}

/* Of "message/delivery-status" and its like; NULL when it is none.  The part itself is believed, what
 * contains it need not say so. */
static const char *
report_type_of(const char *type)
{
	static const char *const known[] = {
		"delivery-status", "disposition-notification", "feedback-report",
	};

	for (size_t i = 0; text_starts(type, "message/") && i < LEN(known); i++)
		if (strstr(type, known[i]) != NULL)
			return known[i];
	return NULL;
}

/* Mail programs that pass a report on make a plain file of it ("details.txt"). */
static bool
is_report_file(GMimePart *part, const char *type)
{
	static const char *const fields[] = { "Reporting-MTA:", "Final-Recipient:", "Original-Recipient:" };
	struct str start = STR_INIT;
	bool found = false;

	if (!text_starts(type, "text/plain") && !text_starts(type, "application/octet-stream"))
		return false;
	mime_add_decoded(part, 64, &start);
	const char *p = start.text + strspn(start.text, " \r\n");
	for (size_t i = 0; i < LEN(fields); i++)
		found = found || text_starts(p, fields[i]);
	str_clear(&start);
	return found;
}

/* Outlook's own wrapping, by its first bytes whatever it calls itself: "winmail.dat". */
static bool
is_tnef(GMimePart *part, const char *name)
{
	static const char signature[] = "\x78\x9f\x3e\x22";
	struct str start = STR_INIT;

	if (name == NULL || !(text_ends(name, ".dat") || text_ends(name, ".DAT")))
		return false;
	mime_add_decoded(part, sizeof(signature) - 1, &start);
	bool found = start.len == sizeof(signature) - 1 && memcmp(start.text, signature, start.len) == 0;
	str_clear(&start);
	return found;
}

static void
see_part(struct walk *w, GMimePart *part, bool related)
{
	const char *type = type_of(GMIME_OBJECT(part), w->a);
	const char *name = g_mime_part_get_filename(part);
	const char *disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
	bool attached = text_equal_nocase(disposition, "attachment");
	struct mail_content *c = w->content;

	if (report_type_of(type) != NULL)
		add_report(w, part, report_type_of(type));
	else if (strstr(type, "rfc822-headers") != NULL || strcmp(type, "message/global-headers") == 0)
		add_returned_text(w, part);
	else if ((strcmp(type, "text/calendar") == 0 || strcmp(type, "application/ics") == 0) &&
	    c->calendar == NULL)
		c->calendar = mime_decoded_text(part, w->a);
	else if (c->report == NULL && (attached || name != NULL) && is_report_file(part, type))
		add_report(w, part, "delivery-status");
	else if (!attached && name == NULL && strcmp(type, "text/plain") == 0)
		mime_add_text(part, MAIL_TEXT_BYTES_MAX, &w->plain);
	else if (!attached && name == NULL && strcmp(type, "text/html") == 0)
		mime_add_text(part, MAIL_TEXT_BYTES_MAX, &w->html);
	else if (attached || !related) {
		add_attachment(w, name, is_tnef(part, name) ? "application/ms-tnef" : type,
		    decoded_bytes(part));
		give_file(w, part, name, !attached && text_starts(type, "image/") &&
		    g_mime_object_get_content_id(GMIME_OBJECT(part)) != NULL);
	}
}

/* A message within this one: a report may have been passed on. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as MESSAGES_MAX */
static const struct mail_content *
see_attached(struct walk *outer, GMimeMessage *m)
{
	struct mail_content *c = arena_alloc(outer->a, sizeof(*c));
	struct walk w = {
		.content = c, .a = outer->a, .plain = STR_INIT, .html = STR_INIT,
		.parts = outer->parts, .messages = outer->messages + 1,
	};

	see_all(m, &w);
	outer->parts = w.parts;
	str_clear(&w.plain);
	str_clear(&w.html);
	return c;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as MESSAGES_MAX */
static void
see_message(struct walk *w, GMimeMessagePart *part)
{
	GMimeMessage *m = g_mime_message_part_get_message(part);
	const char *name =
	    g_mime_object_get_content_disposition_parameter(GMIME_OBJECT(part), "filename");
	GMimeStream *nowhere;

	if (m == NULL)
		return;
	if (w->content->returned.count == 0)
		mime_add_headers(GMIME_OBJECT(m), &w->content->returned, w->a);
	if (w->content->attached == NULL && w->messages < MESSAGES_MAX)
		w->content->attached = see_attached(w, m);
	if (w->content->report_type != NULL)
		return;
	nowhere = g_mime_stream_null_new();
	ssize_t n = g_mime_object_write_to_stream(GMIME_OBJECT(m), NULL, nowhere);
	g_object_unref(nowhere);
	add_attachment(w, name != NULL ? name : g_mime_message_get_subject(m), "message/rfc822",
	    n > 0 ? n : 0);
}

static void see(struct walk *w, GMimeObject *o, bool related, int depth);

static void
see_multipart(struct walk *w, GMimeMultipart *m, int depth)
{
	const char *type = type_of(GMIME_OBJECT(m), w->a);
	int count = g_mime_multipart_get_count(m);

	if (strcmp(type, "multipart/report") == 0 && w->content->report_type == NULL) {
		const char *of =
		    g_mime_object_get_content_type_parameter(GMIME_OBJECT(m), "report-type");
		w->content->report_type = mime_clean_line(of, 64, w->a);
	}
	for (int i = 0; i < count; i++)
		see(w, g_mime_multipart_get_part(m, i), strcmp(type, "multipart/related") == 0,
		    depth + 1);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as DEPTH_MAX */
static void
see(struct walk *w, GMimeObject *o, bool related, int depth)
{
	if (depth > DEPTH_MAX || ++w->parts > MAIL_PARTS_MAX)
		return;
	if (GMIME_IS_MULTIPART(o))
		see_multipart(w, GMIME_MULTIPART(o), depth);
	else if (GMIME_IS_MESSAGE_PART(o))
		see_message(w, GMIME_MESSAGE_PART(o));
	else if (GMIME_IS_PART(o))
		see_part(w, GMIME_PART(o), related);
}

static void
see_sender(GMimeMessage *m, struct mail_content *c, struct arena *a)
{
	InternetAddressList *list = g_mime_message_get_from(m);

	c->from_address = c->from_name = "";
	if (list == NULL || internet_address_list_length(list) == 0)
		return;
	InternetAddress *first = internet_address_list_get_address(list, 0);
	c->from_name = mime_clean_line(internet_address_get_name(first), 255, a);
	if (!INTERNET_ADDRESS_IS_MAILBOX(first))
		return;
	char *address = arena_strdup(a, mime_clean_line(
	    internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)), 320, a));
	for (char *p = address; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	c->from_address = address;
}

static void
see_date(GMimeMessage *m, struct mail_content *c)
{
	GDateTime *date = g_mime_message_get_date(m);

	c->date_ms = INSTANT_NONE;
	c->date_day = DAY_NONE;
	if (date == NULL)
		return;
	c->date_ms = g_date_time_to_unix(date) * MS_PER_SECOND;
	c->date_day = day_from_civil(g_date_time_get_year(date), g_date_time_get_month(date),
	    g_date_time_get_day_of_month(date));
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as MESSAGES_MAX */
static void
see_all(GMimeMessage *m, struct walk *w)
{
	struct mail_content *c = w->content;
	GMimeObject *top = g_mime_message_get_mime_part(m);

	mime_add_headers(GMIME_OBJECT(m), &c->headers, w->a);
	see_sender(m, c, w->a);
	see_date(m, c);
	if (top != NULL)
		see(w, top, false, 0);
	c->text = !text_blank(w->plain.text) || w->html.len == 0 ? mime_kept_text(&w->plain, w->a) :
	    html_to_text(w->html.text, w->html.len, w->a);
}

/* Lines that begin with "--", each of which may begin a part. */
static bool
too_many_parts(const char *bytes, size_t len)
{
	size_t count = 0;

	for (const char *p = bytes, *end = bytes + len; p < end;) {
		count += end - p > 2 && p[0] == '-' && p[1] == '-';
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		p = lf != NULL ? lf + 1 : end;
	}
	return count > MIME_BOUNDARY_LINES_MAX;
}

/* Old Macintosh files end lines with CR alone, which GMime does not know: "copy" gets LF then.  What
 * passed through several programs may hold both. */
static const char *
line_ends(const char *bytes, size_t len, struct str *copy)
{
	size_t lone = 0, ends = 0;

	if (memchr(bytes, '\r', len) == NULL)
		return bytes;
	for (size_t i = 0; i < len; i++) {
		ends += bytes[i] == '\n';
		lone += bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] != '\n');
	}
	if (lone <= ends)
		return bytes;
	str_add_bytes(copy, bytes, len);
	for (size_t i = 0; i < len; i++)
		if (copy->text[i] == '\r' && (i + 1 == len || copy->text[i + 1] != '\n'))
			copy->text[i] = '\n';
	return copy->text;
}

static GMimeMessage *
parse(const char *bytes, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	return m;
}

static bool
walk(const char *bytes, size_t len, struct walk *w, struct err *err)
{
	struct str fixed = STR_INIT;

	*w->content = (struct mail_content){ .text = "" };
	if (!mail_looks_right(bytes, len, err))
		return false;
	if (too_many_parts(bytes, len))
		return fail(err, ERR_INPUT, "it has more than %d parts", MIME_BOUNDARY_LINES_MAX);
	library_init();
	size_t skip = mail_header_offset(bytes, len);
	GMimeMessage *m = parse(line_ends(bytes + skip, len - skip, &fixed), len - skip);
	str_clear(&fixed);
	if (m == NULL)
		return fail(err, ERR_INPUT, "it cannot be read as a message");
	see_all(m, w);
	g_object_unref(m);
	str_clear(&w->plain);
	str_clear(&w->html);
	return true;
}

bool
mime_read(const char *bytes, size_t len, struct arena *a, struct mail_content *ret,
    struct err *err)
{
	struct walk w = { .content = ret, .a = a, .plain = STR_INIT, .html = STR_INIT };

	return walk(bytes, len, &w, err);
}

bool
mime_attachments(const char *bytes, size_t len, mime_give *give, void *context, struct arena *a,
    struct err *err)
{
	struct mail_content content;
	struct walk w = { .content = &content, .a = a, .plain = STR_INIT, .html = STR_INIT,
	    .give = give, .context = context };

	return walk(bytes, len, &w, err);
}

bool
mime_classify(const char *bytes, size_t len, const char *own_address, struct arena *a,
    struct mail_reading *ret, struct err *err)
{
	struct mail_content content;

	if (!mime_read(bytes, len, a, &content, err))
		return false;
	mail_classify(&content, own_address, a, ret);
	return true;
}
