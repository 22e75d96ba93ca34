/* password: chosen by an address that was sent, or anew by whoever knows the old one. */
#include "web/password.h"

#include <string.h>

#include "base/password.h"
#include "trust/breached.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

bool
password_read(const struct request *r, const char *name, char hash[PASSWORD_HASH_BYTES],
    const char **ret_refusal, struct err *err)
{
	const char *password = pairs_get(&r->form, "password"), *again = pairs_get(&r->form, "again");
	struct err why = ERR_INIT;

	*ret_refusal = NULL;
	if (password == NULL || again == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (strcmp(password, again) != 0)
		*ret_refusal = "The two passwords differ.";
	else if (!password_check(password, name, r->web->settings->org_name, &why) ||
	    !breached_check(r->web->folder, r->web->settings, password, &why))
		*ret_refusal = arena_printf(r->a, "Not kept: %s.", why.text);
	return *ret_refusal != NULL || password_hash(password, hash, err);
}

static bool
show_password(struct request *r, struct reply *reply, const struct user *user, const char *notice,
    struct err *err)
{
	struct json *data = json_new_object();

	reply->status = notice != NULL ? 400 : 200;
	json_set_text(data, "title", "Choose a password");
	json_set_text(data, "notice", notice);
	json_set_text(data, "name", user->name);
	json_set_text(data, "path", r->path);
	json_set_int(data, "characters", PASSWORD_CHARACTERS_MIN);
	return page_render(r, reply, "password", data, err);
}

bool
page_password(struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	return user_link_find(r->web->db, r->word[0], r->now_ms, r->a, &user, err) &&
	    show_password(r, reply, &user, NULL, err);
}

bool
post_password(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	char hash[PASSWORD_HASH_BYTES];
	const char *refusal;
	struct user user;

	if (!user_link_find(db, r->word[0], r->now_ms, r->a, &user, err) ||
	    !password_read(r, user.name, hash, &refusal, err))
		return false;
	if (refusal != NULL)
		return show_password(r, reply, &user, refusal, err);
	const struct account_by by = { .actor = user.name, .now_ms = r->now_ms, .roles = r->web->settings->roles };
	if (!db_begin(db, err) || !db_end(db, account_set_password(db, &user, hash, &by, err), err))
		return false;
	return reply_redirect(reply, "/sign-in?did=password");
}
