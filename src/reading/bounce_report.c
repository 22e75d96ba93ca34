/*
 * bounce_report: RFC 3464, 2.1.
 *
 *	delivery-status-content  = per-message-fields 1*( CRLF per-recipient-fields )
 *	per-recipient-fields     = [ original-recipient-field CRLF ] final-recipient-field CRLF
 *	                           action-field CRLF status-field CRLF ... [ diagnostic-code-field CRLF ]
 *	final-recipient-field    = "Final-Recipient" ":" address-type ";" generic-address
 *	action-field             = "Action" ":" ("failed" / "delayed" / "delivered" / "relayed" / "expanded")
 *
 * Groups are parted by blank lines; some servers write none, so a Final-Recipient begins one too.
 */
#include "reading/bounce_inside.h"

#include <string.h>

#include "base/str.h"
#include "reading/bounce.h"
#include "base/banned.h"

#define GROUPS_MAX 100

struct group { const char *original, *final, *actual, *action, *status, *diagnostic; };

#define GROUP_EMPTY { NULL, NULL, NULL, NULL, NULL, NULL }

/* One unfolded field; false at a blank line and at the end.  *p is moved behind it. */
static bool
next_field(const char **p, struct str *name, struct str *value)
{
	str_truncate(name, 0);
	str_truncate(value, 0);
	size_t len = strcspn(*p, "\n");
	const char *colon = memchr(*p, ':', len);
	if (len == 0)
		return false;
	if (colon != NULL) {
		str_add_bytes(name, *p, (size_t)(colon - *p));
		str_add_bytes(value, colon + 1, len - (size_t)(colon + 1 - *p));
	}
	*p += len + ((*p)[len] == '\n');
	while (**p == ' ' || **p == '\t') {
		len = strcspn(*p, "\n");
		str_add_bytes(value, *p, len);
		*p += len + ((*p)[len] == '\n');
	}
	return true;
}

/* Blanks squeezed, cut at its limit. */
static const char *
tidy(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *p = text; *p != '\0'; p++)
		if (*p != ' ' && *p != '\t' && *p != '\n')
			str_add_char(&out, *p);
		else if (out.len > 0 && out.text[out.len - 1] != ' ')
			str_add_char(&out, ' ');
	size_t len = out.len < MAIL_LINE_BYTES_MAX ? out.len : MAIL_LINE_BYTES_MAX;
	while (len > 0 && (out.text[len - 1] == ' ' || ((unsigned char)out.text[len] & 0xc0) == 0x80))
		len--;
	const char *kept = arena_strndup(a, out.text, len);
	str_clear(&out);
	return kept;
}

/* "rfc822; a@b" and "smtp; 550 5.1.1 ..." without what stands before the semicolon. */
static const char *
behind_type(const char *text, struct arena *a)
{
	const char *semicolon = strchr(text, ';');
	const char *rest = tidy(semicolon != NULL && semicolon - text < 20 ? semicolon + 1 : text, a);

	return *rest == ' ' ? rest + 1 : rest;
}

static void
take_field(struct group *g, const char *name, const char *value, struct arena *a)
{
	if (text_equal_nocase(name, "Original-Recipient"))
		g->original = behind_type(value, a);
	else if (text_equal_nocase(name, "Final-Recipient"))
		g->final = behind_type(value, a);
	else if (text_equal_nocase(name, "X-Actual-Recipient"))
		g->actual = behind_type(value, a);
	else if (text_equal_nocase(name, "Action"))
		g->action = tidy(value, a);
	else if (text_equal_nocase(name, "Status"))
		g->status = tidy(value, a);
	else if (text_equal_nocase(name, "Diagnostic-Code"))
		g->diagnostic = behind_type(value, a);
}

/* "failed", "delayed", ... in lower case; servers add words behind it. */
static const char *
action_of(const struct group *g, const char *status, struct arena *a)
{
	static const char *const known[] = { "failed", "delayed", "delivered", "relayed", "expanded" };

	for (size_t i = 0; g->action != NULL && i < LEN(known); i++) {
		const char *word = g->action + (*g->action == ' ');
		size_t len = strlen(known[i]);
		if (strlen(word) >= len && text_equal_nocase(arena_strndup(a, word, len), known[i]))
			return known[i];
	}
	return status[0] == '4' ? "delayed" : status[0] == '2' ? "delivered" : "failed";
}

