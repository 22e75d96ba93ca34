/* record_list: one query a noun, narrowed by what the filter gives. */
#include "store/record_list.h"

#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

#define PERSON "p.npi, p.last_name, p.first_name"

#define PROVIDERS \
	"SELECT p.provider_id, p.npi, p.last_name, p.first_name, p.middle_name, p.suffix," \
	" p.provider_type, p.specialty, p.taxonomy_code, p.sex, p.email, p.phone, p.practice_state," \
	" p.start_day, p.left_day, p.caqh_id, p.caqh_attested_day, p.dea_number, p.enumerated_day," \
	" p.nppes_updated_day, p.status, p.note, p.untold_change, p.untold_day, p.created_ms, p.modified_ms FROM provider p"

static void
query_providers(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, PROVIDERS " WHERE p.provider_id = :id");
		query_bind_int(q, ":id", f->id);
	} else if (f->npi != NULL) {
		query_open(q, db, PROVIDERS " WHERE p.npi = :npi");
		query_bind_text(q, ":npi", f->npi);
	} else {
		query_open(q, db, PROVIDERS " WHERE (:state IS NULL OR p.practice_state = :state)"
		    " AND (:status IS NULL OR p.status = :status)"
		    " AND (:name IS NULL OR instr(p.folded_name, replace(fold(:name), ',', '')) > 0"
		    "  OR instr(fold(p.first_name || ' ' || p.last_name), fold(:name)) > 0)"
		    " ORDER BY p.folded_name, p.last_name, p.provider_id /*scan*/");
		query_bind_text(q, ":state", f->state);
		query_bind_text(q, ":status", f->status);
		query_bind_text(q, ":name", f->name);
	}
}

#define PAYERS \
	"SELECT y.payer_id, y.name, y.kind, y.state, y.states, y.email, y.phone, y.portal_url," \
	" y.turnaround_days, y.follow_up_days, y.recredential_months, y.is_caqh_used, y.note, y.retired_day," \
	" y.created_ms, y.modified_ms FROM payer y"

static void
query_payers(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, PAYERS " WHERE y.payer_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	query_open(q, db, PAYERS " WHERE (:state IS NULL OR y.state = :state OR instr(coalesce(y.states, ''), :state) > 0)"
	    " AND (:kind IS NULL OR y.kind = :kind)"
	    " AND (:name IS NULL OR instr(fold(y.name), fold(:name)) > 0)"
	    " ORDER BY y.name /*scan*/");
	query_bind_text(q, ":state", f->state);
	query_bind_text(q, ":kind", f->kind);
	query_bind_text(q, ":name", f->name);
}

#define LOCATIONS \
	"SELECT l.location_id, l.name, l.address, l.city, l.state, l.zip, l.phone, l.tax_id," \
	" l.group_npi, l.retired_day, l.created_ms, l.modified_ms FROM location l"

static void
query_locations(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, LOCATIONS " WHERE l.location_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	query_open(q, db, LOCATIONS " WHERE (:state IS NULL OR l.state = :state)"
	    " AND (:name IS NULL OR instr(fold(l.name), fold(:name)) > 0)"
	    " ORDER BY l.name /*scan*/");
	query_bind_text(q, ":state", f->state);
	query_bind_text(q, ":name", f->name);
}

#define CREDENTIALS \
	"SELECT c.credential_id, c.provider_id, " PERSON ", c.credential_type, c.number, c.state," \
	" c.issuer, c.issued_day, c.expires_day, c.status, c.verified_day, c.verified_by," \
	" c.verified_method, c.verified_result, c.source_name, c.source_email, c.document_id," \
	" c.note, c.created_ms, c.modified_ms" \
	" FROM credential c JOIN provider p ON p.provider_id = c.provider_id"
#define CREDENTIALS_NARROWED \
	" AND (:state IS NULL OR c.state = :state) AND (:type IS NULL OR c.credential_type = :type)" \
	" AND (:status IS NULL OR c.status = :status)" \
	" AND (:expires_by IS NULL OR (c.expires_day <= :expires_by AND c.status <> 'retired'))" \
	" ORDER BY c.expires_day IS NULL, c.expires_day, c.credential_id"

static void
query_credentials(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, CREDENTIALS " WHERE c.credential_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	if (f->provider_id != 0) {
		query_open(q, db, CREDENTIALS " WHERE c.provider_id = :provider_id"
		    CREDENTIALS_NARROWED);
		query_bind_int(q, ":provider_id", f->provider_id);
	} else {
		query_open(q, db, CREDENTIALS " WHERE true" CREDENTIALS_NARROWED " /*scan*/");
	}
	query_bind_text(q, ":state", f->state);
	query_bind_text(q, ":type", f->type);
	query_bind_text(q, ":status", f->status);
	query_bind_day(q, ":expires_by", f->expires_by_day);
}

