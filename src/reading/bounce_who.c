/*
 * bounce_who: addresses in a server's words, each ranked by the place where it stands.  Servers word
 * their notices in a thousand ways, but put the failed address in few places: below a line that
 * announces it, at the beginning of its own line, beside a code or a label, in the sentence itself.
 */
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "reading/bounce.h"
#include "reading/bounce_inside.h"
#include "reading/phrase.h"
#include "base/banned.h"

#define LISTED_LINES	12	/* below the line that announces them */
#define LEFT_BYTES_MAX	128
#define RIGHT_BYTES_MAX	190

/* All folded.  What announces a list of addresses. */
static const char *const announcers[] = {
	"recipient", "address", "deliver", "user", "destinat", "empfang", "adress", "indirizz",
	"direccion", "endereco", "ontvanger", "mottag", "modtag", "odbiorc", "prijemc", "получател",
	"адрес", "宛先", "收件人", "受信者", "following", "fail", "to:", "reach", "수신",
};
/* Sentences in which the address that they name is the one that failed. */
static const char *const tellings[] = {
	"deliver", "reach", "returned", "unknown", "no such", "not exist", "doesn't exist", "reject",
	"not found", "not a valid", "invalid", "fail", "full", "quota", "unavailable", "not accept",
	"could not", "couldn't", "unable", "undeliver", "not be sent", "is not a", "disabled",
	"problem", "delay", "zugestellt", "zustell", "nicht", "remis", "existe", "pas pu", "entreg",
	"recapit", "consegn", "bezorgd", "afgeleverd", "bestaat", "lever", "dostarcz", "doruc",
	"не ", "доставл", "配信", "届け", "投递", "送达", "递", "blocked", "refused", "sent mail to",
	"addressed to", "was addressed", "did not",
};
/* Labels of the failed address. */
static const char *const labels[] = {
	"recipient", "recipients", "failed recipient", "failed recipients", "intended recipient",
	"original recipient", "final-recipient", "original-recipient", "rcpt to", "unknown user",
	"unknown address", "user unknown", "unknown recipient", "address", "addresses", "failed address", "user",
	"invalid recipient", "delivery to", "delivery failed", "undeliverable to", "undelivered to",
	"failed", "empfanger", "destinataire", "destinataires", "destinatario", "destinatarios",
	"destinatari", "ontvanger", "ontvangers", "mottagare", "odbiorca", "получатель", "адрес",
	"收件人", "宛先", "受信者", "recipient address", "email address", "e-mail address", "mailbox",
	"no such user", "not delivered to", "delivered to", "e-mail", "email", "recipient(s)", "adresse",
};
static const char *const to_labels[] = {
	"to", "an", "a", "para", "aan", "till", "til", "do", "pour", "komu", "кому",
};
static const char *const advice[] = {
	"contact", "help", "assist", "support", "http", "mailto:", "visit", "question", "reply to",
	"write to", "instead", "new address", "please use", "from now on", "bitte verwenden", "bitte nutzen", "utilisez",
	"utilice", "utilizzare", "utilizar", "gebruik", "kontakt", "hilfe", "contacter", "contacte", "contatt",
	"neem contact", "administrator", "postmaster", "abuse", "report this", "whitelist", "unblock",
};
static const char *const not_recipients[] = {
	"from:", "from address", "mail from:", "mail from <", "sender", "message-id", "message id", "in-reply-to",
	"references:", "return-path", "reporting-mta", "sent by", "von:", "absender", "expediteur",
	"remitente", "mittente", "afzender", "remetente", "отправител", "envelope-id", "reply-to",
	"mail sent from", "(expanded from",  "発信者", "发件人", "寄件",
};

struct search {
	const struct notice	*n;
	struct texts		 found[WHO_NOBODY];
	struct texts		 ours;		/* who cannot have failed: sender and receiver of the notice */
	int			 listed;	/* lines left below an announcement */
	bool			 listed_one;	/* there was an address */
};

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

/* Where the left part of the address begins whose "@" is at "at"; "at" when there is none. */
static const char *
left_start(const char *at, const char *start)
{
	const char *from = at;

	if (at > start && at[-1] == '"') {
		for (from = at - 1; from > start && at - from < LEFT_BYTES_MAX && from[-1] != '\n';)
			if (*--from == '"')
				return at - from > 2 ? from : at;
		return at;
	}
	while (from > start && is_left(from[-1]) && at - from < LEFT_BYTES_MAX)
		from--;
	while (from < at && (*from == '.' || *from == '\'' || *from == '='))
		from++;
	for (const char *p = from; p + 5 < at; p++)	/* "SMTP=x@y" of X.400 names */
		if (strncasecmp(p, "smtp=", 5) == 0)
			from = p + 5;
	return from;
}

