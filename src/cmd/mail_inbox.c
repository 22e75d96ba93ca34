/* mail: what came in: read a file, list, show, attach to a case by hand.  Sending: mail.c. */
#include "cmd/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cmd/mail_file.h"
#include "cmd/noun.h"
#include "mail/event.h"
#include "mail/match.h"
#include "store/audit.h"
#include "store/folder.h"
#include "store/message.h"
#include "base/banned.h"

/* A line of text from outside, harmless on a terminal. */
static void
print_line(const char *text, size_t len)
{
	struct str line = STR_INIT, safe = STR_INIT;

	str_add_bytes(&line, text, len);
	str_add_terminal(&safe, line.text);
	puts(safe.text);
	str_clear(&line);
	str_clear(&safe);
}

static void
print_lines(const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		print_line(text, len);
		text += len + (text[len] == '\n');
	}
}

/* What a list holds, for people: texts, and cases with the reason why each is suggested. */
static void
add_list(struct str *text, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		str_add(text, i > 0 ? "; " : "");
		if (json_kind_of(one) == JSON_IS_TEXT)
			str_add(text, json_as_text(one));
		else if (json_get_int(one, "case", 0) != 0)
			str_printf(text, "CR-%" PRId64 ": %s", json_get_int(one, "case", 0), json_get_text(one, "because"));
		else
			json_print(one, text);
	}
}

/* One "name  value" line of a JSON object, for people; what is absent is not said. */
static void
print_value(struct app *app, const char *name, const struct json *value)
{
	struct str text = STR_INIT;
	const char *words = json_as_text(value);

	if (json_kind_of(value) == JSON_IS_NULL || text_equal(words, "") ||
	    (json_kind_of(value) == JSON_IS_ARRAY && json_count(value) == 0) ||
	    (json_kind_of(value) == JSON_IS_BOOL && !json_as_bool(value)))
		return;
	if (words != NULL)
		str_add(&text, words);
	else if (json_kind_of(value) == JSON_IS_BOOL)
		str_add(&text, "yes");
	else if (json_kind_of(value) == JSON_IS_ARRAY)
		add_list(&text, value);
	else
		json_print(value, &text);
	char *line = arena_printf(app->arena, "%-20s %s", name, text.text);
	for (size_t i = 0; i < strlen(name); i++)
		if (line[i] == '_')
			line[i] = ' ';
	print_line(line, strlen(line));
	str_clear(&text);
}

/* What the rules found and no column says. */
static void
print_verdict(struct app *app, const struct json *verdict)
{
	static const char *const names[] = {
		"reason", "reason_class", "action", "until", "recipients", "attachments", "evidence", "score", "because",
		"suggestions",
	};

	for (size_t i = 0; i < LEN(names); i++)
		print_value(app, names[i], json_get(verdict, names[i]));
}

/* An object with a "text": its fields, then the text as it is. */
static void
print_message(struct app *app, const struct json *object, const char *text_key)
{
	const char *key;
	struct json *value;

	for (size_t i = 0; json_entry(object, i, &key, &value); i++) {
		if (text_equal(key, text_key))
			continue;
		if (text_equal(key, "verdict")) {
			print_verdict(app, value);
			continue;
		}
		char *name = arena_strdup(app->arena, key);
		if (text_ends(name, "_ms"))
			name[strlen(name) - 3] = '\0';
		print_value(app, name, value);
	}
	if (!text_blank(json_get_text(object, text_key))) {
		puts("");
		print_lines(json_get_text(object, text_key));
	}
}

/* Beside a data folder the case is looked up, too; nothing is written. */
static bool
look_up(struct app *app, const struct mail_reading *reading, struct match *ret, struct err *err)
{
	struct db *db;

	if (!db_open(folder_path(app->arena, app->folder, "credence.db"), DB_READ, &db, err))
		return false;
	bool ok = match_find(db, app->settings, reading, app->arena, ret, err);
	db_close(db);
	return ok;
}

