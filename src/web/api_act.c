/* api_act: the table, and the one way through it. */
#include "web/api_act.h"

#include <string.h>

#include "store/lookup.h"
#include "web/errand.h"
#include "web/pages.h"
#include "web/router.h"
#include "base/banned.h"

static const struct act acts[] = {
	{ "GET",  "/api/billable",	"provider payer location on " ACT_PAGES, ACT_ROWS,	act_billable },
	{ "GET",  "/api/identifiers/:kind", "value*",			ACT_LOOK,	act_identifier },
	/* A provider's file. */
	{ "GET",  "/api/providers/:id/readiness", "payer location on",	ACT_LOOK,	act_readiness },
	{ "POST", "/api/providers/:id/names", "kind last_name* first_name", ACT_WITHIN,	act_name },
	{ "POST", "/api/providers/:id/merge", "other* dry_run!",	ACT_ALONE,	act_merge },
	{ "POST", "/api/providers/:id/unmerge", "",			ACT_ALONE,	act_unmerge },
	{ "POST", "/api/providers/:id/reveal", "field* reason*",	ACT_WITHIN,	act_reveal },
	{ "POST", "/api/providers/:id/invite", "days",			ACT_ALONE,	act_invite },
	{ "POST", "/api/providers/:id/uninvite", "",			ACT_WITHIN,	act_uninvite },
	{ "GET",  "/api/gaps",		"provider all! " ACT_PAGES,	ACT_ROWS,	act_gaps },
	{ "GET",  "/api/runway",	"provider " ACT_PAGES,		ACT_ROWS,	act_runway },
	{ "GET",  "/api/revalidations",	"provider " ACT_PAGES,		ACT_ROWS,	act_revalidations },
	{ "GET",  "/api/duplicates",	"provider score " ACT_PAGES,	ACT_ROWS,	act_duplicates },
	{ "POST", "/api/duplicates",	"provider* other* reason*",	ACT_ALONE,	act_distinct },
	{ "GET",  "/api/stale",		"provider " ACT_PAGES,		ACT_ROWS,	act_stale },
	{ "POST", "/api/credentials/:id/verify", "method* result* by on expires contact document", ACT_ALONE,	act_verify },
	{ "GET",  "/api/caqh",		"provider " ACT_PAGES,		ACT_ROWS,	act_caqh },
	{ "GET",  "/api/lookups",	"provider registry " ACT_PAGES,	ACT_ROWS,	act_lookups },
	{ "GET",  "/api/lookups/:id",	"",				ACT_LOOK,	act_lookup },
	{ "GET",  "/api/proposals",	"provider all! " ACT_PAGES,	ACT_ROWS,	act_proposals },
	{ "POST", "/api/proposals/:id/decide", "as* now reason",	ACT_WITHIN,	act_proposal_decide },
	{ "GET",  "/api/payer-clocks",	ACT_PAGES,			ACT_ROWS,	act_payer_clocks },
	/* The committee. */
	{ "GET",  "/api/meetings",	ACT_PAGES,			ACT_ROWS,	act_meetings },
	{ "POST", "/api/meetings",	"day* chair",			ACT_WITHIN,	act_meeting_plan },
	{ "GET",  "/api/meetings/:id",	"",				ACT_LOOK,	act_meeting },
	{ "POST", "/api/meetings/:id/files", "provider* enrollment",	ACT_WITHIN,	act_meeting_add },
	{ "POST", "/api/meetings/:id/close", "present* note",		ACT_WITHIN,	act_meeting_close },
	{ "GET",  "/api/decisions",	ACT_PAGES,			ACT_ROWS,	act_untold },
	{ "POST", "/api/files/:id/vote", "member* vote* reason",	ACT_WITHIN,	act_file_vote },
	{ "POST", "/api/files/:id/decide", "decision* conditions reason review director on", ACT_ALONE, act_file_decide },
	{ "POST", "/api/files/:id/letter", "print!",			ACT_ALONE,	act_file_letter },
	/* Papers. */
	{ "POST", "/api/documents/:id/decide", "as* reason kind state",		ACT_WITHIN,	act_document_decide },
	{ "GET",  "/api/retention",	"on " ACT_PAGES,		ACT_ROWS,	act_retention },
	{ "POST", "/api/retention/destroy", "count* reason*",		ACT_ALONE,	act_destroy },
	{ "GET",  "/api/destroyed",	ACT_PAGES,			ACT_ROWS,	act_destroyed },
	{ "GET",  "/api/holds",		ACT_PAGES,			ACT_ROWS,	act_holds },
	{ "POST", "/api/holds",		"provider* reason*",		ACT_WITHIN,	act_hold },
	{ "POST", "/api/holds/:id/lift", "reason*",			ACT_WITHIN,	act_lift },
	/* Cases and work. */
	{ "POST", "/api/cases",		"workflow* type* id*",		ACT_ALONE,	act_case_open },
	{ "GET",  "/api/cases/:id/why-not", "what name on",		ACT_LOOK,	act_why_not },
	{ "GET",  "/api/why/:what/:id",	"",				ACT_LOOK,	act_why },
	{ "POST", "/api/tasks/:id/assign", "assignee*",			ACT_WITHIN,	act_task_assign },
	{ "POST", "/api/tasks/:id/move", "day*",			ACT_WITHIN,	act_task_move },
	{ "GET",  "/api/duties",	"due-by " ACT_PAGES,		ACT_ROWS,	act_duties },
	{ "POST", "/api/duties/:key/done", "evidence* on once*",	ACT_ALONE,	act_duty_done },
	{ "POST", "/api/duties/:key/skip", "reason* once*",		ACT_ALONE,	act_duty_skip },
	{ "POST", "/api/duties/:key/move", "day* reason* once*",	ACT_ALONE,	act_duty_move },
	{ "GET",  "/api/review",	"",				ACT_LOOK,	act_review },
	{ "POST", "/api/actions",	"text* owner due",		ACT_ALONE,	act_action_add },
	{ "POST", "/api/actions/:id/done", "outcome",			ACT_ALONE,	act_action_done },
	{ "POST", "/api/actions/:id/drop", "reason*",			ACT_ALONE,	act_action_drop },
	{ "GET",  "/api/reports/:name",	"since until figure",		ACT_LOOK,	act_report },
	{ "GET",  "/api/requests",	"held! case " ACT_PAGES,	ACT_ROWS,	act_requests },
	{ "GET",  "/api/requests/:id",	"",				ACT_LOOK,	act_request },
	{ "POST", "/api/requests/:id/release", "way*",			ACT_WITHIN,	act_request_release },
	{ "GET",  "/api/workflows",	ACT_PAGES,			ACT_ROWS,	act_workflows },
	{ "POST", "/api/workflows",	"source* note*",		ACT_ALONE,	act_workflow_publish },
	{ "POST", "/api/workflows/check", "source*",			ACT_ALONE,	act_workflow_check },
	{ "GET",  "/api/workflows/:name", "",				ACT_LOOK,	act_workflow },
	{ "GET",  "/api/workflows/:name/diff", "from to",		ACT_LOOK,	act_workflow_diff },
	{ "POST", "/api/workflows/:name/diff", "from source*",		ACT_ALONE,	act_workflow_diff },
	{ "POST", "/api/workflows/:name/simulate", "version source script until", ACT_BESIDE, act_workflow_simulate },
	{ "POST", "/api/workflows/:name/replay", "with source map case", ACT_BESIDE,	act_workflow_replay },
	{ "POST", "/api/workflows/:name/migrate", "do* to from map timers", ACT_BESIDE,	act_workflow_migrate },
	{ "GET",  "/api/screening",	"month provider",		ACT_LOOK,	act_screening },
	{ "POST", "/api/screening/run",	"provider",			ACT_BESIDE,	act_screening_run },
	{ "POST", "/api/screening/sign", "month* sha256* provider anyway!", ACT_ALONE,	act_screening_sign },
	{ "GET",  "/api/matches",	"open! " ACT_PAGES,		ACT_ROWS,	act_matches },
	{ "POST", "/api/matches/:id/resolve", "as* reason*",		ACT_ALONE,	act_resolve },
	{ "GET",  "/api/lists",		"all! " ACT_PAGES,		ACT_ROWS,	act_lists },
	{ "GET",  "/api/rosters",	ACT_PAGES,			ACT_ROWS,	act_rosters },
	{ "POST", "/api/rosters/:id/accept", "",			ACT_WITHIN,	act_roster_accept },
	/* Mail and calendars. */
	{ "GET",  "/api/mail/:id",	"in! out!",			ACT_LOOK,	act_mail },
	{ "POST", "/api/mail/:id/match", "case*",			ACT_WITHIN,	act_mail_match },
	{ "GET",  "/api/letters",	ACT_PAGES,			ACT_ROWS,	act_letters },
	{ "GET",  "/api/letters/held",	ACT_PAGES,			ACT_ROWS,	act_letters_held },
	{ "POST", "/api/letters/:id/release", "way*",			ACT_WITHIN,	act_letter_release },
	{ "GET",  "/api/suppressed",	ACT_PAGES,			ACT_ROWS,	act_suppressed },
	{ "POST", "/api/suppressed",	"email* reason*",		ACT_WITHIN,	act_suppress },
	{ "POST", "/api/suppressed/lift", "email*",			ACT_WITHIN,	act_unsuppress },
	{ "GET",  "/api/calendars",	ACT_PAGES,			ACT_ROWS,	act_calendars },
	{ "GET",  "/api/answers",	"flawed! " ACT_PAGES,		ACT_ROWS,	act_answers },
	{ "GET",  "/api/feeds",		ACT_PAGES,			ACT_ROWS,	act_feeds },
	{ "POST", "/api/feeds",		"name* person role provider payer location kind detail past ahead alarm",
	  ACT_WITHIN, act_feed_add },
	{ "POST", "/api/feeds/:name/revoke", "",			ACT_WITHIN,	act_feed_revoke },
	/* People. */
	{ "GET",  "/api/users",		ACT_PAGES,			ACT_ROWS,	act_users },
	{ "POST", "/api/users",		"name* person roles*",		ACT_WITHIN,	act_user_add },
	{ "POST", "/api/users/:name/roles", "roles*",			ACT_WITHIN,	act_user_role },
	{ "POST", "/api/users/:name/link", "",				ACT_WITHIN,	act_user_link },
	{ "POST", "/api/users/:name/recover", "",			ACT_WITHIN,	act_user_recover },
	{ "POST", "/api/users/:name/mail", "email",			ACT_WITHIN,	act_user_mail },
	{ "POST", "/api/users/:name/retire", "",			ACT_WITHIN,	act_user_retire },
	{ "GET",  "/api/tokens",	"user " ACT_PAGES,		ACT_ROWS,	act_tokens },
	{ "POST", "/api/tokens/:id/revoke", "",				ACT_WITHIN,	act_token_revoke },
	{ "GET",  "/api/audit",		"object since until find " ACT_PAGES, ACT_ROWS,	act_audit },
};

