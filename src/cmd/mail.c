/* mail: letters out and mail in, once; letters that are held for a person.  Lists: mail_inbox.c. */
#include "cmd/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "calendar/invite.h"
#include "engine/limits.h"
#include "mail/fetch.h"
#include "mail/highwater.h"
#include "mail/queue.h"
#include "mail/release.h"
#include "mail/send.h"
#include "store/audit.h"
#include "store/letter.h"
#include "store/request.h"
#include "store/task.h"
#include "base/banned.h"

static void
say_sent(struct app *app, const struct send_counts *c, int64_t full_until_ms)
{
	char until[INSTANT_TEXT_BYTES];
	struct json *json;

	cmd_say(app, "%lld letter%s sent, %lld waiting, %lld failed, %lld held", (long long)c->sent, plural_s(c->sent),
	    (long long)c->deferred, (long long)c->failed, (long long)c->held);
	if (full_until_ms != INSTANT_NONE) {
		instant_format(full_until_ms, app->settings->zone, until);
		cmd_say(app, "the account may send %lld letters a minute and %lld a day (credence.yaml; 0: no "
		    "limit): it goes on at %s", (long long)app->settings->mail.letters_per_minute,
		    (long long)app->settings->mail.account_letters_per_day, cmd_moment(app, until));
	}
	if (!app->json)
		return;
	json = json_new_object();
	json_set_int(json, "sent", c->sent);
	json_set_int(json, "deferred", c->deferred);
	json_set_int(json, "failed", c->failed);
	json_set_int(json, "held", c->held);
	cmd_print_json(json);
}

int
cmd_mail_send(struct app *app, const struct args *args, struct err *err)
{
	struct mail_sender *sender = mail_sender_new(&app->engine, app->folder, -1);
	struct send_counts counts;

	(void)args;
	bool ok = mail_send(sender, app->now_ms, &counts, err);
	int64_t full_until_ms = mail_send_full_until(sender);
	mail_sender_free(sender);
	say_sent(app, &counts, full_until_ms);
	if (!ok)
		return CMD_FAILED;
	return counts.deferred + counts.failed + counts.held > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static void
say_fetched(struct app *app, const struct take_counts *c)
{
	struct json *json;

	cmd_say(app, "%lld message%s fetched: %lld matched, %lld unmatched, %lld set aside",
	    (long long)c->fetched, plural_s(c->fetched), (long long)c->matched, (long long)c->unmatched,
	    (long long)c->set_aside);
	if (c->filed > 0)
		cmd_say(app, "%lld letter%s copied into the folder of sent mail", (long long)c->filed,
		    plural_s(c->filed));
	if (c->moved > 0)
		cmd_say(app, "%lld handled message%s moved away", (long long)c->moved, plural_s(c->moved));
	if (!app->json)
		return;
	json = json_new_object();
	json_set_int(json, "fetched", c->fetched);
	json_set_int(json, "matched", c->matched);
	json_set_int(json, "unmatched", c->unmatched);
	json_set_int(json, "set_aside", c->set_aside);
	cmd_print_json(json);
}

int
cmd_mail_fetch(struct app *app, const struct args *args, struct err *err)
{
	struct mail_fetcher *fetcher = mail_fetcher_new(&app->engine, app->folder, -1);
	struct invite_counts invited = { .answers = 0 };
	struct take_counts counts;

	(void)args;
	bool ok = mail_fetch(fetcher, app->now_ms, &counts, err);
	bool all = mail_fetch_notice(fetcher, MAIL_NO_FOLDER) == NULL;
	for (enum mail_notice i = 0; i < MAIL_NOTICES; i++)
		if (mail_fetch_notice(fetcher, i) != NULL)
			log_warn("%s", mail_fetch_notice(fetcher, i));
	mail_fetcher_free(fetcher);
	if (ok || app->json || counts.fetched > 0)
		say_fetched(app, &counts);
	if (!ok || !invite_read_answers(app->db, app->settings, app->now_ms, &invited, err))
		return CMD_FAILED;
	return counts.set_aside > 0 || !all ? EXIT_PARTLY : EXIT_DONE;
}

int
cmd_mail_held(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	outbox_query_held(&q, app->db);
	return cmd_print_columns(app, &q, "mail_id case_id recipient subject reason tries created_ms",
	    "no letters are held", err);
}

int
cmd_mail_queue(struct app *app, const struct args *args, struct err *err)
{
	struct json *array;

	(void)args;
	if (!mail_queue_rows(&app->engine, app->now_ms, app->arena, &array, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(array);
		return EXIT_DONE;
	}
	cmd_print_table(app, array, "mail_id case_id recipient subject expected_ms because", "no letters wait to leave");
	json_free(array);
	return EXIT_DONE;
}

static bool
way_of(const struct args *args, enum mail_release *ret_way, struct err *err)
{
	int given = 0;

	*ret_way = RELEASE_PLAIN;
	for (int way = RELEASE_RESEND; way <= RELEASE_DROP; way++)
		if (args_has(args, mail_release_name[way])) {
			*ret_way = way;
			given++;
		}
	return given <= 1 || fail(err, ERR_INPUT, "--sent, --resend and --drop exclude each other");
}

/* What is held because of the whole program: a restored database, late timers. */
static bool
release_all(struct app *app, struct err *err)
{
	return highwater_let_go(app->db, app->settings, err) &&
	    letter_release_held(app->db, BREAKER_HELD, err) &&
	    request_release_held(app->db, HIGHWATER_RESTORED, err) &&
	    letter_release_held(app->db, LETTER_INVITATIONS_HELD, err) &&
	    task_end_named(app->db, "restored", app->actor, app->now_ms, err) &&
	    task_end_named(app->db, "breaker", app->actor, app->now_ms, err) &&
	    task_end_named(app->db, "invitations", app->actor, app->now_ms, err) &&
	    audit_add(app->db, app->actor, "mail release", "all letters", "", app->now_ms, err);
}

static int
say_released(struct app *app, const char *what, enum mail_release way)
{
	struct json *json;

	cmd_say(app, "%s: %s", what, mail_release_status[way]);
	if (!app->json)
		return EXIT_DONE;
	json = json_new_object();
	json_set_text(json, "released", what);
	json_set_text(json, "status", mail_release_status[way]);
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_mail_release(struct app *app, const struct args *args, struct err *err)
{
	bool all = strcmp(args->word[0], "all") == 0;
	enum mail_release way;
	int64_t outbox_id = 0;

	if (!way_of(args, &way, err) || (!all && !cmd_id(args->word[0], "letter", &outbox_id, err)))
		return CMD_FAILED;
	if (all && way != RELEASE_PLAIN) {
		fail(err, ERR_INPUT, "\"all\" takes no option: letters that may have arrived are "
		    "released one by one");
		return CMD_FAILED;
	}
	if (!db_begin(app->db, err) || !db_end(app->db, all ? release_all(app, err) :
	    mail_release_letter(&app->engine, outbox_id, way, app->actor, app->now_ms, app->arena, err),
	    err))
		return CMD_FAILED;
	return say_released(app, all ? "all letters" :
	    arena_printf(app->arena, "letter %" PRId64, outbox_id), way);
}
