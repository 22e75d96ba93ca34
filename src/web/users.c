/* users: who signs in here, for whoever administers people; does what the command "user" does. */
#include "store/account.h"

#include <string.h>

#include "store/factor.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define USERS_MAX	500

static struct account_by
by_whom(const struct request *r)
{
	return (struct account_by){ .actor = r->actor, .now_ms = r->now_ms, .roles = r->web->settings->roles };
}

/* Each role, what it may do, and whether it is one of the set's; a retired one stands for those alone who have it. */
static struct json *
roles_json(const struct request *r, unsigned roles)
{
	struct json *list = json_new_array();

	for (unsigned i = 0; right_roles[i] != NULL; i++) {
		if (r->web->settings->roles->role[i].retired && !(roles & 1u << i))
			continue;
		struct json *role = json_new_object();
		json_set_text(role, "role", right_roles[i]);
		json_set_text(role, "meaning", right_meaning(role_rights(r->web->settings->roles, 1u << i), r->a));
		json_set_bool(role, "has", roles & 1u << i);
		json_push(list, role);
	}
	return list;
}

static bool
read_roles(const struct request *r, unsigned *ret_roles, struct err *err)
{
	*ret_roles = 0;
	for (size_t i = 0; i < r->form.count; i++)
		if (strcmp(r->form.item[i].name, "role") == 0 &&
		    !right_add_role(r->form.item[i].value, ret_roles, err))
			return false;
	return true;
}

static bool
add_rows(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	user_query_list(&q, r->web->db);
	if (!page_rows(r, data, "users", &q, USERS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_text(row, "roles_words", right_role_words((unsigned)json_get_int(row, "roles", 0), r->a));
		json_set_bool(row, "is_retired", json_get_text(row, "retired_ms") != NULL);
		json_set_bool(row, "is_invited", json_get_text(row, "retired_ms") == NULL &&
		    !json_get_bool(row, "has_password"));
		page_since(r, row, "seen_ms", "seen_words");
	}
	return true;
}

bool
page_users(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", "People who sign in");
	json_set_bool(data, "at_users", true);
	json_set_bool(data, "at_administration", true);
	json_set(data, "roles", roles_json(r, 0));
	if (add_rows(r, data, err))
		return page_render(r, reply, "users", data, err);
	json_free(data);
	return false;
}

/* secret: of an address just made, which is shown this once; NULL: none. */
static bool
show_user(struct request *r, struct reply *reply, int64_t user_id, const char *secret, struct err *err)
{
	static const struct notice notices[] = {
		{ "roles", "The roles are changed; they sign in again." },
		{ "retired", "Retired: signed out at once, and cannot sign in." },
		{ "recovered", "The authenticator is taken away: the password is enough until they set up another one." },
		{ NULL, NULL },
	};
	struct db *db = r->web->writer.db;
	struct factor factor;
	struct user user;

	if (!user_load(db, user_id, r->a, &user, err) || !factor_load(db, user_id, &factor, err))
		return false;
	struct json *data = json_new_object();
	json_set_text(data, "title", user.name);
	json_set_bool(data, "at_users", true);
	json_set_bool(data, "at_administration", true);
	json_set_int(data, "user_id", user.user_id);
	json_set_text(data, "name", user.name);
	json_set_text(data, "person", user.person);
	json_set_text(data, "roles_words", right_role_words(user.roles, r->a));
	json_set_int(data, "shown", user.roles);
	json_set(data, "roles", roles_json(r, user.roles));
	json_set_bool(data, "is_retired", user.retired_ms != INSTANT_NONE);
	json_set_bool(data, "has_password", user.password_hash != NULL);
	json_set_bool(data, "has_factor", factor.is_on);
	json_set_int(data, "days", USER_LINK_DAYS);
	json_set_text(data, "link", secret != NULL ? arena_printf(r->a, "%s/password/%s", r->web->url, secret) : NULL);
	page_notice(r, data, notices);
	return page_render(r, reply, "user", data, err);
}

bool
page_user(struct request *r, struct reply *reply, struct err *err)
{
	int64_t user_id;

	return request_id(r, 0, &user_id, err) && show_user(r, reply, user_id, NULL, err);
}

/* Nobody could let the others in if the first one did not administer people. */
static bool
check_first(struct request *r, unsigned roles, struct err *err)
{
	bool any;

	return user_any(r->web->writer.db, &any, err) && (any || role_rights(r->web->settings->roles, roles) & RIGHT_ADMIN ||
	    fail(err, ERR_INPUT, "the first one who signs in administers people: choose the role admin, others "
	    "beside it as you like"));
}

bool
post_user_add(struct request *r, struct reply *reply, struct err *err)
{
	const char *person = pairs_get(&r->form, "person");
	struct account_new account = { .name = pairs_get(&r->form, "name"),
	    .person = text_is_name(person) ? person : NULL };
	const struct account_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	char secret[HASH_ID_BYTES];
	int64_t user_id = 0;

	return read_roles(r, &account.roles, err) && check_first(r, account.roles, err) && db_begin(db, err) &&
	    db_end(db, account_add(db, &account, &by, &user_id, err) &&
	    user_link_add(db, user_id, r->now_ms, secret, err), err) &&
	    show_user(r, reply, user_id, secret, err);
}

/* Whoever changed the roles since this page was opened had a reason. */
static bool
change_roles(struct request *r, int64_t user_id, unsigned roles, struct err *err)
{
	const char *text = pairs_get(&r->form, "shown");
	struct db *db = r->web->writer.db;
	const struct account_by by = by_whom(r);
	struct user user;
	int64_t shown;

	if (text == NULL || !int_parse(text, &shown))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!user_load(db, user_id, r->a, &user, err))
		return false;
	if (user.roles == roles)
		return true;
	if (user.roles != (unsigned)shown)
		return fail(err, ERR_CONFLICT, "somebody changed the roles of \"%s\" meanwhile: they were %s, are %s now, "
		    "and you chose %s. Nothing was changed", user.name, right_role_words((unsigned)shown, r->a),
		    right_role_words(user.roles, r->a), right_role_words(roles, r->a));
	return account_set_roles(db, &user, roles, &by, err);
}

