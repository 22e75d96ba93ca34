/* committee: the rules of a decision, one after the other. */
#include "core/committee.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/banned.h"

static bool
is_one(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(word, words[i]))
			return true;
	return false;
}

static const char *const vote_words[] = { "approve", "deny", "abstain", "recuse" };

bool
committee_is_vote(const char *word, struct err *err)
{
	return is_one(word, vote_words, LEN(vote_words)) ||
	    fail(err, ERR_INPUT, "\"%.40s\" is no vote. There are: approve, deny, abstain, recuse", word);
}

static bool
is_whole(const struct committee_decision *d, struct err *err)
{
	static const char *const decisions[] = { "approved", "conditional", "deferred", "denied" };

	if (!is_one(d->decision, decisions, LEN(decisions)))
		return fail(err, ERR_INPUT, "\"%.40s\" is no decision. There are: approved, conditional, deferred, denied",
		    d->decision);
	if (text_equal(d->decision, "conditional") && text_blank(d->conditions))
		return fail(err, ERR_INPUT, "say under which conditions it is approved");
	if (!text_equal(d->decision, "conditional") && !text_blank(d->conditions))
		return fail(err, ERR_INPUT, "conditions belong to the decision \"conditional\"");
	if ((text_equal(d->decision, "deferred") || text_equal(d->decision, "denied")) && text_blank(d->reason))
		return fail(err, ERR_INPUT, "say why it is %s", d->decision);
	return true;
}

void
committee_count_add(struct committee_count *votes, const char *vote)
{
	int64_t *const counts[] = { &votes->approve, &votes->deny, &votes->abstain, &votes->recuse };

	for (size_t i = 0; i < LEN(vote_words); i++)
		*counts[i] += text_equal(vote, vote_words[i]);
}

int64_t
committee_counted(const struct committee_count *votes)
{
	return votes->approve + votes->deny + votes->abstain;
}

static bool
has_votes(const struct committee_decision *d, const struct committee_count *v, int64_t quorum, struct err *err)
{
	bool denies = text_equal(d->decision, "denied");
	int64_t there = committee_counted(v);

	if (text_equal(d->decision, "deferred"))
		return true;
	if (v->approve + v->deny == 0)
		return fail(err, ERR_CONFLICT, "nobody has voted yet%s", v->recuse + v->abstain > 0 ?
		    " but those who abstained or recused" : "");
	if (there < quorum)
		return fail(err, ERR_CONFLICT, "%" PRId64 " of the %" PRId64 " members whom a quorum needs %s voted or abstained%s."
		    " Note the others' votes, or defer it", there, quorum, there == 1 ? "has" : "have", v->recuse > 0 ?
		    "; who recused is not counted" : "");
	return (denies ? v->deny > v->approve : v->approve > v->deny) || fail(err, ERR_CONFLICT, "the votes are %" PRId64
	    " to approve and %" PRId64 " to deny: that does not carry \"%s\"", v->approve, v->deny, d->decision);
}

bool
committee_may_decide(const struct committee_decision *d, const struct committee_count *votes, int64_t quorum,
    size_t flags, struct err *err)
{
	if (!is_whole(d, err))
		return false;
	if (text_blank(d->director))
		return has_votes(d, votes, quorum, err);
	if (!text_equal(d->decision, "approved"))
		return fail(err, ERR_INPUT, "the medical director alone may only approve, and only a clean file");
	return flags == 0 || fail(err, ERR_CONFLICT, "the file has %zu red %s: the committee decides, not the director alone",
	    flags, flags == 1 ? "flag" : "flags");
}
