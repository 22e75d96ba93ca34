/*
 * classify: what kind of message it is.  The bounce question comes first, because bounces also look
 * like automatic mail; then receipts, complaints, answers to invitations, programs that answer, and people.
 */
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/absence.h"
#include "reading/authentic.h"
#include "reading/bounce.h"
#include "reading/mail.h"
#include "reading/reply.h"
#include "base/banned.h"

#define NUMBER_BYTES_MIN	5
#define NUMBER_BYTES_MAX	30
#define NUMBER_DIGITS_MIN	3
#define NUMBERS_IN_BYTES_MAX	4096	/* of the text */

static const char *
header(const struct mail_content *c, const char *name)
{
	const char *value = mail_header_get(&c->headers, name);

	return value != NULL ? value : "";
}

/* NULL stays NULL. */
static const char *
cut(const char *text, struct arena *a)
{
	return text != NULL ? arena_strndup(a, text, utf8_cut(text, MAIL_LINE_BYTES_MAX)) : NULL;
}

/* Whom it was for, by every header that may name us. */
static void
find_addresses(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	static const char *const names[] = {
		"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To",
		"Resent-To",
	};
	const char *to = header(c, "To");
	struct texts first = { NULL, 0, 0 };

	addresses_find(to, strlen(to), a, &first);
	ret->to_address = first.count > 0 ? first.item[0] : "";
	for (size_t i = 0; i < c->headers.count; i++) {
		const struct mail_header *h = &c->headers.item[i];
		for (size_t n = 0; n < LEN(names); n++)
			if ((h->name[0] | 0x20) == (names[n][0] | 0x20) && text_equal_nocase(h->name, names[n]))
				addresses_find(h->value, strlen(h->value), a, &ret->addresses);
	}
}

static void
find_message_id(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	struct texts ids = { NULL, 0, 0 };

	message_ids_find(header(c, "Message-ID"), a, &ids);
	ret->rfc_message_id = ids.count > 0 ? ids.item[0] : NULL;
	/* The newest of a long thread stand at the end; In-Reply-To is the nearest. */
	message_ids_find(header(c, "In-Reply-To"), a, &ret->references);
	message_ids_find(header(c, "References"), a, &ret->references);
}

/* A header of the message that came back; from its copy in the text where it came as text. */
static void
find_returned(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	static const char *const names[] = { "Reply-To", "From", "Return-Path", "To" };
	const char *id = mail_header_get(&c->returned, "Message-ID");

	ret->returned_subject = cut(mail_header_get(&c->returned, "Subject"), a);
	if (id != NULL)
		message_ids_find(id, a, &ret->returned_ids);
	for (size_t i = 0; i < LEN(names); i++) {
		const char *value = mail_header_get(&c->returned, names[i]);
		if (value != NULL)
			addresses_find(value, strlen(value), a, &ret->returned_addresses);
	}
	if (c->returned.count > 0)
		return;
	message_ids_find(c->text, a, &ret->returned_ids);
	addresses_find(c->text, strlen(c->text), a, &ret->returned_addresses);
	const char *subject = strstr(c->text, "\nSubject: ");
	if (subject != NULL)
		ret->returned_subject = cut(arena_strndup(a, subject + 10, strcspn(subject + 10, "\n")), a);
}

/* Words that may be a payer's number of an application: letters and digits, three digits at least. */
static void
find_numbers(const char *text, size_t len, struct arena *a, struct texts *list)
{
	size_t start = 0, digits = 0;

	for (size_t i = 0; i <= len; i++) {
		char c = i < len ? text[i] : ' ';
		bool inside = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || c == '-' || c == '/';
		digits += c >= '0' && c <= '9';
		if (inside)
			continue;
		size_t end = i;
		while (end > start && (text[end - 1] == '-' || text[end - 1] == '/'))
			end--;
		if (digits >= NUMBER_DIGITS_MIN && end - start >= NUMBER_BYTES_MIN &&
		    end - start <= NUMBER_BYTES_MAX)
			texts_add(list, arena_strndup(a, text + start, end - start), a);
		start = i + 1;
		digits = 0;
	}
}

