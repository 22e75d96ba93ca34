/*
 * billable: the verdict, as a walk along the things that may stop it, the most final first.
 *
 * Medicare (domain.md, section 4): the effective date is the later of the filing date of an
 * application that was approved and the first service at the location (42 CFR 424.520(d)); services
 * of up to 30 days before it may be billed (424.521), never before the license and the first service.
 */
#include "core/billable.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define RETROSPECTIVE_DAYS	30
#define PROOFS_MAX		(BILLABLE_GATES + 5)

const char *const billable_gate_name[BILLABLE_GATES] = {
	"submitted", "received", "approved", "effective", "loaded", "eft", "first paid",
};

struct judge {
	const struct billable_facts	*facts;
	int32_t				 on_day;
	int32_t				 horizon_day;	/* gates passed by then count */
	const struct billable_license	*license;	/* the one that speaks best for that day; NULL */
	struct arena			*arena;
	struct billable_verdict		*verdict;
};

static int32_t
later(int32_t a, int32_t b)
{
	return a > b ? a : b;		/* DAY_NONE is before every day */
}

static int32_t
earlier(int32_t a, int32_t b)
{
	return a == DAY_NONE || (b != DAY_NONE && b < a) ? b : a;
}

static const char *
words(const struct judge *j, int32_t day)
{
	char text[DAY_TEXT_BYTES];

	return arena_strdup(j->arena, day_format(day, text));
}

/* Says what stops it; false, so that "return stop(...)" reads as one thought. */
static bool
stop(const struct judge *j, const char *gate, const char *reason)
{
	j->verdict->gate = gate;
	j->verdict->reason = reason;
	return false;
}

static int32_t
gate_day(const struct judge *j, enum billable_gate gate)
{
	return j->facts->gate[gate].day;
}

/* Its own day, or one of a gate that cannot be passed without it.  EFT proves nothing but itself. */
static bool
passed(const struct judge *j, enum billable_gate gate)
{
	for (int i = gate; i < BILLABLE_GATES; i++) {
		int32_t day = gate_day(j, i);
		if (i == GATE_EFT && gate != GATE_EFT)
			continue;
		if (i == GATE_EFFECTIVE ? day != DAY_NONE : day != DAY_NONE && day <= j->horizon_day)
			return true;
		if (gate == GATE_EFFECTIVE)
			return false;
	}
	return false;
}

/* How well a license speaks for the day: in date, to be issued, run out, doubtful. */
static int
license_rank(const struct judge *j, const struct billable_license *l)
{
	if (text_equal(l->status, "adverse"))
		return 1;
	if (l->expires_day == DAY_NONE ? text_equal(l->status, "expired") : l->expires_day < j->on_day)
		return 2;
	return l->issued_day != DAY_NONE && l->issued_day > j->on_day ? 3 : 4;
}

static bool
is_better(const struct judge *j, const struct billable_license *l,
    const struct billable_license *best)
{
	int rank = license_rank(j, l), best_rank = license_rank(j, best);

	return rank > best_rank || (rank == best_rank && l->expires_day > best->expires_day);
}

static const struct billable_license *
choose_license(const struct judge *j)
{
	const struct billable_license *best = NULL;

	for (size_t i = 0; i < j->facts->licenses; i++) {
		const struct billable_license *l = &j->facts->license[i];
		if (text_equal(l->status, "retired") || (j->facts->state[0] != '\0' &&
		    !text_equal_nocase(l->state, j->facts->state)))
			continue;
		if (best == NULL || is_better(j, l, best))
			best = l;
	}
	return best;
}

static const char *
license_words(const struct judge *j, const struct billable_license *l)
{
	return arena_printf(j->arena, "license%s%s%s%s", l->state[0] != '\0' ? " " : "", l->state,
	    l->number[0] != '\0' ? " " : "", l->number);
}

/* The day that the payer's grant and, for Medicare, the rule give. */
static int32_t
granted_day(const struct judge *j)
{
	int32_t effective = gate_day(j, GATE_EFFECTIVE), filed = gate_day(j, GATE_SUBMITTED);
	int32_t rule = later(filed, j->facts->first_service_day);

	if (!j->facts->is_medicare || filed == DAY_NONE || !passed(j, GATE_APPROVED))
		return effective;
	/* Granted earlier than by the rule: the contractor has counted the days back already. */
	if (effective != DAY_NONE && effective < rule)
		return later(effective, rule - RETROSPECTIVE_DAYS);
	return later(effective, rule) - RETROSPECTIVE_DAYS;
}

