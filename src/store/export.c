/* export: one query a table, and two ways to write a row. */
#include "store/export.h"

#include <string.h>

#include "base/arena.h"
#include "base/csv_write.h"
#include "core/right.h"
#include "store/export_mask.h"
#include "base/banned.h"

#define OF_ITEM \
	"m.held_day, m.created_ms AS meeting_created_ms, p.npi, y.name AS payer_name, e.state AS enrollment_state," \
	" l.name AS location_name"
#define JOIN_ITEM \
	" JOIN committee_meeting m ON m.committee_meeting_id = i.committee_meeting_id" \
	" JOIN provider p ON p.provider_id = i.provider_id LEFT JOIN enrollment e ON e.enrollment_id = i.enrollment_id" \
	" LEFT JOIN payer y ON y.payer_id = e.payer_id LEFT JOIN location l ON l.location_id = e.location_id"

/* Tables that are imported stand in the order in which their imports must run. */
static const struct table {
	const char	*name, *sql;
	bool		 is_imported;
	bool		 is_apart;	/* made for somebody else, of what stands in other tables: no part of "all" */
} tables[] = {
	{ .name = "providers", .sql = "SELECT * FROM provider ORDER BY provider_id /*scan*/", .is_imported = true },
	{ .name = "provider_names", .sql = "SELECT n.*, p.npi FROM provider_name n"
	    " JOIN provider p ON p.provider_id = n.provider_id ORDER BY n.provider_name_id /*scan*/", .is_imported = true },
	{ .name = "payers", .sql = "SELECT * FROM payer ORDER BY payer_id /*scan*/", .is_imported = true },
	{ .name = "locations", .sql = "SELECT * FROM location ORDER BY location_id /*scan*/", .is_imported = true },
	{ .name = "credentials", .sql = "SELECT c.*, p.npi FROM credential c"
	    " JOIN provider p ON p.provider_id = c.provider_id ORDER BY c.credential_id /*scan*/", .is_imported = true },
	{ .name = "enrollments", .sql = "SELECT e.*, p.npi, y.name AS payer_name, l.name AS location_name"
	    " FROM enrollment e JOIN provider p ON p.provider_id = e.provider_id"
	    " JOIN payer y ON y.payer_id = e.payer_id"
	    " LEFT JOIN location l ON l.location_id = e.location_id"
	    " ORDER BY e.enrollment_id /*scan*/", .is_imported = true },
	{ .name = "contacts", .sql = "SELECT t.*, p.npi, y.name AS payer_name, l.name AS location_name"
	    " FROM contact t"
	    " LEFT JOIN provider p ON t.owner_type = 'provider' AND p.provider_id = t.owner_id"
	    " LEFT JOIN payer y ON t.owner_type = 'payer' AND y.payer_id = t.owner_id"
	    " LEFT JOIN location l ON t.owner_type = 'location' AND l.location_id = t.owner_id"
	    " ORDER BY t.contact_id /*scan*/", .is_imported = true },
	{ .name = "documents", .sql = "SELECT d.*, p.npi, r.sha256 AS replaces_sha256 FROM document d"
	    " LEFT JOIN provider p ON p.provider_id = d.provider_id"
	    " LEFT JOIN document r ON r.document_id = d.replaces_id ORDER BY d.document_id /*scan*/", .is_imported = true },
	{ .name = "parties", .sql = "SELECT * FROM party ORDER BY party_id /*scan*/", .is_imported = true },
	{ .name = "agreements", .sql = "SELECT * FROM agreement ORDER BY agreement_id /*scan*/", .is_imported = true },
	{ .name = "backgrounds", .sql = "SELECT b.*, p.npi FROM background b"
	    " JOIN provider p ON p.provider_id = b.provider_id ORDER BY b.background_id /*scan*/", .is_imported = true },
	/* Registers (store/register.h), and what CMS said. */
	{ .name = "verifications", .sql = "SELECT v.verification_id, v.credential_id, v.source, v.method, v.on_day, v.by,"
	    " v.contact, v.result, v.expires_day, v.document_id, v.document_sha256, v.noted_ms, c.credential_type, c.state, c.number AS credential_number, p.npi"
	    " FROM verification v JOIN credential c ON c.credential_id = v.credential_id"
	    " JOIN provider p ON p.provider_id = c.provider_id ORDER BY v.noted_ms, v.credential_id /*scan*/",
	  .is_imported = true },
	{ .name = "said_elsewhere", .sql = "SELECT s.*, p.npi FROM said_elsewhere s"
	    " JOIN provider p ON p.provider_id = s.provider_id ORDER BY s.provider_id, s.source /*scan*/", .is_imported = true },
	{ .name = "caqh_statuses", .sql = "SELECT s.*, p.npi FROM caqh_status s JOIN provider p ON p.provider_id = s.provider_id"
	    " ORDER BY s.provider_id /*scan*/", .is_imported = true },
	{ .name = "revalidations", .sql = "SELECT * FROM revalidation ORDER BY revalidation_id /*scan*/", .is_imported = true },
	{ .name = "suppressions", .sql = "SELECT * FROM suppression ORDER BY email /*scan*/", .is_imported = true },
	{ .name = "committee_meetings", .sql = "SELECT * FROM committee_meeting ORDER BY committee_meeting_id /*scan*/",
	  .is_imported = true },
	{ .name = "committee_items", .sql = "SELECT i.*, " OF_ITEM " FROM committee_item i" JOIN_ITEM
	    " ORDER BY i.committee_item_id /*scan*/", .is_imported = true },
	{ .name = "committee_votes", .sql = "SELECT v.*, " OF_ITEM " FROM committee_vote v"
	    " JOIN committee_item i ON i.committee_item_id = v.committee_item_id" JOIN_ITEM
	    " ORDER BY v.committee_item_id, v.member /*scan*/", .is_imported = true },
	{ .name = "legal_holds", .sql = "SELECT h.*, p.npi FROM legal_hold h"
	    " LEFT JOIN provider p ON p.provider_id = h.provider_id ORDER BY h.legal_hold_id /*scan*/", .is_imported = true },
	{ .name = "duties", .sql = "SELECT * FROM duty ORDER BY key /*scan*/", .is_imported = true },
	{ .name = "review_actions", .sql = "SELECT * FROM review_action ORDER BY review_action_id /*scan*/", .is_imported = true },
	{ .name = "review_figures", .sql = "SELECT * FROM review_figure ORDER BY week_day, name /*scan*/", .is_imported = true },
	{ .name = "screening_matches", .sql = "SELECT m.match_id, m.subject_type, m.subject_id, m.list, m.rank, m.score,"
	    " m.reasons_json, m.row_json, m.row_key, m.status, m.reason, m.resolved_by, m.resolved_ms, m.found_ms, m.ended_ms,"
	    " p.npi, y.relation AS party_relation, y.last_name AS party_last_name, y.first_name AS party_first_name,"
	    " y.business_name AS party_business_name FROM screening_match m"
	    " LEFT JOIN provider p ON m.subject_type = 'provider' AND p.provider_id = m.subject_id"
	    " LEFT JOIN party y ON m.subject_type = 'party' AND y.party_id = m.subject_id"
	    " ORDER BY m.match_id /*scan*/", .is_imported = true },
	{ .name = "catalog_versions", .sql = "SELECT name, version, sha256, source, changes_json, written_ms, noted_by,"
	    " noted_ms, note FROM catalog_version ORDER BY catalog_version_id /*scan*/" },
	{ .name = "cases", .sql = "SELECT case_id, workflow, subject_type, subject_id, provider_id, payer_id,"
	    " parent_case_id, state, status, stuck_reason, vars_json, owner, entered_ms, opened_ms,"
	    " paused_ms, closed_ms, definition_id AS masked_by FROM case_file ORDER BY case_id /*scan*/" },
	{ .name = "history", .sql = "SELECT history_id, case_id, seq, rule, rule_line, from_state, to_state, at_ms,"
	    " actor, event_id, changes_json, definition_id AS masked_by FROM history ORDER BY history_id /*scan*/" },
	{ .name = "events", .sql = "SELECT v.event_id, v.case_id, v.name, v.source, v.occurred_ms, v.received_ms, v.payload_json,"
	    " v.status, v.error, c.definition_id AS masked_by FROM event v LEFT JOIN case_file c ON c.case_id = v.case_id"
	    " ORDER BY v.event_id /*scan*/" },
	{ .name = "tasks", .sql = "SELECT * FROM task ORDER BY task_id /*scan*/" },
	{ .name = "deadlines", .sql = "SELECT * FROM deadline ORDER BY deadline_id /*scan*/" },
	{ .name = "letters", .sql = "SELECT outbox_id, case_id, name, letter, rfc_message_id, recipient, subject, body,"
	    " is_automatic, status, reason, created_ms, sent_ms, tries, reply FROM outbox"
	    " ORDER BY outbox_id /*scan*/" },
	{ .name = "messages", .sql = "SELECT message_id, case_id, kind, from_address, from_name, to_address, subject,"
	    " date_ms, received_ms, rfc_message_id, matched_by, status, text, bytes FROM message"
	    " ORDER BY message_id /*scan*/" },
	{ .name = "screening_lists", .sql = "SELECT * FROM screening_list ORDER BY screening_list_id /*scan*/" },
	{ .name = "screening_runs", .sql = "SELECT * FROM screening_run ORDER BY screening_run_id /*scan*/" },
	{ .name = "screening_proofs", .sql = "SELECT s.*, p.npi FROM screening_proof s"
	    " LEFT JOIN provider p ON p.provider_id = s.provider_id ORDER BY s.screening_proof_id /*scan*/" },
	{ .name = "registry_lookups", .sql = "SELECT registry_lookup_id, registry, asked_for, provider_id, at_ms, actor, result,"
	    " reason, sha256 FROM registry_lookup ORDER BY registry_lookup_id /*scan*/" },
	{ .name = "rosters", .sql = "SELECT r.roster_id, r.payer_id, y.name AS payer_name, r.made_ms, r.made_by, r.since_id,"
	    " r.accepted_ms, r.accepted_by FROM roster r JOIN payer y ON y.payer_id = r.payer_id ORDER BY r.roster_id /*scan*/" },
	{ .name = "merges", .sql = "SELECT * FROM merge ORDER BY merge_id /*scan*/" },
	{ .name = "destroyed", .sql = "SELECT * FROM destroyed ORDER BY destroyed_id /*scan*/" },
	/* In the columns of CAQH's roster interface (domain.md, section 3), for who has no contract for that. */
	{ .name = "caqh_roster", .is_apart = true, .sql = "SELECT p.first_name, p.middle_name, p.last_name,"
	    " p.suffix AS name_suffix, p.sex AS gender, l.address AS address1, '' AS address2, l.city, l.state, l.zip,"
	    " '' AS zip_extn, p.phone, '' AS fax, p.email, p.practice_state, replace(unsealed(p.birth_day), '-', '') AS birthdate,"
	    " p.ssn, '' AS short_ssn, p.dea_number AS dea, '' AS upin, p.provider_type AS type, l.tax_id, p.npi,"
	    " c.state AS license_state, c.number AS license_number, p.caqh_id AS caqh_provider_id,"
	    " p.provider_id AS po_provider_id, replace((SELECT max(coalesce(e.credentialed_day, e.approved_day))"
	    "  FROM enrollment e WHERE e.provider_id = p.provider_id), '-', '') AS last_recredential_date,"
	    " '' AS next_recredential_date, 'N' AS delegation_flag, '1' AS application_type,"
	    " 'Y' AS affiliation_flag, '' AS organization_id, '' AS region_id FROM provider p"
	    " LEFT JOIN location l ON l.location_id = (SELECT min(x.location_id) FROM enrollment x JOIN location y"
	    "  ON y.location_id = x.location_id AND y.retired_day IS NULL WHERE x.provider_id = p.provider_id)"
	    " LEFT JOIN credential c ON c.credential_id = coalesce((SELECT max(k.credential_id) FROM credential k"
	    "  WHERE k.provider_id = p.provider_id AND k.credential_type = 'state_license' AND k.status <> 'retired'"
	    "  AND k.state = p.practice_state), (SELECT max(k.credential_id) FROM credential k"
	    "  WHERE k.provider_id = p.provider_id AND k.credential_type = 'state_license' AND k.status <> 'retired'))"
	    " WHERE p.status = 'active' ORDER BY p.provider_id /*scan*/" },
	{ .name = "audit", .sql = "SELECT audit_id, at_ms, actor, action, object, detail FROM audit"
	    " ORDER BY audit_id /*scan*/" },
};

