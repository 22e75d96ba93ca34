/* api_people: who signs in, tokens, the audit log; calendar feeds and calendars that are kept in step. */
#include <string.h>

#include "core/right.h"
#include "store/caldav.h"
#include "store/feed.h"
#include "store/invitation.h"
#include "store/token.h"
#include "web/api_act.h"
#include "base/banned.h"

static struct account_by
by_whom(const struct call *c)
{
	return (struct account_by){ .actor = c->r->actor, .now_ms = c->r->now_ms, .roles = c->w.settings->roles };
}

bool
act_users(struct call *c, struct err *err)
{
	return account_list(c->db, c->w.settings->zone, &c->answer, err);
}

/* "coordinator, manager", as the list has them. */
static bool
read_roles(const struct call *c, unsigned *ret_roles, struct err *err)
{
	const char *words = wish_get(&c->w, "roles");

	*ret_roles = 0;
	while (*words != '\0') {
		size_t len = strcspn(words, ", ");
		if (len > 0 && !right_add_role(arena_strndup(c->r->a, words, len), ret_roles, err))
			return false;
		words += len;
		words += strspn(words, ", ");
	}
	return *ret_roles != 0 || fail(err, ERR_INPUT, "say at least one role");
}

/* The user of that name after what was done; secret: of an address made just now, which is shown this once. */
static bool
answer_user(struct call *c, const char *name, const char *secret, struct err *err)
{
	struct user user;

	if (!user_find(c->db, name, c->r->a, &user, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "user_id", user.user_id);
	json_set_text(c->answer, "name", user.name);
	json_set_text(c->answer, "person", user.person);
	json_set_text(c->answer, "roles", right_role_words(user.roles, c->r->a));
	json_set_text(c->answer, "status", user.retired_ms != INSTANT_NONE ? "retired" :
	    user.password_hash != NULL ? "active" : "invited");
	json_set_text(c->answer, "link", secret == NULL ? NULL : arena_printf(c->r->a, "%s/password/%s", c->r->web->url,
	    secret));
	return true;
}

bool
act_user_add(struct call *c, struct err *err)
{
	struct account_new account = { .name = wish_get(&c->w, "name"), .person = wish_get(&c->w, "person") };
	const struct account_by by = by_whom(c);
	char secret[HASH_ID_BYTES];
	int64_t user_id;

	c->status = 201;
	return read_roles(c, &account.roles, err) && account_add(c->db, &account, &by, &user_id, err) &&
	    user_link_add(c->db, user_id, by.now_ms, secret, err) && answer_user(c, account.name, secret, err);
}

bool
act_user_role(struct call *c, struct err *err)
{
	const struct account_by by = by_whom(c);
	struct user user;
	unsigned roles;

	return read_roles(c, &roles, err) && user_find(c->db, c->r->word[0], c->r->a, &user, err) &&
	    account_set_roles(c->db, &user, roles, &by, err) && answer_user(c, user.name, NULL, err);
}

bool
act_user_link(struct call *c, struct err *err)
{
	const struct account_by by = by_whom(c);
	char secret[HASH_ID_BYTES];
	struct user user;

	return user_find(c->db, c->r->word[0], c->r->a, &user, err) &&
	    account_make_link(c->db, &user, &by, secret, err) && answer_user(c, user.name, secret, err);
}

bool
act_user_recover(struct call *c, struct err *err)
{
	const struct account_by by = by_whom(c);
	struct user user;

	return user_find(c->db, c->r->word[0], c->r->a, &user, err) && account_end_factor(c->db, &user, &by, err) &&
	    answer_user(c, user.name, NULL, err);
}

bool
act_user_mail(struct call *c, struct err *err)
{
	const char *email = wish_get(&c->w, "email");
	const struct account_by by = by_whom(c);
	struct user user;

	return user_find(c->db, c->r->word[0], c->r->a, &user, err) &&
	    account_set_mail(c->db, &user, text_blank(email) ? NULL : email, &by, err) &&
	    answer_user(c, user.name, NULL, err);
}

bool
act_user_retire(struct call *c, struct err *err)
{
	const struct account_by by = by_whom(c);
	struct user user;

	return user_find(c->db, c->r->word[0], c->r->a, &user, err) && account_retire(c->db, &user, &by, err) &&
	    answer_user(c, user.name, NULL, err);
}

bool
act_tokens(struct call *c, struct err *err)
{
	const char *name = wish_get(&c->w, "user");
	struct user user = { .user_id = 0 };

	return (name == NULL || user_find(c->db, name, c->r->a, &user, err)) &&
	    token_list(c->db, user.user_id, c->w.settings->zone, c->r->now_ms, &c->answer, err);
}

bool
act_token_revoke(struct call *c, struct err *err)
{
	const struct account_by by = by_whom(c);
	int64_t token_id;

	return call_id(c, &token_id, err) && token_revoke(c->db, token_id, &by, err) &&
	    call_done(c, "token_id", token_id, "revoked");
}

bool
act_audit(struct call *c, struct err *err)
{
	struct audit_filter filter;

	if (!list_filter_audit(&c->w, &filter, err))
		return false;
	audit_query_list(&c->rows, c->db, &filter);
	return true;
}

bool
act_feeds(struct call *c, struct err *err)
{
	(void)err;
	feed_query_list(&c->rows, c->db);
	return true;
}

/* Its address is shown this once. */
bool
act_feed_add(struct call *c, struct err *err)
{
	static const char *const keys[] = { "person", "role", "provider", "payer", "location", "kind" };
	static const char *const shapes[] = { "detail", "past", "ahead", "alarm" };
	struct feed feed = { .name = wish_get(&c->w, "name"), .shape = FEED_SHAPE_INIT };
	const struct feed_by by = { c->r->actor, c->r->now_ms };
	char secret[HASH_ID_BYTES];
	int64_t feed_id;

	if (!text_is_name(feed.name))
		return fail(err, ERR_INPUT, "the name of a feed stands on one line and has at most %d bytes", TEXT_NAME_BYTES);
	for (size_t i = 0; i < LEN(keys); i++)
		if (wish_get(&c->w, keys[i]) != NULL &&
		    !feed_filter_add(c->db, keys[i], wish_get(&c->w, keys[i]), &feed.only, err))
			return false;
	for (size_t i = 0; i < LEN(shapes); i++)
		if (wish_get(&c->w, shapes[i]) != NULL &&
		    !feed_shape_set(&feed.shape, shapes[i], wish_get(&c->w, shapes[i]), err))
			return false;
	if (!feed_add(c->db, &feed, &by, secret, &feed_id, err))
		return false;
	c->status = 201;
	c->answer = json_new_object();
	json_set_int(c->answer, "feed_id", feed_id);
	json_set_text(c->answer, "name", feed.name);
	json_set_text(c->answer, "url", arena_printf(c->r->a, "%s/feed/%s.ics", c->r->web->url, secret));
	return true;
}

bool
act_feed_revoke(struct call *c, struct err *err)
{
	const struct feed_by by = { c->r->actor, c->r->now_ms };

	if (!feed_revoke(c->db, c->r->word[0], &by, err))
		return false;
	c->answer = json_new_object();
	json_set_text(c->answer, "name", c->r->word[0]);
	json_set_text(c->answer, "status", "revoked");
	return true;
}

bool
act_calendars(struct call *c, struct err *err)
{
	(void)err;
	caldav_query_list(&c->rows, c->db);
	return true;
}

bool
act_answers(struct call *c, struct err *err)
{
	(void)err;
	invitation_query_answers(&c->rows, c->db, wish_flag(&c->w, "flawed"));
	return true;
}
