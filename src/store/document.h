/*
 * document: papers and files of a provider: references to what lies elsewhere, and files whose bytes are
 * kept here (store/document_file.h).  A stranger's file is "received", or "aside" where it may do harm;
 * only a person accepts or rejects it.  Rows of both kinds are added and listed as records
 * (store/record.h).
 *
 *	requested -> received -> accepted | rejected; accepted -> expired when its next version is
 *	accepted.  A document that is missing has no row: readiness says it.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "base/arena.h"
#include "core/catalog.h"
#include "db/db.h"
#include "store/document_file.h"
#include "store/verify.h"

struct document {
	int64_t		 document_id, replaces_id;	/* 0: it replaces none */
	const char	*name, *status;			/* as stored: received where it is aside */
	const char	*sha256, *content_type;		/* NULL: a reference */
	const char	*aside_reason;			/* NULL: it is not aside */
};

struct document_by {
	const char	*actor, *folder;		/* the data folder */
	int64_t		 now_ms;
};

/* ERR_MISSING when there is none. */
bool	document_load(struct db *db, int64_t document_id, struct arena *a, struct document *ret_document,
	    struct err *err);

/*
 * Adds the record "r" (of the kind "document") with a file that was kept, or (NULL) as a reference to what lies
 * elsewhere, and says which document it is the next version of (0: none; ERR_INPUT: not of the same provider, kind and state).
 * Opens its own transaction.
 */
struct record;
bool	document_add(struct db *db, struct record *r, const struct document_file *file, int64_t replaces_id,
	    const struct document_by *by, int64_t *ret_document_id, struct err *err);

/* May these fields be written?  The state of a file that is kept is decided, not set; that of a reference is set. */
bool	document_check_fields(const struct record *r, bool is_kept, struct err *err);

/* The same paper of the same provider and kind: by its bytes, else (sha256 NULL) by name and reference; 0: none.  NULL:
 * nothing is said. */
struct document_same { const char *npi, *kind, *state, *name, *reference, *sha256; };
bool	document_find_same(struct db *db, const struct document_same *same, int64_t *ret_id, struct err *err);

/* Says of a row just added that these are its bytes and which document it is the next version of (0:
 * none; ERR_INPUT: not of the same provider and kind).  In the caller's transaction. */
bool	document_attach(struct db *db, int64_t document_id, const struct document_file *file,
	    int64_t replaces_id, const struct document_by *by, struct err *err);

/* A received mail with files in it. */
struct document_mail {
	int64_t		 message_id, case_id;
	int32_t		 due_day;			/* of the task */
	bool			 ask;				/* not for strangers' mail */
};
/* The next mail behind "after_id" with a case whose files are no documents yet; its bytes: store/message_bytes.h.
 * The caller says due_day. */
bool	document_mail_next(struct db *db, int64_t after_id, struct document_mail *ret_mail, bool *ret_there,
	    struct err *err);

/*
 * A file that came with a mail becomes a document of the case's provider: received, its kind open.
 * Part 1, 2 ... of the mail is added once, however often this is called.  With "ask", a task asks a
 * person; what it may be of all that is asked of the provider (core/proposal.h; NULL: that is not known) is only a
 * proposal in it.  In the caller's transaction; document_mail_done() ends it for the mail.
 */
struct requirements;
struct settings;
struct document_asked {
	const struct requirements *requirements;
	const struct settings	*settings;
	int32_t			 today_day;
};
bool	document_receive(struct db *db, const struct document_mail *mail, int part, const char *name,
	    const struct document_file *file, const struct document_asked *asked,
	    const struct document_by *by, struct err *err);
bool	document_mail_done(struct db *db, int64_t message_id, int64_t now_ms, struct err *err);

/*
 * The mail belongs to that case: its documents that nobody has decided, and what asks about them, go with it.
 * *ret_accepted: how many a person had accepted; these stay with the provider for whom they were.  In the caller's
 * transaction.
 */
bool	document_mail_move(struct db *db, int64_t message_id, int64_t case_id, int64_t now_ms, int64_t *ret_moved,
	    int64_t *ret_accepted, struct err *err);

/*
 * Says as what it counts ("license copy") and of which state, each where nobody has said it yet: who accepts what came
 * by mail.  NULL or blank: nothing is said.  "is_wanted": ERR_INPUT where its kind stays open.  In the caller's transaction.
 */
struct document_saying { const char *kind, *state; bool is_wanted; };
bool	document_say(struct db *db, int64_t document_id, const struct document_saying *said,
	    const struct catalog *catalog, const struct document_by *by, struct err *err);

/*
 * Accepts or rejects it, with the reason ("": none), and ends the version before an accepted one.
 * ERR_CONFLICT: it is like that already, is aside (cannot be accepted), or has ended; its bytes are
 * looked at first: see document_file_read().  In the caller's transaction.
 */
bool	document_decide(struct db *db, int64_t document_id, bool accept, const char *reason,
	    const struct document_by *by, struct err *err);

/* Reads every file that a row names; "fault" hears of each that is missing or changed. */
bool	document_verify(struct db *db, const char *folder, verify_fault fault, void *context,
	    int64_t *ret_checked, struct err *err);

#endif
