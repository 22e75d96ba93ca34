/* account: changes to users and their lines in the log. */
#include "store/account.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/factor.h"
#include "store/session.h"
#include "base/banned.h"

static bool
note(struct db *db, const char *action, int64_t user_id, const char *detail, const struct account_by *by,
    struct err *err)
{
	struct str object = STR_INIT;

	str_printf(&object, "user %lld", (long long)user_id);
	bool ok = audit_add(db, by->actor, action, object.text, detail, by->now_ms, err);
	str_clear(&object);
	return ok;
}

bool
account_add(struct db *db, const struct account_new *account, const struct account_by *by,
    int64_t *ret_user_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t user_id;

	if (!text_is_name(account->name))
		return fail(err, ERR_INPUT, "a user's name stands on one line and has at most %d bytes", TEXT_NAME_BYTES);
	if (account->roles == 0)
		return fail(err, ERR_INPUT, "say what \"%s\" is here: at least one role", account->name);
	bool ok = role_may_be_given(by->roles, account->roles, 0, err) &&
	    user_add(db, account->name, account->person, account->roles, by->now_ms, &user_id, err) &&
	    (account->hash == NULL || user_set_password(db, user_id, account->hash, by->now_ms, err)) &&
	    note(db, "user add", user_id, arena_printf(&a, "%s: %s", account->name,
	    right_role_words(account->roles, &a)), by, err);
	arena_clear(&a);
	if (ok)
		*ret_user_id = user_id;
	return ok;
}

/* The last one who may administer people stays, as long as they are here and may. */
static bool
check_admin_left(struct db *db, const struct user *user, unsigned roles, const struct account_by *by,
    struct err *err)
{
	bool any = false;
	struct query q;

	if (user->retired_ms != INSTANT_NONE || !(role_rights(by->roles, user->roles) & RIGHT_ADMIN) ||
	    role_rights(by->roles, roles) & RIGHT_ADMIN)
		return true;
	query_open(&q, db, "SELECT roles FROM user WHERE retired_ms IS NULL AND user_id <> :user_id /*scan*/");
	query_bind_int(&q, ":user_id", user->user_id);
	while (query_row(&q))
		any = any || role_rights(by->roles, (unsigned)query_int(&q, 0)) & RIGHT_ADMIN;
	return query_close(&q, err) && (any || fail(err, ERR_CONFLICT, "\"%s\" is the only one who administers people "
	    "here. Make somebody else an administrator first", user->name));
}

bool
account_set_roles(struct db *db, const struct user *user, unsigned roles, const struct account_by *by,
    struct err *err)
{
	struct arena a = ARENA_INIT;

	if (roles == 0)
		return fail(err, ERR_INPUT, "say what \"%s\" is here: at least one role", user->name);
	if (roles == user->roles)
		return true;
	bool ok = role_may_be_given(by->roles, roles, user->roles, err) &&
	    check_admin_left(db, user, roles, by, err) && user_set_roles(db, user->user_id, roles, err) &&
	    note(db, "user role", user->user_id, arena_printf(&a, "%s: %s -> %s", user->name,
	    right_role_words(user->roles, &a), right_role_words(roles, &a)), by, err);
	arena_clear(&a);
	return ok;
}

bool
account_retire(struct db *db, const struct user *user, const struct account_by *by, struct err *err)
{
	if (user->retired_ms != INSTANT_NONE)
		return fail(err, ERR_CONFLICT, "\"%s\" is retired already", user->name);
	return check_admin_left(db, user, 0, by, err) && user_retire(db, user->user_id, by->now_ms, err) &&
	    note(db, "user retire", user->user_id, user->name, by, err);
}

static bool
check_here(const struct user *user, struct err *err)
{
	return user->retired_ms == INSTANT_NONE || fail(err, ERR_CONFLICT, "\"%s\" is retired", user->name);
}

bool
account_set_password(struct db *db, const struct user *user, const char *hash, const struct account_by *by,
    struct err *err)
{
	return check_here(user, err) && user_set_password(db, user->user_id, hash, by->now_ms, err) &&
	    session_forgive(db, user->name, err) &&
	    note(db, "user password", user->user_id, user->name, by, err);
}

bool
account_make_link(struct db *db, const struct user *user, const struct account_by *by,
    char secret[HASH_ID_BYTES], struct err *err)
{
	return check_here(user, err) && user_link_add(db, user->user_id, by->now_ms, secret, err) &&
	    note(db, "user password link", user->user_id, user->name, by, err);
}

bool
account_end_factor(struct db *db, const struct user *user, const struct account_by *by, struct err *err)
{
	bool was_on;

	if (!factor_end(db, user->user_id, &was_on, err))
		return false;
	if (!was_on)
		return fail(err, ERR_CONFLICT, "\"%s\" has no authenticator", user->name);
	return note(db, "user second factor off", user->user_id, user->name, by, err);
}

bool
account_set_mail(struct db *db, const struct user *user, const char *mail, const struct account_by *by, struct err *err)
{
	const char *at = mail != NULL ? strchr(mail, '@') : NULL;

	if (mail != NULL && (!text_is_name(mail) || at == NULL || at == mail || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL || strpbrk(mail, " <>,;\"") != NULL))
		return fail(err, ERR_INPUT, "\"%s\" is no address of mail, like maria@elm.example", mail);
	if (user_set_mail(db, user->user_id, mail, err))
		return note(db, "user mail", user->user_id, mail != NULL ? mail : "none", by, err);
	return err->kind == ERR_CONFLICT ? fail(err, ERR_CONFLICT, "%s is somebody else's address here", mail) : false;
}

bool
account_list(struct db *db, const struct zone *zone, struct json **ret_rows, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct json *rows;
	struct query q;

	user_query_list(&q, db);
	if (!query_json(&q, zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_text(row, "roles", right_role_words((unsigned)json_get_int(row, "roles", 0), &a));
		json_set_text(row, "status", json_get_text(row, "retired_ms") != NULL ? "retired" :
		    json_get_bool(row, "has_password") ? "active" : "invited");
	}
	arena_clear(&a);
	*ret_rows = rows;
	return true;
}