const struct act *
act_list(size_t i)
{
	return i < LEN(acts) ? &acts[i] : NULL;
}

static const struct act *
act_of(const struct request *r)
{
	for (size_t i = 0; i < LEN(acts); i++)
		if (strcmp(acts[i].pattern, r->route->pattern) == 0 && strcmp(acts[i].method, r->route->method) == 0)
			return &acts[i];
	BUG("a route of web/router.c has no row in web/api_act.c");
}

/* The texts of what was sent, beside those of the address. */
struct given { const struct request *r; struct pairs sent; };

static const char *
get(const void *context, const char *name)
{
	const struct given *g = context;
	const char *text = pairs_get(&g->sent, name);

	return text != NULL ? text : pairs_get(&g->r->query, name);
}

static bool
read_sent(const struct act *act, const struct json *body, struct given *g, struct err *err)
{
	struct json *value;
	const char *key, *text;

	for (size_t i = 0; json_entry(body, i, &key, &value); i++) {
		if (!api_takes(act->takes, key))
			return api_not_taken(act->takes, key, err);
		if (!api_text(g->r, key, value, &text, err))
			return false;
		if (json_kind_of(value) != JSON_IS_NULL)
			pairs_add(&g->sent, key, text, g->r->a);
	}
	return true;
}

static bool
is_change(const struct act *act)
{
	return act->how != ACT_LOOK && act->how != ACT_ROWS;
}

