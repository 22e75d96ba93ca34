/* token: the stored permission, renewed by one process at a time. */
#include "mail/token.h"

#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "base/turn.h"
#include "store/audit.h"
#include "store/folder.h"
#include "store/grant.h"
#include "store/task.h"
#include "base/banned.h"

#define EARLY_MS	(5 * MS_PER_MINUTE)	/* before its end */
#define TASK_NAME	"mail connect"
#define PURPOSE		"mail grant"

bool
token_begin(const struct token_wish *wish, struct arena *a, struct oauth *ret_oauth,
    struct err *err)
{
	const struct mail_oauth *o = &wish->settings->mail.oauth;
	const struct http_settings http = { .folder = wish->folder, .cancel_fd = wish->cancel_fd };

	*ret_oauth = (struct oauth){ .settings = o, .a = a };
	if (o->provider == NULL)
		return fail(err, ERR_INPUT, "credence.yaml has no mail.oauth: the servers are logged in to "
		    "with a password");
	if (o->client_secret != NULL && !folder_secret(wish->folder, wish->settings, o->client_secret, a,
	    &ret_oauth->client_secret, err))
		return false;
	ret_oauth->http = http_open(&http);
	return true;
}

void
token_end(struct oauth *oauth)
{
	http_close(oauth->http);
	if (oauth->client_secret != NULL)
		explicit_bzero((char *)(uintptr_t)oauth->client_secret, strlen(oauth->client_secret));
	*oauth = (struct oauth){ .http = NULL };
}

static bool
load(const struct token_wish *wish, const char *user, struct arena *a, struct grant *ret_grant,
    struct err *err)
{
	struct seal_key key;

	if (!folder_seal_key(wish->folder, PURPOSE, &key, err))
		return false;
	bool ok = grant_load(wish->db, &key, user, a, ret_grant, err);
	seal_key_clear(&key);
	if (!ok)
		return false;
	if (ret_grant->user == NULL)
		return fail(err, ERR_AUTH, "nobody has allowed Credence to use the mailbox of %s yet. Run "
		    "\"credence mail connect\"", user);
	return ret_grant->fault == NULL || fail(err, ERR_AUTH, "the permission for the mailbox of %s does "
	    "not count any more (%s). Run \"credence mail connect\"", user, ret_grant->fault);
}

static bool
save_in(const struct token_wish *wish, const struct grant *grant, struct err *err)
{
	struct seal_key key;

	if (!folder_seal_key(wish->folder, PURPOSE, &key, err))
		return false;
	bool ok = grant_save(wish->db, &key, grant, err);
	seal_key_clear(&key);
	return ok;
}

/* It is worth a task: until somebody acts, no letter leaves and no answer is read. */
static bool
lose_in(const struct token_wish *wish, const char *user, const char *fault, struct arena *a,
    struct err *err)
{
	const struct task task = {
		.name = TASK_NAME,
		.title = arena_printf(a, "Allow Credence again to use the mailbox of %s: run \"credence mail "
		    "connect\" (%s)", user, fault),
		.role = "admin",
		.due_day = zone_day(wish->settings->zone, wish->now_ms),
		.created_ms = wish->now_ms,
	};
	int64_t task_id;

	return grant_set_fault(wish->db, user, fault, err) && task_add(wish->db, &task, &task_id, err);
}

static bool
lose(const struct token_wish *wish, const char *user, const char *fault, struct arena *a)
{
	return db_begin(wish->db, NULL) &&
	    db_end(wish->db, lose_in(wish, user, fault, a, NULL), NULL);
}

