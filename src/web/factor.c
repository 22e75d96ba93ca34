/*
 * factor: the second factor.  At the sign-in a session waits for its code; in one's account it is set up, its
 * codes are printed anew, and it is ended.  Secrets and codes are shown once, in the answer to a form.
 */
#include "store/factor.h"

#include <string.h>

#include "http/http.h"
#include "store/account.h"
#include "store/folder.h"
#include "store/session.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/qr.h"
#include "web/sign.h"
#include "base/banned.h"

#define CODE_BYTES_MAX	64

static bool
open_key(const struct request *r, struct seal_key *key, struct err *err)
{
	return folder_seal_key(r->web->folder, FACTOR_PURPOSE, key, err);
}

static bool
find_waiting(struct request *r, struct user *ret_user, struct err *err)
{
	const char *secret = sign_secret(r);

	*ret_user = (struct user){ .user_id = 0 };
	return secret == NULL || session_find_waiting(r->web->db, secret, r->now_ms, r->a, ret_user, err);
}

static bool
show_code(struct request *r, struct reply *reply, const char *notice, struct err *err)
{
	const struct pairs *given = request_is_change(r) ? &r->form : &r->query;
	struct json *data = json_new_object();

	json_set_text(data, "title", "The code");
	json_set_text(data, "notice", notice);
	json_set_text(data, "to", sign_safe_path(pairs_get(given, "to")));
	return page_render(r, reply, "code", data, err);
}

bool
page_sign_in_code(struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	if (!find_waiting(r, &user, err))
		return false;
	return user.user_id == 0 ? reply_redirect(reply, "/sign-in") : show_code(r, reply, NULL, err);
}

static bool
read_code(const struct request *r, const char **ret_code, struct err *err)
{
	*ret_code = pairs_get(&r->form, "code");
	return (*ret_code != NULL && strlen(*ret_code) <= CODE_BYTES_MAX) ||
	    fail(err, ERR_INPUT, "this form is not complete");
}

/* The waiting session ends, whatever the code: a right one begins another under a new secret. */
static bool
take(struct request *r, struct reply *reply, const struct user *user, const char *code, bool *ret_right,
    struct err *err)
{
	struct db *db = r->web->writer.db;
	struct seal_key key;
	bool is_paper;

	if (!open_key(r, &key, err))
		return false;
	bool ok = factor_take(db, &key, user->user_id, code, r->now_ms, ret_right, &is_paper, err);
	seal_key_clear(&key);
	if (!ok || !*ret_right)
		return ok;
	return (!is_paper || sign_note(r, "recovery code used", user, err)) &&
	    session_end(db, sign_secret(r), err) && sign_let_in(r, reply, user, err);
}

bool
post_sign_in_code(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	const char *code, *refusal;
	struct user user;
	bool right;

	if (!read_code(r, &code, err) || !find_waiting(r, &user, err))
		return false;
	if (user.user_id == 0)
		return reply_redirect(reply, "/sign-in");
	if (!sign_may_try(r, reply, user.name, &refusal, err))
		return false;
	if (refusal != NULL)
		return show_code(r, reply, refusal, err);
	if (!db_begin(db, err) || !db_end(db, take(r, reply, &user, code, &right, err), err))
		return false;
	if (right)
		return true;
	return sign_was_wrong(r, reply, user.name, &user, &refusal, err) && show_code(r, reply, reply->status == 403 ?
	    "This code is wrong, or was used before. Wait for the next one." : refusal, err);
}

bool
post_code_begin(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct seal_key key;
	struct user user;

	if (!sign_own(r, &user, err) || !open_key(r, &key, err))
		return false;
	bool ok = db_begin(db, err) && db_end(db, factor_begin(db, &key, user.user_id, r->now_ms, err), err);
	seal_key_clear(&key);
	return ok && reply_redirect(reply, "/account/code");
}

/* otpauth://totp/ISSUER:NAME?secret=...: what authenticators read out of the picture. */
static const char *
address(const struct request *r, const char *name, const char *secret)
{
	struct str org = STR_INIT, who = STR_INIT;

	http_add_escaped(&org, r->web->settings->org_name);
	http_add_escaped(&who, name);
	const char *text = arena_printf(r->a, "otpauth://totp/%s:%s?secret=%s&issuer=%s", org.text, who.text, secret,
	    org.text);
	str_clear(&org);
	str_clear(&who);
	return text;
}

/* "ABCD EFGH ...": as people type it. */
static const char *
grouped(char *text, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; text[i] != '\0'; i += 4)
		out = arena_printf(a, "%s%s%.4s", out, i > 0 ? " " : "", text + i);
	return out;
}

