/*
 * mail: the small parts that all rules over messages lean on: headers, lists, the beginning of a
 * message, its fingerprint.
 *
 *	field      = field-name ":" unstructured CRLF		(RFC 5322, 2.2)
 *	field-name = 1*(%d33-57 / %d59-126)
 */
#include "reading/mail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

static const char *const kind_names[] = {
	[MAIL_REPLY] = "reply", [MAIL_BOUNCE] = "bounce", [MAIL_AUTO_REPLY] = "auto_reply",
	[MAIL_CALENDAR_REPLY] = "calendar_reply", [MAIL_OTHER] = "other", [MAIL_BROKEN] = "broken",
};
static_assert(FINGERPRINT_BYTES == HASH_ID_BYTES, "a fingerprint is an id");
static_assert(LEN(kind_names) == MAIL_KINDS, "every kind has its name");

const char *
mail_kind_name(enum mail_kind kind)
{
	return kind_names[kind];
}

bool
mail_kind_find(const char *name, enum mail_kind *ret_kind)
{
	for (size_t i = 0; i < LEN(kind_names); i++)
		if (strcmp(kind_names[i], name) == 0) {
			*ret_kind = (enum mail_kind)i;
			return true;
		}
	return false;
}

void
texts_add(struct texts *list, const char *text, struct arena *a)
{
	if (text == NULL || text[0] == '\0' || list->count >= MAIL_LIST_MAX)
		return;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], text) == 0)
			return;
	list->item = arena_grow(a, list->item, list->count, &list->size, sizeof(*list->item));
	list->item[list->count++] = arena_strdup(a, text);
}

const char *
mail_header_get(const struct mail_headers *headers, const char *name)
{
	for (size_t i = 0; i < headers->count; i++)
		if ((headers->item[i].name[0] | 0x20) == (name[0] | 0x20) &&
		    text_equal_nocase(headers->item[i].name, name))
			return headers->item[i].value;
	return NULL;
}

/* A line of the header block: [start, end) without its end; "next" is where the one behind begins. */
struct line { const char *start, *end, *next; };

static bool
line_at(const char *p, const char *end, struct line *ret)
{
	if (p >= end)
		return false;
	const char *q = p;
	while (q < end && *q != '\n' && *q != '\r')
		q++;
	ret->start = p;
	ret->end = q;
	ret->next = q >= end ? end : *q == '\r' && q + 1 < end && q[1] == '\n' ? q + 2 : q + 1;
	return true;
}

/* Where the colon stands behind a field's name; NULL when the line begins no field. */
static const char *
field_colon(const struct line *l)
{
	const char *p = l->start;

	while (p < l->end && *p > ' ' && *p < 0x7f && *p != ':')
		p++;
	const char *name_end = p;
	while (p < l->end && (*p == ' ' || *p == '\t'))
		p++;
	return name_end > l->start && p < l->end && *p == ':' ? p : NULL;
}

static bool
field_is(const struct line *l, const char *name)
{
	size_t len = strlen(name);

	if ((size_t)(l->end - l->start) <= len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = l->start[i];
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c != name[i])
			return false;
	}
	return l->start[len] == ':' || l->start[len] == ' ' || l->start[len] == '\t';
}

/* "From dana@payer.example Mon Nov 23 ...", and not the field "From :". */
static bool
is_mbox_line(const char *bytes, const char *end)
{
	if (end - bytes >= 1 && *bytes == '>')
		bytes++;
	if (end - bytes < 6 || memcmp(bytes, "From ", 5) != 0)
		return false;
	for (bytes += 5; bytes < end && *bytes == ' '; bytes++)
		;
	return bytes < end && *bytes != ':';
}

/* What may stand before the header: a byte order mark, the line of an mbox. */
static const char *
header_start(const char *bytes, const char *end)
{
	struct line l;

	bytes += utf8_mark_bytes(bytes, (size_t)(end - bytes));
	if (is_mbox_line(bytes, end))
		return line_at(bytes, end, &l) ? l.next : end;
	return bytes;
}

size_t
mail_header_offset(const char *bytes, size_t len)
{
	return (size_t)(header_start(bytes, bytes + len) - bytes);
}

static bool
is_blank(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\0' && strchr(" \t\r\n", bytes[i]) == NULL)
			return false;
	return true;
}