static bool
renew(const struct token_wish *wish, struct grant *grant, struct arena *a, struct err *err)
{
	struct oauth_tokens tokens;
	struct err why = ERR_INIT;
	struct oauth oauth;

	if (grant->refresh == NULL)
		fail(&why, ERR_AUTH, "the provider gave no token to renew it with");
	bool ok = grant->refresh != NULL && token_begin(wish, a, &oauth, &why);
	if (ok) {
		ok = oauth_renew(&oauth, grant->refresh, wish->now_ms, &tokens, &why);
		token_end(&oauth);
	}
	if (!ok && why.kind == ERR_AUTH)
		lose(wish, grant->user, why.text, a);
	if (!ok)
		return fail(err, why.kind, "the permission for the mailbox of %s could not be renewed: %s%s",
		    grant->user, why.text, why.kind == ERR_AUTH ? ". Run \"credence mail connect\"" : "");
	grant->access = tokens.access;
	grant->refresh = tokens.refresh != NULL ? tokens.refresh : grant->refresh;
	grant->expires_ms = tokens.expires_ms;
	grant->renewed_ms = wish->now_ms;
	return db_begin(wish->db, err) && db_end(wish->db, save_in(wish, grant, err), err);
}

static bool
is_good(const struct token_wish *wish, const struct grant *grant, const char *refused)
{
	return grant->expires_ms - wish->now_ms > EARLY_MS && !text_equal(grant->access, refused);
}

/* Somebody else may have renewed it while we waited for the turn. */
static bool
renew_in_turn(const struct token_wish *wish, const char *user, const char *refused,
    struct arena *a, struct grant *grant, struct err *err)
{
	int turn;

	if (!turn_take(wish->folder, "oauth", "renewing the permission", &turn, err))
		return false;
	bool ok = load(wish, user, a, grant, err) && (is_good(wish, grant, refused) ||
	    renew(wish, grant, a, err));
	turn_end(turn);
	return ok;
}

static bool
fetch(const struct token_wish *wish, const char *user, bool again, struct arena *a,
    const char **ret_token, struct err *err)
{
	struct grant grant;

	if (!load(wish, user, a, &grant, err))
		return false;
	const char *refused = again ? grant.access : NULL;
	if (!is_good(wish, &grant, refused) && !renew_in_turn(wish, user, refused, a, &grant, err))
		return false;
	*ret_token = grant.access;
	return true;
}

static bool
login(const struct token_wish *wish, const struct mail_server *server, bool again,
    token_open_fn open, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *token = NULL;

	bool ok = fetch(wish, server->user, again, &a, &token, err) && open(context, token, err);
	if (token != NULL)
		explicit_bzero((char *)(uintptr_t)token, strlen(token));
	arena_clear(&a);
	return ok;
}

bool
token_login(const struct token_wish *wish, const struct mail_server *server,
    token_open_fn open, void *context, struct err *err)
{
	struct err why = ERR_INIT;

	if (!mail_server_wants_token(server))
		return open(context, NULL, err);
	if (login(wish, server, false, open, context, &why))
		return true;
	return why.kind == ERR_AUTH ? login(wish, server, true, open, context, err) :
	    fail(err, why.kind, "%s", why.text);
}

bool
token_is_allowed(const struct token_wish *wish, const struct mail_server *server,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	struct grant grant;

	bool ok = !mail_server_wants_token(server) || load(wish, server->user, &a, &grant, err);
	arena_clear(&a);
	return ok;
}

static bool
keep_in(const struct token_wish *wish, const struct grant *grant, const char *by, struct err *err)
{
	return save_in(wish, grant, err) && task_end_named(wish->db, TASK_NAME, by, wish->now_ms, err) &&
	    audit_add(wish->db, by, "mail connect", grant->user, "allowed", wish->now_ms, err);
}

bool
token_keep(const struct token_wish *wish, const char *user, const struct oauth_tokens *tokens,
    const char *by, struct err *err)
{
	const struct grant grant = {
		.user = user, .access = tokens->access, .refresh = tokens->refresh,
		.granted_ms = wish->now_ms, .expires_ms = tokens->expires_ms, .renewed_ms = INSTANT_NONE,
	};

	return db_begin(wish->db, err) && db_end(wish->db, keep_in(wish, &grant, by, err), err);
}
