/*
 * committee: meetings, the files on their lists with red flags, votes, decisions and their letters.  When a decision
 * may be noted: core/committee.h; what it does to cases and enrollments: engine/committee.h.
 */
#ifndef STORE_COMMITTEE_H
#define STORE_COMMITTEE_H

#include "base/json.h"
#include "base/str.h"
#include "core/committee.h"
#include "core/requirement.h"
#include "core/settings.h"
#include "db/db.h"

struct committee_by { const char *actor; int64_t now_ms; int32_t today_day; };

/* All that write do so in the caller's transaction, with an audit row. */
bool	committee_plan(struct db *db, int32_t held_day, const char *chair, const struct committee_by *by,
	    int64_t *ret_meeting_id, struct err *err);

/* Puts a file on the list.  ERR_CONFLICT: the minutes are closed, or it waits on a list already. */
bool	committee_add(struct db *db, int64_t meeting_id, int64_t provider_id, int64_t enrollment_id,
	    const struct committee_by *by, int64_t *ret_item_id, struct err *err);

/* A member's vote, in the place of an earlier one.  ERR_CONFLICT once it was decided. */
bool	committee_vote(struct db *db, int64_t item_id, const char *member, const char *vote, const char *reason,
	    const struct committee_by *by, struct err *err);

struct committee_item {
	int64_t		 item_id, meeting_id, provider_id, enrollment_id;	/* enrollment 0: none */
	int32_t		 held_day, decided_day, letter_due_day, letter_day;	/* DAY_NONE: not yet */
	const char	*kind, *decision, *conditions, *reason;		/* NULL: none */
	const char	*provider, *email, *payer;				/* NULL: none */
	struct committee_count votes;
};
bool	committee_load(struct db *db, int64_t item_id, struct arena *a, struct committee_item *ret_item,
	    struct err *err);

/* What speaks against a clean file on that day: [{"kind","words"}], empty for a clean one. */
bool	committee_flags(struct db *db, const struct settings *s, const struct requirements *requirements,
	    const struct committee_item *item, int32_t today_day, struct json **ret_flags, struct err *err);

/* Notes what was decided; a task asks for the letter, due by the settings.  The caller has asked committee_may_decide(). */
bool	committee_note_decision(struct db *db, const struct settings *s, const struct committee_item *item,
	    const struct committee_decision *d, int32_t decided_day, int32_t review_day, const struct json *flags,
	    const struct committee_by *by, struct err *err);

/* The letter by its template, "Subject: ..." and text; writes it to the provider's address into the outbox unless
 * is_by_hand, and ends its task.  ERR_CONFLICT: nothing is decided that needs one, or it has left. */
bool	committee_letter(struct db *db, const char *folder, const struct settings *s, int64_t item_id, bool is_by_hand,
	    const struct committee_by *by, struct arena *a, const char **ret_text, struct err *err);

/* Closes the minutes.  ERR_CONFLICT while a file on the list is not decided. */
bool	committee_close(struct db *db, int64_t meeting_id, const char *present, const char *note,
	    const struct committee_by *by, struct err *err);

/* Meetings, the next last. */
void	committee_query_meetings(struct query *q, struct db *db);

/* Files of a meeting (0: all whose letter has not left, the most urgent first). */
void	committee_query_items(struct query *q, struct db *db, int64_t meeting_id);

/*
 * A meeting whole, for packet and minutes: its columns, "items": each with its columns, "flags" (of today while it is
 * not decided), "is_clean", "votes", "credentials", "backgrounds" of the provider.  ERR_MISSING.
 */
bool	committee_meeting(struct db *db, const struct settings *s, const struct requirements *requirements,
	    int64_t meeting_id, int32_t today_day, struct json **ret_meeting, struct err *err);

enum committee_paper { COMMITTEE_PACKET, COMMITTEE_MINUTES };

/* Adds to committee_meeting()'s value what the papers' templates ask for: "org", "printed", "quorum", of each file
 * "counted_votes" and "has_quorum", of each credential its "label". */
void	committee_paper_words(struct json *meeting, const struct settings *s, int64_t now_ms, struct arena *a);

/* The template of the paper as a page, among what is built in. */
const char *committee_paper_html(enum committee_paper which);

/* The paper as a PDF, appended; after committee_paper_words(). */
bool	committee_paper_pdf(enum committee_paper which, const struct json *meeting, struct str *out, struct err *err);

#endif
