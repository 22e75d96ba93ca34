/* sign_in: the page where one signs in, and the way out. */
#include "store/session.h"

#include "store/audit.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/sign.h"
#include "base/banned.h"

static bool
show_form(struct request *r, struct reply *reply, const char *notice, struct err *err)
{
	const struct pairs *given = request_is_change(r) ? &r->form : &r->query;
	struct json *data = json_new_object();
	bool any = true;

	json_set_text(data, "title", "Sign in");
	json_set_text(data, "notice", notice);
	json_set_text(data, "name", request_is_change(r) ? pairs_get(&r->form, "name") : NULL);
	json_set_text(data, "to", sign_safe_path(pairs_get(given, "to")));
	if (r->web->settings->web.oidc.issuer != NULL)
		json_set_text(data, "elsewhere", r->web->settings->web.oidc.label);
	bool ok = user_any(r->web->db, &any, err);
	json_set_bool(data, "is_empty", !any);
	json_set_text(data, "folder", r->web->folder);
	if (ok)
		return page_render(r, reply, "sign_in", data, err);
	json_free(data);
	return false;
}

bool
page_sign_in(struct request *r, struct reply *reply, struct err *err)
{
	const char *did = pairs_get(&r->query, "did");

	return show_form(r, reply, text_equal(did, "out") ? "You are signed out." :
	    text_equal(did, "password") ? "The password is kept. Sign in with it." : NULL, err);
}

bool
post_sign_in(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	const char *refusal;
	struct user user;

	if (!sign_check(r, reply, pairs_get(&r->form, "name"), pairs_get(&r->form, "password"), &user, &refusal, err))
		return false;
	if (refusal != NULL)
		return show_form(r, reply, refusal, err);
	return db_begin(db, err) && db_end(db, sign_go_on(r, reply, &user, err), err);
}

bool
post_sign_out(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;

	if (r->session != NULL && (!db_begin(db, err) || !db_end(db, session_end(db, r->session, err) &&
	    audit_add(db, r->actor, "sign-out", "web page", r->client, r->now_ms, err), err)))
		return false;
	sign_set_cookie(r, reply, "");
	return reply_redirect(reply, "/sign-in?did=out");
}