/* What must be there is. */
static bool
check(const struct act *act, const struct given *g, struct err *err)
{
	const struct pairs *query = &g->r->query;

	if (is_change(act) && query->count > 0)
		return api_not_taken(act->takes, query->item[0].name, err);
	if (!api_query(g->r, act->takes, err))
		return false;
	for (const char *names = act->takes; *names != '\0'; names += strcspn(names, " "), names += strspn(names, " ")) {
		const char *name = arena_strndup(g->r->a, names, strcspn(names, "*! "));
		if (names[strlen(name)] == '*' && text_blank(get(g, name)))
			return fail(err, ERR_INPUT, "\"%s\" is missing. It takes: %s", name, act->takes);
	}
	return true;
}

static bool
run(const struct act *act, struct call *c, struct err *err)
{
	if (act->how != ACT_WITHIN)
		return act->run(c, err);
	return db_begin(c->db, err) && db_end(c->db, act->run(c, err), err);
}

static bool
answer(const struct act *act, struct call *c, struct reply *reply, struct err *err)
{
	if (act->how == ACT_ROWS)
		return c->answer != NULL ? api_answer_list(c->r, reply, c->answer, err) :
		    api_answer_rows(c->r, reply, &c->rows, err);
	return api_answer(reply, c->status, c->answer);
}