static int32_t
begins_day(const struct judge *j)
{
	return j->facts->is_medicare && j->facts->first_service_day != DAY_NONE ?
	    j->facts->first_service_day : j->facts->start_day;
}

static void
set_span(struct judge *j)
{
	int32_t from = granted_day(j);

	if (from != DAY_NONE) {
		from = later(from, begins_day(j));
		if (j->license != NULL)
			from = later(from, j->license->issued_day);
	}
	j->verdict->from_day = from;
	j->verdict->until_day = earlier(j->facts->terminated_day,
	    j->license != NULL ? j->license->expires_day : DAY_NONE);
}

static void
add_proof(struct judge *j, struct billable_proof proof)
{
	j->verdict->proof[j->verdict->proofs++] = proof;
}

static void
add_proofs(struct judge *j)
{
	const struct billable_facts *f = j->facts;

	j->verdict->proof = arena_array(j->arena, PROOFS_MAX, sizeof(*j->verdict->proof));
	for (int i = 0; i < BILLABLE_GATES; i++)
		if (f->gate[i].day != DAY_NONE)
			add_proof(j, (struct billable_proof){ .what = billable_gate_name[i],
			    .day = f->gate[i].day, .who = f->gate[i].who });
	if (f->is_medicare && f->first_service_day != DAY_NONE)
		add_proof(j, (struct billable_proof){ .what = "first service",
		    .day = f->first_service_day });
	if (f->is_medicare && j->verdict->from_day != DAY_NONE &&
	    gate_day(j, GATE_SUBMITTED) != DAY_NONE)
		add_proof(j, (struct billable_proof){ .what = "may be billed back to, at most 30 days "
		    "before the effective date (42 CFR 424.521)", .day = j->verdict->from_day });
	if (f->denied_day != DAY_NONE)
		add_proof(j, (struct billable_proof){ .what = "denied", .day = f->denied_day });
	if (f->terminated_day != DAY_NONE)
		add_proof(j, (struct billable_proof){ .what = "terminated", .day = f->terminated_day });
	if (j->license != NULL)
		add_proof(j, (struct billable_proof){ .what = arena_printf(j->arena, "%s, %s%s%s",
		    license_words(j, j->license), j->license->status,
		    j->license->expires_day != DAY_NONE ? ", valid until " :
		    ", its last day is not on file", words(j, j->license->expires_day)),
		    .day = j->license->verified_day, .document = j->license->document,
		    .who = j->license->verified_by });
}

/* Ended, refused or given up: what lies behind no longer counts. */
static bool
is_alive(const struct judge *j)
{
	const struct billable_facts *f = j->facts;

	if (f->terminated_day != DAY_NONE && f->terminated_day < j->on_day)
		return stop(j, "terminated", arena_printf(j->arena, "terminated: the last day was %s",
		    words(j, f->terminated_day)));
	if (text_equal(f->status, "terminated") && f->terminated_day == DAY_NONE)
		return stop(j, "terminated", "terminated, and the last day is not on file");
	if (text_equal(f->provider_status, "left"))
		return stop(j, "provider", "the provider has left");
	/* Whatever the day of service: which days are barred, people find out (42 CFR 1001.1901). */
	if (f->excluded_by != NULL)
		return stop(j, "exclusion", arena_printf(j->arena, "is on the exclusion list %s, as was confirmed: %s",
		    f->excluded_by, f->is_federal ? "no federal program pays" :
		    "ask the payer and counsel before anything is billed"));
	bool withdrawn = text_equal(f->status, "withdrawn");
	bool denied = text_equal(f->status, "denied") || (f->denied_day != DAY_NONE &&
	    f->denied_day <= j->horizon_day && gate_day(j, GATE_APPROVED) < f->denied_day);
	if (!withdrawn && !denied)
		return true;
	j->verdict->from_day = DAY_NONE;
	if (withdrawn)
		return stop(j, "withdrawn", "the application was withdrawn");
	return stop(j, "denied", arena_printf(j->arena, "%s has denied it%s%s", f->payer,
	    f->denied_day != DAY_NONE ? " on " : "", words(j, f->denied_day)));
}

