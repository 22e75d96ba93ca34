/* trial: two letters to ourselves. */
#include "mail/trial.h"

#include <poll.h>
#include <string.h>

#include "base/hash.h"
#include "base/stopwatch.h"
#include "base/str.h"
#include "base/zone.h"
#include "mail/compose.h"
#include "mail/imap.h"
#include "mail/smtp.h"
#include "store/fact.h"
#include "base/banned.h"

#define FACT_NAME	"mail_test"
#define LOOK_MS		1000
#define PLUS_MS		10000		/* how much later the second letter may come */

enum letter { TO_US, TO_PLUS, LETTERS };

struct work {
	const struct token_wish	*wish;
	int64_t			 wait_ms;
	struct arena		*a;
	struct trial		*trial;
	struct smtp		*smtp;
	struct imap		*imap;
	const char		*recipient[LETTERS];
	const char		*idem[LETTERS], *message_id[LETTERS];
	bool			 sent[LETTERS], came[LETTERS];
	bool			 is_told;	/* of a letter that came */
};

static void
add(struct work *w, const char *what, enum trial_result result, const char *words)
{
	w->trial->check[w->trial->count++] = (struct trial_check){ what, result, words };
}

static bool
open_smtp(void *context, const char *token, struct err *err)
{
	struct work *w = context;

	return smtp_open(w->wish->settings, w->wish->folder, token, w->wish->cancel_fd, &w->smtp, err);
}

static bool
open_imap(void *context, const char *token, struct err *err)
{
	struct work *w = context;

	return imap_open(w->wish->settings, w->wish->folder, token, w->wish->cancel_fd, &w->imap, err);
}

static bool
compose(struct work *w, enum letter which, struct str *out, struct err *err)
{
	const struct settings *settings = w->wish->settings;
	char idem[HASH_ID_BYTES];
	const struct outbox_letter letter = {
		.idem = w->idem[which] = arena_strdup(w->a, random_id(idem)),
		.rfc_message_id = arena_printf(w->a, "<%s@%s>", idem, settings->mail.domain),
		.recipient = w->recipient[which],
		.subject = "Credence tries this mailbox",
		.body = "Credence sent this to itself to see whether mail leaves and comes back.\n"
		    "It may be deleted.\n",
		.is_automatic = true,
	};

	w->message_id[which] = letter.rfc_message_id;
	return compose_letter(&letter, NULL, 0, settings, w->wish->now_ms, out, err);
}

/* Why not, or NULL. */
static const char *
send_one(struct work *w, enum letter which)
{
	struct post_result result;
	struct str bytes = STR_INIT;
	struct err why = ERR_INIT;

	if (!compose(w, which, &bytes, &why)) {
		str_clear(&bytes);
		return arena_strdup(w->a, why.text);
	}
	smtp_send(w->smtp, w->wish->settings->mail.from, w->recipient[which], w->idem[which], bytes.text,
	    bytes.len, &result);
	str_clear(&bytes);
	w->sent[which] = result.outcome == POST_SENT;
	return w->sent[which] ? NULL : arena_strdup(w->a, result.reply);
}

static void
try_sending(struct work *w)
{
	const struct mail_server *server = &w->wish->settings->mail.smtp;
	struct err why = ERR_INIT;

	if (!token_login(w->wish, server, open_smtp, w, &why)) {
		add(w, "sending", TRIAL_BAD, arena_strdup(w->a, why.text));
		return;
	}
	const char *refused = send_one(w, TO_US);
	add(w, "sending", refused == NULL ? TRIAL_GOOD : TRIAL_BAD, refused != NULL ? refused :
	    arena_printf(w->a, "%s port %d took a letter to %s", server->host, server->port,
	    w->recipient[TO_US]));
	if (refused == NULL && w->wish->settings->mail.plus_address && (refused = send_one(w, TO_PLUS)) !=
	    NULL)
		add(w, "plus-address", TRIAL_LESS, arena_printf(w->a, "the server takes no letter to %s (%s). "
		    "Set mail.plus_address to false", w->recipient[TO_PLUS], refused));
}

static bool
look(struct work *w, struct err *err)
{
	int64_t uidvalidity, uidnext;

	if (!imap_examine(w->imap, w->wish->settings->mail.folder, &uidvalidity, &uidnext, err))
		return false;
	for (enum letter i = 0; i < LETTERS; i++)
		if (w->sent[i] && !w->came[i] && !imap_has_message(w->imap, w->message_id[i], &w->came[i],
		    err))
			return false;
	return true;
}

