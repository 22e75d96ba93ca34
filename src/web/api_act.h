/*
 * api_act: what programs look at and do beside the records of web/api_record.c: one table (api_act.c) says for each
 * address which names it takes, what is done, and whether it is one transaction.  A name is a word of the query, or a
 * key of the object that is sent; both are read as people would write them.  Who may: the table of web/router.c.
 */
#ifndef WEB_API_ACT_H
#define WEB_API_ACT_H

#include "web/api.h"

/* One request on its way through its function, which leaves an answer, or an open query that gives the rows. */
struct call {
	struct request	*r;
	struct wishes	 w;			/* what was given, by name */
	struct db	*db;			/* reads; of what changes something the one that writes */
	struct engine	*e;			/* the same */
	const struct json *sent;		/* NULL: nothing */
	int		 status;		/* of the answer: 200 */
	struct json	*answer;		/* its own; NULL: see rows */
	struct query	 rows;
};

typedef bool act_fn(struct call *c, struct err *err);

struct act {
	const char	*method, *pattern;	/* as in the table of routes */
	const char	*takes;			/* names; "*" behind one: it must be there, "!": yes or no */
	enum { ACT_LOOK, ACT_ROWS, ACT_ALONE, ACT_WITHIN, ACT_BESIDE } how;	/* looks; gives rows, "limit" of them from
						 * "offset" on; changes something by itself, or in one transaction made for it;
						 * the first of these by an errand, where it takes its time: with a handle
						 * of its own, and nothing of the request but its arena, words and actor */
	act_fn		*run;
};

/* The i-th of the table; NULL after the last. */
const struct act *act_list(size_t i);

/* "limit" and "offset", which lists take. */
#define ACT_PAGES	"limit offset"

/* One of the address's variable parts as a number, a provider (by NPI, too), a case. */
bool	call_id(const struct call *c, int64_t *ret_id, struct err *err);
bool	call_provider(const struct call *c, int64_t *ret_id, struct err *err);
bool	call_case(const struct call *c, int64_t *ret_id, struct err *err);

/* The answer {"KEY": number, "status": words}. */
bool	call_done(struct call *c, const char *key, int64_t id, const char *status);

/* The row of a query that was opened into c->rows becomes the answer; ERR_MISSING: there is no such "what". */
bool	call_row(struct call *c, const char *what, struct err *err);

/* api_people.c */
act_fn	act_users, act_user_add, act_user_role, act_user_link, act_user_recover, act_user_mail, act_user_retire;
act_fn	act_tokens, act_token_revoke, act_audit, act_feeds, act_feed_add, act_feed_revoke, act_calendars, act_answers;

/* api_work.c */
act_fn	act_task_assign, act_task_move, act_duties, act_duty_done, act_duty_skip, act_duty_move, act_case_open;
act_fn	act_why, act_why_not, act_review, act_action_add, act_action_done, act_action_drop, act_report;
act_fn	act_requests, act_request, act_request_release;
act_fn	act_mail, act_mail_match, act_letters, act_letters_held, act_letter_release;
act_fn	act_suppressed, act_suppress, act_unsuppress;

/* api_file.c */
act_fn	act_billable, act_readiness, act_gaps, act_runway, act_revalidations, act_stale, act_verify;
act_fn	act_duplicates, act_distinct, act_merge, act_unmerge, act_name, act_invite, act_uninvite;
act_fn	act_document_decide, act_retention, act_destroyed, act_destroy, act_holds, act_hold, act_lift;
act_fn	act_matches, act_resolve, act_lists, act_rosters, act_roster_accept, act_identifier;

/* api_workflow.c */
act_fn	act_workflows, act_workflow, act_workflow_check, act_workflow_publish;

/* api_play.c */
act_fn	act_workflow_simulate, act_workflow_diff, act_workflow_replay, act_workflow_migrate;

/* api_screening.c */
act_fn	act_screening, act_screening_run, act_screening_sign, act_reveal;

/* api_registry.c */
act_fn	act_lookups, act_lookup, act_proposals, act_proposal_decide, act_payer_clocks;

/* api_committee.c */
act_fn	act_meetings, act_meeting, act_meeting_plan, act_meeting_add, act_meeting_close;
act_fn	act_untold, act_file_vote, act_file_decide, act_file_letter, act_caqh;

#endif
