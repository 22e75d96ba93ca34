/* message: mail as received: what the rules said of it, to which case it belongs, its bytes. */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "db/db.h"

struct message {
	int64_t		 message_id;
	const char	*fingerprint, *account, *folder;
	int64_t		 uid;			/* 0: a Maildir */
	const char	*rfc_message_id;	/* NULL: none */
	const char	*from_address, *from_name, *to_address, *subject;
	int64_t		 date_ms, received_ms;	/* date_ms INSTANT_NONE: none that can be read */
	const char	*kind;
	const char	*verdict_json;
	const char	*text;
	int64_t		 case_id;		/* 0: nobody knows yet */
	const char	*matched_by;		/* NULL with case_id 0 */
	bool		 has_unknown_sender;
	const char	*status;		/* new, handled, set aside */
	int64_t		 bytes;
};

/* Has a mail with this fingerprint been stored? */
bool	message_known(struct db *db, const char *fingerprint, bool *ret_known, struct err *err);

/* Adds it, and its bytes (NULL: not now, or they were not fetched; see store/message_bytes.h). */
bool	message_add(struct db *db, const struct message *message, const char *mime, size_t len,
	    int64_t *ret_message_id, struct err *err);

/* ERR_MISSING when there is none. */
bool	message_load(struct db *db, int64_t message_id, struct arena *a,
	    struct message *ret_message, struct err *err);

/* It belongs to that case now, and needs nobody's eye any more. */
bool	message_set_case(struct db *db, int64_t message_id, int64_t case_id, const char *matched_by,
	    bool has_unknown_sender, struct err *err);

/* It belongs to no case and needs nobody's eye any more.  ERR_CONFLICT when it has a case, or was
 * looked at before; ERR_MISSING when there is none. */
bool	message_set_handled(struct db *db, int64_t message_id, struct err *err);

/* Both of these taken back: it waits for a person's eye again.  ERR_CONFLICT when it is not as it was left: it
 * belongs to another case than that (0: none), or what was attached has become documents. */
bool	message_set_new(struct db *db, int64_t message_id, int64_t case_id, struct err *err);

/* How many mails of the case came from that sender since then; counts to "limit" only. */
bool	message_count_since(struct db *db, int64_t case_id, const char *from_address,
	    int64_t since_ms, int64_t limit, int64_t *ret_count, struct err *err);

/* Is that number one of a message that came in, of a letter of ours, or (in a database of before they
 * shared their numbers) of both? */
bool	message_direction(struct db *db, int64_t mail_id, bool *ret_in, bool *ret_out,
	    struct err *err);

/*
 * Mail in both directions, the newest first.  Opens the query; the caller ends it.  Absent filters: 0, NULL, false.
 */
struct message_filter {
	int64_t		 case_id, provider_id;
	const char	*kind;			/* of a received message, or "letter" */
	const char	*status;
	const char	*direction;		/* in, out */
	bool		 unmatched;		/* received, and nobody knows for which case */
};
void	message_query_list(struct query *q, struct db *db, const struct message_filter *filter);

/* A message that came in ("text"), or a letter of ours ("body"), whole; direction: "in", "out", or NULL: whichever has
 * that number.  Opens the query only where it is true.  ERR_MISSING: there is none; ERR_CONFLICT: there are both. */
bool	message_query_mail(struct query *q, struct db *db, int64_t mail_id, const char *direction, struct err *err);

#endif
