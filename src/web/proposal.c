/*
 * proposal: what a provider says is wrong, field by field.  What must not be broken: their page shows and takes these
 * fields alone, and nothing of it counts before a person at the desk has accepted it.
 */
#include "web/proposal.h"

#include <string.h>

#include "store/proposal.h"
#include "store/record.h"
#include "store/record_part.h"
#include "web/my.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX	40
#define REASON_MAX	500
#define WAS		"was."		/* before the name of a field: what the form showed */

static const struct { const char *name, *label, *type, *complete; } fields[] = {
	{ "first_name", "First name", "text", "given-name" }, { "middle_name", "Middle name", "text", "additional-name" },
	{ "last_name", "Last name", "text", "family-name" }, { "suffix", "Suffix", "text", "honorific-suffix" },
	{ "specialty", "Specialty", "text", "off" }, { "email", "E-mail", "email", "email" },
	{ "phone", "Telephone", "tel", "tel" }, { "practice_state", "State where you mainly practise", "text", "address-level1" },
	{ "caqh_id", "CAQH number", "text", "off" },
};

static const char *
label_of(const char *name)
{
	for (size_t i = 0; i < LEN(fields); i++)
		if (text_equal(name, fields[i].name))
			return fields[i].label;
	return name;
}

/* What the row has in the field of that name. */
static const char *
now_of(const struct json *row, const char *name)
{
	const struct record_kind *kind = record_kind_find("provider");
	const char *text = json_get_text(row, kind->field[record_field_index(kind, name)].column);

	return text != NULL ? text : "";
}

static bool
add_proposed(struct request *r, struct json *data, int64_t provider_id, const struct json *row, struct err *err)
{
	struct json *rows;
	struct query q;
	bool open = false;

	proposal_query(&q, r->web->db, provider_id);
	if (!page_rows(r, data, "proposed", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *one = json_at(rows, i);
		const char *now = now_of(row, json_get_text(one, "field"));
		json_set_text(one, "label", label_of(json_get_text(one, "field")));
		json_set_text(one, "now_value", now);
		json_set_bool(one, "is_other", !text_equal(now, json_get_text(one, "was")));
		json_set_bool(one, "is_empty", text_blank(json_get_text(one, "wanted")));
		page_since(r, one, "said_ms", "said_words");
		open |= json_get_bool(one, "is_open");
	}
	json_set_bool(data, "has_waiting", open);
	return true;
}

bool
proposal_add_waiting(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	struct json *row;

	if (!record_load_row(r->web->db, "provider", provider_id, r->web->settings->zone, &row, err))
		return false;
	bool ok = add_proposed(r, data, provider_id, row, err);
	json_free(row);
	return ok;
}

bool
proposal_add_fields(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	struct json *row, *mine = json_new_array();

	json_set(data, "mine", mine);
	if (!record_load_row(r->web->db, "provider", provider_id, r->web->settings->zone, &row, err))
		return false;
	for (size_t i = 0; i < LEN(fields); i++) {
		struct json *field = json_new_object();
		json_set_text(field, "name", fields[i].name);
		json_set_text(field, "label", fields[i].label);
		json_set_text(field, "type", fields[i].type);
		json_set_text(field, "complete", fields[i].complete);
		json_set_text(field, "value", now_of(row, fields[i].name));
		json_push(mine, field);
	}
	bool ok = add_proposed(r, data, provider_id, row, err);
	json_free(row);
	return ok;
}

/* The fields that are not as the form showed them, each in its normal form. */
static bool
read_changes(const struct request *r, struct proposal *changes, size_t *ret_count, struct err *err)
{
	struct record record;

	*ret_count = 0;
	record_init(&record, record_kind_find("provider"), r->web->settings->catalog, r->today_day, r->a);
	for (size_t i = 0; i < LEN(fields); i++) {
		const char *typed = pairs_get(&r->form, fields[i].name);
		const char *was = pairs_get(&r->form, arena_printf(r->a, WAS "%s", fields[i].name));
		if (typed == NULL || was == NULL || strcmp(typed, was) == 0)
			continue;
		if (!record_assign(&record, fields[i].name, typed, err))
			return fail_in(err, "%s", fields[i].label);
		const char *wanted = record_value(&record, fields[i].name);
		if (strcmp(wanted, was) != 0)
			changes[(*ret_count)++] = (struct proposal){ .field = fields[i].name, .was = was, .wanted = wanted };
	}
	return *ret_count > 0 || fail(err, ERR_INPUT, "nothing was changed in the fields");
}

static bool
add_all(struct request *r, const struct provider_link *link, const struct proposal *changes, size_t count,
    struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!proposal_add(r->web->writer.db, link, &changes[i], r->client, r->today_day, r->now_ms, err))
			return false;
	return true;
}