static bool
gates_are_passed(const struct judge *j)
{
	const struct billable_facts *f = j->facts;

	if (!passed(j, GATE_SUBMITTED))
		return stop(j, billable_gate_name[GATE_SUBMITTED], arena_printf(j->arena,
		    "the application was not submitted (%s)", f->status));
	if (!passed(j, GATE_RECEIVED))
		return stop(j, billable_gate_name[GATE_RECEIVED], arena_printf(j->arena,
		    "submitted on %s, but %s has not confirmed that it came",
		    words(j, gate_day(j, GATE_SUBMITTED)), f->payer));
	if (!passed(j, GATE_APPROVED))
		return stop(j, billable_gate_name[GATE_APPROVED], arena_printf(j->arena,
		    "%s has not decided (%s)", f->payer, f->status));
	if (!passed(j, GATE_EFFECTIVE))
		return stop(j, billable_gate_name[GATE_EFFECTIVE],
		    "approved, but the effective date is not on file");
	if (!passed(j, GATE_LOADED))
		return stop(j, billable_gate_name[GATE_LOADED], arena_printf(j->arena,
		    "approved, effective %s, but %s has not loaded it: hold the claims",
		    words(j, gate_day(j, GATE_EFFECTIVE)), f->payer));
	return true;
}

/* "from" lies ahead: what makes it so late? */
static bool
has_begun(const struct judge *j)
{
	int32_t from = j->verdict->from_day;

	if (j->on_day >= from)
		return true;
	if (from == begins_day(j))
		return stop(j, "provider", arena_printf(j->arena, "the provider's first day is %s",
		    words(j, from)));
	if (j->license != NULL && from == j->license->issued_day)
		return stop(j, "license", arena_printf(j->arena, "the %s is valid from %s",
		    license_words(j, j->license), words(j, from)));
	return stop(j, billable_gate_name[GATE_EFFECTIVE], arena_printf(j->arena,
	    "services before %s cannot be billed", words(j, from)));
}

static bool
is_in_use(const struct judge *j, const char *gate, const char *name, int32_t retired_day)
{
	if (retired_day == DAY_NONE || retired_day > j->on_day)
		return true;
	return stop(j, gate, arena_printf(j->arena, "%s was retired on %s", name,
	    words(j, retired_day)));
}

static bool
is_licensed(const struct judge *j)
{
	const struct billable_license *l = j->license;
	const char *state = j->facts->state;

	if (l == NULL)
		return stop(j, "license", state[0] == '\0' ? "no state license is on file" :
		    arena_printf(j->arena, "no license of %s is on file", state));
	switch (license_rank(j, l)) {
	case 1:
		return stop(j, "license", arena_printf(j->arena,
		    "the %s has an adverse finding: the committee decides", license_words(j, l)));
	case 2:
		return stop(j, "license", arena_printf(j->arena, "the %s has expired%s%s",
		    license_words(j, l), l->expires_day != DAY_NONE ? ": its last day was " : "",
		    words(j, l->expires_day)));
	default:
		return true;	/* one that begins later has moved "from" behind the day asked for */
	}
}

static void
allow(const struct judge *j)
{
	struct billable_verdict *v = j->verdict;
	bool has_eft = passed(j, GATE_EFT);

	v->may_bill = true;
	v->gate = billable_gate_name[passed(j, GATE_FIRST_PAID) ? GATE_FIRST_PAID :
	    has_eft ? GATE_EFT : GATE_LOADED];
	v->reason = has_eft ? arena_printf(j->arena, "may be billed from %s", words(j, v->from_day)) :
	    arena_printf(j->arena, "may be billed from %s; electronic payment is not set up yet",
	    words(j, v->from_day));
}

void
billable_judge(const struct billable_facts *facts, int32_t on_day, int32_t today_day,
    struct arena *a, struct billable_verdict *ret_verdict)
{
	struct judge j = { facts, on_day, later(on_day, today_day), NULL, a, ret_verdict };

	*ret_verdict = (struct billable_verdict){ .from_day = DAY_NONE, .until_day = DAY_NONE };
	j.license = choose_license(&j);
	if (!facts->is_enrolled) {
		stop(&j, "enrollment", arena_printf(a, "there is no enrollment with %s%s%s",
		    facts->payer, facts->location != NULL ? " for " : "",
		    facts->location != NULL ? facts->location : ""));
		return;
	}
	set_span(&j);
	add_proofs(&j);
	if (is_alive(&j) && gates_are_passed(&j) && has_begun(&j) &&
	    is_in_use(&j, "payer", facts->payer, facts->payer_retired_day) &&
	    is_in_use(&j, "location", facts->location, facts->location_retired_day) &&
	    is_licensed(&j))
		allow(&j);
}