/* Worse is later: a group replaces what a better one said. */
static int
badness(const char *action, char status_class)
{
	if (action == NULL)
		return -1;
	if (strcmp(action, "failed") == 0)
		return status_class == '4' ? 2 : 3;
	return strcmp(action, "delayed") == 0 ? 1 : 0;
}

/* An address as mail knows it; else what a careless server calls one ("clerk@localhost"). */
static bool
add_address(const char *text, struct arena *a, struct texts *list)
{
	size_t before = list->count;

	if (text == NULL)
		return false;
	addresses_find(text, strlen(text), a, list);
	text += strspn(text, " <");
	size_t len = strcspn(text, " >;,");
	const char *at = memchr(text, '@', len);
	if (list->count == before && at != NULL && at > text && at + 1 < text + len &&
	    text[strspn(text, "@")] != '/') {
		char *address = arena_strndup(a, text, len);
		for (char *p = address; *p != '\0'; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p += 'a' - 'A';
		texts_add(list, address, a);
	}
	return list->count > before || (at != NULL && at > text);
}

/* The one that we wrote to, not where it was forwarded. */
static void
add_recipient(const struct group *g, struct arena *a, struct texts *list)
{
	if (!add_address(g->original, a, list) && !add_address(g->final, a, list))
		add_address(g->actual, a, list);
}

/* "550 5.1.1 ...", for servers whose Status is none. */
static bool
status_in(const char *diagnostic, char status[12])
{
	size_t len = diagnostic != NULL ? strspn(diagnostic, "0123456789") : 0;

	return len == 3 && (diagnostic[3] == ' ' || diagnostic[3] == '-') &&
	    bounce_status_parse(diagnostic + 4, status);
}

static void
take_group(const struct group *g, struct arena *a, struct mail_reading *ret)
{
	char status[12] = "";
	const char *text = g->status != NULL ? g->status + (*g->status == ' ') : "";

	if (!bounce_status_parse(text, status) && !status_in(g->diagnostic, status))
		status[0] = '\0';
	const char *action = action_of(g, status, a);
	int now = badness(action, status[0]);
	int before = badness(ret->action, ret->status != NULL ? ret->status[0] : '5');
	if (now > before) {
		ret->recipients.count = 0;
		ret->action = action;
		ret->status = status[0] != '\0' ? arena_strdup(a, status) : NULL;
		ret->reason = g->diagnostic;
		ret->permanent = now == 3;
	}
	if (now >= before)
		add_recipient(g, a, &ret->recipients);
}

/* A group that is only of the message ("Reporting-MTA: ...") says nothing of a recipient. */
static bool
is_of_recipient(const struct group *g)
{
	return g->final != NULL || g->original != NULL || g->actual != NULL || g->action != NULL;
}

bool
bounce_report_read(const char *report, struct arena *a, struct mail_reading *ret)
{
	struct str name = STR_INIT, value = STR_INIT;
	struct group g = GROUP_EMPTY;
	size_t groups = 0;

	for (const char *p = report; *p != '\0' && groups < GROUPS_MAX;) {
		bool field = next_field(&p, &name, &value);
		bool again = field && ((g.final != NULL && text_equal_nocase(name.text, "Final-Recipient")) ||
		    (g.action != NULL && text_equal_nocase(name.text, "Original-Recipient")));
		if (!field)
			p++;
		if ((!field || again) && is_of_recipient(&g)) {
			take_group(&g, a, ret);
			groups++;
		}
		if (!field || again)
			g = (struct group)GROUP_EMPTY;
		if (field)
			take_field(&g, name.text, value.text, a);
	}
	if (is_of_recipient(&g)) {
		take_group(&g, a, ret);
		groups++;
	}
	str_clear(&name);
	str_clear(&value);
	return groups > 0;
}