const char *
export_table(size_t i)
{
	return i < LEN(tables) ? tables[i].name : NULL;
}

static const struct table *
find_table(const char *name)
{
	for (size_t i = 0; i < LEN(tables); i++)
		if (strcmp(tables[i].name, name) == 0)
			return &tables[i];
	return NULL;
}

bool
export_known(const char *name)
{
	return find_table(name) != NULL;
}

bool
export_is_imported(const char *name)
{
	return find_table(name)->is_imported;
}

bool
export_is_apart(const char *name)
{
	return find_table(name)->is_apart;
}

static bool
is_shown(const struct export_wish *wish, const char *column)
{
	unsigned needs = strcmp(column, "birthdate") == 0 ? RIGHT_BIRTH : right_of_field(column);

	return !text_starts(column, "folded_") && strcmp(column, EXPORT_MASK_COLUMN) != 0 && (needs == 0 || (wish->sensitive & needs));
}

/* What stands in its column sealed is text here. */
static struct json *
open_value(struct db *db, const char *column, const struct json *value, struct err *err)
{
	struct str text = STR_INIT;
	struct json *opened = NULL;

	if (right_of_field(column) == 0 || json_as_text(value) == NULL)
		return json_duplicate(value);
	if (db_unseal(db, json_as_text(value), &text, err))
		opened = json_new_text(text.text);
	explicit_bzero(text.text, text.len);
	str_clear(&text);
	return opened;
}

