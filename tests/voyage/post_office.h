/*
 * post_office: a mail server and the people behind it, of memory, played by dice: it takes a letter and
 * drops the line, says later, says never; the answers come late, twice, with other ids, or not at all.
 * Nothing here ever forgets or crashes: it is what really happened.
 */
#ifndef VOYAGE_POST_OFFICE_H
#define VOYAGE_POST_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/dice.h"
#include "mail/post.h"
#include "mail/reader.h"
#include "store/outbox.h"

#define TAKEN_MAX 256
#define MAILS_MAX 512

struct post_office {
	struct dice	*dice;
	struct { char idem[64]; int copies; } taken[TAKEN_MAX];
	size_t		 takens;
	struct { char *bytes; int64_t at_ms; bool is_copy; } mail[MAILS_MAX];	/* in the order of arrival */
	size_t		 mails;
	int64_t		 uidvalidity;
	bool		 is_overfull;		/* the seed says nothing */
	bool		 is_kind;		/* no more faults: takes everything at once */
	bool		 is_open;		/* the line to it */
	bool		 has_broken;		/* it was away, or the line broke; the caller takes it back */
};

/* False: it does not answer now. */
bool	post_office_open(struct post_office *o);

/* A letter is handed over.  *ret_drops: the process should die before it hears the answer. */
void	post_office_hand(struct post_office *o, const struct outbox_letter *letter, int64_t now_ms,
	    struct post_result *ret_result, bool *ret_drops);

int	post_office_copies(const struct post_office *o, const char *idem);

/* What has arrived until now, with its uid; of those the ones behind last_uid.  In "a". */
size_t	post_office_list(const struct post_office *o, int64_t last_uid, int64_t now_ms, struct arena *a,
	    struct mail_bytes **ret_items);

void	post_office_clear(struct post_office *o);

#endif
