/*
 * bounce_notice: where a server's own words end and the message begins that it returns as text.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/bounce_inside.h"
#include "reading/phrase.h"
#include "base/banned.h"

#define WORDS_BYTES_MAX	(16 * 1024)	/* of a server */
#define FOLDED_BYTES_MAX 6000		/* where they say what happened */
#define RULE_BYTES_MAX	120		/* a line that announces the returned message */

/* A line that announces the returned message names it and says that it follows. */
static const char *const copy_nouns[] = {
	"message", "mail", "header", "nachricht", "kopf", "mensaje", "messaggio", "mensagem",
	"bericht", "meddelande", "besked", "viest", "wiadomo", "zprav", "письм", "сообщени",
	"メッセーシ", "メール", "邮件", "郵件", "메시지", "메일",
};
static const char *const copy_verbs[] = {
	"original", "copy", "copie", "copia", "kopie", "return", "unsent", "unaltered", "header",
	"follow", "text", "old", "undelivered", "gesendet", "ursprung", "start of", "begin",
	"include", "attached", "below", "source", "kopia", "исходн", "копи", "オリシナル", "原",
};
static const char *const copy_ends[] = {
	"follow", "follows", "below", "below this line", "beneath", "appended", "folgt", "suit", "sigue",
	"segue", "volgt", "a continuacion", "di seguito", "a seguir", "ci-dessous", "unten",
	"old message", "ниже", "headers", "header", "message is",
};
/* What also follows: "A transcript of the attempts to send the message follows." */
static const char *const no_copies[] = { "transcript", "attempt", "details", "information", "subject" };
/* Fields that only the header of a real message has; where one begins a line, so did the copy. */
static const char *const copy_fields[] = {
	"Received: ", "Return-Path: ", "Return-path: ", "DKIM-Signature: ", "MIME-Version: ",
	"Mime-Version: ", "X-Mailer: ", "X-Originating-IP: ", "Delivered-To: ",
};

/* Without the signs that people draw rules of. */
static const char *
without_rules(const char *folded, size_t *len)
{
	static const char signs[] = " -=*|#_.:<>+~\"'";

	while (*len > 0 && strchr(signs, *folded) != NULL) {
		folded++;
		(*len)--;
	}
	while (*len > 0 && strchr(signs, folded[*len - 1]) != NULL)
		(*len)--;
	return folded;
}

static bool
ends_with_one(const char *text, const char *const *ends, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_ends(text, ends[i]))
			return true;
	return false;
}

static bool
begins_copy(const char *line, size_t len)
{
	for (size_t i = 0; i < LEN(copy_fields); i++)
		if (strlen(copy_fields[i]) <= len &&
		    memcmp(line, copy_fields[i], strlen(copy_fields[i])) == 0)
			return true;
	return false;
}

/* Not the middle of a sentence that goes over several lines ("... from the message returned below."):
 * nothing follows in its paragraph, and it begins as one begins. */
static bool
stands_alone(const char *text, const char *line, size_t len)
{
	const char *behind = line + len + (line[len] == '\n');
	bool begins = line == text || line[-1] != '\n' || line - 1 == text || line[-2] == '\n' ||
	    !(*line >= 'a' && *line <= 'z');

	return begins && (*behind == '\n' || *behind == '\0' || strchr(" -=_>", *behind) != NULL ||
	    begins_copy(behind, strcspn(behind, "\n")) || memchr(behind, ':', strcspn(behind, " \n")) != NULL);
}

/* "----- Original message follows -----", "This is a copy of the message, including all the headers." */
static bool
announces_copy(const char *text, const char *line, size_t len, struct arena *a)
{
	if (len < 8 || len > RULE_BYTES_MAX)
		return false;
	const char *folded = phrase_fold_bytes(line, len, a);
	size_t bare_len = strlen(folded);
	bool ruled = bare_len > 4 && strchr("-=*|#_", folded[0]) != NULL && folded[1] == folded[0];
	const char *inner = without_rules(folded, &bare_len);
	const char *bare = arena_strndup(a, inner, bare_len);

	if (strstr(bare, "is a copy of") != NULL || text_starts(bare, "original message headers"))
		return true;
	if (!PHRASE_IN(bare, copy_nouns) || strchr(bare, '@') != NULL || PHRASE_IN(bare, no_copies))
		return false;
	return PHRASE_IN(bare, copy_verbs) && (ruled ||
	    (ends_with_one(bare, copy_ends, LEN(copy_ends)) && stands_alone(text, line, len)));
}

/* How many bytes of the text are the server's own. */
static size_t
own_bytes(const char *text, struct arena *a)
{
	const char *p = text;

	while (*p != '\0' && p - text < WORDS_BYTES_MAX) {
		size_t len = strcspn(p, "\n");
		if (p > text && (begins_copy(p, len) || announces_copy(text, p, len, a)))
			break;
		p += len + (p[len] == '\n');
	}
	size_t len = (size_t)(p - text);
	return len < WORDS_BYTES_MAX ? len : utf8_cut(text, WORDS_BYTES_MAX);
}

void
notice_begin(const struct mail_content *content, const char *own_address, struct arena *a,
    struct notice *ret)
{
	*ret = (struct notice){
		.content = content, .own_address = own_address, .a = a, .words = "", .folded = "",
		.subject = phrase_fold(mail_header_get(&content->headers, "Subject"), a),
	};
}

void
notice_read(struct notice *n)
{
	const char *text = n->content->text;

	n->words = arena_strndup(n->a, text, own_bytes(text, n->a));
	n->folded = phrase_fold_bytes(n->words, utf8_cut(n->words, FOLDED_BYTES_MAX), n->a);
}
