/* play_json: see play_json.h. */
#include "workflow/play_json.h"

#include "base/str.h"
#include "base/banned.h"

static struct json *
instant_json(const struct play *play, int64_t ms)
{
	char text[INSTANT_TEXT_BYTES];

	return ms == INSTANT_NONE ? json_new_null() :
	    json_new_text(instant_format(ms, play->zone, text));
}

static struct json *
row_json(const struct play *play, const struct play_row *row)
{
	struct json *json = json_new_object();
	char day[DAY_TEXT_BYTES];

	json_set(json, "at_ms", instant_json(play, row->at_ms));
	json_set_text(json, "what", play_words[row->kind]);
	json_set_text(json, "name", row->name);
	json_set_text(json, "day", row->day != DAY_NONE ? day_format(row->day, day) : NULL);
	json_set_text(json, "to", row->to);
	json_set_text(json, "text", row->text);
	json_set_text(json, "problem", row->problem);
	json_set_text(json, "rule", row->rule);
	json_set_line(json, "line", row->line);
	return json;
}

struct json *
play_rows_json(const struct play *play, const struct play_result *r)
{
	struct json *rows = json_new_array();

	for (size_t i = 0; i < r->rows; i++)
		json_push(rows, row_json(play, &r->row[i]));
	return rows;
}

struct json *
play_json(const struct play *play, const struct play_result *r)
{
	struct json *json = json_new_object();

	json_set_text(json, "workflow", definition_name(play->definition));
	json_set_int(json, "version", definition_version(play->definition));
	json_set(json, "begin_ms", instant_json(play, play->begin_ms));
	json_set(json, "until_ms", instant_json(play, play->until_ms));
	json_set_text(json, "state", r->state);
	json_set_bool(json, "is_final", r->final);
	json_set(json, "next_due_ms", instant_json(play, r->next_ms));
	json_set_int(json, "refused", (int64_t)r->refused);
	json_set_text(json, "stopped", r->stopped);
	json_set(json, "calendar", play_rows_json(play, r));
	return json;
}
