/*
 * record: the fields of a mail_reading, one after the other, as a table says.
 *
 *	number  := 8 bytes in the machine's order (both ends are one program)
 *	text    := number bytes		the number is -1 for an absent text
 *	texts   := number text*
 *	files   := number (text text number)*
 */
#include "mail/record.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

enum field_type { FIELD_BOOL, FIELD_KIND, FIELD_DAY, FIELD_INSTANT, FIELD_TEXT, FIELD_TEXTS };

#define FIELD(type, member, max) { type, offsetof(struct mail_reading, member), max }

static const struct field { enum field_type type; size_t offset; size_t max; } fields[] = {
	FIELD(FIELD_KIND, kind, 0),
	FIELD(FIELD_BOOL, permanent, 0),
	FIELD(FIELD_BOOL, is_bulk, 0),
	FIELD(FIELD_BOOL, is_automatic, 0),
	FIELD(FIELD_BOOL, is_forged, 0),
	FIELD(FIELD_TEXTS, evidence, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, status, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, action, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, reason, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, reason_class, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_DAY, until_day, 0),
	FIELD(FIELD_TEXTS, recipients, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, from_address, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, from_name, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, to_address, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, subject, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, rfc_message_id, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_INSTANT, date_ms, 0),
	FIELD(FIELD_TEXT, text, MAIL_KEPT_BYTES_MAX),
	FIELD(FIELD_TEXT, calendar, MAIL_TEXT_BYTES_MAX),
	FIELD(FIELD_TEXTS, addresses, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, references, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, returned_ids, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, returned_addresses, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXT, returned_subject, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, numbers, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, quoted_addresses, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, quoted_tags, MAIL_LINE_BYTES_MAX),
	FIELD(FIELD_TEXTS, quoted_numbers, MAIL_LINE_BYTES_MAX),
};

static void
put_number(struct str *out, int64_t number)
{
	str_add_bytes(out, &number, sizeof(number));
}

static void
put_text(struct str *out, const char *text)
{
	put_number(out, text == NULL ? -1 : (int64_t)strlen(text));
	if (text != NULL)
		str_add(out, text);
}

static void
put_field(struct str *out, const struct field *f, const void *at)
{
	const struct texts *list = at;

	switch (f->type) {
	case FIELD_BOOL:
		put_number(out, *(const bool *)at);
		break;
	case FIELD_KIND:
		put_number(out, (int64_t)*(const enum mail_kind *)at);
		break;
	case FIELD_DAY:
		put_number(out, *(const int32_t *)at);
		break;
	case FIELD_INSTANT:
		put_number(out, *(const int64_t *)at);
		break;
	case FIELD_TEXT:
		put_text(out, *(const char *const *)at);
		break;
	case FIELD_TEXTS:
		put_number(out, (int64_t)list->count);
		for (size_t i = 0; i < list->count; i++)
			put_text(out, list->item[i]);
		break;
	}
}

void
record_write(const struct mail_reading *reading, struct str *out)
{
	for (size_t i = 0; i < LEN(fields); i++)
		put_field(out, &fields[i], (const char *)reading + fields[i].offset);
	put_number(out, (int64_t)reading->attachments);
	for (size_t i = 0; i < reading->attachments; i++) {
		put_text(out, reading->attachment[i].name);
		put_text(out, reading->attachment[i].type);
		put_number(out, reading->attachment[i].bytes);
	}
}

/* What is left to be read; ok turns false at the first thing that does not fit, and stays so. */
struct cursor { const char *p; size_t left; bool ok; struct arena *a; };

static int64_t
get_number(struct cursor *c, int64_t min, int64_t max)
{
	int64_t number;

	c->ok = c->ok && c->left >= sizeof(number);
	if (!c->ok)
		return min;
	memcpy(&number, c->p, sizeof(number));
	c->p += sizeof(number);
	c->left -= sizeof(number);
	c->ok = number >= min && number <= max;
	return c->ok ? number : min;
}

static const char *
get_text(struct cursor *c, size_t max)
{
	int64_t len = get_number(c, -1, (int64_t)max);

	if (!c->ok || len < 0)
		return NULL;
	size_t bytes = (size_t)len;
	c->ok = bytes <= c->left && memchr(c->p, '\0', bytes) == NULL && utf8_valid(c->p, bytes);
	if (!c->ok)
		return NULL;
	const char *text = arena_strndup(c->a, c->p, bytes);
	c->p += bytes;
	c->left -= bytes;
	return text;
}

static void
get_field(struct cursor *c, const struct field *f, void *at)
{
	size_t count;

	switch (f->type) {
	case FIELD_BOOL:
		*(bool *)at = get_number(c, 0, 1) != 0;
		break;
	case FIELD_KIND:
		*(enum mail_kind *)at = (enum mail_kind)get_number(c, 0, MAIL_KINDS - 1);
		break;
	case FIELD_DAY:
		*(int32_t *)at = (int32_t)get_number(c, INT32_MIN, INT32_MAX);
		break;
	case FIELD_INSTANT:
		*(int64_t *)at = get_number(c, INT64_MIN, INT64_MAX);
		break;
	case FIELD_TEXT:
		*(const char **)at = get_text(c, f->max);
		break;
	case FIELD_TEXTS:
		count = (size_t)get_number(c, 0, MAIL_LIST_MAX);
		for (size_t i = 0; c->ok && i < count; i++)
			texts_add(at, get_text(c, f->max), c->a);
		break;
	}
}

static void
get_attachments(struct cursor *c, struct mail_reading *ret)
{
	size_t count = (size_t)get_number(c, 0, MAIL_LIST_MAX);

	ret->attachment = arena_array(c->a, count, sizeof(*ret->attachment));
	for (; c->ok && ret->attachments < count; ret->attachments++) {
		struct mail_attachment *f = &ret->attachment[ret->attachments];
		f->name = get_text(c, MAIL_LINE_BYTES_MAX);
		f->type = get_text(c, MAIL_LINE_BYTES_MAX);
		f->bytes = get_number(c, 0, INT64_MAX);
	}
}

/* What every reading has. */
static bool
is_whole(const struct mail_reading *r)
{
	for (size_t i = 0; i < r->attachments; i++)
		if (r->attachment[i].name == NULL || r->attachment[i].type == NULL)
			return false;
	return r->from_address != NULL && r->from_name != NULL && r->to_address != NULL &&
	    r->subject != NULL && r->text != NULL &&
	    (r->until_day == DAY_NONE || (r->until_day >= DAY_MIN && r->until_day <= DAY_MAX));
}

bool
record_read(const char *bytes, size_t len, struct arena *a, struct mail_reading *ret)
{
	struct cursor c = { bytes, len, true, a };

	*ret = (struct mail_reading){ .kind = MAIL_BROKEN };
	for (size_t i = 0; i < LEN(fields); i++)
		get_field(&c, &fields[i], (char *)ret + fields[i].offset);
	get_attachments(&c, ret);
	return c.ok && c.left == 0 && is_whole(ret);
}