#define ENROLLMENTS \
	"SELECT e.enrollment_id, e.provider_id, " PERSON ", e.payer_id, y.name AS payer_name," \
	" e.location_id, l.name AS location_name, e.state, e.status, e.reference_number," \
	" e.provider_number, e.packet_day, e.requested_day, e.submitted_day, e.received_day," \
	" e.approved_day, e.effective_day, e.loaded_day, e.eft_day, e.first_paid_day," \
	" e.first_service_day, e.denied_day, e.terminated_day, e.credentialed_day," \
	" e.caqh_authorized_day, e.untold_change, e.untold_day, e.note, e.created_ms, e.modified_ms FROM enrollment e" \
	" JOIN provider p ON p.provider_id = e.provider_id JOIN payer y ON y.payer_id = e.payer_id" \
	" LEFT JOIN location l ON l.location_id = e.location_id"
#define ENROLLMENTS_NARROWED \
	" AND (:payer_id IS NULL OR e.payer_id = :payer_id)" \
	" AND (:location_id IS NULL OR e.location_id = :location_id)" \
	" AND (:state IS NULL OR e.state = :state) AND (:status IS NULL OR e.status = :status)" \
	" ORDER BY p.folded_name, p.last_name, p.provider_id, y.name, e.enrollment_id"

static void
query_enrollments(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, ENROLLMENTS " WHERE e.enrollment_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	if (f->provider_id != 0) {
		query_open(q, db, ENROLLMENTS " WHERE e.provider_id = :provider_id"
		    ENROLLMENTS_NARROWED);
		query_bind_int(q, ":provider_id", f->provider_id);
	} else {
		query_open(q, db, ENROLLMENTS " WHERE true" ENROLLMENTS_NARROWED " /*scan*/");
	}
	query_bind_id(q, ":payer_id", f->payer_id);
	query_bind_id(q, ":location_id", f->location_id);
	query_bind_text(q, ":state", f->state);
	query_bind_text(q, ":status", f->status);
}

#define CONTACTS \
	"SELECT t.contact_id, t.owner_type, t.owner_id," \
	" coalesce(p.first_name || ' ' || p.last_name, y.name, l.name) AS owner_name," \
	" t.role, t.name, t.email, t.phone, t.bounced_day, t.created_ms, t.modified_ms" \
	" FROM contact t" \
	" LEFT JOIN provider p ON t.owner_type = 'provider' AND p.provider_id = t.owner_id" \
	" LEFT JOIN payer y ON t.owner_type = 'payer' AND y.payer_id = t.owner_id" \
	" LEFT JOIN location l ON t.owner_type = 'location' AND l.location_id = t.owner_id"
#define CONTACTS_ORDER " ORDER BY t.owner_type, t.owner_id, t.role, t.contact_id"

static void
query_contacts(struct query *q, struct db *db, const struct record_filter *f)
{
	static const char owned[] = CONTACTS " WHERE t.owner_type = :owner_type"
	    " AND t.owner_id = :owner_id" CONTACTS_ORDER;
	const struct { const char *type; int64_t id; } owners[] = {
		{ "provider", f->provider_id }, { "payer", f->payer_id },
		{ "location", f->location_id },
	};

	if (f->id != 0) {
		query_open(q, db, CONTACTS " WHERE t.contact_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	for (size_t i = 0; i < LEN(owners); i++)
		if (owners[i].id != 0) {
			query_open(q, db, owned);
			query_bind_text(q, ":owner_type", owners[i].type);
			query_bind_int(q, ":owner_id", owners[i].id);
			return;
		}
	query_open(q, db, CONTACTS CONTACTS_ORDER " /*scan*/");
}

/* What waits for somebody and may do harm is aside, in people's eyes. */
#define DOCUMENT_STATUS \
	"CASE WHEN d.aside_reason IS NOT NULL AND d.status = 'received' THEN 'aside' ELSE d.status END"
#define DOCUMENTS \
	"SELECT d.document_id, d.provider_id, " PERSON ", d.kind, d.state, d.name, d.reference, d.sha256," \
	" d.bytes, d.content_type, d.message_id, d.part, d.proposed_kind, d.replaces_id, " DOCUMENT_STATUS " AS status," \
	" d.aside_reason, d.decided_by, d.decided_ms, d.decided_reason, d.created_ms, d.modified_ms" \
	" FROM document d LEFT JOIN provider p ON p.provider_id = d.provider_id"
#define DOCUMENTS_NARROWED \
	" AND (:kind IS NULL OR d.kind = :kind) AND (:status IS NULL OR " DOCUMENT_STATUS " = :status)" \
	" ORDER BY d.document_id"

static void
query_documents(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, DOCUMENTS " WHERE d.document_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	if (f->provider_id != 0) {
		query_open(q, db, DOCUMENTS " WHERE d.provider_id = :provider_id" DOCUMENTS_NARROWED);
		query_bind_int(q, ":provider_id", f->provider_id);
	} else {
		query_open(q, db, DOCUMENTS " WHERE true" DOCUMENTS_NARROWED " /*scan*/");
	}
	query_bind_text(q, ":kind", f->kind);
	query_bind_text(q, ":status", f->status);
}

#define PARTIES \
	"SELECT y.party_id, y.relation, y.last_name, y.first_name, y.middle_name, y.business_name," \
	" y.other_name, y.npi, y.state, y.status, y.note, y.created_ms, y.modified_ms FROM party y"

static void
query_parties(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, PARTIES " WHERE y.party_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	query_open(q, db, PARTIES " WHERE (:relation IS NULL OR y.relation = :relation)"
	    " AND (:status IS NULL OR y.status = :status)"
	    " AND (:name IS NULL OR instr(y.folded_name, replace(fold(:name), ',', '')) > 0"
	    "  OR instr(fold(y.first_name || ' ' || y.last_name), fold(:name)) > 0)"
	    " ORDER BY y.folded_name, y.party_id /*scan*/");
	query_bind_text(q, ":relation", f->relation);
	query_bind_text(q, ":status", f->status);
	query_bind_text(q, ":name", f->name);
}

