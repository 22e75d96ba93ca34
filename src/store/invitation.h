/*
 * invitation: who was invited by mail to which deadline, what they were told last, what they answered;
 * and the answers as they came, those that do not count with the reason.
 * What is written to them, and which answers count: calendar/invite.h.
 */
#ifndef STORE_INVITATION_H
#define STORE_INVITATION_H

#include "db/db.h"

/* A deadline to which people are, or were, invited. */
struct invitation_event {
	int64_t		 deadline_id, case_id, seq;
	const char	*rule, *kind, *title, *uid, *status;
	int32_t		 on_day;
	int64_t		 sequence;
	const char	*owner, *provider_email;	/* of the case; NULL: none */
	const char	*first_name, *last_name, *payer, *workflow;
};

/* Open ones of those days, whoever was invited already, by day; at most "limit" behind that day and id. */
bool	invitation_list_due(struct db *db, int32_t from_day, int32_t until_day, int32_t after_day,
	    int64_t after_id, int64_t limit, struct arena *a, struct invitation_event **ret_events,
	    size_t *ret_count, struct err *err);

/* Those that ended or moved out of these days, and to which people still believe to be invited on a day
 * from from_day on. */
bool	invitation_list_over(struct db *db, int32_t from_day, int32_t until_day, int64_t limit,
	    struct arena *a, struct invitation_event **ret_events, size_t *ret_count, struct err *err);

struct invitation {
	int64_t		 invitation_id, deadline_id;
	const char	*attendee;		/* address, lower case */
	int64_t		 version;		/* of the deadline when they were told last */
	int64_t		 sequence;		/* as told last */
	int32_t		 on_day;
	bool		 is_cancelled;
	int64_t		 outbox_id;
	const char	*letter_status;		/* of that letter in the outbox */
	const char	*thread_ids;		/* Message-IDs of the letters so far, the last one too */
	const char	*earlier_ids;		/* those before the last one; NULL: none */
};

/* All of a deadline. */
bool	invitation_list(struct db *db, int64_t deadline_id, struct arena *a,
	    struct invitation **ret_invitations, size_t *ret_count, struct err *err);

/* The one of that event at that address; its invitation_id is 0 when there is none, deadline_id when there
 * is no such event. */
bool	invitation_find(struct db *db, const char *uid, const char *attendee, struct arena *a,
	    struct invitation *ret_invitation, int64_t *ret_case_id, struct err *err);

/* What they are told now.  Another day, or an end, makes an earlier answer void. */
bool	invitation_told(struct db *db, const struct invitation *invitation, struct err *err);

/* How many letters about the event went to that address since then. */
bool	invitation_count_letters(struct db *db, const char *uid, const char *attendee,
	    int64_t since_ms, int64_t *ret_count, struct err *err);

/* A letter that did not leave yet is void: a newer one takes its place. */
bool	invitation_drop_letter(struct db *db, int64_t outbox_id, int64_t now_ms, struct err *err);

struct invitation_answer {
	int64_t		 message_id, ord;
	int64_t		 invitation_id;		/* 0: none */
	const char	*method, *uid, *attendee, *answer, *comment, *proposed, *delegate;
	int64_t		 sequence;
	const char	*flaw;			/* why it does not count; NULL: it does */
	int64_t		 received_ms;
};

/* Keeps it; one that counts also stands at the invitation from now on. */
bool	invitation_add_answer(struct db *db, const struct invitation_answer *answer, struct err *err);

/* All answers, the newest first, for lists; opens the query, the caller ends it. */
void	invitation_query_answers(struct query *q, struct db *db, bool only_flawed);

/* Calendars in mail that wait to be read: kept when the mail is, taken one by one. */
bool	invitation_keep_calendar(struct db *db, int64_t message_id, const char *body, struct err *err);
struct waiting_calendar { int64_t message_id; const char *body, *from_address; int64_t received_ms, case_id; };
bool	invitation_next_calendar(struct db *db, struct arena *a, bool *ret_found,
	    struct waiting_calendar *ret, struct err *err);
bool	invitation_calendar_read(struct db *db, int64_t message_id, int64_t now_ms, struct err *err);

#endif
