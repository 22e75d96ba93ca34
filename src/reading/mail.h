/*
 * mail: a received message as the rules see it.  The reader of MIME (mail/mime.h) fills a
 * mail_content; mail_classify() makes a mail_reading of it: what kind of message it is, what it says,
 * and what could tell to which case it belongs.  Pure: no library, no disk, no clock.
 *
 * All texts are valid UTF-8 and live in the arena.  Everything in here came from strangers.
 */
#ifndef READING_MAIL_H
#define READING_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/err.h"
#include "base/zone.h"

enum mail_kind {
	MAIL_REPLY,		/* a person answers */
	MAIL_BOUNCE,		/* a server could not deliver, or not yet */
	MAIL_AUTO_REPLY,	/* a program answers for a person */
	MAIL_CALENDAR_REPLY,	/* an answer to an invitation */
	MAIL_OTHER,		/* lists, newsletters, notices, receipts, first letters of strangers */
	MAIL_BROKEN,		/* could not be read */
	MAIL_KINDS
};
const char	*mail_kind_name(enum mail_kind kind);
bool		 mail_kind_find(const char *name, enum mail_kind *ret_kind);

/* Limits of one message; what is beyond them is left out. */
#define MAIL_HEADER_BYTES_MAX	(256 * 1024)	/* more: the message is refused */
#define MAIL_PARTS_MAX		1000
#define MAIL_TEXT_BYTES_MAX	(256 * 1024)	/* looked at */
#define MAIL_KEPT_BYTES_MAX	(64 * 1024)	/* of the new text */
#define MAIL_LINE_BYTES_MAX	1000		/* subject, names, reasons */
#define MAIL_LIST_MAX		64		/* addresses, ids, attachments */

/* A list of texts that stops growing at MAIL_LIST_MAX and takes each text once. */
struct texts { const char **item; size_t count, size; };
void		 texts_add(struct texts *list, const char *text, struct arena *a);

struct mail_header { const char *name, *value; };	/* decoded, on one line */
struct mail_headers { struct mail_header *item; size_t count, size; };

/* The first header of that name, in any case; NULL when there is none. */
const char	*mail_header_get(const struct mail_headers *headers, const char *name);

struct mail_attachment { const char *name, *type; int64_t bytes; };

/* What the reader of MIME found. */
struct mail_content {
	struct mail_headers	 headers;	/* of the message */
	const char		*from_address, *from_name;	/* "" when there is none */
	int64_t			 date_ms;	/* INSTANT_NONE: no Date that can be read */
	int32_t			 date_day;	/* as the sender's clock said; DAY_NONE */
	const char		*text;		/* of the text parts, lines ended by LF */
	const char		*report_type;	/* "delivery-status", "disposition-notification",
						 * "feedback-report"; NULL */
	const char		*report;	/* fields of the report */
	struct mail_headers	 returned;	/* headers of the message that came back */
	const char		*calendar;	/* a text/calendar part; NULL */
	struct mail_attachment	*attachment;
	size_t			 attachments, attachments_size;
	const struct mail_content *attached;	/* the first message that came as a part; NULL */
};

#define FINGERPRINT_BYTES 27	/* as HASH_ID_BYTES */

/* What the rules say about it. */
struct mail_reading {
	char			 fingerprint[FINGERPRINT_BYTES];	/* the reader's parent sets it */
	enum mail_kind		 kind;
	bool			 permanent;	/* a bounce that will be the same next time */
	bool			 is_bulk;	/* a list or newsletter */
	bool			 is_automatic;	/* no person wrote it */
	bool			 is_forged;	/* our server says that DMARC failed */
	struct texts		 evidence;	/* why it is of this kind, for people */
	const char		*status;	/* "5.1.1"; NULL */
	const char		*action;	/* failed, delayed, displayed, accepted ...; NULL */
	const char		*reason;	/* the server's words; NULL */
	const char		*reason_class;	/* of a bounce, what these come to: bounce_class(); NULL */
	int32_t			 until_day;	/* day of return; DAY_NONE */
	struct texts		 recipients;	/* failed or absent addresses, lower case */
	const char		*from_address, *from_name, *to_address;
	const char		*subject, *rfc_message_id;	/* "" and NULL when there is none */
	int64_t			 date_ms;
	const char		*text;		/* new text, without quote and signature */
	const char		*calendar;	/* a text/calendar part, for calendar/answer.h; NULL */
	struct mail_attachment	*attachment;
	size_t			 attachments;
	/* What may tell the case: addresses it was for, ids it answers, what came back in a bounce. */
	struct texts		 addresses, references;
	struct texts		 returned_ids, returned_addresses;
	const char		*returned_subject;
	struct texts		 numbers;	/* words that look like a reference number */
	/* The same in the text that it quotes: weaker, since people pass on what others wrote. */
	struct texts		 quoted_addresses, quoted_tags, quoted_numbers;
};

/* "own_address": the team's, so that a bounce's other addresses can be told from it. */
void	mail_classify(const struct mail_content *content, const char *own_address,
	    struct arena *a, struct mail_reading *ret);

/* One more reason why the reading is as it is. */
void	mail_evidence(struct mail_reading *reading, struct arena *a, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * Are these bytes a message at all?  ERR_INPUT says why not: nothing there, no header, a header
 * beyond its limit.  Looks at the beginning only.
 */
bool	mail_looks_right(const char *bytes, size_t len, struct err *err);

/* How many bytes stand before the header: a byte order mark, the line of an mbox. */
size_t	mail_header_offset(const char *bytes, size_t len);

/* What the raw header says under that name (lower case), unfolded, not decoded; "" when nothing. */
const char *mail_field(const char *bytes, size_t len, const char *name, struct arena *a);

/* Hash of Message-ID, Date, From and body, the same whatever ends the lines: each mail once. */
char	*mail_fingerprint(const char *bytes, size_t len, char text[FINGERPRINT_BYTES]);

/* The same in pieces: the beginning reads the header and says where the body begins, which is then added;
 * the end writes it and frees. */
struct fingerprint;
struct fingerprint *mail_fingerprint_begin(const char *bytes, size_t len, size_t *ret_body);
void	mail_fingerprint_add(struct fingerprint *f, const char *bytes, size_t len);
char	*mail_fingerprint_end(struct fingerprint *f, char text[FINGERPRINT_BYTES]);

#endif
