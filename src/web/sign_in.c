/* sign_in: the page where one signs in, and the way out. */
#include "store/session.h"

#include <string.h>

#include "store/audit.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/sign.h"
#include "base/banned.h"

/* A path of ours, and not "//evil.example". */
static const char *
safe_path(const char *to)
{
	if (to == NULL || to[0] != '/' || to[1] == '/' || strpbrk(to, "\\\r\n?#") != NULL)
		return "";
	return to;
}

static bool
show_form(struct request *r, struct reply *reply, const char *notice, struct err *err)
{
	const struct pairs *given = request_is_post(r) ? &r->form : &r->query;
	struct json *data = json_new_object();
	bool any = true;

	json_set_text(data, "title", "Sign in");
	json_set_text(data, "notice", notice);
	json_set_text(data, "name", request_is_post(r) ? pairs_get(&r->form, "name") : NULL);
	json_set_text(data, "to", safe_path(pairs_get(given, "to")));
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

static bool
let_in(struct request *r, struct reply *reply, const struct user *user, struct err *err)
{
	return session_forgive(r->web->writer.db, user->name, err) && sign_begin(r, reply, user, err) &&
	    sign_note(r, "sign-in", user, err);
}

bool
post_sign_in(struct request *r, struct reply *reply, struct err *err)
{
	const char *to = safe_path(pairs_get(&r->form, "to")), *refusal;
	struct db *db = r->web->writer.db;
	struct user user;

	if (!sign_check(r, reply, pairs_get(&r->form, "name"), pairs_get(&r->form, "password"), &user, &refusal, err))
		return false;
	if (refusal != NULL)
		return show_form(r, reply, refusal, err);
	if (!db_begin(db, err) || !db_end(db, let_in(r, reply, &user, err), err))
		return false;
	return reply_redirect(reply, to[0] != '\0' ? to : right_of_roles(user.roles) & RIGHT_READ ? "/" : "/grid");
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
