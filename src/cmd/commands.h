/* commands: the run functions that the table in main.c names, one line each, file by file. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cmd.h"

#define COMMAND(name) int name(struct app *app, const struct args *args, struct err *err)

/* init.c */
COMMAND(cmd_init);
COMMAND(cmd_check);

/* run.c */
COMMAND(cmd_run);
COMMAND(cmd_child);

/* demo.c */
COMMAND(cmd_demo);

/* tick.c */
COMMAND(cmd_tick);

/* audit.c */
COMMAND(cmd_audit_list);
COMMAND(cmd_audit_export);
COMMAND(cmd_verify);

/* caqh.c */
COMMAND(cmd_provider_caqh);

/* revalidation.c */
COMMAND(cmd_provider_revalidation);

/* review.c */
COMMAND(cmd_review_show);
COMMAND(cmd_review_add);
COMMAND(cmd_review_done);
COMMAND(cmd_review_drop);

/* noun.c, noun_write.c; background.c */
COMMAND(cmd_background_list);
COMMAND(cmd_background_show);
COMMAND(cmd_background_add);
COMMAND(cmd_background_set);
COMMAND(cmd_provider_gaps);
COMMAND(cmd_provider_name);

/* retention.c */
COMMAND(cmd_retention_list);
COMMAND(cmd_retention_destroy);
COMMAND(cmd_retention_destroyed);
COMMAND(cmd_retention_holds);
COMMAND(cmd_retention_hold);
COMMAND(cmd_retention_lift);

/* runway.c */
COMMAND(cmd_provider_runway);

/* stale.c */
COMMAND(cmd_credential_stale);

/* duty.c */
COMMAND(cmd_duty_list);
COMMAND(cmd_duty_done);
COMMAND(cmd_duty_skip);
COMMAND(cmd_duty_move);

/* case.c, case_show.c */
COMMAND(cmd_case_list);
COMMAND(cmd_case_show);
COMMAND(cmd_case_open);
COMMAND(cmd_case_event);
COMMAND(cmd_case_note);
COMMAND(cmd_case_pause);
COMMAND(cmd_case_resume);

/* workflow.c */
COMMAND(cmd_workflow_check);
COMMAND(cmd_workflow_list);
COMMAND(cmd_workflow_show);
COMMAND(cmd_workflow_graph);
COMMAND(cmd_workflow_publish);

/* workflow_simulate.c */
COMMAND(cmd_workflow_simulate);

/* workflow_diff.c */
COMMAND(cmd_workflow_diff);

/* workflow_migrate.c */
COMMAND(cmd_workflow_migrate);

/* workflow_replay.c */
COMMAND(cmd_workflow_replay);

/* user.c */
COMMAND(cmd_user_add);
COMMAND(cmd_user_list);
COMMAND(cmd_user_roles);
COMMAND(cmd_user_role);
COMMAND(cmd_user_retire);

/* invite.c */
COMMAND(cmd_provider_invite);
COMMAND(cmd_provider_uninvite);

COMMAND(cmd_user_recover);
COMMAND(cmd_user_mail);
COMMAND(cmd_user_password);

/* token.c */
COMMAND(cmd_token_add);
COMMAND(cmd_token_list);
COMMAND(cmd_token_revoke);

/* request.c */
COMMAND(cmd_request_send);
COMMAND(cmd_request_list);
COMMAND(cmd_request_show);
COMMAND(cmd_request_release);

/* why.c */
COMMAND(cmd_why);
COMMAND(cmd_why_not);

/* task.c */
COMMAND(cmd_task_list);
COMMAND(cmd_task_done);
COMMAND(cmd_task_assign);
COMMAND(cmd_task_move);
COMMAND(cmd_deadline_list);

/* noun.c */
COMMAND(cmd_provider_list);
COMMAND(cmd_provider_show);
COMMAND(cmd_payer_list);
COMMAND(cmd_payer_clocks);