/* "[CR-1042]", as our letters have it in their subjects. */
static void
find_tags(const char *text, struct arena *a, struct texts *list)
{
	for (const char *p = text; (p = strcasestr(p, "[CR-")) != NULL; p += 4) {
		size_t digits = strspn(p + 4, "0123456789");
		if (digits > 0 && digits < NUMBER_BYTES_MAX && p[4 + digits] == ']')
			texts_add(list, arena_strndup(a, p, digits + 5), a);
	}
}

static void
find_quoted(const char *quoted, struct arena *a, struct mail_reading *ret)
{
	size_t len = strlen(quoted);

	addresses_find(quoted, len, a, &ret->quoted_addresses);
	find_tags(quoted, a, &ret->quoted_tags);
	find_numbers(quoted, len < NUMBERS_IN_BYTES_MAX ? len : NUMBERS_IN_BYTES_MAX, a, &ret->quoted_numbers);
}

static void
fill(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	const char *subject = cut(header(c, "Subject"), a), *quoted;
	const char *text = reply_text(c->text, reply_forwards(subject), a, &quoted);
	size_t scanned = strlen(text) < NUMBERS_IN_BYTES_MAX ? strlen(text) : NUMBERS_IN_BYTES_MAX;

	*ret = (struct mail_reading){
		.kind = MAIL_OTHER,
		.until_day = DAY_NONE,
		.from_address = c->from_address,
		.from_name = c->from_name,
		.subject = subject,
		.date_ms = c->date_ms,
		.text = arena_strndup(a, text, utf8_cut(text, MAIL_KEPT_BYTES_MAX)),
		.calendar = c->calendar != NULL && strlen(c->calendar) <= MAIL_TEXT_BYTES_MAX ?
		    c->calendar : NULL,
		.is_bulk = mail_is_bulk(&c->headers),
		.is_forged = authentic_failed(&c->headers),
		.attachment = c->attachment,
		.attachments = c->attachments,
	};
	find_addresses(c, a, ret);
	find_message_id(c, a, ret);
	find_numbers(subject, strlen(subject), a, &ret->numbers);
	find_numbers(ret->text, scanned, a, &ret->numbers);
	find_quoted(quoted, a, ret);
}

/* A value of a field or property in text that is not its own header: "COMMENT:". */
static const char *
value_in(const char *text, const char *name, const char *ends, struct arena *a)
{
	const char *found = strcasestr(text, name);

	if (found == NULL)
		return NULL;
	found += strlen(name);
	found += strspn(found, " ");
	return cut(arena_strndup(a, found, strcspn(found, ends)), a);
}