/* Without what is not shown; a column "..._json" has lost that ending. */
static struct json *
shown_row(struct query *q, const struct export_wish *wish, struct export_mask *mask, struct err *err)
{
	struct json *row = query_row_json(q, wish->zone), *shown = json_new_object();
	struct json *value;
	const char *key;
	bool ok = mask == NULL || export_mask_row(mask, row, err);

	for (size_t i = 0; ok && json_entry(row, i, &key, &value); i++) {
		struct err why = ERR_INIT;
		if (!is_shown(wish, key))
			continue;
		json_set(shown, key, open_value(q->db, key, value, &why));
		ok = why.kind == ERR_NONE || fail(err, why.kind, "%s of row %lld: %s", key,
		    (long long)query_int(q, 0), why.text);
	}
	json_free(row);
	if (ok)
		return shown;
	json_free(shown);
	return NULL;
}

/* The keys that shown_row() will have, also when there is no row. */
static struct json *
heads(struct query *q, const struct export_wish *wish)
{
	struct json *row = json_new_object();

	for (int i = 0; i < query_columns(q); i++) {
		struct str column = STR_INIT;
		str_add(&column, query_column_name(q, i));
		if (text_ends(column.text, "_json"))
			str_truncate(&column, column.len - strlen("_json"));
		if (is_shown(wish, column.text))
			json_set(row, column.text, NULL);
		str_clear(&column);
	}
	return row;
}