/* catalog.c */
COMMAND(cmd_catalog_list);
COMMAND(cmd_catalog_show);
COMMAND(cmd_catalog_history);
COMMAND(cmd_credential_types);
COMMAND(cmd_payer_show);
COMMAND(cmd_location_list);
COMMAND(cmd_location_show);
COMMAND(cmd_credential_list);
COMMAND(cmd_credential_show);
COMMAND(cmd_enrollment_list);
COMMAND(cmd_enrollment_show);
COMMAND(cmd_contact_list);
COMMAND(cmd_contact_show);
COMMAND(cmd_document_list);
COMMAND(cmd_document_show);
COMMAND(cmd_party_list);
COMMAND(cmd_party_show);
COMMAND(cmd_agreement_list);
COMMAND(cmd_agreement_show);

/* noun_write.c */
COMMAND(cmd_provider_add);
COMMAND(cmd_provider_set);
COMMAND(cmd_provider_reveal);
COMMAND(cmd_committee_plan);
COMMAND(cmd_committee_add);
COMMAND(cmd_committee_list);
COMMAND(cmd_committee_show);
COMMAND(cmd_committee_vote);
COMMAND(cmd_committee_decide);
COMMAND(cmd_committee_letter);
COMMAND(cmd_committee_packet);
COMMAND(cmd_committee_minutes);
COMMAND(cmd_payer_add);
COMMAND(cmd_payer_set);
COMMAND(cmd_location_add);
COMMAND(cmd_location_set);
COMMAND(cmd_credential_add);
COMMAND(cmd_credential_set);
COMMAND(cmd_enrollment_add);
COMMAND(cmd_enrollment_set);
COMMAND(cmd_contact_add);
COMMAND(cmd_contact_set);
COMMAND(cmd_document_add);
COMMAND(cmd_document_set);
COMMAND(cmd_document_save);
COMMAND(cmd_document_accept);
COMMAND(cmd_document_reject);
COMMAND(cmd_party_add);
COMMAND(cmd_party_set);
COMMAND(cmd_party_reveal);
COMMAND(cmd_agreement_add);
COMMAND(cmd_agreement_set);
COMMAND(cmd_payer_retire);
COMMAND(cmd_location_retire);
COMMAND(cmd_agreement_retire);
COMMAND(cmd_credential_verify);

/* duplicate.c */
COMMAND(cmd_provider_duplicates);
COMMAND(cmd_provider_distinct);
COMMAND(cmd_provider_merge);
COMMAND(cmd_provider_unmerge);

/* backup.c */
COMMAND(cmd_backup);
COMMAND(cmd_restore);

/* export.c */
COMMAND(cmd_export);

/* roster.c */
COMMAND(cmd_roster_accept);
COMMAND(cmd_roster_list);

/* screen.c */
COMMAND(cmd_screen_load);
COMMAND(cmd_screen_fetch);
COMMAND(cmd_screen_run);
COMMAND(cmd_screen_matches);
COMMAND(cmd_screen_resolve);

/* screen_proof.c */
COMMAND(cmd_screen_proof);

/* report.c */
COMMAND(cmd_report);

/* lookup.c */
COMMAND(cmd_provider_lookup);
COMMAND(cmd_screen_lookup);

/* readiness.c */
COMMAND(cmd_provider_readiness);

/* billable.c */
COMMAND(cmd_billable);

/* mail.c */
COMMAND(cmd_mail_send);
COMMAND(cmd_mail_connect);
COMMAND(cmd_mail_test);
COMMAND(cmd_mail_fetch);
COMMAND(cmd_mail_held);
COMMAND(cmd_mail_queue);
COMMAND(cmd_mail_release);
COMMAND(cmd_mail_suppress);
COMMAND(cmd_mail_suppressed);
COMMAND(cmd_mail_unsuppress);

/* mail_inbox.c */
COMMAND(cmd_mail_read);
COMMAND(cmd_mail_list);
COMMAND(cmd_mail_show);
COMMAND(cmd_mail_save);
COMMAND(cmd_mail_match);

/* feed.c */
COMMAND(cmd_calendar_answers);
COMMAND(cmd_calendar_read);
COMMAND(cmd_calendar_push);
COMMAND(cmd_calendar_list);
COMMAND(cmd_feed_add);
COMMAND(cmd_feed_list);
COMMAND(cmd_feed_revoke);
COMMAND(cmd_feed_print);

/* template.c */
COMMAND(cmd_template_render);

/* import.c, identifier.c */
COMMAND(cmd_import);
COMMAND(cmd_identifier_check);

#undef COMMAND

#endif