const char *
address_next(const char *p, const char *end, size_t *ret_len)
{
	const char *start = p;

	for (const char *at = p; (at = memchr(at, '@', (size_t)(end - at))) != NULL; at++) {
		const char *from = left_start(at, start), *to = at + 1;
		while (to < end && is_right(*to) && to - at < RIGHT_BYTES_MAX)
			to++;
		while (to > at + 1 && (to[-1] == '.' || to[-1] == '-'))
			to--;
		if (from == at || memchr(at, '.', (size_t)(to - at)) == NULL)
			continue;
		*ret_len = (size_t)(to - from);
		return from;
	}
	return NULL;
}

static const char *
lower(const char *text, size_t len, struct arena *a)
{
	char *copy = arena_strndup(a, text, len);

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

void
addresses_find(const char *text, size_t len, struct arena *a, struct texts *list)
{
	const char *end = text + len;
	size_t n;

	for (const char *p = text; (p = address_next(p, end, &n)) != NULL; p += n)
		texts_add(list, lower(p, n, a), a);
}

static bool
has(const struct texts *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], text))
			return true;
	return false;
}

static void
add(struct search *s, enum who rank, const char *address, size_t len)
{
	const char *one = lower(address, len, s->n->a);

	if (rank < WHO_NOBODY && (has(&s->ours, one) || text_starts(one, "mailer-daemon@") ||
	    (rank > WHO_LEADS && (text_starts(one, "postmaster@") || text_starts(one, "abuse@")))))
		rank = WHO_NOBODY;
	if (rank < WHO_NOBODY)
		texts_add(&s->found[rank], one, s->n->a);
}

static bool
has_letter(const char *from, const char *to)
{
	for (; from < to; from++)
		if (isalpha((unsigned char)*from) || (unsigned char)*from >= 0x80)
			return true;
	return false;
}

/* "Failed Recipient: <" : the label before the address, folded; "" when there is none. */
static const char *
label_before(const char *line, const char *address, struct arena *a)
{
	const char *colon = memrchr(line, ':', (size_t)(address - line));

	if (colon != NULL && colon - line > 8 && strncasecmp(colon - 6, "mailto", 6) == 0)
		colon = memrchr(line, ':', (size_t)(colon - line));
	if (colon == NULL)
		colon = memrchr(line, ';', (size_t)(address - line));	/* "rfc822;" */
	if (colon == NULL || colon - line > 60 || has_letter(colon + 1, address))
		return "";
	const char *from = line;
	while (from < colon && !isalnum((unsigned char)*from) && (unsigned char)*from < 0x80)
		from++;
	return phrase_fold_bytes(from, (size_t)(colon - from), a);
}

static bool
is_one(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(text, list[i]))
			return true;
	return false;
}

static bool
holds_code(const char *line, size_t len)
{
	for (const char *p = line; p + 3 < line + len; p++)
		if ((p == line || !isalnum((unsigned char)p[-1])) && (*p == '4' || *p == '5') &&
		    p[1] >= '0' && p[1] <= '5' && isdigit((unsigned char)p[2]) && strchr(" -:", p[3]) != NULL)
			return true;
	return false;
}

/* A sentence goes on behind the address, instead of a reason. */
static bool
goes_on(const char *behind, const char *end)
{
	while (behind < end && strchr(">\"') ", *behind) != NULL)
		behind++;
	return behind < end && (isalpha((unsigned char)*behind) || *behind == ',');
}

/* "they are not accepting mail from team@elm.example": who sent it. */
static bool
is_behind_from(const char *line, const char *address)
{
	while (address > line && strchr(" <\"'(", address[-1]) != NULL)
		address--;
	return address - line >= 5 && strncasecmp(address - 5, " from", 5) == 0 &&
	    !(address - line >= 14 && strncasecmp(address - 14, "generated from", 14) == 0);
}

