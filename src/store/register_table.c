/*
 * register_table: which registers come back, and what tells their rows apart.  Rows of committees hang on each other
 * by the day and the moment their meeting was planned, since numbers are given anew.
 */
#include <stdlib.h>

#include "base/str.h"
#include "base/zone.h"
#include "store/register_inside.h"
#include "store/screening.h"
#include "base/banned.h"

#define CELLS(table)	table, sizeof(table) / sizeof((table)[0])

#define PROVIDER	{ "provider_id", "npi", NULL, NULL, true }

/*
 * A finding that an import of credentials noted a moment ago is the same one, with what the credential says today:
 * the log keeps what was noted first, and when.
 */
static const struct register_cell verification[] = {
	{ .name = "npi", .form = REGISTER_NPI, .must = true, .is_key = true },
	{ .name = "credential_type", .must = true, .is_key = true },
	{ .name = "state", .form = REGISTER_STATE, .is_key = true },
	{ .name = "credential_number", .is_key = true },
	{ .name = "on_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "by", .is_key = true },
	{ .name = "method", .is_key = true, .words = "web|letter|phone|api" },
	{ .name = "result", .is_key = true },
	{ .name = "source" },
	{ .name = "contact" },
	{ .name = "expires_day", .form = REGISTER_DAY },
	{ .name = "document_sha256" },
	{ .name = "noted_ms", .form = REGISTER_MOMENT, .is_first = true },
};

static const struct register_cell said[] = {
	{ .name = "npi", .form = REGISTER_NPI, .must = true, .is_key = true },
	{ .name = "source", .must = true, .is_key = true, .words = "caqh|coi" },
	{ .name = "last_name" },
	{ .name = "first_name" },
	{ .name = "provider_type" },
	{ .name = "taxonomy_code" },
	{ .name = "state", .form = REGISTER_STATE },
	{ .name = "license_number" },
	{ .name = "license_state", .form = REGISTER_STATE },
	{ .name = "license_until", .form = REGISTER_DAY },
	{ .name = "dea_number" },
	{ .name = "dea_until", .form = REGISTER_DAY },
	{ .name = "tax_id" },
	{ .name = "policy_number" },
	{ .name = "policy_issuer" },
	{ .name = "policy_until", .form = REGISTER_DAY },
	{ .name = "read_ms", .form = REGISTER_MOMENT, .is_first = true },
	{ .name = "read_from" },
};

static const struct register_cell caqh[] = {
	{ .name = "npi", .form = REGISTER_NPI, .must = true, .is_key = true },
	{ .name = "caqh_id", .must = true },
	{ .name = "is_found", .form = REGISTER_FLAG, .must = true },
	{ .name = "roster_status" },
	{ .name = "is_authorized", .form = REGISTER_FLAG },
	{ .name = "status" },
	{ .name = "status_day", .form = REGISTER_DAY },
	{ .name = "practice_state" },
	{ .name = "read_ms", .form = REGISTER_MOMENT, .is_first = true },
	{ .name = "read_from" },
};

static const struct register_cell suppression[] = {
	{ .name = "email", .form = REGISTER_EMAIL, .must = true, .is_key = true },
	{ .name = "reason", .must = true },
	{ .name = "since_ms", .form = REGISTER_MOMENT, .is_first = true },
	{ .name = "by_person" },
};

static const struct register_cell meeting[] = {
	{ .name = "held_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "created_ms", .form = REGISTER_MOMENT, .is_key = true },
	{ .name = "chair" },
	{ .name = "present" },
	{ .name = "note" },
	{ .name = "status", .blank = "planned", .words = "planned|held" },
	{ .name = "created_by" },
	{ .name = "closed_by" },
	{ .name = "closed_ms", .form = REGISTER_MOMENT },
};

#define ITEM_KEY \
	{ .name = "held_day", .form = REGISTER_DAY, .must = true, .is_key = true }, \
	{ .name = "meeting_created_ms", .form = REGISTER_MOMENT, .is_key = true }, \
	{ .name = "npi", .form = REGISTER_NPI, .must = true, .is_key = true }, \
	{ .name = "payer_name", .is_key = true }, \
	{ .name = "enrollment_state", .form = REGISTER_STATE, .is_key = true }, \
	{ .name = "location_name", .is_key = true }

static const struct register_cell item[] = {
	ITEM_KEY,
	{ .name = "kind", .must = true, .words = "initial|recredentialing|review" },
	{ .name = "flags", .form = REGISTER_ARRAY, .blank = "[]" },
	{ .name = "decision", .words = "approved|conditional|deferred|denied" },
	{ .name = "conditions" },
	{ .name = "reason" },
	{ .name = "review_day", .form = REGISTER_DAY },
	{ .name = "is_by_director", .form = REGISTER_FLAG, .blank = "0" },
	{ .name = "decided_day", .form = REGISTER_DAY },
	{ .name = "decided_by" },
	{ .name = "letter_due_day", .form = REGISTER_DAY },
	{ .name = "letter_day", .form = REGISTER_DAY },
	{ .name = "letter_by" },
	{ .name = "created_by" },
	{ .name = "created_ms", .form = REGISTER_MOMENT, .is_first = true },
};

static const struct register_cell vote[] = {
	ITEM_KEY,
	{ .name = "member", .must = true, .is_key = true },
	{ .name = "vote", .must = true, .words = "approve|deny|abstain|recuse" },
	{ .name = "reason" },
	{ .name = "noted_by" },
	{ .name = "at_ms", .form = REGISTER_MOMENT, .is_first = true },
};

#define MEETING	{ "meeting_id", "held_day", "SELECT committee_meeting_id FROM committee_meeting" \
	" WHERE held_day = :held_day AND (:meeting_created_ms IS NULL OR created_ms = :meeting_created_ms)" \
	" ORDER BY committee_meeting_id LIMIT 1 /*scan*/", "there is no such meeting of the committee here. Import the " \
	"committee_meetings first", true }
#define ENROLLMENT { "enrollment_id", "payer_name", "SELECT e.enrollment_id FROM enrollment e" \
	" JOIN payer y ON y.payer_id = e.payer_id LEFT JOIN location l ON l.location_id = e.location_id" \
	" WHERE e.provider_id = :provider_id AND y.folded_name = fold(:payer_name)" \
	" AND e.state = coalesce(:enrollment_state, '') AND l.name IS :location_name", \
	"this provider has no such enrollment here. Import the enrollments first", false }

