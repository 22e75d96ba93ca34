/*
 * status_report: where a provider, or everybody at one site, stands with each payer, as people are told it: printed, or
 * sent as a letter.  Names, payers, days and what is still needed; nothing sealed, and no number but the NPI.
 */
#ifndef STORE_STATUS_REPORT_H
#define STORE_STATUS_REPORT_H

#include "core/settings.h"
#include "db/db.h"

struct status_ask {
	int64_t		 provider_id, location_id;	/* one of them; the other is 0 */
	const char	*folder;
	const struct settings *settings;
	int32_t		 today_day;
};

struct status_report {
	const char	*subject, *text;	/* in the arena, the text with "\n" */
	const char	*name;			/* of whom, or of which site */
	const char	*recipient;		/* the provider's own address; NULL: none is known */
};

/* ERR_MISSING: there is no such provider or site. */
bool	status_report_make(struct db *db, const struct status_ask *ask, struct arena *a, struct status_report *ret,
	    struct err *err);

/* Puts it into the outbox as a letter, with its row in the audit log, in the caller's transaction.  ERR_INPUT: the
 * recipient is no address. */
bool	status_report_send(struct db *db, const struct status_ask *ask, const struct status_report *report,
	    const char *recipient, const char *actor, int64_t now_ms, struct arena *a, struct err *err);

#endif
