/*
 * bounce: the question and, for servers that write no report, the reading of their words.
 * A person who passes a bounce on ("FW: Undeliverable: ...") is no server: the sender must be one.
 */
#include "core/bounce.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/bounce_report.h"
#include "base/banned.h"

#define SCANNED_BYTES_MAX (32 * 1024)	/* of a server's words */

/* Folded. */
static const char *const daemons[] = {
	"mailer-daemon", "mailerdaemon", "postmaster", "mail delivery sub", "mail delivery sys",
	"mail-daemon", "microsoftexchange", "mmdf",
};
static const char *const subjects[] = {
	"undelivered mail", "mail delivery failed", "delivery status notification",
	"undeliverable", "failure notice", "returned mail", "delivery failure", "mail delivery failure",
	"delivery has failed", "mail delivery status", "message not delivered", "nondeliverable mail",
	"mail system error", "delivery notification", "delivery report", "non-delivery",
	"warning: could not send", "warning: message", "delivery delayed", "delayed mail",
	"message delayed", "mail delivery problem", "undelivered message", "delivery incomplete",
	"unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "nachricht nicht zugestellt",
	"non remis", "echec de la remise", "message non distribu", "echec de distribution",
	"no se puede entregar", "no entregado", "mensaje no entregado", "onbestelbaar",
	"non recapitabile", "impossibile recapitare", "nao foi possivel entregar", "nao entregue",
};
static const char *const delays[] = {
	"delayed", "could not send message for", "delay)", "delivery incomplete",
	"not yet been delivered", "still being retried", "will retry", "will continue to try",
	"temporary problem", "verzogert", "delivery is delayed", "you do not need to resend",
	"retardee", "no action is required on your part",
};
/* Words for which there is no number. */
static const struct { const char *words, *status; } meanings[] = {
	{ "user unknown", "5.1.1" }, { "unknown user", "5.1.1" }, { "no such user", "5.1.1" },
	{ "does not exist", "5.1.1" }, { "address couldn't be found", "5.1.1" },
	{ "address couldn\xe2\x80\x99t be found", "5.1.1" }, { "recipient not found", "5.1.1" },
	{ "mailbox unavailable", "5.1.1" }, { "no mailbox here", "5.1.1" },
	{ "unrouteable address", "5.1.2" }, { "host or domain name not found", "5.1.2" },
	{ "domain not found", "5.1.2" }, { "couldn't find any host", "5.1.2" },
	{ "mailbox full", "5.2.2" }, { "mailbox is full", "5.2.2" }, { "over quota", "5.2.2" },
	{ "quota exceeded", "5.2.2" }, { "mailbox disabled", "5.2.1" },
	{ "message too large", "5.3.4" }, { "relay access denied", "5.7.1" },
};
/* Where a server's words end and the returned message begins. */
static const char *const copies[] = {
	"this is a copy of the message", "this is a copy of your message", "below this line is a copy",
	"original message follows", "----- original message", "----- unsent message", "original message headers",
	"message header follows", "returned message headers", "transcript of session",
	"----- message header", "included is a copy of the message header",
};

bool
bounce_status_parse(const char *text, char status[12])
{
	size_t i = 0, dots = 0, digits = 0;

	for (; i < 9 && text[i] != '\0'; i++) {
		if (isdigit((unsigned char)text[i])) {
			if (++digits > (dots == 0 ? 1 : 3))
				return false;
		} else if (text[i] == '.' && digits > 0 && dots < 2) {
			dots++;
			digits = 0;
		} else {
			break;
		}
	}
	if (dots != 2 || digits == 0 || isdigit((unsigned char)text[i]) || text[i] == '.' ||
	    (text[0] != '2' && text[0] != '4' && text[0] != '5'))
		return false;
	memcpy(status, text, i);
	status[i] = '\0';
	return true;
}

static bool
is_left(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool
is_right(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '.';
}

void
addresses_find(const char *text, size_t len, struct arena *a, struct texts *list)
{
	const char *end = text + len;

	for (const char *at = text; (at = memchr(at, '@', (size_t)(end - at))) != NULL; at++) {
		const char *from = at, *to = at + 1;
		while (from > text && is_left(from[-1]) && at - from < 128)
			from--;
		while (from < at && (*from == '.' || *from == '\'' || *from == '='))
			from++;
		while (to < end && is_right(*to) && to - at < 190)
			to++;
		while (to > at + 1 && (to[-1] == '.' || to[-1] == '-'))
			to--;
		if (from == at || memchr(at, '.', (size_t)(to - at)) == NULL)
			continue;
		char *address = arena_strndup(a, from, (size_t)(to - from));
		for (char *p = address; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
		texts_add(list, address, a);
	}
}

void
message_ids_find(const char *text, struct arena *a, struct texts *list)
{
	for (const char *p = text; (p = strchr(p, '<')) != NULL; p++) {
		size_t len = strcspn(p + 1, "<> \t\n");
		if (len > 2 && len < 250 && p[1 + len] == '>' && memchr(p + 1, '@', len) != NULL)
			texts_add(list, arena_strndup(a, p, len + 2), a);
	}
}

static const char *
fold(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	if (text != NULL)
		utf8_fold(text, &out);
	const char *folded = arena_strdup(a, out.text);
	str_clear(&out);
	return folded;
}

static bool
holds_one(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, words[i]) != NULL)
			return true;
	return false;
}

/* A server's own name, or the empty envelope sender with which servers write. */
static bool
from_server(const struct mail_content *c, struct arena *a)
{
	const char *path = mail_header_get(&c->headers, "Return-Path");

	return holds_one(fold(c->from_address, a), daemons, LEN(daemons)) ||
	    holds_one(fold(c->from_name, a), daemons, LEN(daemons)) ||
	    (path != NULL && strstr(path, "<>") != NULL) ||
	    mail_header_get(&c->headers, "X-Failed-Recipients") != NULL;
}