/* A while, or until the server tells. */
static bool
wait_for_news(struct work *w, struct err *err)
{
	struct pollfd p = { w->wish->cancel_fd, POLLIN, 0 };
	enum imap_news news;

	if (!imap_idle(w->imap, LOOK_MS, &news, err))
		return false;
	w->is_told = w->is_told || news == NEWS_MAIL;
	if (news == NEWS_UNABLE)
		poll(&p, 1, LOOK_MS);
	return true;
}

/* Until both are there or the time is over; false: the server failed. */
static bool
wait_for_letters(struct work *w, int64_t *ret_waited_ms, struct err *err)
{
	int64_t until_ms = w->wait_ms, first_ms = -1, began_ms = stopwatch_ms();

	/* The folder was opened before they left. */
	while (wait_for_news(w, err)) {
		if (!look(w, err))
			return false;
		int64_t ms = stopwatch_ms() - began_ms;
		if (w->came[TO_US] && first_ms < 0) {
			first_ms = ms;
			until_ms = ms + PLUS_MS;
		}
		bool all = (w->came[TO_US] || !w->sent[TO_US]) && (w->came[TO_PLUS] || !w->sent[TO_PLUS]);
		if (all || ms >= until_ms) {
			*ret_waited_ms = first_ms;
			return true;
		}
	}
	return false;
}

static void
say_arrival(struct work *w, int64_t waited_ms)
{
	const char *folder = w->wish->settings->mail.folder;
	int seconds = (int)(waited_ms / MS_PER_SECOND) + 1;

	if (w->sent[TO_US])
		add(w, "receiving", w->came[TO_US] ? TRIAL_GOOD : TRIAL_BAD, w->came[TO_US] ?
		    arena_printf(w->a, "the letter came into %s within %d second%s", folder, seconds,
		    plural_s(seconds)) :
		    arena_printf(w->a, "the letter did not come into %s within %d seconds. Is %s delivered "
		    "there, or into another folder (junk)?", folder, (int)(w->wait_ms / MS_PER_SECOND),
		    w->recipient[TO_US]));
	if (!w->sent[TO_PLUS] || !w->came[TO_US])
		return;
	w->trial->has_plus_address = w->came[TO_PLUS];
	add(w, "plus-address", w->came[TO_PLUS] ? TRIAL_GOOD : TRIAL_LESS, w->came[TO_PLUS] ?
	    arena_printf(w->a, "%s is delivered, too: answers find their case by it",
	    w->recipient[TO_PLUS]) : arena_printf(w->a, "%s is not delivered. Set mail.plus_address to false, "
	    "or switch it on at the server", w->recipient[TO_PLUS]));
}

static bool
find_copy(struct work *w, const char **ret_folder, bool *ret_there, struct err *err)
{
	const char *set = w->wish->settings->mail.sent_folder;
	int64_t uidvalidity, uidnext;

	*ret_folder = set;
	if (set == NULL && !imap_find_sent(w->imap, w->a, ret_folder, err))
		return false;
	return *ret_folder == NULL || (imap_examine(w->imap, *ret_folder, &uidvalidity, &uidnext, err) &&
	    imap_has_message(w->imap, w->message_id[TO_US], ret_there, err));
}

static void
try_copies(struct work *w)
{
	struct err why = ERR_INIT;
	const char *folder;
	bool there = false;

	if (!w->sent[TO_US] || text_equal(w->wish->settings->mail.sent_folder, "none"))
		return;
	if (!find_copy(w, &folder, &there, &why))
		add(w, "sent mail", TRIAL_LESS, arena_printf(w->a, "%s%s Make that folder, or "
		    "set mail.sent_folder", why.text, text_ends(why.text, ".") ? "" : "."));
	else if (folder == NULL)
		add(w, "sent mail", TRIAL_LESS, "the mailbox has no folder for it: letters will not be seen "
		    "there. Make one, or set mail.sent_folder");
	w->trial->keeps_copies = there;
	if (folder != NULL && why.kind == ERR_NONE)
		add(w, "sent mail", TRIAL_GOOD, arena_printf(w->a, there ? "the server itself keeps a copy in %s" :
		    "copies will be put into %s by Credence", folder));
}

