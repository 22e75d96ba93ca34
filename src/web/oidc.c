/*
 * oidc: the door through another server.  What we have to remember goes sealed into a cookie of who left, so that an
 * answer brought by anybody else is none, and a restart loses nobody.
 */
#include "trust/oidc.h"

#include <string.h>

#include "store/folder.h"
#include "web/errand.h"
#include "web/limit.h"
#include "web/pages.h"
#include "web/sign.h"
#include "base/banned.h"

#define PURPOSE		"sign-in elsewhere"
#define COOKIE		"away"
#define AWAY_MS		(10 * MS_PER_MINUTE)	/* to sign in there */
#define CODE_BYTES_MAX	4096

struct away {
	struct oidc		 oidc;
	struct oidc_visit	 visit;
	const char		*to, *code, *url, *mail;	/* url: there; mail: what they said there */
	int64_t			 now_ms;
};

static bool
prepare(struct request *r, struct reply *reply, struct away **ret_away, struct err *err)
{
	const struct oidc_settings *s = &r->web->settings->web.oidc;
	struct away *w = arena_alloc(r->a, sizeof(*w));

	*w = (struct away){ .oidc = { .settings = s, .folder = r->web->folder, .cancel_fd = r->web->stop_fd, .a = r->a,
	    .redirect = arena_printf(r->a, "%s/sign-in/back", r->web->url) }, .now_ms = r->now_ms };
	*ret_away = w;
	if (s->issuer == NULL)
		return fail(err, ERR_MISSING, "nobody signs in by another server here (web.oidc in credence.yaml)");
	if (limit_count(r->web->sign_ins, r->client, r->now_ms))
		return true;
	reply->status = 429;
	return fail(err, ERR_BUSY, "too many attempts from your address. Try again in a minute");
}

static void
send_errand(struct request *r, struct reply *reply, bool (*work)(void *, struct err *),
    bool (*finish)(void *, struct request *, struct reply *, struct err *), void *context)
{
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));

	*errand = (struct errand){ .work = work, .finish = finish, .context = context };
	reply->errand = errand;
}

static bool
find_door(void *context, struct err *err)
{
	struct away *w = context;

	return oidc_find_door(&w->oidc, &w->visit, &w->url, err);
}

static bool
leave(void *context, struct request *r, struct reply *reply, struct err *err)
{
	struct away *w = context;
	struct str sealed = STR_INIT, text = STR_INIT;
	struct seal_key key;
	const char *known = arena_printf(r->a, "%s %s %s %lld %s", w->visit.state, w->visit.nonce, w->visit.verifier,
	    (long long)(r->now_ms + AWAY_MS), w->to);

	if (!folder_seal_key(r->web->folder, PURPOSE, &key, err))
		return false;
	seal(&key, known, strlen(known), &sealed);
	seal_key_clear(&key);
	base64_url_add(&text, sealed.text, sealed.len);
	sign_set_other_cookie(r, reply, COOKIE, text.text, AWAY_MS / MS_PER_SECOND);
	str_clear(&sealed);
	str_clear(&text);
	return reply_redirect(reply, w->url);
}

bool
page_sign_in_with(struct request *r, struct reply *reply, struct err *err)
{
	struct away *w;

	if (!prepare(r, reply, &w, err))
		return false;
	w->to = sign_safe_path(pairs_get(&r->query, "to"));
	oidc_visit_begin(r->a, &w->visit);
	send_errand(r, reply, find_door, leave, w);
	return true;
}

/* The next word of what was sealed, up to a blank. */
static const char *
next_word(char **at)
{
	char *word = *at;
	size_t len = strcspn(word, " ");

	*at = word + len + (word[len] == ' ');
	word[len] = '\0';
	return word;
}

static bool
read_cookie(struct request *r, struct away *w, struct err *err)
{
	const char *cookie = sign_other_cookie(r, COOKIE);
	struct str sealed = STR_INIT, known = STR_INIT;
	struct seal_key key;
	int64_t until_ms = 0;

	if (!folder_seal_key(r->web->folder, PURPOSE, &key, err))
		return false;
	bool ok = cookie != NULL && base64_url_read(cookie, strlen(cookie), &sealed) &&
	    seal_open(&key, sealed.text, sealed.len, &known);
	seal_key_clear(&key);
	if (ok) {
		char *at = arena_strdup(r->a, known.text);
		w->visit.state = next_word(&at);
		w->visit.nonce = next_word(&at);
		w->visit.verifier = next_word(&at);
		ok = int_parse(next_word(&at), &until_ms);
		w->to = at;
	}
	str_clear(&sealed);
	str_clear(&known);
	return (ok && r->now_ms < until_ms && text_equal(pairs_get(&r->query, "state"), w->visit.state)) ||
	    fail(err, ERR_AUTH, "this is no answer to a sign-in of this browser, or it took longer than ten minutes. "
	    "Sign in again");
}

static bool
end_visit(void *context, struct err *err)
{
	struct away *w = context;

	return oidc_end_visit(&w->oidc, &w->visit, w->code, w->now_ms, &w->mail, err);
}

static bool
let_in(struct away *w, struct request *r, struct reply *reply, struct err *err)
{
	struct user user;

	if (!user_find_by_mail(r->web->writer.db, w->mail, r->a, &user, err))
		return false;
	if (user.user_id == 0)
		return fail(err, ERR_AUTH, "nobody here is known by %s. Whoever administers people here can add you", w->mail);
	pairs_add(&r->form, "to", w->to, r->a);
	return sign_note(r, "sign-in by web.oidc", &user, err) && sign_go_on(r, reply, &user, err);
}

static bool
come_back(void *context, struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;

	return db_begin(db, err) && db_end(db, let_in(context, r, reply, err), err);
}

bool
page_sign_in_back(struct request *r, struct reply *reply, struct err *err)
{
	const char *refusal = pairs_get(&r->query, "error");
	struct away *w;

	if (!prepare(r, reply, &w, err) || !read_cookie(r, w, err))
		return false;
	w->code = pairs_get(&r->query, "code");
	if (refusal != NULL || text_blank(w->code) || strlen(w->code) > CODE_BYTES_MAX)
		return fail(err, ERR_AUTH, "the other server did not let you in%s%.100s", refusal != NULL ? ": " : "",
		    refusal != NULL ? refusal : "");
	send_errand(r, reply, end_visit, come_back, w);
	return true;
}
