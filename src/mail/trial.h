/*
 * trial: does the mail account do what we count on?  A letter to ourselves and one to our own
 * plus-address go out by SMTP and are looked for by IMAP; then the folder of sent mail is looked at.
 * Nothing is stored but what was found.  The two letters stay in the mailbox.
 */
#ifndef MAIL_TRIAL_H
#define MAIL_TRIAL_H

#include "base/json.h"
#include "mail/token.h"

enum trial_result {
	TRIAL_GOOD,
	TRIAL_LESS,		/* it works, with less comfort: the words say what to do */
	TRIAL_BAD,		/* mail does not work so */
	TRIAL_RESULTS
};

struct trial_check { const char *what; enum trial_result result; const char *words; };

#define TRIAL_CHECKS_MAX	8
struct trial {
	struct trial_check	 check[TRIAL_CHECKS_MAX];
	size_t			 count;
	bool			 has_plus_address;
	bool			 has_idle;	/* it told of the letter */
	bool			 keeps_copies;	/* the server itself, of what is sent through it */
};

/* Waits at most so long for a letter to come back.  What goes wrong is a check that says so; false
 * only when the settings name no servers.  Texts are in "a". */
bool	trial_run(const struct token_wish *wish, int64_t wait_ms, struct arena *a,
	    struct trial *ret_trial, struct err *err);

/* Keeps the results, and gives what was kept: {"at", "has_plus_address", "has_idle",
 * "keeps_copies", "checks"}; NULL: never tried. */
bool	trial_save(const struct token_wish *wish, const struct trial *trial, struct err *err);
bool	trial_load(struct db *db, struct json **ret_result, struct err *err);

/* The checks as a JSON array of {"what", "result", "words"}. */
struct json *trial_json(const struct trial *trial);

#endif
