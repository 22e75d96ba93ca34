/* pages: the functions of the table of routes. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/request.h"

bool	page_today(struct request *r, struct reply *reply, struct err *err);
bool	page_sign_in_with(struct request *r, struct reply *reply, struct err *err);
bool	page_sign_in_back(struct request *r, struct reply *reply, struct err *err);
bool	page_my_piece(struct request *r, struct reply *reply, struct err *err);
bool	post_my_piece(struct request *r, struct reply *reply, struct err *err);
bool	page_events(struct request *r, struct reply *reply, struct err *err);
bool	page_inbox(struct request *r, struct reply *reply, struct err *err);
bool	page_providers(struct request *r, struct reply *reply, struct err *err);
bool	page_provider(struct request *r, struct reply *reply, struct err *err);

/* The same page with one sensitive field in clear, once; who looked is in the audit log before. */
bool	post_provider_reveal(struct request *r, struct reply *reply, struct err *err);
bool	page_import(struct request *r, struct reply *reply, struct err *err);
bool	post_import(struct request *r, struct reply *reply, struct err *err);
bool	page_import_draft(struct request *r, struct reply *reply, struct err *err);
bool	post_import_draft(struct request *r, struct reply *reply, struct err *err);
bool	page_import_refused(struct request *r, struct reply *reply, struct err *err);	/* CSV */
bool	page_edit(struct request *r, struct reply *reply, struct err *err);
bool	page_board(struct request *r, struct reply *reply, struct err *err);
bool	page_grid(struct request *r, struct reply *reply, struct err *err);
bool	page_hold(struct request *r, struct reply *reply, struct err *err);	/* CSV */
bool	page_expirables(struct request *r, struct reply *reply, struct err *err);
bool	page_administration(struct request *r, struct reply *reply, struct err *err);
bool	page_status(struct request *r, struct reply *reply, struct err *err);
bool	post_status(struct request *r, struct reply *reply, struct err *err);
bool	page_settings_edit(struct request *r, struct reply *reply, struct err *err);
bool	post_settings_edit(struct request *r, struct reply *reply, struct err *err);
bool	post_retention_destroy(struct request *r, struct reply *reply, struct err *err);
bool	post_hold_add(struct request *r, struct reply *reply, struct err *err);
bool	post_hold_lift(struct request *r, struct reply *reply, struct err *err);

/* Do the accounts do what we count on?  Asked of their servers now; what they say stands on that page then. */
bool	post_mail_test(struct request *r, struct reply *reply, struct err *err);
bool	post_calendar_test(struct request *r, struct reply *reply, struct err *err);

bool	page_agreements(struct request *r, struct reply *reply, struct err *err);
bool	page_documents(struct request *r, struct reply *reply, struct err *err);
bool	page_document_file(struct request *r, struct reply *reply, struct err *err);
bool	page_search(struct request *r, struct reply *reply, struct err *err);
bool	page_screening(struct request *r, struct reply *reply, struct err *err);
bool	page_screening_month(struct request *r, struct reply *reply, struct err *err);
bool	page_screening_pdf(struct request *r, struct reply *reply, struct err *err);
bool	page_duties(struct request *r, struct reply *reply, struct err *err);
bool	page_review(struct request *r, struct reply *reply, struct err *err);
bool	page_committee(struct request *r, struct reply *reply, struct err *err);
bool	page_committee_meeting(struct request *r, struct reply *reply, struct err *err);
bool	page_committee_packet(struct request *r, struct reply *reply, struct err *err);
bool	page_committee_minutes(struct request *r, struct reply *reply, struct err *err);
bool	post_committee_vote(struct request *r, struct reply *reply, struct err *err);
bool	post_committee_decide(struct request *r, struct reply *reply, struct err *err);
bool	page_reports(struct request *r, struct reply *reply, struct err *err);
bool	page_report_csv(struct request *r, struct reply *reply, struct err *err);
bool	page_calendar(struct request *r, struct reply *reply, struct err *err);
bool	page_calendar_json(struct request *r, struct reply *reply, struct err *err);
bool	page_runway(struct request *r, struct reply *reply, struct err *err);
bool	page_runway_ics(struct request *r, struct reply *reply, struct err *err);
bool	page_cases(struct request *r, struct reply *reply, struct err *err);
bool	page_case(struct request *r, struct reply *reply, struct err *err);
bool	page_why(struct request *r, struct reply *reply, struct err *err);
bool	page_workflows(struct request *r, struct reply *reply, struct err *err);
bool	page_workflow(struct request *r, struct reply *reply, struct err *err);
bool	page_letter_edit(struct request *r, struct reply *reply, struct err *err);
bool	page_workflow_edit(struct request *r, struct reply *reply, struct err *err);
bool	page_feeds(struct request *r, struct reply *reply, struct err *err);
bool	post_feed_add(struct request *r, struct reply *reply, struct err *err);
bool	post_feed_revoke(struct request *r, struct reply *reply, struct err *err);