static const struct register_cell hold[] = {
	{ .name = "npi", .form = REGISTER_NPI, .is_key = true },
	{ .name = "reason", .must = true, .is_key = true },
	{ .name = "placed_ms", .form = REGISTER_MOMENT, .is_key = true },
	{ .name = "placed_by" },
	{ .name = "lifted_reason" },
	{ .name = "lifted_by" },
	{ .name = "lifted_ms", .form = REGISTER_MOMENT },
};

static const struct register_cell duty[] = {
	{ .name = "key", .must = true, .is_key = true },
	{ .name = "title", .must = true, .is_key = true },	/* as the catalog says it here */
	{ .name = "evidence", .must = true, .is_key = true },
	{ .name = "every_months", .form = REGISTER_NUMBER, .is_key = true },
	{ .name = "every_days", .form = REGISTER_NUMBER, .is_key = true },
	{ .name = "open_days", .form = REGISTER_NUMBER, .must = true, .is_key = true },
	{ .name = "given_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "next_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "status", .is_key = true, .words = "active|retired" },
	{ .name = "done_day", .form = REGISTER_DAY },
	{ .name = "done_by" },
	{ .name = "done_evidence" },
};

static const struct register_cell action[] = {
	{ .name = "week_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "text", .must = true, .is_key = true },
	{ .name = "owner" },
	{ .name = "due_day", .form = REGISTER_DAY },
	{ .name = "status", .blank = "open", .words = "open|done|dropped" },
	{ .name = "outcome" },
	{ .name = "created_by" },
	{ .name = "created_ms", .form = REGISTER_MOMENT, .is_first = true },
	{ .name = "closed_by" },
	{ .name = "closed_ms", .form = REGISTER_MOMENT },
};

static const struct register_cell figure[] = {
	{ .name = "week_day", .form = REGISTER_DAY, .must = true, .is_key = true },
	{ .name = "name", .must = true, .is_key = true },
	{ .name = "value", .form = REGISTER_NUMBER },
	{ .name = "at_ms", .form = REGISTER_MOMENT, .is_first = true },
};

enum { MATCH_STATUS = 8, MATCH_REASON = 9 };
static const struct register_cell match[] = {
	{ .name = "npi", .form = REGISTER_NPI, .is_key = true },
	{ .name = "party_relation", .is_key = true },
	{ .name = "party_last_name", .is_key = true },
	{ .name = "party_first_name", .is_key = true },
	{ .name = "party_business_name", .is_key = true },
	{ .name = "list", .must = true, .is_key = true },
	{ .name = "row_key", .must = true, .is_key = true },
	{ .name = "rank", .form = REGISTER_NUMBER, .is_key = true },
	[MATCH_STATUS] = { .name = "status", .must = true, .blank = "open", .words = "open|false|true|waived|gone" },
	[MATCH_REASON] = { .name = "reason" },
	{ .name = "resolved_by" },
	{ .name = "resolved_ms", .form = REGISTER_MOMENT, .is_first = true },
};

/* As a person decides: its task ends, workflows hear of it, and the log has who brought it. */
static bool
decide_match(struct import *in, int64_t match_id, const char *const *value, struct err *err)
{
	const struct screening_by by = { in->by.actor, in->by.now_ms, in->zone != NULL ? in->zone : zone_utc() };

	return screening_decide(in->db, match_id, value[MATCH_STATUS], value[MATCH_REASON] != NULL ?
	    value[MATCH_REASON] : "", &by, err);
}

const struct register_kind register_kinds[] = {
	{ .word = "verifications", .noun = "verification", CELLS(verification), .ref = { PROVIDER,
	    { "credential_id", "credential_type", "SELECT credential_id FROM credential WHERE provider_id = :provider_id"
	      " AND credential_type = :credential_type AND state = coalesce(:state, '')"
	      " AND (number = coalesce(:credential_number, '') OR :credential_number IS NULL)"
	      " ORDER BY number <> '', credential_id LIMIT 1", "this provider has no such credential here. Import the "
	      "credentials first", true },
	    { "document_id", "document_sha256", "SELECT document_id FROM document WHERE sha256 = :document_sha256"
	      " AND provider_id = :provider_id ORDER BY document_id LIMIT 1", "the evidence is not here. Import the "
	      "documents first", false } },
	  .find = "SELECT verification_id, iif(noted_ms > coalesce(:noted_ms, noted_ms), NULL, source), contact,"
	    " iif(noted_ms > coalesce(:noted_ms, noted_ms), NULL, expires_day), document_sha256, noted_ms FROM verification"
	    " WHERE credential_id = :credential_id AND (on_day, by, method, result) IS (:on_day, :by, :method, :result)"
	    " AND noted_ms >= coalesce(:noted_ms, 0) ORDER BY noted_ms LIMIT 1",
	  .insert = "INSERT INTO verification (credential_id, source, method, on_day, by, contact, result, expires_day,"
	    " document_id, document_sha256, is_whole, noted_ms) VALUES (:credential_id, coalesce(:source, ''), :method, :on_day, :by,"
	    " :contact, :result, :expires_day, :document_id, :document_sha256, 1, coalesce(:noted_ms, (SELECT max(noted_ms)"
	    " + 1 FROM verification WHERE credential_id = :credential_id AND noted_ms >= :now_ms), :now_ms))"
	    " RETURNING verification_id",
	  .update = "UPDATE verification SET source = iif(noted_ms > coalesce(:noted_ms, noted_ms), coalesce(:source, ''),"
	    "  coalesce(nullif(source, ''), :source, '')), contact = coalesce(contact, :contact),"
	    " expires_day = iif(noted_ms > coalesce(:noted_ms, noted_ms), :expires_day, coalesce(expires_day, :expires_day)),"
	    " document_id = coalesce(document_id, :document_id), document_sha256 = coalesce(document_sha256,"
	    " :document_sha256), is_whole = 1, noted_ms = coalesce(:noted_ms, noted_ms) WHERE verification_id = :row",
	  /* The paper of the finding that stands is that of the credential, too. */
	  .after = "UPDATE credential SET document_id = :document_id WHERE credential_id = :credential_id"
	    " AND document_id IS NULL AND :document_id IS NOT NULL AND verified_day = :on_day" },
	{ .word = "said_elsewhere", .noun = "said elsewhere", CELLS(said), .ref = { PROVIDER },
	  .find = "SELECT provider_id, last_name, first_name, provider_type, taxonomy_code, state, license_number,"
	    " license_state, license_until, dea_number, dea_until, tax_id, policy_number, policy_issuer, policy_until,"
	    " read_ms, read_from FROM said_elsewhere WHERE provider_id = :provider_id AND source = :source",
	  .insert = "INSERT INTO said_elsewhere (provider_id, source, last_name, first_name, provider_type, taxonomy_code,"
	    " state, license_number, license_state, license_until, dea_number, dea_until, tax_id, policy_number,"
	    " policy_issuer, policy_until, read_ms, read_from) VALUES (:provider_id, :source, coalesce(:last_name, ''),"
	    " coalesce(:first_name, ''), coalesce(:provider_type, ''), coalesce(:taxonomy_code, ''), coalesce(:state, ''),"
	    " coalesce(:license_number, ''), coalesce(:license_state, ''), :license_until, coalesce(:dea_number, ''),"
	    " :dea_until, coalesce(:tax_id, ''), coalesce(:policy_number, ''), coalesce(:policy_issuer, ''), :policy_until,"
	    " coalesce(:read_ms, :now_ms), coalesce(:read_from, '')) RETURNING provider_id",
	  .update = "UPDATE said_elsewhere SET last_name = coalesce(nullif(last_name, ''), :last_name, ''),"
	    " first_name = coalesce(nullif(first_name, ''), :first_name, ''),"
	    " provider_type = coalesce(nullif(provider_type, ''), :provider_type, ''),"
	    " taxonomy_code = coalesce(nullif(taxonomy_code, ''), :taxonomy_code, ''),"
	    " state = coalesce(nullif(state, ''), :state, ''),"
	    " license_number = coalesce(nullif(license_number, ''), :license_number, ''),"
	    " license_state = coalesce(nullif(license_state, ''), :license_state, ''),"
	    " license_until = coalesce(license_until, :license_until),"
	    " dea_number = coalesce(nullif(dea_number, ''), :dea_number, ''), dea_until = coalesce(dea_until, :dea_until),"
	    " tax_id = coalesce(nullif(tax_id, ''), :tax_id, ''),"
	    " policy_number = coalesce(nullif(policy_number, ''), :policy_number, ''),"
	    " policy_issuer = coalesce(nullif(policy_issuer, ''), :policy_issuer, ''),"
	    " policy_until = coalesce(policy_until, :policy_until), read_ms = min(read_ms, coalesce(:read_ms, read_ms)),"
	    " read_from = coalesce(nullif(read_from, ''), :read_from, '')"
	    " WHERE provider_id = :row AND source = :source" },
	{ .word = "caqh_statuses", .noun = "caqh status", CELLS(caqh), .ref = { PROVIDER },
	  .find = "SELECT provider_id, caqh_id, is_found, roster_status, is_authorized, status, status_day, practice_state,"
	    " read_ms, read_from FROM caqh_status WHERE provider_id = :provider_id",
	  .insert = "INSERT INTO caqh_status (provider_id, caqh_id, is_found, roster_status, is_authorized, status,"
	    " status_day, practice_state, read_ms, read_from) VALUES (:provider_id, :caqh_id, :is_found, :roster_status,"
	    " :is_authorized, :status, :status_day, :practice_state, coalesce(:read_ms, :now_ms), coalesce(:read_from, ''))"
	    " RETURNING provider_id",
	  .update = "UPDATE caqh_status SET roster_status = coalesce(roster_status, :roster_status),"
	    " is_authorized = coalesce(is_authorized, :is_authorized), status = coalesce(status, :status),"
	    " status_day = coalesce(status_day, :status_day), practice_state = coalesce(practice_state, :practice_state),"
	    " read_ms = min(read_ms, coalesce(:read_ms, read_ms)), read_from = coalesce(nullif(read_from, ''), :read_from, '')"
	    " WHERE provider_id = :row" },
	{ .word = "suppressions", .noun = "suppression", CELLS(suppression),
	  .find = "SELECT 0, reason, since_ms, by_person FROM suppression WHERE email = :email",
	  .insert = "INSERT INTO suppression (email, reason, since_ms, by_person) VALUES (:email, :reason,"
	    " coalesce(:since_ms, :now_ms), :by_person) RETURNING rowid",
	  .update = "UPDATE suppression SET since_ms = min(since_ms, coalesce(:since_ms, since_ms)),"
	    " by_person = coalesce(by_person, :by_person) WHERE email = :email AND :row = 0" },
	{ .word = "committee_meetings", .noun = "committee meeting", CELLS(meeting),
	  .find = "SELECT committee_meeting_id, chair, present, note, status, created_by, closed_by, closed_ms"
	    " FROM committee_meeting WHERE held_day = :held_day AND (:created_ms IS NULL OR created_ms = :created_ms)"
	    " ORDER BY committee_meeting_id LIMIT 1 /*scan*/",
	  .insert = "INSERT INTO committee_meeting (held_day, chair, present, note, status, created_by, created_ms, closed_by,"
	    " closed_ms) VALUES (:held_day, coalesce(:chair, ''), coalesce(:present, ''), coalesce(:note, ''),"
	    " coalesce(:status, 'planned'), coalesce(:created_by, :actor), coalesce(:created_ms, :now_ms), :closed_by,"
	    " coalesce(:closed_ms, CASE :status WHEN 'held' THEN :now_ms END)) RETURNING committee_meeting_id",
	  .update = "UPDATE committee_meeting SET chair = coalesce(nullif(chair, ''), :chair, ''),"
	    " present = coalesce(nullif(present, ''), :present, ''), note = coalesce(nullif(note, ''), :note, ''),"
	    " status = coalesce(nullif(status, 'planned'), :status, 'planned'), closed_by = coalesce(closed_by, :closed_by),"
	    " closed_ms = coalesce(closed_ms, :closed_ms, CASE :status WHEN 'held' THEN :now_ms END)"
	    " WHERE committee_meeting_id = :row" },
	{ .word = "committee_items", .noun = "committee item", CELLS(item), .ref = { MEETING, PROVIDER, ENROLLMENT },
	  .find = "SELECT committee_item_id, kind, flags_json, decision, conditions, reason, review_day, is_by_director,"
	    " decided_day, decided_by, letter_due_day, letter_day, letter_by, created_by, created_ms FROM committee_item"
	    " WHERE committee_meeting_id = :meeting_id AND provider_id = :provider_id AND enrollment_id IS :enrollment_id"
	    " ORDER BY committee_item_id LIMIT 1",
	  .insert = "INSERT INTO committee_item (committee_meeting_id, provider_id, enrollment_id, kind, flags_json, decision,"
	    " conditions, reason, review_day, is_by_director, decided_day, decided_by, letter_due_day, letter_day, letter_by,"
	    " created_by, created_ms) VALUES (:meeting_id, :provider_id, :enrollment_id, :kind, coalesce(:flags, '[]'),"
	    " :decision, :conditions, :reason, :review_day, coalesce(:is_by_director, 0), coalesce(:decided_day,"
	    " CASE WHEN :decision IS NOT NULL THEN :held_day END), :decided_by, :letter_due_day, :letter_day, :letter_by,"
	    " coalesce(:created_by, :actor), coalesce(:created_ms, :now_ms)) RETURNING committee_item_id",
	  .update = "UPDATE committee_item SET flags_json = coalesce(nullif(flags_json, '[]'), :flags, '[]'),"
	    " decision = coalesce(decision, :decision), conditions = coalesce(conditions, :conditions),"
	    " reason = coalesce(reason, :reason), review_day = coalesce(review_day, :review_day),"
	    " is_by_director = max(is_by_director, coalesce(:is_by_director, 0)),"
	    " decided_day = coalesce(decided_day, :decided_day, CASE WHEN :decision IS NOT NULL THEN :held_day END),"
	    " decided_by = coalesce(decided_by, :decided_by), letter_due_day = coalesce(letter_due_day, :letter_due_day),"
	    " letter_day = coalesce(letter_day, :letter_day), letter_by = coalesce(letter_by, :letter_by),"
	    " created_ms = min(created_ms, coalesce(:created_ms, created_ms)) WHERE committee_item_id = :row" },
	{ .word = "committee_votes", .noun = "committee item", CELLS(vote), .ref = { MEETING, PROVIDER, ENROLLMENT },
	  .find = "SELECT v.committee_item_id, v.vote, v.reason, v.noted_by, v.at_ms FROM committee_vote v"
	    " JOIN committee_item i ON i.committee_item_id = v.committee_item_id WHERE v.member = :member"
	    " AND i.committee_meeting_id = :meeting_id AND i.provider_id = :provider_id AND i.enrollment_id IS :enrollment_id",
	  .insert = "INSERT INTO committee_vote (committee_item_id, member, vote, reason, noted_by, at_ms)"
	    " SELECT committee_item_id, :member, :vote, coalesce(:reason, ''), coalesce(:noted_by, :actor),"
	    " coalesce(:at_ms, :now_ms) FROM committee_item WHERE committee_meeting_id = :meeting_id"
	    " AND provider_id = :provider_id AND enrollment_id IS :enrollment_id RETURNING committee_item_id",
	  .missing = "there is no such file on the list of that meeting here. Import the committee_items first",
	  .update = "UPDATE committee_vote SET reason = coalesce(nullif(reason, ''), :reason, ''),"
	    " at_ms = min(at_ms, coalesce(:at_ms, at_ms)) WHERE committee_item_id = :row AND member = :member" },
	{ .word = "legal_holds", .noun = "legal hold", CELLS(hold),
	  .ref = { { "provider_id", "npi", NULL, NULL, false } },
	  .find = "SELECT legal_hold_id, placed_by, lifted_reason, lifted_by, lifted_ms FROM legal_hold"
	    " WHERE provider_id IS :provider_id AND reason = :reason AND (:placed_ms IS NULL OR placed_ms = :placed_ms)"
	    " ORDER BY legal_hold_id LIMIT 1",
	  .insert = "INSERT INTO legal_hold (provider_id, reason, placed_by, placed_ms, lifted_reason, lifted_by, lifted_ms)"
	    " VALUES (:provider_id, :reason, coalesce(:placed_by, :actor), coalesce(:placed_ms, :now_ms), :lifted_reason,"
	    " :lifted_by, :lifted_ms) RETURNING legal_hold_id",
	  .update = "UPDATE legal_hold SET lifted_reason = coalesce(lifted_reason, :lifted_reason),"
	    " lifted_by = coalesce(lifted_by, :lifted_by), lifted_ms = coalesce(lifted_ms, :lifted_ms)"
	    " WHERE legal_hold_id = :row" },
	{ .word = "duties", .noun = "duty", CELLS(duty),
	  .find = "SELECT duty_id, done_day, done_by, done_evidence FROM duty WHERE key = :key",
	  .insert = "INSERT INTO duty (key, title, evidence, every_months, every_days, open_days, given_day, next_day,"
	    " done_day, done_by, done_evidence, status, created_ms, modified_ms) VALUES (:key, :title, :evidence,"
	    " :every_months, :every_days, :open_days, :given_day, :next_day, :done_day, :done_by, :done_evidence,"
	    " coalesce(:status, 'active'), :now_ms, :now_ms) RETURNING duty_id",
	  .update = "UPDATE duty SET done_day = coalesce(done_day, :done_day), done_by = coalesce(done_by, :done_by),"
	    " done_evidence = coalesce(done_evidence, :done_evidence), next_day = max(next_day, :next_day),"
	    " modified_ms = :now_ms WHERE duty_id = :row" },
	{ .word = "review_actions", .noun = "review action", CELLS(action),
	  .find = "SELECT review_action_id, owner, due_day, status, outcome, created_by, created_ms, closed_by, closed_ms"
	    " FROM review_action WHERE week_day = :week_day AND text = :text ORDER BY review_action_id LIMIT 1 /*scan*/",
	  .insert = "INSERT INTO review_action (week_day, text, owner, due_day, status, outcome, created_by, created_ms,"
	    " closed_by, closed_ms) VALUES (:week_day, :text, coalesce(:owner, ''), :due_day, coalesce(:status, 'open'),"
	    " :outcome, coalesce(:created_by, :actor), coalesce(:created_ms, :now_ms), :closed_by, coalesce(:closed_ms,"
	    " CASE WHEN coalesce(:status, 'open') <> 'open' THEN :now_ms END)) RETURNING review_action_id",
	  .update = "UPDATE review_action SET owner = coalesce(nullif(owner, ''), :owner, ''),"
	    " due_day = coalesce(due_day, :due_day), status = coalesce(nullif(status, 'open'), :status, 'open'),"
	    " outcome = coalesce(outcome, :outcome), created_ms = min(created_ms, coalesce(:created_ms, created_ms)),"
	    " closed_by = coalesce(closed_by, :closed_by), closed_ms = coalesce(closed_ms, :closed_ms,"
	    " CASE WHEN coalesce(:status, 'open') <> 'open' THEN :now_ms END) WHERE review_action_id = :row" },
	{ .word = "review_figures", .noun = "review figure", CELLS(figure),
	  .find = "SELECT 0, value, at_ms FROM review_figure WHERE week_day = :week_day AND name = :name",
	  .insert = "INSERT INTO review_figure (week_day, name, value, at_ms) VALUES (:week_day, :name, :value,"
	    " coalesce(:at_ms, :now_ms)) RETURNING 0",
	  .update = "UPDATE review_figure SET value = coalesce(value, :value), at_ms = min(at_ms, coalesce(:at_ms, at_ms))"
	    " WHERE week_day = :week_day AND name = :name AND :row = 0" },
	{ .word = "screening_matches", .noun = "screening match", CELLS(match),
	  .ref = { { "provider_id", "npi", NULL, NULL, false },
	    { "party_id", "party_relation", "SELECT party_id FROM party WHERE relation = :party_relation"
	      " AND last_name IS coalesce(:party_last_name, '') AND first_name IS coalesce(:party_first_name, '')"
	      " AND business_name IS coalesce(:party_business_name, '') /*scan*/", "there is no such party here. Import the "
	      "parties first", false } },
	  .find = "SELECT match_id, status, reason, resolved_by, resolved_ms FROM screening_match WHERE list = :list"
	    " AND row_key = :row_key AND ((subject_type = 'provider' AND subject_id = :provider_id)"
	    " OR (subject_type = 'party' AND subject_id = :party_id)) /*scan*/",
	  .missing = "there is no such match here yet. Load the list, then \"screen run\", then import the decisions",
	  .update = "UPDATE screening_match SET reason = coalesce(:reason, reason),"
	    " resolved_by = coalesce(:resolved_by, resolved_by), resolved_ms = coalesce(:resolved_ms, resolved_ms)"
	    " WHERE match_id = :row",
	  .decide = decide_match },
};

const size_t register_kind_count = sizeof(register_kinds) / sizeof(register_kinds[0]);