/* One of a few words, in lower case: "PARTSTAT=". */
static const char *
word_in(const char *text, const char *name, const char *ends, struct arena *a)
{
	char *word = arena_strdup(a, value_in(text, name, ends, a));

	for (char *p = word; p != NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return word;
}

/* "Your message was displayed" (RFC 8098): no answer, and no failure. */
static bool
read_receipt(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	if (c->report == NULL || !text_equal_nocase(c->report_type, "disposition-notification"))
		return false;
	const char *disposition = word_in(c->report, "Disposition:", "\n", a);
	const char *kind = disposition != NULL ? strchr(disposition, ';') : NULL;
	if (kind != NULL)
		ret->action = arena_strndup(a, kind + 1 + strspn(kind + 1, " "),
		    strcspn(kind + 1 + strspn(kind + 1, " "), " /\n"));
	const char *original = strcasestr(c->report, "Original-Message-ID:");
	if (original != NULL)
		message_ids_find(arena_strndup(a, original, strcspn(original, "\n")), a,
		    &ret->references);
	ret->is_automatic = true;
	mail_evidence(ret, a, "a receipt (RFC 8098) says: %s", ret->action != NULL ? ret->action : "");
	return true;
}

/* Somebody reported our mail as abuse (RFC 5965): no answer; the team should see it. */
static bool
complaint_read(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	if (c->report == NULL || !text_equal_nocase(c->report_type, "feedback-report"))
		return false;
	ret->action = word_in(c->report, "Feedback-Type:", " \n", a);
	const char *id = mail_header_get(&c->returned, "Message-ID");
	if (id != NULL)
		message_ids_find(id, a, &ret->references);
	ret->is_automatic = true;
	mail_evidence(ret, a, "a complaint (RFC 5965) of the kind \"%s\"",
	    ret->action != NULL ? ret->action : "");
	return true;
}

/* An answer to an invitation (RFC 5546, 3.2.3). */
static bool
calendar_read(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	const char *method = c->calendar != NULL ? word_in(c->calendar, "METHOD:", "\r\n", a) : NULL;

	if (method == NULL || !(text_starts(method, "reply") || text_starts(method, "counter")))
		return false;
	ret->kind = MAIL_CALENDAR_REPLY;
	ret->action = word_in(c->calendar, "PARTSTAT=", ";:\r\n", a);
	ret->reason = value_in(c->calendar, "\nCOMMENT:", "\r\n", a);
	mail_evidence(ret, a, "its calendar part answers an invitation: METHOD:%s", method);
	return true;
}

/* The team's address, or one of its plus-addresses. */
static bool
is_ours(const char *address, const char *own)
{
	size_t left = strcspn(own, "@");

	return strncasecmp(address, own, left) == 0 && (address[left] == '@' || address[left] == '+') &&
	    strchr(address, '@') != NULL && text_equal_nocase(strchr(address, '@'), own + left);
}

/* Some people answer with a new letter that only quotes the old one. */
static const char *
quotes_ours(const struct mail_reading *r, const char *own, struct arena *a)
{
	for (size_t i = 0; i < r->quoted_addresses.count; i++)
		if (is_ours(r->quoted_addresses.item[i], own))
			return arena_printf(a, "it quotes a letter of ours: %s", r->quoted_addresses.item[i]);
	return NULL;
}

/* How it says that it answers something; NULL: it does not. */
static const char *
answers_by(const struct mail_content *c, const struct mail_reading *r)
{
	if (header(c, "In-Reply-To")[0] != '\0' || header(c, "References")[0] != '\0')
		return "In-Reply-To or References name a message that it answers";
	if (reply_subject(r->subject))
		return "its subject begins as that of an answer";
	return strstr(r->subject, "[CR-") != NULL ? "its subject bears a case's tag" : NULL;
}

void
mail_evidence(struct mail_reading *reading, struct arena *a, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	const char *words = arena_vprintf(a, format, ap);
	va_end(ap);
	texts_add(&reading->evidence, arena_strndup(a, words, utf8_cut(words, MAIL_LINE_BYTES_MAX)), a);
}

/* Neither a bounce nor an automatic answer nor one to an invitation. */
static void
person_read(const struct mail_content *c, const char *answers, struct arena *a,
    struct mail_reading *ret)
{
	const char *automatic = mail_header_get(&c->headers, "Auto-Submitted");

	ret->is_automatic = automatic != NULL && strncasecmp(automatic, "auto-", 5) == 0;
	if (ret->is_automatic)
		mail_evidence(ret, a, "a program sent it to nobody in particular: Auto-Submitted: %s", automatic);
	else if (ret->is_bulk)
		mail_evidence(ret, a, "its header is that of a list or newsletter");
	else
		mail_evidence(ret, a, "%s", answers != NULL ? answers : "nothing in it says that it is an answer");
	if (answers != NULL && !ret->is_bulk && !ret->is_automatic)
		ret->kind = MAIL_REPLY;
}

void
mail_classify(const struct mail_content *content, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	fill(content, a, ret);
	const struct mail_content *notice = bounce_read(content, own_address, a, ret);
	if (notice != NULL) {
		find_returned(notice, a, ret);
		return;
	}
	if (ret->is_automatic || read_receipt(content, a, ret) ||
	    complaint_read(content, a, ret) || calendar_read(content, a, ret))
		return;
	/* A letter of ours that came back as it was answers nothing, though it stands in a thread. */
	if (mail_header_get(&content->headers, "X-CT-Ref") != NULL) {
		ret->is_automatic = true;
		mail_evidence(ret, a, "a letter of ours, by its X-CT-Ref");
		return;
	}
	const char *answers = answers_by(content, ret);
	if (!absence_read(content, answers != NULL, a, ret))
		person_read(content, answers != NULL ? answers : quotes_ours(ret, own_address, a), a, ret);
}