/* What is due next: a missing BAA at once (no day), else the earlier of its last day and of the review. */
#define AGREEMENTS \
	"SELECT * FROM (SELECT g.agreement_id, g.vendor, g.service, g.owner, g.owner_email, g.data_flow," \
	" g.needs_baa, g.signed_day, g.expires_day, g.reviewed_day, g.review_day, g.status, g.retired_day," \
	" CASE WHEN g.status = 'ended' THEN NULL WHEN g.needs_baa AND g.signed_day IS NULL THEN 'baa missing'" \
	"  WHEN g.expires_day <= g.review_day THEN 'baa ends' ELSE 'review' END AS next," \
	" CASE WHEN g.status = 'ended' OR (g.needs_baa AND g.signed_day IS NULL) THEN NULL" \
	"  WHEN g.expires_day <= g.review_day THEN g.expires_day ELSE g.review_day END AS next_day," \
	" g.note, g.created_ms, g.modified_ms FROM agreement g"

static void
query_agreements(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, AGREEMENTS " WHERE g.agreement_id = :id)");
		query_bind_int(q, ":id", f->id);
		return;
	}
	query_open(q, db, AGREEMENTS ") WHERE (:status IS NULL OR status = :status)"
	    " AND (:name IS NULL OR instr(fold(vendor), fold(:name)) > 0)"
	    " AND (:due_by IS NULL OR next_day <= :due_by OR next = 'baa missing')"
	    " ORDER BY next IS NULL, next_day, vendor, agreement_id /*scan*/");
	query_bind_text(q, ":status", f->status);
	query_bind_text(q, ":name", f->name);
	query_bind_day(q, ":due_by", f->due_by_day);
}

#define BACKGROUNDS \
	"SELECT b.background_id, b.provider_id, " PERSON ", b.kind, b.name, b.position, b.city, b.state, b.from_day," \
	" b.until_day, b.contact_name, b.email, b.phone, b.is_written, b.note, b.created_ms, b.modified_ms" \
	" FROM background b JOIN provider p ON p.provider_id = b.provider_id"

static void
query_backgrounds(struct query *q, struct db *db, const struct record_filter *f)
{
	if (f->id != 0) {
		query_open(q, db, BACKGROUNDS " WHERE b.background_id = :id");
		query_bind_int(q, ":id", f->id);
		return;
	}
	if (f->provider_id != 0) {
		query_open(q, db, BACKGROUNDS " WHERE b.provider_id = :provider_id AND (:kind IS NULL OR b.kind = :kind)"
		    " ORDER BY b.kind, b.from_day, b.background_id");
		query_bind_int(q, ":provider_id", f->provider_id);
	} else {
		query_open(q, db, BACKGROUNDS " WHERE :kind IS NULL OR b.kind = :kind"
		    " ORDER BY b.provider_id, b.kind, b.from_day, b.background_id /*scan*/");
	}
	query_bind_text(q, ":kind", f->kind);
}

void
record_query_list(struct query *q, struct db *db, const char *kind,
    const struct record_filter *filter)
{
	static const struct {
		const char	*kind;
		void		(*open)(struct query *q, struct db *db, const struct record_filter *f);
	} queries[] = {
		{ "provider", query_providers }, { "payer", query_payers },
		{ "location", query_locations }, { "credential", query_credentials },
		{ "enrollment", query_enrollments }, { "contact", query_contacts },
		{ "document", query_documents }, { "party", query_parties },
		{ "agreement", query_agreements }, { "background", query_backgrounds },
	};

	for (size_t i = 0; i < LEN(queries); i++)
		if (strcmp(queries[i].kind, kind) == 0) {
			queries[i].open(q, db, filter);
			return;
		}
	BUG("no list of \"%s\"", kind);
}

void
record_query_names(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT kind, last_name, first_name FROM provider_name"
	    " WHERE provider_id = :provider_id ORDER BY kind, last_name, first_name");
	query_bind_int(q, ":provider_id", provider_id);
}
