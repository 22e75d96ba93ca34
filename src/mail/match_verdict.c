/* match_verdict: a reading and its match as JSON, for people, for programs, and for the row of the message. */
#include "mail/match.h"

#include "base/json.h"
#include "base/banned.h"

static struct json *
text_or_null(const char *text)
{
	return json_new_text(text != NULL && text[0] != '\0' ? text : NULL);
}

static struct json *
texts_json(const struct texts *list)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < list->count; i++)
		json_push(array, json_new_text(list->item[i]));
	return array;
}

static struct json *
attachments_json(const struct mail_reading *r)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < r->attachments; i++) {
		struct json *one = json_new_object();
		json_set(one, "name", text_or_null(r->attachment[i].name));
		json_set_text(one, "type", r->attachment[i].type);
		json_set_int(one, "bytes", r->attachment[i].bytes);
		json_push(list, one);
	}
	return list;
}

struct json *
match_verdict(const struct mail_reading *r, const struct match *match, bool with_text)
{
	struct json *object = json_new_object();
	char day[DAY_TEXT_BYTES];
	int64_t case_id = match != NULL ? match->case_id : 0;

	json_set_text(object, "kind",
	    mail_kind_name(match != NULL ? match_kind(r, match) : r->kind));
	json_set_bool(object, "permanent", r->permanent);
	json_set(object, "recipients", texts_json(&r->recipients));
	json_set(object, "status", text_or_null(r->status));
	json_set(object, "action", text_or_null(r->action));
	json_set(object, "reason", text_or_null(r->reason));
	json_set(object, "reason_class", text_or_null(r->reason_class));
	json_set(object, "until", text_or_null(day_format(r->until_day, day)));
	json_set_id(object, "case", case_id);
	json_set(object, "matched_by", text_or_null(match != NULL ? match->by : NULL));
	json_set(object, "from", text_or_null(r->from_address));
	json_set_text(object, "subject", r->subject);
	json_set(object, "message_id", text_or_null(r->rfc_message_id));
	if (with_text)
		json_set_text(object, "text", r->text);
	json_set(object, "attachments", attachments_json(r));
	json_set(object, "evidence", texts_json(&r->evidence));
	json_set(object, "score", case_id != 0 ? json_new_int(match->score) : json_new_null());
	json_set(object, "because", text_or_null(match != NULL ? match->because : NULL));
	json_set_bool(object, "forged", r->is_forged);
	return object;
}