static bool
show_setup(struct request *r, struct reply *reply, const struct user *user, const char *notice, struct err *err)
{
	char secret[FACTOR_TEXT_BYTES];
	struct seal_key key;

	if (!open_key(r, &key, err))
		return false;
	bool ok = factor_pending(r->web->db, &key, user->user_id, secret, err);
	seal_key_clear(&key);
	if (!ok)
		return false;
	for (char *p = secret; *p != '\0'; p++)
		*p = (char)(*p >= 'a' ? *p - 32 : *p);
	struct json *data = json_new_object();
	json_set_text(data, "title", "A code beside the password");
	json_set_bool(data, "at_account", true);
	json_set_text(data, "notice", notice);
	json_set_text(data, "qr", qr_svg(address(r, user->name, secret), r->a));
	json_set_text(data, "secret", grouped(secret, r->a));
	return page_render(r, reply, "code_setup", data, err);
}

bool
page_code_setup(struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	return sign_own(r, &user, err) && show_setup(r, reply, &user, NULL, err);
}

static bool
show_paper(struct request *r, struct reply *reply, char codes[FACTOR_CODES][FACTOR_CODE_BYTES], struct err *err)
{
	struct json *data = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < FACTOR_CODES; i++)
		json_push(list, json_new_text(codes[i]));
	json_set_text(data, "title", "Codes for paper");
	json_set_bool(data, "at_account", true);
	json_set(data, "codes", list);
	return page_render(r, reply, "code_paper", data, err);
}

static bool
confirm(struct request *r, const struct user *user, const char *code,
    char codes[FACTOR_CODES][FACTOR_CODE_BYTES], bool *ret_right, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct seal_key key;

	if (!open_key(r, &key, err))
		return false;
	bool ok = factor_confirm(db, &key, user->user_id, code, r->now_ms, ret_right, err);
	seal_key_clear(&key);
	if (!ok || !*ret_right)
		return ok;
	return factor_make_codes(db, user->user_id, codes, err) &&
	    session_end_others(db, user->user_id, r->session, err) && sign_note(r, "user second factor on", user, err);
}

bool
post_code_confirm(struct request *r, struct reply *reply, struct err *err)
{
	char codes[FACTOR_CODES][FACTOR_CODE_BYTES];
	struct db *db = r->web->writer.db;
	const char *code;
	struct user user;
	bool right;

	if (!read_code(r, &code, err) || !sign_own(r, &user, err) || !db_begin(db, err) ||
	    !db_end(db, confirm(r, &user, code, codes, &right, err), err))
		return false;
	if (right)
		return show_paper(r, reply, codes, err);
	reply->status = 403;
	return show_setup(r, reply, &user, "This code is wrong. Is the clock of the phone right?", err);
}

/* What weakens an account is asked for with its password. */
static bool
check_password(struct request *r, struct reply *reply, struct user *ret_user, struct err *err)
{
	const char *refusal;
	struct user user;

	if (!sign_check_own(r, reply, &user, &refusal, err))
		return false;
	if (refusal != NULL)
		return fail(err, ERR_AUTH, "%s", reply->status == 403 ? "the password is wrong. Nothing was changed" :
		    "there were too many wrong passwords. Nothing was changed; try again in a while");
	*ret_user = user;
	return true;
}

bool
post_code_renew(struct request *r, struct reply *reply, struct err *err)
{
	char codes[FACTOR_CODES][FACTOR_CODE_BYTES];
	struct db *db = r->web->writer.db;
	struct factor factor;
	struct user user;

	if (!check_password(r, reply, &user, err) || !factor_load(db, user.user_id, &factor, err))
		return false;
	if (!factor.is_on)
		return fail(err, ERR_CONFLICT, "no code is asked for in your account");
	return db_begin(db, err) && db_end(db, factor_make_codes(db, user.user_id, codes, err) &&
	    sign_note(r, "recovery codes printed", &user, err), err) && show_paper(r, reply, codes, err);
}

bool
post_code_end(struct request *r, struct reply *reply, struct err *err)
{
	const struct account_by by = { .actor = r->actor, .now_ms = r->now_ms, .roles = r->web->settings->roles };
	struct db *db = r->web->writer.db;
	struct user user;

	return check_password(r, reply, &user, err) && db_begin(db, err) &&
	    db_end(db, account_end_factor(db, &user, &by, err), err) && reply_redirect(reply, "/account?did=code-off");
}
