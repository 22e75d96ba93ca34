/*
 * provider_link: addresses of providers' own pages, and what they bring and say there.  An address is the
 * link's number and a signature with the folder's key: no table holds it.  What comes is received, proposed
 * or attested, each with a task for a person; nothing that counts is changed by it.
 */
#ifndef STORE_PROVIDER_LINK_H
#define STORE_PROVIDER_LINK_H

#include "base/seal.h"
#include "core/settings.h"
#include "store/document.h"

#define PROVIDER_LINK_PURPOSE	"provider link"		/* of the key that is asked for here: folder_seal_key() */
#define PROVIDER_LINK_DAYS	14
#define PROVIDER_LINK_DAYS_MAX	90

struct provider_link {
	int64_t		 link_id, provider_id, expires_ms;
	const char	*first_name, *last_name, *npi;
	const char	*actor;				/* for the log: "Ada Larkspur (provider)" */
};

/* A new address, in "a", and the letter that brings it, if wished.  In the caller's transaction.  ERR_MISSING: no
 * such provider; ERR_INPUT: they have no address of mail. */
struct provider_link_wish {
	int64_t		 provider_id, now_ms, expires_ms;
	bool		 by_mail;
	const char	*actor, *base_url;		/* base_url: of our pages, without a slash at the end */
	const char	*needs;				/* what is missing, for the letter (readiness_needs()); NULL: nothing is said */
};
bool	provider_link_add(struct db *db, const struct seal_key *key, const struct settings *settings,
	    const struct provider_link_wish *wish, struct arena *a, const char **ret_url,
	    const char **ret_recipient, struct err *err);

/* Whose it is; ERR_MISSING when it is not signed by us, has ended or was taken back, all in the same words. */
bool	provider_link_find(struct db *db, const struct seal_key *key, const char *word, int64_t now_ms,
	    struct arena *a, struct provider_link *ret_link, struct err *err);
bool	provider_link_touch(struct db *db, int64_t link_id, int64_t now_ms, struct err *err);

/* Takes all of a provider's back; how many that were. */
bool	provider_link_revoke(struct db *db, int64_t provider_id, const char *actor, int64_t now_ms,
	    int64_t *ret_count, struct err *err);

/* A file that was sent: a document, received, with a task. */
bool	provider_link_receive(struct db *db, const struct provider_link *link, const char *name,
	    const struct document_file *file, int32_t due_day, int64_t now_ms, struct err *err);

/* ERR_INPUT: nothing was said.  The same correction twice in a row is one. */
struct provider_said { const char *kind, *name, *text, *client; };
bool	provider_link_say(struct db *db, const struct provider_link *link, const struct provider_said *said,
	    int32_t due_day, int64_t now_ms, struct err *err);

/* Files that came by the provider's links: document_id, name, bytes, status, aside_reason, created_ms. */
void	provider_link_query_files(struct query *q, struct db *db, int64_t provider_id);

/* What they said: kind, name, text, client, said_ms; and their links: recipient, created_by, created_ms,
 * expires_ms, revoked_ms, seen_ms, is_open.  The newest first. */
void	provider_link_query_said(struct query *q, struct db *db, int64_t provider_id);
void	provider_link_query_list(struct query *q, struct db *db, int64_t provider_id, int64_t now_ms);

#endif
