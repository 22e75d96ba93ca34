/*
 * committee: what the members read and decide: meetings, files with their red flags and evidence, a vote in one's own
 * name.  Planning, letters and minutes: "credence committee".
 */
#include "engine/committee.h"
#include "store/readiness.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define MEETINGS_MAX	100

static const struct notice notices[] = {
	{ "voted", "Your vote is noted." },
	{ "decided", "The decision is noted; the day by which the letter must leave stands beside it." },
	{ NULL, NULL },
};

static struct committee_by
by_whom(const struct request *r)
{
	return (struct committee_by){ r->actor, r->now_ms, r->today_day };
}

static bool
read_requirements(const struct request *r, struct requirements *requirements, struct err *err)
{
	struct problems problems;

	problems_init(&problems, r->a);
	return readiness_requirements(r->web->folder, r->web->settings->catalog, r->a, requirements, &problems, err) ||
	    problems.errors == 0 || fail(err, ERR_INPUT, "the list of requirements has mistakes: credence check names them");
}

bool
page_committee(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object(), *rows;
	struct query q;

	json_set_text(data, "title", "Credentials committee");
	json_set_bool(data, "at_reports", true);
	committee_query_meetings(&q, r->web->db);
	bool ok = page_rows(r, data, "meetings", &q, MEETINGS_MAX, &rows, err);
	committee_query_items(&q, r->web->db, 0);
	if (ok && page_rows(r, data, "letters", &q, MEETINGS_MAX, &rows, err))
		return page_render(r, reply, "committee", data, err);
	json_free(data);
	return false;
}

bool
page_committee_meeting(struct request *r, struct reply *reply, struct err *err)
{
	struct requirements requirements;
	char once[HASH_ID_BYTES];
	struct json *meeting, *items;
	int64_t id;

	if (!request_id(r, 0, &id, err) || !read_requirements(r, &requirements, err) ||
	    !committee_meeting(r->web->db, r->web->settings, &requirements, id, r->today_day, &meeting, err))
		return false;
	json_set_text(meeting, "title", arena_printf(r->a, "Committee of %s", json_get_text(meeting, "held_day")));
	json_set_bool(meeting, "at_reports", true);
	items = json_get(meeting, "items");
	for (size_t i = 0; i < json_count(items); i++) {
		struct json *item = json_at(items, i);
		bool is_open = json_get_text(item, "decision") == NULL;
		json_set_bool(item, "may_vote", is_open && request_may(r, RIGHT_DECIDE));
		json_set_bool(item, "may_decide", is_open && request_may(r, RIGHT_WORK));
		json_set_text(item, "once", random_id(once));
	}
	page_notice(r, meeting, notices);
	return page_render(r, reply, "committee_meeting", meeting, err);
}

/* The packet or the minutes, to be printed. */
static bool
paper(struct request *r, struct reply *reply, enum committee_paper which, struct err *err)
{
	struct requirements requirements;
	struct json *meeting;
	int64_t id;

	if (!request_id(r, 0, &id, err) || !read_requirements(r, &requirements, err) ||
	    !committee_meeting(r->web->db, r->web->settings, &requirements, id, r->today_day, &meeting, err))
		return false;
	committee_paper_words(meeting, r->web->settings, r->now_ms, r->a);
	bool ok = committee_paper_pdf(which, meeting, &reply->body, err);
	json_free(meeting);
	reply->type = "application/pdf";
	reply->status = ok ? 200 : 0;
	return ok;
}

bool
page_committee_packet(struct request *r, struct reply *reply, struct err *err)
{
	return paper(r, reply, COMMITTEE_PACKET, err);
}

bool
page_committee_minutes(struct request *r, struct reply *reply, struct err *err)
{
	return paper(r, reply, COMMITTEE_MINUTES, err);
}

/* The file of the form, and where its meeting is. */
static bool
find_item(struct request *r, struct committee_item *item, const char **ret_path, struct err *err)
{
	int64_t id;

	if (!request_id(r, 0, &id, err) || !committee_load(r->web->writer.db, id, r->a, item, err))
		return false;
	*ret_path = arena_printf(r->a, "/committee/%lld", (long long)item->meeting_id);
	return true;
}

bool
post_committee_vote(struct request *r, struct reply *reply, struct err *err)
{
	const char *vote = pairs_get(&r->form, "vote"), *path;
	const struct committee_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	struct committee_item item;

	if (vote == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	return find_item(r, &item, &path, err) && db_begin(db, err) && db_end(db, committee_vote(db, item.item_id, r->actor, vote,
	    pairs_get(&r->form, "reason"), &by, err), err) && reply_redirect(reply, arena_printf(r->a, "%s?did=voted", path));
}

bool
post_committee_decide(struct request *r, struct reply *reply, struct err *err)
{
	struct committee_wish wish = { .decision = { pairs_get(&r->form, "decision"), pairs_get(&r->form, "conditions"),
	    pairs_get(&r->form, "reason"), NULL }, .decided_day = r->today_day, .review_day = DAY_NONE };
	const char *review = pairs_get(&r->form, "review"), *path;
	const struct committee_by by = by_whom(r);
	struct requirements requirements;
	struct committee_item item;
	size_t cases;
	bool again;

	if (wish.decision.decision == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!text_blank(review) && !day_parse(review, &wish.review_day))
		return fail(err, ERR_INPUT, "\"%.40s\" is no day", review);
	if (!once_is_taken(r, &again, err) || !find_item(r, &item, &path, err) || !read_requirements(r, &requirements, err))
		return false;
	wish.item_id = item.item_id;
	if (!again && !committee_decide(&r->web->writer, &requirements, &wish, &by, r->a, &cases, err))
		return false;
	once_take(r);
	return reply_redirect(reply, arena_printf(r->a, "%s?did=%s", path, again ? "again" : "decided"));
}