static void
say_news(struct work *w)
{
	int64_t seconds = w->wish->settings->mail.look_seconds;

	w->trial->has_idle = w->is_told;
	if (w->is_told)
		add(w, "news", TRIAL_GOOD, "the server told of the letter at once (IDLE)");
	else if (!imap_can_idle(w->imap))
		add(w, "news", TRIAL_GOOD, "the server does not tell of new mail (IDLE): it is looked for every "
		    "15 seconds");
	else if (w->came[TO_US])
		add(w, "news", TRIAL_LESS, arena_printf(w->a, "the server offers to tell of new mail (IDLE), and "
		    "did not tell of the letter: it is looked for every %lld seconds (mail.look_seconds)",
		    (long long)seconds));
}

/* Opened before anything leaves, so that the server can tell of what comes.  NULL, or why not. */
static const char *
open_inbox(struct work *w)
{
	int64_t uidvalidity, uidnext;
	struct err why = ERR_INIT;

	return token_login(w->wish, &w->wish->settings->mail.imap, open_imap, w, &why) &&
	    imap_examine(w->imap, w->wish->settings->mail.folder, &uidvalidity, &uidnext, &why) ? NULL :
	    arena_strdup(w->a, why.text);
}

static bool
anything_sent(const struct work *w)
{
	return w->sent[TO_US] || w->sent[TO_PLUS];
}

static void
try_receiving(struct work *w, const char *refused)
{
	bool is_open = refused == NULL;
	struct err why = ERR_INIT;
	int64_t waited_ms = -1;

	if (!is_open || (anything_sent(w) && !wait_for_letters(w, &waited_ms, &why))) {
		add(w, "receiving", TRIAL_BAD, is_open ? arena_strdup(w->a, why.text) : refused);
		return;
	}
	say_arrival(w, waited_ms);
	say_news(w);
	try_copies(w);
}

bool
trial_run(const struct token_wish *wish, int64_t wait_ms, struct arena *a, struct trial *ret_trial,
    struct err *err)
{
	const struct settings *settings = wish->settings;
	const char *from = settings->mail.from, *at = strchr(from, '@');
	struct work w = {
		.wish = wish, .wait_ms = wait_ms, .a = a, .trial = ret_trial,
		.recipient = { from, arena_printf(a, "%.*s+credence%s", (int)(at - from), from, at) },
	};

	*ret_trial = (struct trial){ .count = 0 };
	if (settings->mail.transport != TRANSPORT_SMTP || settings->mail.imap.host == NULL)
		return fail(err, ERR_INPUT, "credence.yaml has no mail servers to try: it needs \"transport: "
		    "smtp\", smtp and imap");
	const char *refused = open_inbox(&w);
	try_sending(&w);
	smtp_close(w.smtp);
	try_receiving(&w, refused);
	imap_close(w.imap);
	return true;
}

bool
trial_save(const struct token_wish *wish, const struct trial *trial, struct err *err)
{
	char at[INSTANT_TEXT_BYTES];
	struct json *json = json_new_object();
	struct arena a = ARENA_INIT;

	instant_format(wish->now_ms, wish->settings->zone, at);
	json_set_text(json, "at", at);
	json_set_bool(json, "has_plus_address", trial->has_plus_address);
	json_set_bool(json, "has_idle", trial->has_idle);
	json_set_bool(json, "keeps_copies", trial->keeps_copies);
	json_set(json, "checks", trial_json(trial));
	bool ok = db_begin(wish->db, err) && db_end(wish->db, fact_save(wish->db, FACT_NAME,
	    json_print_in(json, &a), err), err);
	json_free(json);
	arena_clear(&a);
	return ok;
}

bool
trial_load(struct db *db, struct json **ret_result, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *text = NULL;

	*ret_result = NULL;
	bool ok = fact_load(db, FACT_NAME, &a, &text, err) && (text == NULL ||
	    json_parse(text, strlen(text), ret_result, err));
	arena_clear(&a);
	return ok;
}

struct json *
trial_json(const struct trial *trial)
{
	static const char *const results[] = {
		[TRIAL_GOOD] = "good", [TRIAL_LESS] = "less", [TRIAL_BAD] = "bad",
	};
	struct json *array = json_new_array();

	for (size_t i = 0; i < trial->count; i++) {
		const struct trial_check *c = &trial->check[i];
		struct json *json = json_new_object();
		json_set_text(json, "what", c->what);
		json_set_text(json, "result", results[c->result]);
		json_set_text(json, "words", c->words);
		json_push(array, json);
	}
	return array;
}
