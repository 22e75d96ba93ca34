/*
 * match: to which case a mail belongs, and how surely.  Strongest first: the plus-address that it was
 * sent to, the Message-ID that it answers, the tag in its subject, the payer's reference number, our letter that it
 * quotes, the one open case of a known sender.  What is weaker is only a suggestion for a person: so is a tag or a
 * number in a quote when its sender is no address of that case, since text can be passed on or made up.
 *
 * What our own server calls forged (DMARC failed) moves no case, however well it fits: its case is
 * suggested.
 *
 * A bounce must return something of ours (a Message-ID, a plus-address, or the tag of a case that
 * wrote to the address it names): anybody can write that an address does not exist.
 */
#ifndef MAIL_MATCH_H
#define MAIL_MATCH_H

#include "core/settings.h"
#include "db/db.h"
#include "reading/mail.h"
#include "store/digest.h"

#define SUGGESTIONS_MAX 5

struct suggestion { int64_t case_id; const char *because; };

struct match {
	int64_t			 case_id;	/* 0: none */
	const char		*by;		/* "plus-address", "references", "tag", "reference number",
						 * "quote", "sender"; NULL */
	int			 score;		/* how surely, of 100: see match.c; 0 with case_id 0 */
	const char		*because;	/* the same in words; NULL */
	const char		*recipient;	/* of our letter that it is about; NULL */
	int64_t			 outbox_id;	/* our letter that it answers, returns or is: so that one left; 0: none */
	int64_t			 invited_case_id; /* that letter invites to a deadline of this case; 0: no */
	int64_t			 also[DIGEST_LETTERS_MAX];	/* cases that it answers, too: that letter asked for several */
	size_t			 also_count;
	bool			 is_own;	/* our own mail came back to us */
	bool			 is_unknown_sender;
	bool			 is_forged;	/* DMARC failed: its case is only a suggestion */
	struct suggestion	 suggestion[SUGGESTIONS_MAX];
	size_t			 suggestions;
};

/* Only reads.  Texts live in "a". */
bool	match_find(struct db *db, const struct settings *settings, const struct mail_reading *reading,
	    struct arena *a, struct match *ret, struct err *err);

/* The kind in the light of the match: a person's mail that belongs to a case is an answer, even when
 * it does not say so. */
enum mail_kind match_kind(const struct mail_reading *reading, const struct match *match);

/* What "mail read --json" says; without the text for where that is kept beside it.  The caller owns
 * it.  match NULL: nothing was looked up. */
struct json *match_verdict(const struct mail_reading *reading, const struct match *match,
    bool with_text);

#endif
