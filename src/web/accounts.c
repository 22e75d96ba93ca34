/*
 * accounts: the mail account and the calendars of the settings as they did at the last try, and the buttons that try them
 * now: by an errand, since servers take their time.  And when the last backup was made.
 */
#include "web/accounts.h"

#include <string.h>

#include "calendar/push.h"
#include "mail/trial.h"
#include "store/fact.h"
#include "store/folder.h"
#include "web/errand.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define WAIT_MS		(60 * MS_PER_SECOND)	/* for a letter to come back, as "mail test" */
#define OLD_DAYS	7	/* a backup of before is told as late */

/* In the request's arena; the thread has a handle of its own. */
struct probe {
	struct arena			*a;
	const char			*folder;
	const struct settings		*settings;
	const struct calendar_account	*account;	/* NULL: the mail account */
	int64_t				 now_ms;
	int				 stop_fd;
};

static bool
probe_mail(const struct probe *p, struct db *db, struct err *err)
{
	const struct token_wish wish = { db, p->settings, p->folder, p->stop_fd, p->now_ms };
	struct trial trial;

	return trial_run(&wish, WAIT_MS, p->a, &trial, err) && trial_save(&wish, &trial, err);
}

/* What went wrong is kept with the calendar and stands on the page; it fails nothing here. */
static bool
probe_calendar(const struct probe *p, struct db *db, struct err *err)
{
	const struct push_wish wish = { .db = db, .folder = p->folder, .settings = p->settings, .now_ms = p->now_ms,
	    .cancel_fd = p->stop_fd, .by_hand = true };
	struct push_counts counts;
	struct err why = ERR_INIT;

	return calendar_push(&wish, p->account, &counts, &why) || (why.kind != ERR_CONFLICT && why.kind != ERR_INPUT) ||
	    fail(err, why.kind, "%s", why.text);
}

static bool
work(void *context, struct err *err)
{
	const struct probe *p = context;
	struct db *db;

	if (!errand_open_db(p->folder, p->now_ms, &db, err))
		return false;
	bool ok = p->account != NULL ? probe_calendar(p, db, err) : probe_mail(p, db, err);
	db_close(db);
	return ok;
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	(void)context;
	(void)r;
	(void)err;
	return reply_redirect(reply, "/administration?did=tested#accounts");
}

static bool
begin(struct request *r, struct reply *reply, const struct calendar_account *account)
{
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));
	struct probe *p = arena_alloc(r->a, sizeof(*p));

	*p = (struct probe){ .a = r->a, .folder = r->web->folder, .settings = r->web->settings, .account = account,
	    .now_ms = r->now_ms, .stop_fd = r->web->stop_fd };
	*errand = (struct errand){ .work = work, .finish = finish, .context = p };
	reply->errand = errand;
	return true;
}

bool
post_mail_test(struct request *r, struct reply *reply, struct err *err)
{
	(void)err;
	return begin(r, reply, NULL);
}

bool
post_calendar_test(struct request *r, struct reply *reply, struct err *err)
{
	const struct settings *s = r->web->settings;
	const char *name = pairs_get(&r->form, "name");

	for (size_t i = 0; i < s->accounts; i++)
		if (text_equal(s->account[i].name, name))
			return begin(r, reply, &s->account[i]);
	return fail(err, ERR_MISSING, "there is no such calendar in the settings");
}

static bool
add_mail(struct request *r, struct json *data, struct err *err)
{
	struct json *trial = NULL;

	if (!trial_load(r->web->db, &trial, err))
		return false;
	const struct json *checks = json_get(trial, "checks");
	for (size_t i = 0; i < json_count(checks); i++) {
		struct json *one = json_at(checks, i);
		json_set_bool(one, "is_bad", text_equal(json_get_text(one, "result"), "bad"));
	}
	if (trial != NULL)
		page_since(r, trial, "at", "at_words");
	json_set(data, "trial", trial);
	json_set_bool(data, "can_try_mail", r->web->settings->mail.transport == TRANSPORT_SMTP &&
	    r->web->settings->mail.imap.host != NULL);
	return true;
}

static bool
add_calendars(struct request *r, struct json *data, struct err *err)
{
	const struct settings *s = r->web->settings;
	struct json *list = json_new_array();

	json_set(data, "calendars", list);
	json_set_bool(data, "has_calendars", s->accounts > 0);
	for (size_t i = 0; i < s->accounts; i++) {
		struct json *one = json_new_object();
		struct caldav state;
		json_push(list, one);
		if (!calendar_push_state(r->web->db, &s->account[i], r->a, &state, err))
			return false;
		json_set_text(one, "name", s->account[i].name);
		json_set_text(one, "url", s->account[i].url);
		json_set_text(one, "error", state.error);
		json_set_int(one, "items", state.items);
		json_set_text(one, "pushed_words", state.pushed_ms == INSTANT_NONE ? NULL :
		    words_since(state.pushed_ms, r->now_ms, s->zone, r->a));
	}
	return true;
}

/* As the command "backup" left it. */
static bool
add_backup(struct request *r, struct json *data, struct err *err)
{
	const char *text = NULL;
	struct json *backup = NULL;
	int64_t at_ms = 0;

	if (!fact_load(r->web->db, FACT_BACKUP, r->a, &text, err) ||
	    (text != NULL && !json_parse(text, strlen(text), &backup, err)))
		return false;
	if (backup != NULL) {
		at_ms = json_get_int(backup, "at_ms", 0);
		json_set_text(backup, "at_words", words_since(at_ms, r->now_ms, r->web->settings->zone, r->a));
		json_set_int(backup, "megabytes", (json_get_int(backup, "bytes", 0) + (1 << 20) - 1) >> 20);
		json_set_bool(backup, "is_old", r->now_ms - at_ms > OLD_DAYS * MS_PER_DAY);
	}
	json_set(data, "backup", backup);
	return true;
}

bool
accounts_add(struct request *r, struct json *data, struct err *err)
{
	return add_mail(r, data, err) && add_calendars(r, data, err) && add_backup(r, data, err);
}