/* "context": this line and its neighbours, folded. */
static enum who
rank_of(const struct search *s, const char *line, size_t len, const char *address, size_t n,
    const char *context)
{
	const char *folded = phrase_fold_bytes(line, len, s->n->a);
	const char *label = label_before(line, address, s->n->a);
	const char *behind = address + n;
	bool leads = !has_letter(line, address);

	if ((PHRASE_IN(folded, not_recipients) && !(leads && *behind == '>')) ||
	    is_behind_from(line, address))
		return WHO_NOBODY;
	/* "Jane Doe <jane@b.example>", "Jane Doe [SMTP:jane@b.example]", "o=Clinic;dda:SMTP=jane@..." */
	bool enclosed = address > line && strchr("<([:=", address[-1]) != NULL;
	if (s->listed > 0 && (leads || (enclosed && !PHRASE_IN(folded, advice))))
		return is_one(label, to_labels, LEN(to_labels)) ? WHO_CODE : WHO_LISTED;
	if (is_one(label, to_labels, LEN(to_labels)))
		return WHO_TO;
	if (leads && !goes_on(behind, line + len))
		return WHO_LEADS;
	if (is_one(label, labels, LEN(labels)) || strcasestr(line, "RCPT TO:") == address - 9 ||
	    holds_code(line, len))
		return WHO_CODE;
	if (PHRASE_IN(folded, advice))
		return WHO_DOUBTFUL;
	return PHRASE_IN(context, tellings) ? WHO_TOLD : WHO_GUESS;
}

/* Does the line say that failed addresses follow? */
static bool
announces(const char *context, const char *line, size_t len)
{
	while (len > 0 && strchr(" \t*>", line[len - 1]) != NULL)
		len--;
	bool colon = len > 0 && (line[len - 1] == ':' || (len > 2 && memcmp(line + len - 3, "\xef\xbc\x9a", 3) == 0));
	bool ruled = len > 8 && strspn(line, " -=*|#") >= 3 && strchr("-=*|#", line[len - 1]) != NULL;

	return (colon || ruled) && PHRASE_IN(context, announcers);
}

/* The addresses of a line: the first, and those that follow it in a list. */
static void
take_line(struct search *s, const char *line, size_t len, const char *context)
{
	const char *end = line + len;
	size_t n;
	const char *p = address_next(line, end, &n);
	enum who rank = rank_of(s, line, len, p, n, context);

	add(s, rank, p, n);
	for (;;) {
		const char *before = p + n, *next = address_next(before, end, &n);
		if (next == NULL)
			break;
		bool in_list = strspn(before, ">,;\"' <") >= (size_t)(next - before);
		if (!in_list && rank <= WHO_TO)
			break;
		add(s, rank, next, n);
		p = next;
	}
	s->listed_one = s->listed_one || rank == WHO_LISTED;
}

static void
see_line(struct search *s, const char *before, const char *line, size_t len)
{
	const char *behind = line + len + (line[len] == '\n');
	size_t behind_len = strcspn(behind, "\n"), n;
	bool has_address = memchr(line, '@', len) != NULL && address_next(line, line + len, &n) != NULL;

	if (!has_address && len > 0) {
		const char *context = phrase_fold_bytes(before, (size_t)(line + len - before), s->n->a);
		if (announces(context, line, len)) {
			s->listed = LISTED_LINES;
			s->listed_one = false;
		}
	}
	if (len == 0 && s->listed_one)
		s->listed = 0;
	/* "(expanded from" may end the line before. */
	if (has_address && !(line - before > 5 && strncmp(line - 6, " from\n", 6) == 0))
		take_line(s, line, len, phrase_fold_bytes(before,
		    (size_t)(behind + behind_len - before), s->n->a));
	if (s->listed > 0)
		s->listed--;
}

static void
set_ours(struct search *s)
{
	static const char *const names[] = { "To", "From", "Delivered-To" };
	const struct notice *n = s->n;

	texts_add(&s->ours, n->own_address, n->a);
	for (size_t i = 0; i < LEN(names); i++) {
		const char *value = mail_header_get(&n->content->headers, names[i]);
		if (value != NULL)
			addresses_find(value, strlen(value), n->a, &s->ours);
	}
}

/* Of the best rank all; a guess is one at most. */
static enum who
take_best(const struct search *s, struct texts *list)
{
	for (enum who rank = WHO_LISTED; rank < WHO_NOBODY; rank++) {
		for (size_t i = 0; i < s->found[rank].count && (i == 0 || rank <= WHO_TOLD); i++)
			texts_add(list, s->found[rank].item[i], s->n->a);
		if (list->count > 0)
			return rank;
	}
	return WHO_NOBODY;
}

enum who
notice_recipients(const struct notice *n, struct texts *list)
{
	struct search s = { .n = n };
	const char *header = mail_header_get(&n->content->headers, "X-Failed-Recipients");

	if (header != NULL)
		addresses_find(header, strlen(header), n->a, list);
	if (list->count > 0)
		return WHO_LISTED;
	set_ours(&s);
	const char *before = n->words;
	for (const char *p = n->words; *p != '\0';) {
		size_t len = strcspn(p, "\n");
		see_line(&s, before, p, len);
		before = p;
		p += len + (p[len] == '\n');
	}
	return take_best(&s, list);
}
