/* api_committee: meetings of the credentials committee, the files on their lists, votes and decisions. */
#include "engine/committee.h"
#include "store/caqh.h"
#include "web/api_act.h"
#include "web/readiness.h"
#include "base/banned.h"

static struct committee_by
by_whom(const struct call *c)
{
	return (struct committee_by){ c->r->actor, c->r->now_ms, c->r->today_day };
}

static bool
answer_meeting(struct call *c, int64_t id, struct err *err)
{
	struct requirements requirements;

	return readiness_asked(c->r, &requirements, err) &&
	    committee_meeting(c->db, c->w.settings, &requirements, id, c->r->today_day, &c->answer, err);
}

/* The meeting on whose list the file is. */
static bool
answer_file(struct call *c, int64_t item_id, struct err *err)
{
	struct committee_item item;

	return committee_load(c->db, item_id, c->r->a, &item, err) && answer_meeting(c, item.meeting_id, err);
}

bool
act_meetings(struct call *c, struct err *err)
{
	(void)err;
	committee_query_meetings(&c->rows, c->db);
	return true;
}

bool
act_meeting(struct call *c, struct err *err)
{
	int64_t id;

	return call_id(c, &id, err) && answer_meeting(c, id, err);
}

bool
act_meeting_plan(struct call *c, struct err *err)
{
	const struct committee_by by = by_whom(c);
	int32_t day;
	int64_t id;

	c->status = 201;
	return wish_day(&c->w, "day", &day, err) && committee_plan(c->db, day, wish_get(&c->w, "chair"), &by, &id, err) &&
	    answer_meeting(c, id, err);
}

static bool
lookup_enrollment(struct db *db, const char *word, int64_t *ret_id, struct err *err)
{
	return lookup_record(db, "enrollment", word, ret_id, err);
}

bool
act_meeting_add(struct call *c, struct err *err)
{
	const struct committee_by by = by_whom(c);
	int64_t id, provider_id, enrollment_id, item_id;

	c->status = 201;
	return call_id(c, &id, err) && wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    wish_id(&c->w, "enrollment", lookup_enrollment, &enrollment_id, err) &&
	    committee_add(c->db, id, provider_id, enrollment_id, &by, &item_id, err) && answer_meeting(c, id, err);
}

bool
act_meeting_close(struct call *c, struct err *err)
{
	const struct committee_by by = by_whom(c);
	int64_t id;

	return call_id(c, &id, err) && committee_close(c->db, id, wish_get(&c->w, "present"), wish_get(&c->w, "note"), &by,
	    err) && answer_meeting(c, id, err);
}

bool
act_untold(struct call *c, struct err *err)
{
	(void)err;
	committee_query_items(&c->rows, c->db, 0);
	return true;
}

bool
act_file_vote(struct call *c, struct err *err)
{
	const struct committee_by by = by_whom(c);
	int64_t id;

	return call_id(c, &id, err) && committee_vote(c->db, id, wish_get(&c->w, "member"), wish_get(&c->w, "vote"),
	    wish_get(&c->w, "reason"), &by, err) && answer_file(c, id, err);
}

bool
act_file_decide(struct call *c, struct err *err)
{
	const struct committee_by by = by_whom(c);
	struct committee_wish wish = { .decision = { wish_get(&c->w, "decision"), wish_get(&c->w, "conditions"),
	    wish_get(&c->w, "reason"), wish_get(&c->w, "director") } };
	struct requirements requirements;
	size_t cases;

	if (!call_id(c, &wish.item_id, err) || !wish_day(&c->w, "on", &wish.decided_day, err) ||
	    !wish_day(&c->w, "review", &wish.review_day, err) || !readiness_asked(c->r, &requirements, err))
		return false;
	if (wish.decided_day == DAY_NONE)
		wish.decided_day = c->r->today_day;
	return committee_decide(c->e, &requirements, &wish, &by, c->r->a, &cases, err) && answer_file(c, wish.item_id, err);
}

bool
act_file_letter(struct call *c, struct err *err)
{
	bool is_by_hand = wish_flag(&c->w, "print");
	const struct committee_by by = by_whom(c);
	const char *text;
	int64_t id;

	if (!call_id(c, &id, err) || !committee_tell(c->e, c->r->web->folder, id, is_by_hand, &by, c->r->a, &text, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "committee_item_id", id);
	json_set_text(c->answer, "text", text);
	return true;
}

bool
act_caqh(struct call *c, struct err *err)
{
	int64_t provider_id;

	if (!wish_id(&c->w, "provider", lookup_provider, &provider_id, err))
		return false;
	caqh_query_list(&c->rows, c->db, provider_id);
	return true;
}