bool
post_my_proposals(struct request *r, struct reply *reply, struct err *err)
{
	struct proposal changes[LEN(fields)];
	struct db *db = r->web->writer.db;
	struct provider_link link;
	size_t count;

	return my_find(r, &link, err) && read_changes(r, changes, &count, err) && db_begin(db, err) &&
	    db_end(db, add_all(r, &link, changes, count, err), err) &&
	    reply_redirect(reply, arena_printf(r->a, "/my/%s?did=correction", r->word[0]));
}

/* The record as the desk saw it: whoever changed the field meanwhile had a reason. */
static bool
write_field(struct request *r, const struct proposal *p, const char *shown, struct err *err)
{
	const struct record_by by = { .actor = r->actor, .now_ms = r->now_ms };
	struct db *db = r->web->writer.db;
	enum record_outcome outcome;
	struct record record;
	struct json *row;

	if (!record_load_row(db, "provider", p->provider_id, r->web->settings->zone, &row, err))
		return false;
	const char *now = arena_strdup(r->a, now_of(row, p->field));
	json_free(row);
	if (strcmp(now, shown) != 0)
		return fail(err, ERR_CONFLICT, "somebody changed this field meanwhile: it was \"%s\" when you looked, it is \"%s\" "
		    "now, and the provider wants \"%s\". Nothing was changed: look at it again", shown, now, p->wanted);
	record_init(&record, record_kind_find("provider"), r->web->settings->catalog, r->today_day, r->a);
	return record_assign(&record, p->field, p->wanted, err) &&
	    record_set(db, &record, p->provider_id, &by, &outcome, err);
}

static bool
decide(struct request *r, const struct proposal *p, bool accept, const char *shown, const char *reason, struct err *err)
{
	return proposal_settle(r->web->writer.db, p, accept, accept ? NULL : reason, r->actor, r->now_ms, err) &&
	    (!accept || write_field(r, p, shown, err));
}

bool
proposal_decide(struct request *r, int64_t proposal_id, const char *as, const char *shown, const char *reason,
    struct err *err)
{
	bool accept = text_equal(as, "accepted");
	struct proposal p;

	if (!accept && !text_equal(as, "refused"))
		return fail(err, ERR_INPUT, "a proposal is accepted or refused, not \"%.40s\"", as);
	if (!accept && (text_blank(reason) || strlen(reason) > REASON_MAX))
		return fail(err, ERR_INPUT, "say why it is refused, in at most %d bytes: the provider reads it on their page",
		    REASON_MAX);
	return proposal_load(r->web->writer.db, proposal_id, r->a, &p, err) && decide(r, &p, accept, shown, reason, err);
}

bool
post_proposal_decide(struct request *r, struct reply *reply, struct err *err)
{
	const char *as = pairs_get(&r->form, "as"), *shown = pairs_get(&r->form, "shown");
	struct db *db = r->web->writer.db;
	struct proposal p;
	int64_t id;

	if (as == NULL || (shown == NULL && text_equal(as, "accepted")))
		return fail(err, ERR_INPUT, "this form is not complete");
	return request_id(r, 0, &id, err) && proposal_load(db, id, r->a, &p, err) && db_begin(db, err) &&
	    db_end(db, proposal_decide(r, id, as, shown, pairs_get(&r->form, "reason"), err), err) &&
	    reply_redirect(reply, arena_printf(r->a, "/provider/%lld?did=%s", (long long)p.provider_id, as));
}