/* The case as it is now, beside what a form says that was made upon that step: 409, nothing was changed. */
bool	page_case_stale(struct request *r, struct reply *reply, int64_t seq, struct err *err);

/* Changes; the token of the form has been checked. */
bool	post_edit(struct request *r, struct reply *reply, struct err *err);
bool	post_event(struct request *r, struct reply *reply, struct err *err);
bool	post_mail_attach(struct request *r, struct reply *reply, struct err *err);
bool	post_mails(struct request *r, struct reply *reply, struct err *err);
bool	post_mail_handled(struct request *r, struct reply *reply, struct err *err);
bool	post_letter_release(struct request *r, struct reply *reply, struct err *err);
bool	post_suppress(struct request *r, struct reply *reply, struct err *err);
bool	post_unsuppress(struct request *r, struct reply *reply, struct err *err);
bool	post_screening_sign(struct request *r, struct reply *reply, struct err *err);
bool	post_match_resolve(struct request *r, struct reply *reply, struct err *err);
bool	post_matches(struct request *r, struct reply *reply, struct err *err);
bool	post_note(struct request *r, struct reply *reply, struct err *err);
bool	post_call(struct request *r, struct reply *reply, struct err *err);
bool	post_calls(struct request *r, struct reply *reply, struct err *err);
bool	post_pause(struct request *r, struct reply *reply, struct err *err);
bool	post_resume(struct request *r, struct reply *reply, struct err *err);
bool	post_duty_done(struct request *r, struct reply *reply, struct err *err);
bool	post_review_add(struct request *r, struct reply *reply, struct err *err);
bool	post_review_close(struct request *r, struct reply *reply, struct err *err);
bool	post_agreement_add(struct request *r, struct reply *reply, struct err *err);
bool	post_document_decide(struct request *r, struct reply *reply, struct err *err);
bool	post_documents_decide(struct request *r, struct reply *reply, struct err *err);
bool	post_letter_edit(struct request *r, struct reply *reply, struct err *err);
bool	post_workflow_edit(struct request *r, struct reply *reply, struct err *err);
bool	post_task_done(struct request *r, struct reply *reply, struct err *err);
bool	post_task_snooze(struct request *r, struct reply *reply, struct err *err);
bool	post_tasks(struct request *r, struct reply *reply, struct err *err);
bool	post_view_save(struct request *r, struct reply *reply, struct err *err);
bool	post_view_forget(struct request *r, struct reply *reply, struct err *err);
bool	post_undo(struct request *r, struct reply *reply, struct err *err);
bool	post_task_assign(struct request *r, struct reply *reply, struct err *err);

/* Signing in and out; a password chosen by an address that was sent. */
bool	page_sign_in(struct request *r, struct reply *reply, struct err *err);
bool	post_sign_in(struct request *r, struct reply *reply, struct err *err);
bool	post_sign_out(struct request *r, struct reply *reply, struct err *err);
bool	page_password(struct request *r, struct reply *reply, struct err *err);
bool	post_password(struct request *r, struct reply *reply, struct err *err);