bool
post_user_role(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t user_id;
	unsigned roles;

	return request_id(r, 0, &user_id, err) && read_roles(r, &roles, err) && db_begin(db, err) &&
	    db_end(db, change_roles(r, user_id, roles, err), err) &&
	    reply_redirect(reply, arena_printf(r->a, "/user/%lld?did=roles", (long long)user_id));
}

bool
post_user_link(struct request *r, struct reply *reply, struct err *err)
{
	const struct account_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	char secret[HASH_ID_BYTES];
	struct user user;
	int64_t user_id;

	return request_id(r, 0, &user_id, err) && db_begin(db, err) &&
	    db_end(db, user_load(db, user_id, r->a, &user, err) && account_make_link(db, &user, &by, secret, err), err) &&
	    show_user(r, reply, user_id, secret, err);
}

bool
post_user_retire(struct request *r, struct reply *reply, struct err *err)
{
	const struct account_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	struct user user;
	int64_t user_id;

	return request_id(r, 0, &user_id, err) && db_begin(db, err) &&
	    db_end(db, user_load(db, user_id, r->a, &user, err) && account_retire(db, &user, &by, err), err) &&
	    reply_redirect(reply, arena_printf(r->a, "/user/%lld?did=retired", (long long)user_id));
}

bool
post_user_recover(struct request *r, struct reply *reply, struct err *err)
{
	const struct account_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	struct user user;
	int64_t user_id;

	return request_id(r, 0, &user_id, err) && db_begin(db, err) &&
	    db_end(db, user_load(db, user_id, r->a, &user, err) && account_end_factor(db, &user, &by, err), err) &&
	    reply_redirect(reply, arena_printf(r->a, "/user/%lld?did=recovered", (long long)user_id));
}
