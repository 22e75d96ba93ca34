/*
 * bounce: is it a server's notice?  A report (RFC 3464) says so itself.  Without one, signs are
 * counted: who sent it, what its subject and its words say, whether a message came back with it.
 * A person who writes about a bounce, or passes one on ("FW: Undeliverable: ..."), is no server.
 */
#include "reading/bounce.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/bounce_inside.h"
#include "reading/phrase.h"
#include "reading/reply.h"
#include "base/banned.h"

/* How much a sign weighs. */
#define SERVER		3	/* a server's own name */
#define NO_RETURN	2	/* the empty envelope sender with which servers write */
#define SERVER_MAX	4
#define MACHINE		1	/* a name that may be a server's */
#define SAYS_SO		3	/* its subject, its words */
#define RETURNS		2	/* a message */
#define NAMES_CODE	2	/* a status and an address where such notices put it */
/* How much is enough. */
#define ENOUGH_OF_SERVER	5
#define ENOUGH_OF_ANYBODY	7

/* Folded. */
static const char *const daemons[] = {
	"mailer-daemon", "mailerdaemon", "mailer daemon", "postmaster", "mail delivery", "maildelivery",
	"mail-daemon", "mail daemon", "microsoftexchange", "mmdf", "mail system", "mail administrator",
	"mail deliver", "system administrator", "systemadministrator", "mdaemon", "delivery subsystem",
	"delivery system", "post_master", "delivery service", "maildaemon", "mail router", "email system", "e-mail system",
};
static const char *const machines[] = {
	"admin", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "system", "server",
	"bounce", "ndr", "smtp", "daemon", "imss", "antivirus", "gateway", "mailscanner", "delivery",
	"exchange", "notification", "robot", "root@", "support", "mailsweeper", "interscan",
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
header(const struct mail_content *c, const char *name)
{
	const char *value = mail_header_get(&c->headers, name);

	return value != NULL ? value : "";
}

/* Is the sender a server, and how surely? */
static int
server_points(const struct mail_content *c, struct arena *a)
{
	const char *from = phrase_fold(header(c, "From"), a);
	const char *path = mail_header_get(&c->headers, "Return-Path");
	int points = 0;

	if (PHRASE_IN(from, daemons) ||
	    mail_header_get(&c->headers, "X-Failed-Recipients") != NULL ||
	    mail_header_get(&c->headers, "X-MS-Exchange-Message-Is-Ndr") != NULL)
		points = SERVER;
	else if (PHRASE_IN(from, machines))
		points = MACHINE;
	if (c->from_address[0] == '\0')
		points += NO_RETURN;
	if (path != NULL && (strchr(path, '@') == NULL || strcasestr(path, "mailer-daemon") != NULL))
		points += NO_RETURN;
	return points < SERVER_MAX ? points : SERVER_MAX;
}

/* Could it be one at all?  A cheap question before the dear ones. */
static bool
may_be_notice(const struct mail_content *c, int server, const char *subject)
{
	if (server > 0 || c->returned.count > 0)
		return true;
	return !reply_subject(subject) && !reply_forwards(subject) && header(c, "In-Reply-To")[0] == '\0';
}

static bool
is_enough(const struct notice *n, int server, enum who who, const char *status)
{
	const struct mail_content *c = n->content;
	bool subject_says = notice_subject_says_so(n), says = notice_says_so(n);
	bool named = who <= WHO_TOLD && (status != NULL || who <= WHO_LEADS);
	const char *subject = header(c, "Subject");
	bool is_answer = reply_subject(subject) || reply_forwards(subject);
	int points = server + (subject_says && !is_answer ? SAYS_SO : 0) + (says ? SAYS_SO : 0) +
	    (c->returned.count > 0 ? RETURNS : 0) + (named ? NAMES_CODE : 0);

	if (server >= SERVER)
		return points >= ENOUGH_OF_SERVER && (subject_says || says || (named && server > SERVER));
	/* Somebody without a server's name, who brings nothing back and asks: a person. */
	if (server == 0 && c->returned.count == 0 && strchr(n->folded, '?') != NULL)
		return false;
	return says && (named || c->returned.count > 0) && points >= ENOUGH_OF_ANYBODY &&
	    !(is_answer && server < NO_RETURN) && (server > 0 || subject_says);
}

/* What was counted, for people. */
static void
tell_signs(const struct notice *n, int server, enum who who, struct arena *a,
    struct mail_reading *ret)
{
	const struct mail_content *c = n->content;

	if (server > 0)
		mail_evidence(ret, a, "its sender is a server, or wants no answer: %s", header(c, "From"));
	if (notice_subject_says_so(n))
		mail_evidence(ret, a, "its subject is that of a delivery notice");
	if (notice_says_so(n))
		mail_evidence(ret, a, "its words say that mail was not delivered");
	if (c->returned.count > 0)
		mail_evidence(ret, a, "a message came back with it");
	if (who < WHO_GUESS)
		mail_evidence(ret, a, "an address stands where such notices name the failed one");
}

/* The address that a returned message was for, when nothing else tells. */
static void
take_returned_to(const struct notice *n, struct texts *list)
{
	const char *to = mail_header_get(&n->content->returned, "To");
	struct texts found = { NULL, 0, 0 };

	if (to == NULL && n->content->returned.count == 0) {
		/* It came back as text, behind the server's words. */
		const char *copy = strstr(n->content->text + strlen(n->words), "\nTo: ");
		to = copy != NULL ? arena_strndup(n->a, copy + 5, strcspn(copy + 5, "\n")) : NULL;
	}
	if (list->count > 0 || to == NULL)
		return;
	addresses_find(to, strlen(to), n->a, &found);
	if (found.count == 1 && !text_equal(found.item[0], n->own_address))
		texts_add(list, found.item[0], n->a);
}

static bool
read_words(const struct mail_content *c, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	int server = server_points(c, a);
	struct texts recipients = { NULL, 0, 0 };
	struct notice n;

	if (!may_be_notice(c, server, header(c, "Subject")))
		return false;
	notice_begin(c, own_address, a, &n);
	if (server == 0 && !notice_subject_says_so(&n))
		return false;
	notice_read(&n);
	/* Says nothing, and brings a message that is a report: that is the one to read. */
	bool passes_on = c->attached != NULL && c->attached->report != NULL;
	if ((server == 0 || passes_on) && !notice_says_so(&n))
		return false;
	enum who who = notice_recipients(&n, &recipients);
	const char *status = notice_status(&n);
	/* It names nobody itself, and brings the report that does. */
	if (notice_says_delivered(&n) || !is_enough(&n, server, who, status) || (passes_on && who > WHO_TO))
		return false;
	if (who > WHO_TO)
		take_returned_to(&n, &recipients);
	bool lasting = status == NULL || status[0] == '5';
	tell_signs(&n, server, who, a, ret);
	ret->recipients = recipients;
	ret->status = status;
	ret->reason = words_reason(n.words, status, a);
	ret->action = notice_says_delayed(&n) ? "delayed" : "failed";
	ret->permanent = strcmp(ret->action, "failed") == 0 && lasting;
	return true;
}

/* A report whose recipients cannot be read: its words may name them. */
static void
complete_report(const struct mail_content *c, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	struct notice n;

	if (ret->recipients.count > 0 && ret->status != NULL)
		return;
	notice_begin(c, own_address, a, &n);
	notice_read(&n);
	if (ret->status == NULL)
		ret->status = notice_status(&n);
	if (ret->recipients.count == 0 && notice_recipients(&n, &ret->recipients) > WHO_TO)
		take_returned_to(&n, &ret->recipients);
}

/* Sieve's "reject" answers with a receipt that the message was deleted (RFC 5429, 2.2). */
static bool
read_rejection(const struct mail_content *c, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	struct notice n;

	if (c->report == NULL || !text_equal_nocase(c->report_type, "disposition-notification") ||
	    strcasestr(c->report, "MDN-sent-automatically") == NULL ||
	    strcasestr(c->report, "deleted") == NULL)
		return false;
	notice_begin(c, own_address, a, &n);
	notice_read(&n);
	if (strstr(n.folded, "reject") == NULL && strstr(n.folded, "refused") == NULL)
		return false;
	const char *failed = strcasestr(c->report, "Final-Recipient:");
	if (failed != NULL)
		addresses_find(failed, strcspn(failed, "\n"), a, &ret->recipients);
	ret->status = notice_status(&n);
	ret->reason = words_reason(n.words, ret->status, a);
	ret->action = "failed";
	ret->permanent = ret->status == NULL || ret->status[0] == '5';
	mail_evidence(ret, a, "a receipt says that a filter rejected the message (RFC 5429)");
	return true;
}

/* Some servers write the fields of a report into their words. */
static bool
read_report_in_words(const struct mail_content *c, struct arena *a, struct mail_reading *ret)
{
	const char *fields = strstr(c->text, "\nReporting-MTA:");

	if (fields == NULL)
		fields = strstr(c->text, "\nFinal-Recipient:");
	return fields != NULL && strstr(fields, "\nAction:") != NULL && server_points(c, a) > 0 &&
	    bounce_report_read(fields + 1, a, ret);
}

static bool
tells_failure(const char *action)
{
	return strcmp(action, "failed") == 0 || strcmp(action, "delayed") == 0;
}

static bool
is_bounce(const struct mail_content *c, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	bool is_report = c->report != NULL && text_equal_nocase(c->report_type, "delivery-status");

	if (!((is_report && bounce_report_read(c->report, a, ret)) || read_report_in_words(c, a, ret)))
		return read_rejection(c, own_address, a, ret) || read_words(c, own_address, a, ret);
	ret->is_automatic = true;
	if (!tells_failure(ret->action)) {
		mail_evidence(ret, a, "its delivery report (RFC 3464) says: %s", ret->action);
		ret->recipients.count = 0;
		return false;
	}
	mail_evidence(ret, a, "its delivery report (RFC 3464) says: %s%s%s", ret->action,
	    ret->status != NULL ? " " : "", ret->status != NULL ? ret->status : "");
	complete_report(c, own_address, a, ret);
	if (ret->reason == NULL)
		ret->reason = words_reason(c->text, ret->status, a);
	return true;
}

/* "5.1.1" by what stands behind the class; "1." is any of that subject, and comes last. */
static const struct { const char *detail, *name; } reasons[] = {
	{ "1.1", "unknown address" }, { "1.3", "unknown address" }, { "1.6", "unknown address" },
	{ "1.10", "unknown address" }, { "1.2", "unknown domain" }, { "4.4", "unknown domain" },
	{ "2.1", "mailbox disabled" }, { "2.2", "mailbox full" }, { "3.1", "mailbox full" }, { "2.3", "too large" },
	{ "3.4", "too large" }, { "1.7", "refused" }, { "1.8", "refused" }, { "7.", "refused" }, { "6.", "content" },
	{ "4.", "not reached" },
};

static const char *
class_of(const char *status)
{
	bool is_enhanced = status != NULL && status[0] != '\0' && status[1] == '.';

	for (size_t i = 0; is_enhanced && i < LEN(reasons); i++) {
		const char *detail = reasons[i].detail;
		bool is_subject = text_ends(detail, ".");
		if (is_subject ? text_starts(status + 2, detail) : strcmp(status + 2, detail) == 0)
			return reasons[i].name;
	}
	return NULL;
}

/* The same by words that stand for no number of their own; folded.  What fills a mailbox comes before what is too large. */
static const struct { const char *words, *name; } sayings[] = {
	{ "badrcptto", "unknown address" }, { "bad_recipient", "unknown address" }, { "bad recipient", "unknown address" },
	{ "no mailbox", "unknown address" }, { "no account", "unknown address" }, { "name service error", "unknown domain" },
	{ "mailbox size", "mailbox full" }, { "disk space", "mailbox full" }, { "quota", "mailbox full" },
	{ "too many messages", "mailbox full" }, { "mailbox exceeds", "mailbox full" }, { "mailbox has exceeded", "mailbox full" },
	{ "storage limit", "mailbox full" }, { "too big", "too large" }, { "message size", "too large" },
	{ "size limit", "too large" }, { "size=", "too large" },
	{ "spam", "refused" }, { "unsolicited", "refused" }, { "bulk mail", "refused" }, { "bulk email", "refused" },
	{ "mass mail", "refused" }, { "blacklist", "refused" }, { "blocklist", "refused" }, { "block list", "refused" },
	{ "dnsbl", "refused" }, { "rbl", "refused" }, { "policy", "refused" }, { "policies", "refused" },
	{ "blocked", "refused" }, { "reputation", "refused" }, { "content filter", "refused" }, { "sender policy", "refused" },
	{ "sender address", "refused" }, { "requires confirmation", "refused" }, { "virus", "content" },
	{ "not accepting mail with", "content" }, { "not accepting mail from", "refused" }, { "relay", "refused" },
	{ "rcpthosts", "refused" }, { "not allowed to send", "refused" }, { "rejected message", "refused" },
	{ "message rejected", "refused" }, { "prohibited", "refused" },
};

static const char *
class_of_words(const char *reason, struct arena *a)
{
	const char *class = class_of(words_status(reason, a)), *folded = phrase_fold(reason, a);

	for (size_t i = 0; class == NULL && i < LEN(sayings); i++)
		if (strstr(folded, sayings[i].words) != NULL)
			class = sayings[i].name;
	return class;
}

const char *
bounce_class(const char *status, const char *reason, struct arena *a)
{
	const char *class = class_of(status);
	/* Exchange Online says so of recipients that it does not know, too; and some say of everything that they refuse it,
	 * and why in words. */
	bool is_vague = class == NULL || strcmp(status, "5.4.1") == 0 || (text_starts(status + 1, ".7.") &&
	    (reason == NULL || strcasestr(reason, "address rejected") == NULL));
	const char *meant = is_vague && reason != NULL ? class_of_words(reason, a) : NULL;

	class = meant != NULL ? meant : class;
	return class != NULL ? class : "other";
}

bool
bounce_spoils_address(const char *class)
{
	static const char *const not_its_fault[] = { "mailbox full", "too large", "refused", "content" };

	for (size_t i = 0; i < LEN(not_its_fault); i++)
		if (text_equal(class, not_its_fault[i]))
			return false;
	return true;
}

const char *
bounce_turned_away(bool permanent, const char *class)
{
	return permanent && !bounce_spoils_address(class) ? class : NULL;
}

const struct mail_content *
bounce_read(const struct mail_content *content, const char *own_address, struct arena *a,
    struct mail_reading *ret)
{
	for (const struct mail_content *c = content; c != NULL && !ret->is_automatic; c = c->attached) {
		/* Within another message only a server's own is believed to be one. */
		bool asked = c == content || server_points(c, a) >= SERVER;
		if (asked && is_bounce(c, own_address, a, ret)) {
			ret->kind = MAIL_BOUNCE;
			ret->is_automatic = true;
			ret->reason_class = bounce_class(ret->status, ret->reason, a);
			return c;
		}
	}
	return NULL;
}