/* The second factor: asked for at the sign-in; set up, printed anew and ended in one's account. */
bool	page_sign_in_code(struct request *r, struct reply *reply, struct err *err);
bool	post_sign_in_code(struct request *r, struct reply *reply, struct err *err);
bool	post_code_begin(struct request *r, struct reply *reply, struct err *err);
bool	page_code_setup(struct request *r, struct reply *reply, struct err *err);
bool	post_code_confirm(struct request *r, struct reply *reply, struct err *err);
bool	post_code_renew(struct request *r, struct reply *reply, struct err *err);
bool	post_code_end(struct request *r, struct reply *reply, struct err *err);

/* One's own account, and for administrators those of the others. */
bool	page_account(struct request *r, struct reply *reply, struct err *err);
bool	post_account_password(struct request *r, struct reply *reply, struct err *err);
bool	post_session_end(struct request *r, struct reply *reply, struct err *err);
bool	post_sessions_end(struct request *r, struct reply *reply, struct err *err);
bool	page_users(struct request *r, struct reply *reply, struct err *err);
bool	post_user_add(struct request *r, struct reply *reply, struct err *err);
bool	page_user(struct request *r, struct reply *reply, struct err *err);
bool	post_user_role(struct request *r, struct reply *reply, struct err *err);
bool	post_user_link(struct request *r, struct reply *reply, struct err *err);
bool	post_user_recover(struct request *r, struct reply *reply, struct err *err);
bool	post_user_retire(struct request *r, struct reply *reply, struct err *err);

/* Programs: web/api.h. */
bool	api_act(struct request *r, struct reply *reply, struct err *err);
bool	api_case_event(struct request *r, struct reply *reply, struct err *err);
bool	api_case_list(struct request *r, struct reply *reply, struct err *err);
bool	api_case_note(struct request *r, struct reply *reply, struct err *err);
bool	api_case_pause(struct request *r, struct reply *reply, struct err *err);
bool	api_case_resume(struct request *r, struct reply *reply, struct err *err);
bool	api_case_show(struct request *r, struct reply *reply, struct err *err);
bool	api_deadline_list(struct request *r, struct reply *reply, struct err *err);
bool	api_document_file(struct request *r, struct reply *reply, struct err *err);
bool	api_import_bring(struct request *r, struct reply *reply, struct err *err);
bool	api_import_show(struct request *r, struct reply *reply, struct err *err);
bool	api_import_take(struct request *r, struct reply *reply, struct err *err);
bool	api_list_load(struct request *r, struct reply *reply, struct err *err);
bool	api_export_list(struct request *r, struct reply *reply, struct err *err);
bool	api_export(struct request *r, struct reply *reply, struct err *err);
bool	api_lookup(struct request *r, struct reply *reply, struct err *err);
bool	api_mail_list(struct request *r, struct reply *reply, struct err *err);
bool	api_openapi(struct request *r, struct reply *reply, struct err *err);
bool	api_record_add(struct request *r, struct reply *reply, struct err *err);
bool	api_record_list(struct request *r, struct reply *reply, struct err *err);
bool	api_record_set(struct request *r, struct reply *reply, struct err *err);
bool	api_record_show(struct request *r, struct reply *reply, struct err *err);
bool	api_task_done(struct request *r, struct reply *reply, struct err *err);
bool	api_task_list(struct request *r, struct reply *reply, struct err *err);

bool	post_provider_invite(struct request *r, struct reply *reply, struct err *err);
bool	post_providers_invite(struct request *r, struct reply *reply, struct err *err);
bool	post_provider_uninvite(struct request *r, struct reply *reply, struct err *err);

/* A provider's own page, by the address that they were sent. */
bool	page_my(struct request *r, struct reply *reply, struct err *err);
bool	post_my_files(struct request *r, struct reply *reply, struct err *err);
bool	post_my_proposals(struct request *r, struct reply *reply, struct err *err);
bool	post_proposal_decide(struct request *r, struct reply *reply, struct err *err);
bool	post_my_correction(struct request *r, struct reply *reply, struct err *err);
bool	post_my_attestation(struct request *r, struct reply *reply, struct err *err);

bool	page_feed(struct request *r, struct reply *reply, struct err *err);	/* calendar programs */
bool	page_static(struct request *r, struct reply *reply, struct err *err);

#endif
