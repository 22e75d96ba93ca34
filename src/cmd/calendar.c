/* calendar: what came in as a calendar.  Feeds that go out: feed.c. */
#include "cmd/commands.h"

#include "base/str.h"
#include "calendar/answer.h"
#include "cmd/mail_file.h"
#include "store/invitation.h"
#include "base/banned.h"

/* The calendar in a file: the file itself, or a part of the mail that it is. */
static bool
load_calendar(struct app *app, const char *path, struct str *bytes, struct err *err)
{
	struct mail_reading *reading;
	struct err why = ERR_INIT;

	if (!mail_file_load(app, path, bytes, err))
		return false;
	if (calendar_looks_right(bytes->text, bytes->len))
		return true;
	if (!mail_looks_right(bytes->text, bytes->len, &why))
		return fail(err, ERR_INPUT, "%s is no calendar, nor a mail with one: %s", path, why.text);
	if (!mail_file_read(app, path, bytes, &reading, err))
		return false;
	if (reading->calendar == NULL)
		return fail(err, ERR_INPUT, "%s is a mail without a calendar in it", path);
	str_clear(bytes);
	str_add(bytes, reading->calendar);
	return true;
}

static struct json *
events_json(const struct calendar_message *m)
{
	struct json *all = json_new_array();

	for (size_t i = 0; i < m->events; i++) {
		const struct calendar_answer *e = &m->event[i];
		struct json *one = json_new_object();
		json_set_text(one, "uid", e->uid);
		json_set_int(one, "sequence", e->sequence);
		json_set_text(one, "attendee", e->attendee);
		json_set_text(one, "partstat", e->partstat);
		json_set_text(one, "delegated_to", e->delegate);
		json_set_text(one, "comment", e->comment);
		json_set_text(one, "start", e->start);
		json_set_text(one, "end", e->end);
		json_push(all, one);
	}
	return all;
}

int
cmd_calendar_answers(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	invitation_query_answers(&q, app->db, args_has(args, "flawed"));
	return cmd_print_columns(app, &q, "received_ms attendee answer on_day title proposed comment"
	    " flaw case_id mail_id", "no answers to invitations", err);
}

int
cmd_calendar_read(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[0];
	struct calendar_message message;
	struct str bytes = STR_INIT;

	bool ok = load_calendar(app, path, &bytes, err);
	if (ok && !calendar_answer_read(bytes.text, bytes.len, app->arena, &message, err))
		ok = fail_in(err, "%s is no calendar", path);
	str_clear(&bytes);
	if (!ok)
		return CMD_FAILED;
	struct json *events = events_json(&message);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "method", message.method);
		json_set(json, "events", events);
		cmd_print_json(json);
		return EXIT_DONE;
	}
	cmd_say(app, "method: %s", message.method != NULL ? message.method : "none");
	cmd_print_table(app, events, "attendee partstat comment start end sequence uid",
	    "there is no event in it");
	json_free(events);
	return EXIT_DONE;
}