int
cmd_mail_read(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args->word[0];
	struct match match = { .case_id = 0 };
	struct mail_reading *reading;
	struct str bytes = STR_INIT;
	struct problems problems;

	problems_init(&problems, app->arena);
	if (app->folder != NULL) {
		app->settings = folder_settings(app->folder, app->arena, &problems);
		if (app->settings == NULL)
			return cmd_print_problems(&problems);
	}
	bool ok = mail_file_load(app, path, &bytes, err) &&
	    mail_file_read(app, path, &bytes, &reading, err);
	str_clear(&bytes);
	if (!ok || (app->folder != NULL && !look_up(app, reading, &match, err)))
		return CMD_FAILED;
	struct json *verdict = match_verdict(reading, app->folder != NULL ? &match : NULL, true);
	if (app->json) {
		cmd_print_json(verdict);
		return EXIT_DONE;
	}
	print_message(app, verdict, "text");
	json_free(verdict);
	return EXIT_DONE;
}

int
cmd_mail_list(struct app *app, const struct args *args, struct err *err)
{
	const struct wishes wishes = noun_wishes(app, args);
	struct message_filter filter;
	struct query q;

	if (!list_filter_mail(&wishes, &filter, err))
		return CMD_FAILED;
	message_query_list(&q, app->db, &filter);
	return cmd_print_columns(app, &q, "mail_id direction at_ms kind address subject case_id"
	    " matched_by status note", "no mail", err);
}

int
cmd_mail_show(struct app *app, const struct args *args, struct err *err)
{
	struct json *rows;
	struct query q;
	int64_t id;

	if (args_has(args, "in") && args_has(args, "out"))
		return fail(err, ERR_INPUT, "--in and --out exclude each other"), CMD_FAILED;
	if (!cmd_id(args->word[0], "mail", &id, err) || !message_query_mail(&q, app->db, id, args_has(args, "in") ? "in" :
	    args_has(args, "out") ? "out" : NULL, err))
		return CMD_FAILED;
	if (app->json)
		return cmd_print_one(app, &q, "mail", err);
	if (!query_json(&q, app->settings->zone, &rows, err))
		return CMD_FAILED;
	print_message(app, json_at(rows, 0), json_get(json_at(rows, 0), "body") != NULL ? "body" : "text");
	json_free(rows);
	return EXIT_DONE;
}

static int
print_attached(struct app *app, int64_t message_id, int64_t case_id, const struct mail_attached *attached)
{
	const struct engine_answer *answer = &attached->answer;
	struct json *json;

	cmd_say(app, "message %lld belongs to CR-%lld, which is %s%s", (long long)message_id,
	    (long long)case_id, answer->outcome == STEP_DONE ? "now in " : "still in ",
	    answer->state != NULL ? answer->state : "its state");
	if (attached->settled != NULL)
		cmd_say(app, "the case that had it: %s", attached->settled);
	if (!app->json)
		return EXIT_DONE;
	json = json_new_object();
	json_set_int(json, "message_id", message_id);
	json_set_int(json, "case_id", case_id);
	json_set_bool(json, "taken", answer->outcome == STEP_DONE);
	json_set_text(json, "state", answer->state);
	json_set_text(json, "reason", answer->reason);
	json_set_text(json, "settled", attached->settled);
	cmd_print_json(json);
	return EXIT_DONE;
}

int
cmd_mail_match(struct app *app, const struct args *args, struct err *err)
{
	struct mail_attached attached;
	int64_t message_id, case_id;

	if (!cmd_id(args->word[0], "message", &message_id, err) ||
	    !cmd_case_id(app, args->word[1], &case_id, err) || !db_begin(app->db, err))
		return CMD_FAILED;
	return db_end(app->db, mail_attach(&app->engine, message_id, case_id, app->actor, app->now_ms, app->arena,
	    &attached, err), err) ? print_attached(app, message_id, case_id, &attached) : CMD_FAILED;
}