/* How many bytes of the text are the server's own. */
static size_t
own_words(const char *text, struct arena *a)
{
	size_t len = strlen(text) < SCANNED_BYTES_MAX ? strlen(text) : SCANNED_BYTES_MAX;
	const char *lower = arena_strndup(a, text, len);

	for (char *p = (char *)(uintptr_t)lower; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < LEN(copies); i++) {
		const char *found = strstr(lower, copies[i]);
		if (found != NULL && (size_t)(found - lower) < len)
			len = (size_t)(found - lower);
	}
	return len;
}

/* Whom the words are about: the list in a header, else the first foreign addresses in the text. */
static void
find_recipients(const struct mail_content *c, const char *words, const char *own_address,
    struct arena *a, struct texts *list)
{
	const char *header = mail_header_get(&c->headers, "X-Failed-Recipients");
	struct texts found = { NULL, 0, 0 };

	if (header != NULL) {
		addresses_find(header, strlen(header), a, list);
		return;
	}
	addresses_find(words, strlen(words), a, &found);
	for (size_t i = 0; i < found.count; i++) {
		const char *one = found.item[i];
		if (!text_equal(one, own_address) && !text_equal(one, c->from_address) &&
		    !text_starts(one, "postmaster@") && !text_starts(one, "mailer-daemon@") &&
		    list->count == 0)
			texts_add(list, one, a);
	}
}

/* "550 5.1.1 ..." or "550-5.1.1 ..." or "#5.1.1"; else "550" alone; else what the words mean. */
static const char *
find_status(const char *words, struct arena *a)
{
	char status[12];
	const char *code = NULL;

	for (const char *p = words; *p != '\0'; p++) {
		bool begins = p == words || !(isalnum((unsigned char)p[-1]) || p[-1] == '.');
		if (begins && (*p == '4' || *p == '5') && bounce_status_parse(p, status))
			return arena_strdup(a, status);
		if (begins && code == NULL && (*p == '4' || *p == '5') && isdigit((unsigned char)p[1]) &&
		    isdigit((unsigned char)p[2]) && p[1] <= '5' &&
		    p[3] != '\0' && strchr(" -:\n", p[3]) != NULL)
			code = p;
	}
	const char *folded = fold(words, a);
	for (size_t i = 0; i < LEN(meanings); i++)
		if (strstr(folded, meanings[i].words) != NULL)
			return meanings[i].status;
	return code == NULL ? NULL : *code == '4' ? "4.0.0" : "5.0.0";
}

static bool
has_meaning(const char *line, struct arena *a)
{
	const char *folded = fold(line, a);

	for (size_t i = 0; i < LEN(meanings); i++)
		if (strstr(folded, meanings[i].words) != NULL)
			return true;
	return false;
}

/* The line that says why: the first with the status, else with words of a known meaning, else with
 * words of refusal. */
static const char *
find_reason(const char *words, const char *status, struct arena *a)
{
	static const char *const why[] = {
		"550", "551", "552", "553", "554", "450", "451", "452", "421", "said:", "reason",
		"unknown", "not exist", "couldn", "could not", "unrouteable", "full", "refused", "rejected",
	};
	const char *best = NULL;
	int rank = 0;

	for (const char *p = words; *p != '\0' && rank < 3;) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_strndup(a, p, len);
		int now = status != NULL && strstr(line, status) != NULL ? 3 :
		    has_meaning(line, a) ? 2 : holds_one(line, why, LEN(why)) ? 1 : 0;
		if (now > rank) {
			best = line;
			rank = now;
		}
		p += len + (p[len] == '\n');
	}
	if (best == NULL)
		return NULL;
	while (*best == ' ' || *best == '\t')
		best++;
	return arena_strndup(a, best, utf8_cut(best, MAIL_LINE_BYTES_MAX));
}

static bool
read_words(const struct mail_content *c, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	const char *subject = fold(mail_header_get(&c->headers, "Subject"), a);

	if (!from_server(c, a) || !(holds_one(subject, subjects, LEN(subjects)) ||
	    mail_header_get(&c->headers, "X-Failed-Recipients") != NULL))
		return false;
	const char *words = arena_strndup(a, c->text, own_words(c->text, a));
	bool delayed = holds_one(subject, delays, LEN(delays)) ||
	    holds_one(fold(words, a), delays, LEN(delays));
	find_recipients(c, words, own_address, a, &ret->recipients);
	ret->status = find_status(words, a);
	ret->reason = find_reason(words, ret->status, a);
	bool lasting = ret->status == NULL || ret->status[0] == '5';
	ret->action = delayed && !(ret->status != NULL && lasting) ? "delayed" : "failed";
	ret->permanent = strcmp(ret->action, "failed") == 0 && lasting;
	return true;
}

bool
bounce_read(const struct mail_content *content, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	bool is_report = content->report != NULL &&
	    text_equal_nocase(content->report_type, "delivery-status");

	if (is_report && bounce_report_read(content->report, a, ret)) {
		ret->is_automatic = true;
		if (strcmp(ret->action, "failed") != 0 && strcmp(ret->action, "delayed") != 0) {
			ret->recipients.count = 0;
			return false;
		}
		if (ret->reason == NULL)
			ret->reason = find_reason(content->text, ret->status, a);
	} else if (!read_words(content, own_address, a, ret)) {
		return false;
	}
	ret->kind = MAIL_BOUNCE;
	ret->is_automatic = true;
	return true;
}