bool
mail_looks_right(const char *bytes, size_t len, struct err *err)
{
	static const char *const known[] = {
		"from", "sender", "received", "return-path", "message-id", "date",
	};
	const char *end = bytes + len;
	bool found = false;
	struct line l;

	if (is_blank(bytes, len < 4096 ? len : 4096))
		return fail(err, ERR_INPUT, "it is empty");
	const char *p = header_start(bytes, end);
	for (size_t n = 0; line_at(p, end, &l) && l.end > l.start; n++, p = l.next) {
		bool folded = n > 0 && (*l.start == ' ' || *l.start == '\t');
		if (l.end - bytes > MAIL_HEADER_BYTES_MAX)
			return fail(err, ERR_INPUT, "its header is larger than %d bytes",
			    MAIL_HEADER_BYTES_MAX);
		if (!folded && field_colon(&l) == NULL)
			break;
		for (size_t i = 0; !found && i < LEN(known); i++)
			found = field_is(&l, known[i]);
	}
	return found || fail(err, ERR_INPUT,
	    "it does not begin with the header of a message (From, Date, Received ...)");
}

/* Adds what the first field of that name says, unfolded. */
static void
add_field(const char *p, const char *end, const char *name, struct str *out)
{
	bool inside = false;
	struct line l;

	for (; line_at(p, end, &l) && l.end > l.start; p = l.next) {
		if (*l.start != ' ' && *l.start != '\t') {
			if (inside)
				break;
			inside = field_is(&l, name);
		}
		if (inside)
			str_add_bytes(out, l.start, (size_t)(l.end - l.start));
	}
	str_add_char(out, '\n');
}

const char *
mail_field(const char *bytes, size_t len, const char *name, struct arena *a)
{
	struct str raw = STR_INIT, clean = STR_INIT;
	size_t at = 0;

	add_field(header_start(bytes, bytes + len), bytes + len, name, &raw);
	at = raw.len > strlen(name) ? strlen(name) : 0;
	while (at > 0 && (raw.text[at] == ' ' || raw.text[at] == '\t' || raw.text[at] == ':'))
		at++;
	utf8_clean(raw.text + at, raw.len > at ? raw.len - at - 1 : 0, &clean);
	const char *value = arena_strndup(a, clean.text, utf8_cut(clean.text, MAIL_LINE_BYTES_MAX));
	str_clear(&raw);
	str_clear(&clean);
	return value;
}

/* Its lines, whatever ends them; line ends at the end of all do not count, since stores differ in them. */
struct fingerprint {
	struct fast_hasher	*hasher;
	size_t			 ends;		/* of lines, that count when more comes */
	bool			 after_cr;
};

static void
add_line_ends(struct fingerprint *f)
{
	static const char ends[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

	for (size_t n; f->ends > 0; f->ends -= n) {
		n = f->ends < sizeof(ends) - 1 ? f->ends : sizeof(ends) - 1;
		fast_hasher_add(f->hasher, ends, n);
	}
}

/* "*lf" is where the last search found the next one: a text of bare CRs is not searched for it each time. */
static const char *
line_end(const char *p, const char *end, const char **lf)
{
	if (*lf < p && (*lf = memchr(p, '\n', (size_t)(end - p))) == NULL)
		*lf = end;
	const char *cr = memchr(p, '\r', (size_t)(*lf - p));
	return cr != NULL ? cr : *lf;
}

void
mail_fingerprint_add(struct fingerprint *f, const char *bytes, size_t len)
{
	const char *lf = NULL;

	for (const char *p = bytes, *end = bytes + len; p < end; p++) {
		const char *stop = line_end(p, end, &lf);
		if (stop > p) {
			add_line_ends(f);
			fast_hasher_add(f->hasher, p, (size_t)(stop - p));
			f->after_cr = false;
		}
		if (stop == end)
			break;
		f->ends += *stop == '\r' || !f->after_cr;
		f->after_cr = *stop == '\r';
		p = stop;
	}
}

struct fingerprint *
mail_fingerprint_begin(const char *bytes, size_t len, size_t *ret_body)
{
	static const char *const names[] = { "message-id", "date", "from" };
	const char *end = bytes + len, *p = header_start(bytes, end);
	struct fingerprint *f = heap_alloc(sizeof(*f));
	struct str all = STR_INIT;
	struct line l;

	*f = (struct fingerprint){ .hasher = fast_hasher_new() };
	for (size_t i = 0; i < LEN(names); i++)
		add_field(p, end, names[i], &all);
	mail_fingerprint_add(f, all.text, all.len);
	str_clear(&all);
	while (line_at(p, end, &l) && l.end > l.start)
		p = l.next;
	*ret_body = (size_t)(p - bytes);
	return f;
}

char *
mail_fingerprint_end(struct fingerprint *f, char text[FINGERPRINT_BYTES])
{
	fast_hasher_end(f->hasher, text);
	free(f);
	return text;
}

char *
mail_fingerprint(const char *bytes, size_t len, char text[FINGERPRINT_BYTES])
{
	size_t body;
	struct fingerprint *f = mail_fingerprint_begin(bytes, len, &body);

	mail_fingerprint_add(f, bytes + body, len - body);
	return mail_fingerprint_end(f, text);
}