/* One that goes beside the pages; lives in the request's arena. */
struct trip {
	const struct act	*act;
	struct call		 c;
	struct given		 g;
	const char		*text;		/* the answer, when it is made */
};

static bool
work_with(struct trip *t, struct db *db, struct err *err)
{
	struct call *c = &t->c;
	struct engine engine;

	bool ok = engine_open(&engine, db, c->w.settings, err);
	if (ok) {
		c->e = &engine;
		c->db = c->w.db = db;
		ok = t->act->run(c, err);
		if (ok)
			t->text = json_print_in(c->answer, c->r->a);
		json_free(c->answer);
		c->answer = NULL;
	}
	engine_close(&engine);
	return ok;
}

static bool
work(void *context, struct err *err)
{
	struct trip *t = context;
	struct db *db;

	if (!errand_open_db(t->c.r->web->folder, t->c.r->now_ms, &db, err))
		return false;
	bool ok = work_with(t, db, err);
	db_close(db);
	return ok;
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	const struct trip *t = context;

	(void)r;
	return api_answer_text(reply, t->c.status, t->text, err);
}

static bool
send_beside(struct trip *t, struct request *r, struct reply *reply)
{
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));

	*errand = (struct errand){ .work = work, .finish = finish, .context = t };
	reply->errand = errand;
	return true;
}

static bool
act_with(const struct act *act, struct request *r, struct reply *reply, struct json *body, struct err *err)
{
	struct trip *t = arena_alloc(r->a, sizeof(*t));
	struct call *c = &t->c;

	*t = (struct trip){ .act = act, .g = { .r = r }, .c = { .r = r, .e = is_change(act) ? &r->web->writer : &r->web->reader,
		.sent = body, .status = 200, .w = { .get = get, .context = &t->g, .mark = "", .settings = r->web->settings,
		.now_ms = r->now_ms, .a = r->a } } };
	c->db = c->w.db = c->e->db;
	if (!read_sent(act, body, &t->g, err) || !check(act, &t->g, err))
		return false;
	if (act->how == ACT_BESIDE)
		return send_beside(t, r, reply);
	if (!run(act, c, err)) {
		json_free(c->answer);
		return false;
	}
	return answer(act, c, reply, err);
}

bool
api_act(struct request *r, struct reply *reply, struct err *err)
{
	const struct act *act = act_of(r);
	struct json *body = NULL;

	if (act->how == ACT_LOOK || act->how == ACT_ROWS)
		return act_with(act, r, reply, NULL, err);
	if (!api_may_change(r, err) || (r->body.len > 0 && !api_body(r, &body, err)))
		return false;
	bool ok = act_with(act, r, reply, body, err);
	json_free(body);
	return ok;
}

bool
call_id(const struct call *c, int64_t *ret_id, struct err *err)
{
	return request_id(c->r, 0, ret_id, err);
}

bool
call_provider(const struct call *c, int64_t *ret_id, struct err *err)
{
	return lookup_provider(c->db, c->r->word[0], ret_id, err);
}

bool
call_case(const struct call *c, int64_t *ret_id, struct err *err)
{
	return lookup_case(c->db, c->r->word[0], ret_id, err);
}

bool
call_done(struct call *c, const char *key, int64_t id, const char *status)
{
	c->answer = json_new_object();
	json_set_int(c->answer, key, id);
	json_set_text(c->answer, "status", status);
	return true;
}

bool
call_row(struct call *c, const char *what, struct err *err)
{
	struct json *rows;

	if (!query_json(&c->rows, c->w.settings->zone, &rows, err))
		return false;
	c->answer = json_duplicate(json_at(rows, 0));
	json_free(rows);
	return c->answer != NULL || fail(err, ERR_MISSING, "there is no such %s", what);
}
