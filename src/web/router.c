/* router: the table of routes, and how a path is held against it. */
#include "web/router.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "web/guard.h"
#include "web/api.h"
#include "web/kept.h"
#include "web/limit.h"
#include "web/my.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/piece.h"
#include "web/sign.h"
#include "web/upload.h"
#include "base/banned.h"

static_assert(((ROUTE_KEPT | ROUTE_BODY | ROUTE_UPLOAD) & ROUTE_FILES) == 0, "a mark of its own");
static_assert(((ROUTE_KEPT | ROUTE_BODY | ROUTE_UPLOAD) & ROUTE_PIECE) == 0, "a mark of its own");
static_assert((ROUTE_UPLOAD & (ROUTE_BODY | ROUTE_KEPT)) == 0 && ROUTE_BODY != ROUTE_KEPT, "a mark of its own");
static_assert(((ROUTE_KEPT | ROUTE_BODY | ROUTE_UPLOAD) & RIGHTS_ALL) == 0, "and no right");

/* What a page needs is one of the rights in its row (core/right.h); 0: it is for anybody. */
static const struct route routes[] = {
	{ "GET",  "/",				RIGHT_READ | ROUTE_KEPT,	page_today		},
	{ "GET",  "/events",			RIGHT_READ,	page_events		},
	{ "GET",  "/inbox",			RIGHT_READ,	page_inbox		},
	{ "POST", "/mails",			RIGHT_WORK,	post_mails		},
	{ "POST", "/mail/:id/attach",		RIGHT_WORK,	post_mail_attach	},
	{ "POST", "/mail/:id/handled",		RIGHT_WORK,	post_mail_handled	},
	{ "POST", "/letter/:id/release",	RIGHT_WORK,	post_letter_release	},
	{ "POST", "/inbox/suppress",		RIGHT_WORK,	post_suppress		},
	{ "POST", "/inbox/unsuppress",		RIGHT_WORK,	post_unsuppress		},
	{ "GET",  "/import",			RIGHT_WORK,	page_import		},
	{ "POST", "/import",			RIGHT_WORK | ROUTE_UPLOAD, post_import	},
	{ "GET",  "/import/:id",		RIGHT_WORK,	page_import_draft	},
	{ "POST", "/import/:id",		RIGHT_WORK,	post_import_draft	},
	{ "GET",  "/import/:id/refused.csv",	RIGHT_WORK,	page_import_refused	},
	{ "GET",  "/providers",			RIGHT_NAMES,	page_providers		},
	{ "GET",  "/provider/:id",		RIGHT_READ | ROUTE_KEPT,	page_provider		},
	{ "GET",  "/status/:kind/:id",		RIGHT_READ,	page_status		},
	{ "POST", "/status/:kind/:id",		RIGHT_WORK,	post_status		},
	{ "GET",  "/edit/:kind/:id",		RIGHT_WORK,	page_edit		},
	{ "POST", "/edit/:kind/:id",		RIGHT_WORK,	post_edit		},
	{ "GET",  "/payers",			RIGHT_READ,	page_board		},
	{ "GET",  "/grid",			RIGHT_NAMES | ROUTE_KEPT,	page_grid		},
	{ "GET",  "/hold.csv",			RIGHT_NAMES,	page_hold		},
	{ "GET",  "/expirables",		RIGHT_READ,	page_expirables		},
	{ "GET",  "/search",			RIGHT_READ,	page_search		},
	{ "GET",  "/runway",			RIGHT_READ,	page_runway		},
	{ "GET",  "/runway.ics",		RIGHT_READ,	page_runway_ics		},
	{ "GET",  "/calendar",			RIGHT_READ,	page_calendar		},
	{ "GET",  "/calendar.json",		RIGHT_READ,	page_calendar_json	},
	{ "GET",  "/screening",			RIGHT_READ,	page_screening		},
	{ "GET",  "/screening/month",		RIGHT_READ,	page_screening_month	},
	{ "GET",  "/screening/pdf",		RIGHT_READ,	page_screening_pdf	},
	{ "POST", "/screening/sign",		RIGHT_WORK,	post_screening_sign	},
	{ "POST", "/matches",			RIGHT_WORK,	post_matches		},
	{ "POST", "/match/:id/resolve",		RIGHT_WORK,	post_match_resolve	},
	{ "GET",  "/duties",			RIGHT_READ,	page_duties		},
	{ "POST", "/duty/:id/done",		RIGHT_WORK,	post_duty_done		},
	{ "GET",  "/review",			RIGHT_READ,	page_review		},
	{ "GET",  "/committee",			RIGHT_READ,	page_committee		},
	{ "GET",  "/committee/:id",		RIGHT_READ,	page_committee_meeting	},
	{ "GET",  "/committee/:id/packet.pdf",	RIGHT_READ,	page_committee_packet	},
	{ "GET",  "/committee/:id/minutes.pdf",	RIGHT_READ,	page_committee_minutes	},
	{ "POST", "/committee/:id/vote",	RIGHT_DECIDE,	post_committee_vote	},
	{ "POST", "/committee/:id/decide",	RIGHT_WORK,	post_committee_decide	},
	{ "POST", "/review/add",		RIGHT_WORK,	post_review_add		},
	{ "POST", "/review/:id/close",		RIGHT_WORK,	post_review_close	},
	{ "GET",  "/documents",			RIGHT_READ,	page_documents		},
	{ "GET",  "/document/:id/file",		RIGHT_READ,	page_document_file	},
	{ "POST", "/documents/decide",		RIGHT_WORK,	post_documents_decide	},
	{ "POST", "/document/:id/decide",	RIGHT_WORK,	post_document_decide	},
	{ "GET",  "/agreements",		RIGHT_READ,	page_agreements		},
	{ "POST", "/agreements",		RIGHT_WORK,	post_agreement_add	},
	{ "GET",  "/administration",		RIGHT_READ,	page_administration	},
	{ "GET",  "/settings/:file",		RIGHT_ADMIN,	page_settings_edit	},
	{ "POST", "/settings/:file",		RIGHT_ADMIN,	post_settings_edit	},
	{ "POST", "/retention/destroy",		RIGHT_ADMIN,	post_retention_destroy	},
	{ "POST", "/holds",			RIGHT_ADMIN,	post_hold_add		},
	{ "POST", "/hold/:id/lift",		RIGHT_ADMIN,	post_hold_lift		},
	{ "POST", "/administration/mail",	RIGHT_ADMIN,	post_mail_test		},
	{ "POST", "/administration/calendar",	RIGHT_ADMIN,	post_calendar_test	},
	{ "GET",  "/reports",			RIGHT_READ,	page_reports		},
	{ "GET",  "/report.csv",		RIGHT_READ,	page_report_csv		},
	{ "GET",  "/cases",			RIGHT_READ,	page_cases		},
	{ "GET",  "/case/:id",			RIGHT_READ,	page_case		},
	{ "POST", "/case/:id/event",		RIGHT_WORK | RIGHT_DECIDE,	post_event		},
	{ "POST", "/calls",			RIGHT_WORK,	post_calls		},
	{ "POST", "/case/:id/note",		RIGHT_WORK | RIGHT_DECIDE,	post_note		},
	{ "POST", "/case/:id/call",		RIGHT_WORK,	post_call		},
	{ "POST", "/case/:id/pause",		RIGHT_WORK,	post_pause		},
	{ "POST", "/case/:id/resume",		RIGHT_WORK,	post_resume		},
	{ "POST", "/task/:id/done",		RIGHT_WORK | RIGHT_DECIDE,	post_task_done		},
	{ "POST", "/task/:id/snooze",		RIGHT_WORK,	post_task_snooze	},
	{ "POST", "/task/:id/assign",		RIGHT_WORK,	post_task_assign	},
	{ "POST", "/tasks",			RIGHT_WORK,	post_tasks		},
	{ "POST", "/views",			RIGHT_NAMES,	post_view_save		},
	{ "POST", "/view/:id/forget",		RIGHT_NAMES,	post_view_forget	},
	{ "POST", "/undo/:id",			RIGHT_WORK | RIGHT_DECIDE,	post_undo	},
	{ "GET",  "/why/:what/:id",		RIGHT_READ,	page_why		},
	{ "GET",  "/workflows",			RIGHT_READ,	page_workflows		},
	{ "GET",  "/workflow/:id",		RIGHT_READ,	page_workflow		},
	{ "GET",  "/workflow/:id/edit",		RIGHT_ADMIN,	page_workflow_edit	},
	{ "GET",  "/workflow/:id/letter/:file",	RIGHT_ADMIN,	page_letter_edit	},
	{ "POST", "/workflow/:id/letter/:file",	RIGHT_ADMIN,	post_letter_edit	},
	{ "POST", "/workflow/:id/edit",		RIGHT_ADMIN,	post_workflow_edit	},
	{ "GET",  "/feeds",			RIGHT_READ,	page_feeds		},
	{ "POST", "/feeds",			RIGHT_WORK,	post_feed_add		},
	{ "POST", "/feeds/revoke",		RIGHT_WORK,	post_feed_revoke	},
	{ "GET",  "/feed/:secret.ics",		0,	page_feed		},
	{ "GET",  "/sign-in",			0,		page_sign_in		},
	{ "POST", "/sign-in",			0,		post_sign_in		},
	{ "GET",  "/sign-in/with",		0,		page_sign_in_with	},
	{ "GET",  "/sign-in/back",		0,		page_sign_in_back	},
	{ "GET",  "/sign-in/code",		0,		page_sign_in_code	},
	{ "POST", "/sign-in/code",		0,		post_sign_in_code	},
	{ "POST", "/sign-out",			RIGHT_NAMES,	post_sign_out		},
	{ "GET",  "/password/:secret",		0,		page_password		},
	{ "POST", "/password/:secret",		0,		post_password		},
	{ "GET",  "/account",			RIGHT_NAMES,	page_account		},
	{ "POST", "/account/password",		RIGHT_NAMES,	post_account_password	},
	{ "POST", "/account/session/:id/end",	RIGHT_NAMES,	post_session_end	},
	{ "POST", "/account/sessions/end",	RIGHT_NAMES,	post_sessions_end	},
	{ "POST", "/account/code",		RIGHT_NAMES,	post_code_begin		},
	{ "GET",  "/account/code",		RIGHT_NAMES,	page_code_setup		},
	{ "POST", "/account/code/confirm",	RIGHT_NAMES,	post_code_confirm	},
	{ "POST", "/account/code/renew",	RIGHT_NAMES,	post_code_renew		},
	{ "POST", "/account/code/end",		RIGHT_NAMES,	post_code_end		},
	{ "GET",  "/users",			RIGHT_ADMIN,	page_users		},
	{ "POST", "/users",			RIGHT_ADMIN,	post_user_add		},
	{ "GET",  "/user/:id",			RIGHT_ADMIN,	page_user		},
	{ "POST", "/user/:id/role",		RIGHT_ADMIN,	post_user_role		},
	{ "POST", "/user/:id/link",		RIGHT_ADMIN,	post_user_link		},
	{ "POST", "/user/:id/recover",		RIGHT_ADMIN,	post_user_recover	},
	{ "POST", "/user/:id/retire",		RIGHT_ADMIN,	post_user_retire	},
	{ "POST", "/provider/:id/reveal",	RIGHTS_FIELDS,	post_provider_reveal	},
	{ "POST", "/providers/invite",		RIGHT_WORK,	post_providers_invite	},
	{ "POST", "/provider/:id/invite",	RIGHT_WORK,	post_provider_invite	},
	{ "POST", "/provider/:id/uninvite",	RIGHT_WORK,	post_provider_uninvite	},
	{ "GET",  "/my/:address",		ROUTE_BY_ADDRESS, page_my		},
	{ "POST", "/my/:address/files",		ROUTE_FILES,	post_my_files	},
	{ "GET",  "/my/:address/pieces",	ROUTE_BY_ADDRESS,	page_my_piece	},
	{ "POST", "/my/:address/pieces",	ROUTE_PIECE,	post_my_piece	},
	{ "POST", "/proposal/:id/decide",	RIGHT_WORK,	post_proposal_decide	},
	{ "POST", "/my/:address/proposals",	ROUTE_BY_ADDRESS,	post_my_proposals	},
	{ "POST", "/my/:address/correction",	ROUTE_BY_ADDRESS,	post_my_correction	},
	{ "POST", "/my/:address/attestation",	ROUTE_BY_ADDRESS,	post_my_attestation	},
	/* Programs: JSON in and out, src/web/openapi.json. */
	{ "GET",  "/api/openapi.json",		0,		api_openapi		},
	{ "GET",  "/api/providers",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/providers",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/providers/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/providers/:id",		RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/payers",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/payers",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/payers/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/payers/:id",		RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/locations",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/locations",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/locations/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/locations/:id",		RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/credentials",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/credentials",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/credentials/:id",	RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/credentials/:id",	RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/enrollments",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/enrollments",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/enrollments/:id",	RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/enrollments/:id",	RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/contacts",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/contacts",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/contacts/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/contacts/:id",		RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/documents",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/documents",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/documents/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/documents/:id",		RIGHT_WORK,	api_record_set	},
	{ "POST", "/api/documents/file",	RIGHT_WORK | ROUTE_BODY, api_document_file },
	{ "GET",  "/api/parties",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/parties",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/parties/:id",		RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/parties/:id",		RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/agreements",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/agreements",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/agreements/:id",	RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/agreements/:id",	RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/backgrounds",		RIGHT_READ,	api_record_list	},
	{ "POST", "/api/backgrounds",		RIGHT_WORK,	api_record_add	},
	{ "GET",  "/api/backgrounds/:id",	RIGHT_READ,	api_record_show	},
	{ "PATCH","/api/backgrounds/:id",	RIGHT_WORK,	api_record_set	},
	{ "GET",  "/api/cases",			RIGHT_READ,	api_case_list	},
	{ "GET",  "/api/cases/:id",		RIGHT_READ,	api_case_show	},
	{ "POST", "/api/cases/:id/events",	RIGHT_WORK | RIGHT_DECIDE,	api_case_event	},
	{ "POST", "/api/cases/:id/notes",	RIGHT_WORK | RIGHT_DECIDE,	api_case_note	},
	{ "POST", "/api/cases/:id/pause",	RIGHT_WORK,	api_case_pause	},
	{ "POST", "/api/cases/:id/resume",	RIGHT_WORK,	api_case_resume	},
	{ "GET",  "/api/tasks",			RIGHT_READ,	api_task_list	},
	{ "POST", "/api/tasks/:id/done",	RIGHT_WORK | RIGHT_DECIDE,	api_task_done	},
	{ "GET",  "/api/deadlines",		RIGHT_READ,	api_deadline_list	},
	{ "GET",  "/api/mail",			RIGHT_READ,	api_mail_list	},
	{ "POST", "/api/imports",		RIGHT_WORK | ROUTE_BODY, api_import_bring },
	{ "GET",  "/api/imports/:id",		RIGHT_WORK,	api_import_show	},
	{ "GET",  "/api/imports/:id/refused",	RIGHT_WORK,	page_import_refused },
	{ "POST", "/api/imports/:id/take",	RIGHT_WORK,	api_import_take	},
	{ "POST", "/api/lists/:list",		RIGHT_WORK | ROUTE_BODY, api_list_load },
	{ "GET",  "/api/exports",		RIGHT_AUDIT,	api_export_list	},
	{ "GET",  "/api/exports/:table",	RIGHT_AUDIT,	api_export	},
	/* What they take: web/api_act.c. */
	{ "GET",  "/api/billable",		RIGHT_NAMES,	api_act	},
	{ "GET",  "/api/identifiers/:kind",	RIGHT_NAMES,	api_act	},
	{ "GET",  "/api/providers/:id/readiness", RIGHT_READ,	api_act	},
	{ "POST", "/api/providers/:id/names",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/providers/:id/merge",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/providers/:id/unmerge",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/providers/:id/reveal",	RIGHTS_FIELDS,	api_act	},
	{ "POST", "/api/providers/:id/invite",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/providers/:id/uninvite", RIGHT_WORK,	api_act	},
	{ "POST", "/api/providers/:id/lookup",	RIGHT_WORK,	api_lookup },
	{ "GET",  "/api/lookups",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/lookups/:id",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/proposals",		RIGHT_READ,	api_act	},
	{ "POST", "/api/proposals/:id/decide",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/payer-clocks",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/gaps",			RIGHT_READ,	api_act	},
	{ "GET",  "/api/runway",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/revalidations",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/duplicates",		RIGHT_READ,	api_act	},
	{ "POST", "/api/duplicates",		RIGHT_WORK,	api_act	},
	{ "GET",  "/api/stale",			RIGHT_READ,	api_act	},
	{ "POST", "/api/credentials/:id/verify", RIGHT_WORK,	api_act	},
	{ "GET",  "/api/caqh",			RIGHT_READ,	api_act	},
	{ "GET",  "/api/meetings",		RIGHT_READ,	api_act	},
	{ "POST", "/api/meetings",		RIGHT_WORK,	api_act	},
	{ "GET",  "/api/meetings/:id",		RIGHT_READ,	api_act	},
	{ "POST", "/api/meetings/:id/files",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/meetings/:id/close",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/decisions",		RIGHT_READ,	api_act	},
	{ "POST", "/api/files/:id/vote",	RIGHT_WORK | RIGHT_DECIDE,	api_act	},
	{ "POST", "/api/files/:id/decide",	RIGHT_WORK | RIGHT_DECIDE,	api_act	},
	{ "POST", "/api/files/:id/letter",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/documents/:id/file",	RIGHT_READ,	page_document_file	},
	{ "POST", "/api/documents/:id/decide",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/retention",		RIGHT_READ,	api_act	},
	{ "POST", "/api/retention/destroy",	RIGHT_ADMIN,	api_act	},
	{ "GET",  "/api/destroyed",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/holds",			RIGHT_READ,	api_act	},
	{ "POST", "/api/holds",			RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/holds/:id/lift",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/cases",			RIGHT_WORK,	api_act	},
	{ "GET",  "/api/cases/:id/why-not",	RIGHT_READ,	api_act	},
	{ "GET",  "/api/why/:what/:id",		RIGHT_READ,	api_act	},
	{ "POST", "/api/tasks/:id/assign",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/tasks/:id/move",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/duties",		RIGHT_READ,	api_act	},
	{ "POST", "/api/duties/:key/done",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/duties/:key/skip",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/duties/:key/move",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/review",		RIGHT_READ,	api_act	},
	{ "POST", "/api/actions",		RIGHT_WORK,	api_act	},
	{ "POST", "/api/actions/:id/done",	RIGHT_WORK,	api_act	},
	{ "POST", "/api/actions/:id/drop",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/reports/:name",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/requests",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/requests/:id",		RIGHT_READ,	api_act	},
	{ "POST", "/api/requests/:id/release",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/workflows",		RIGHT_READ,	api_act	},
	{ "POST", "/api/workflows",		RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/workflows/check",	RIGHT_ADMIN,	api_act	},
	{ "GET",  "/api/workflows/:name",	RIGHT_READ,	api_act	},
	{ "GET",  "/api/workflows/:name/diff",	RIGHT_READ,	api_act	},
	{ "POST", "/api/workflows/:name/diff",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/workflows/:name/simulate", RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/workflows/:name/replay", RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/workflows/:name/migrate", RIGHT_ADMIN,	api_act	},
	{ "GET",  "/api/screening",		RIGHT_READ,	api_act	},
	{ "POST", "/api/screening/run",		RIGHT_WORK,	api_act	},
	{ "POST", "/api/screening/sign",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/matches",		RIGHT_READ,	api_act	},
	{ "POST", "/api/matches/:id/resolve",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/lists",			RIGHT_READ,	api_act	},
	{ "GET",  "/api/rosters",		RIGHT_READ,	api_act	},
	{ "POST", "/api/rosters/:id/accept",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/mail/:id",		RIGHT_READ,	api_act	},
	{ "POST", "/api/mail/:id/match",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/letters",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/letters/held",		RIGHT_READ,	api_act	},
	{ "POST", "/api/letters/:id/release",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/suppressed",		RIGHT_READ,	api_act	},
	{ "POST", "/api/suppressed",		RIGHT_WORK,	api_act	},
	{ "POST", "/api/suppressed/lift",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/calendars",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/answers",		RIGHT_READ,	api_act	},
	{ "GET",  "/api/feeds",			RIGHT_READ,	api_act	},
	{ "POST", "/api/feeds",			RIGHT_WORK,	api_act	},
	{ "POST", "/api/feeds/:name/revoke",	RIGHT_WORK,	api_act	},
	{ "GET",  "/api/users",			RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users",			RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users/:name/roles",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users/:name/link",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users/:name/recover",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users/:name/mail",	RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/users/:name/retire",	RIGHT_ADMIN,	api_act	},
	{ "GET",  "/api/tokens",		RIGHT_ADMIN,	api_act	},
	{ "POST", "/api/tokens/:id/revoke",	RIGHT_ADMIN,	api_act	},
	{ "GET",  "/api/audit",			RIGHT_AUDIT,	api_act	},
	{ "GET",  "/static/:file",		0,	page_static		},
};

/* One part of the pattern against one part of the path, both without slash. */
static bool
part_match(const char *pattern, size_t pattern_len, const char *part, size_t len,
    const char **ret_word, struct arena *a)
{
	if (pattern[0] != ':')
		return pattern_len == len && memcmp(pattern, part, len) == 0;
	size_t name = 0;
	while (name < pattern_len && pattern[name] != '.')
		name++;
	size_t end = pattern_len - name;	/* ".ics" */
	if (len <= end || memcmp(part + len - end, pattern + name, end) != 0)
		return false;
	*ret_word = arena_strndup(a, part, len - end);
	return true;
}

bool
route_match(const char *pattern, const char *path, const char *word[ROUTE_WORDS], struct arena *a)
{
	int words = 0;

	while (*pattern == '/' && *path == '/') {
		const char *found = NULL;
		size_t pattern_len = strcspn(++pattern, "/"), len = strcspn(++path, "/");
		if (!part_match(pattern, pattern_len, path, len, &found, a))
			return false;
		if (found != NULL && words < ROUTE_WORDS)
			word[words++] = found;
		pattern += pattern_len;
		path += len;
	}
	return *pattern == '\0' && *path == '\0';
}

const struct route *
route_find(struct request *r, const char **ret_allow)
{
	const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
	const char *allow = NULL;

	for (size_t i = 0; i < LEN(routes); i++) {
		const struct route *route = &routes[i];
		if (!route_match(route->pattern, r->path, r->word, r->a))
			continue;
		if (strcmp(route->method, method) == 0)
			return route;
		const char *one = strcmp(route->method, "GET") == 0 ? "GET, HEAD" : route->method;
		allow = allow == NULL || strcmp(allow, one) == 0 ? one : arena_printf(r->a, "%s, %s", allow, one);
	}
	*ret_allow = allow;
	return NULL;
}

static bool
by_address(const struct route *route)
{
	return (route->needs & ROUTE_BY_ADDRESS) != 0;
}

/* What anybody may have and changes nothing is answered without asking the database who they are. */
static bool
needs_look(const struct route *route)
{
	return !by_address(route) && (route->needs != 0 || strcmp(route->method, "POST") == 0 || route->run == page_sign_in);
}

/* A program is told what is missing; no page where people sign in. */
static bool
api_may_ask(struct request *r, struct reply *reply, const struct route *route, struct err *err)
{
	if (route->needs != 0 && r->wants_sign_in) {
		reply->status = 401;
		return fail(err, ERR_AUTH, "this needs a token that is in use (Authorization: Bearer TOKEN). "
		    "\"credence user token add\" makes one");
	}
	if (r->token_id == 0 || limit_count_id(r->web->api_calls, r->token_id, r->now_ms))
		return true;
	reply->status = 429;
	reply->retry_after = "60";
	return fail(err, ERR_BUSY, "this token has asked too often in the last minute");
}

/* Whoever may not bring one is told so before it comes. */
static bool
prepare_body(struct request *r, struct reply *reply, const struct route *route, struct err *err)
{
	if (!sign_look(r, err) || !api_may_ask(r, reply, route, err) || !api_may_change(r, err) ||
	    !guard_right(r, route->needs & ~ROUTE_BODY, err))
		return false;
	r->bytes_max = r->web->settings->documents.bytes_max;
	r->upload = upload_new(r);
	return true;
}

/* A file of a form: whoever may not bring it is answered without it being kept; what leads them to the sign-in page, or
 * tells them that they may not, is said when the form is there. */
static bool
prepare_upload(struct request *r, const struct route *route, struct err *err)
{
	if (!sign_look(r, err))
		return false;
	if (r->wants_sign_in || !request_may(r, route->needs & RIGHTS_ALL))
		return true;
	r->bytes_max = r->web->settings->documents.bytes_max + FORM_BYTES_MAX;
	r->upload = upload_new(r);
	return true;
}

bool
route_prepare(struct request *r, struct reply *reply, struct err *err)
{
	const char *allow;
	const struct route *route = route_find(r, &allow);
	struct provider_link link;

	r->bytes_max = FORM_BYTES_MAX;
	if (route == NULL || strcmp(r->method, "POST") != 0 || route->needs == ROUTE_BY_ADDRESS)
		return true;
	if ((route->needs & ROUTE_UPLOAD) != 0 && !by_address(route))
		return prepare_upload(r, route, err);
	if ((route->needs & ROUTE_BODY) != 0 && !by_address(route))
		return prepare_body(r, reply, route, err);
	if (!by_address(route))
		return true;
	if (!my_find(r, &link, err))
		return false;
	if (route->needs == ROUTE_PIECE) {
		r->bytes_max = PIECE_FORM_MAX;
		r->takes_piece = true;
		return true;
	}
	r->bytes_max = upload_bytes_max(r->web->settings);
	r->upload = upload_new(r);
	return true;
}

/* One snapshot for all that such a page reads: its parts agree, and SQLite locks the file once. */
static bool
run_kept(const struct route *route, struct request *r, struct reply *reply, struct err *err)
{
	if (kept_find(r, reply))
		return true;
	if (!db_snapshot(r->web->db, err))
		return false;
	bool ok = route->run(r, reply, err);
	db_rollback(r->web->db);
	if (ok)
		kept_add(r, reply);
	return ok;
}

static bool
run(struct request *r, struct reply *reply, struct err *err)
{
	const char *allow;
	const struct route *route = route_find(r, &allow);
	struct provider_link link;

	r->route = route;
	if ((route == NULL || needs_look(route)) && !sign_look(r, err))
		return false;
	if (route == NULL && allow != NULL) {
		reply->allow = allow;
		reply->status = 405;
		return fail(err, ERR_INPUT, "this address does not take %s", r->method);
	}
	if (route == NULL)
		return fail(err, ERR_MISSING, "there is no page at this address");
	if (request_is_api(r) && r->upload == NULL && !api_may_ask(r, reply, route, err))
		return false;
	if (route->needs != 0 && r->wants_sign_in)
		return sign_ask(r, reply, err);
	if (route->needs != 0 && !sign_may_go_on(r))
		return sign_ask_code(r, reply, err);
	if (!(by_address(route) ? my_find(r, &link, err) : guard_right(r, route->needs & RIGHTS_ALL, err)) ||
	    (request_is_change(r) && !request_is_api(r) && !guard_form(r, err)))
		return false;
	return (route->needs & ROUTE_KEPT) != 0 ? run_kept(route, r, reply, err) : route->run(r, reply, err);
}

static const int statuses[] = {
	[ERR_NONE] = 500, [ERR_INPUT] = 400, [ERR_MISSING] = 404, [ERR_CONFLICT] = 409,
	[ERR_BUSY] = 503, [ERR_AUTH] = 403, [ERR_SYSTEM] = 500,
};
static_assert(LEN(statuses) == ERR_KINDS, "every kind of failure has its status");

const struct route *
route_list(size_t i)
{
	return i < LEN(routes) ? &routes[i] : NULL;
}

void
route_refuse(struct request *r, struct reply *reply, int status, const struct err *err)
{
	if (request_is_api(r))
		api_error(r, reply, status, err);
	else
		page_error(r, reply, status, err);
}

int
route_status(const struct reply *reply, const struct err *err)
{
	return reply->status != 0 ? reply->status : statuses[err->kind];
}

void
route_fail(struct request *r, struct reply *reply, const struct err *err)
{
	int status = route_status(reply, err);

	if (status == 500)
		log_error("%s %s: %s", r->method, r->path, err->text);
	route_refuse(r, reply, status, err);
}

void
route_answer(struct request *r, struct reply *reply)
{
	struct err err = ERR_INIT;

	if (!run(r, reply, &err))
		route_fail(r, reply, &err);
}