static bool
put_objects(struct query *q, const struct export_wish *wish, struct export_mask *mask, export_put *put,
    void *context, int64_t *rows, struct err *err)
{
	struct json *row = heads(q, wish);
	bool ok = put(context, row, true, err);

	json_free(row);
	for (*rows = 0; ok && query_row(q); ++*rows) {
		row = shown_row(q, wish, mask, err);
		ok = row != NULL && put(context, row, false, err);
		json_free(row);
	}
	return ok;
}

bool
export_objects(struct db *db, const struct export_wish *wish, export_put *put, void *context,
    int64_t *ret_rows, struct err *err)
{
	const struct table *table = find_table(wish->table);
	struct query q;

	if (table == NULL)
		BUG("no export \"%s\"", wish->table);
	/* What a workflow holds as personal may be any of the sensitive things: who may see all of them, sees it. */
	struct export_mask *mask = (wish->sensitive & RIGHTS_FIELDS) == RIGHTS_FIELDS ? NULL : export_mask_new(db);
	query_open(&q, db, table->sql);
	bool ok = put_objects(&q, wish, mask, put, context, ret_rows, err);
	export_mask_free(mask);
	return query_close(&q, ok ? err : NULL) && ok;
}

struct writing {
	enum export_format format;
	bool		 (*write)(void *context, const char *bytes, size_t len, struct err *err);
	void		*context;
	const char	*before;	/* of the next object, in JSON */
	struct str	 line;
};

static bool
flush(struct writing *w, struct err *err)
{
	bool ok = w->write(w->context, w->line.text, w->line.len, err);

	str_truncate(&w->line, 0);
	return ok;
}

static bool
put_line(void *context, const struct json *row, bool is_heads, struct err *err)
{
	struct writing *w = context;

	if (w->format == EXPORT_CSV && is_heads) {
		csv_add_heads(&w->line, row, NULL);
	} else if (w->format == EXPORT_CSV) {
		csv_add_row(&w->line, row, NULL);
	} else if (is_heads) {
		str_add_char(&w->line, '[');
		return true;
	} else {
		str_add(&w->line, w->before);
		json_print(row, &w->line);
		w->before = ",\n";
	}
	return flush(w, err);
}

bool
export_rows(struct db *db, const struct export_wish *wish,
    bool (*write)(void *context, const char *bytes, size_t len, struct err *err), void *context,
    int64_t *ret_rows, struct err *err)
{
	struct writing w = { .format = wish->format, .write = write, .context = context,
	    .before = "\n", .line = STR_INIT };

	bool ok = export_objects(db, wish, put_line, &w, ret_rows, err);
	if (ok && wish->format == EXPORT_JSON) {
		str_add(&w.line, *ret_rows > 0 ? "\n]\n" : "]\n");
		ok = flush(&w, err);
	}
	str_clear(&w.line);
	return ok;
}

void
export_query_contents(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT DISTINCT sha256 FROM document WHERE sha256 IS NOT NULL ORDER BY sha256");
}
