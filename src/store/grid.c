/* grid: providers, payers and sites by name. */
#include "store/grid.h"

#include "base/str.h"
#include "base/banned.h"

#define PROVIDERS \
	"SELECT p.provider_id, p.npi, p.last_name, p.first_name, p.practice_state FROM provider p" \
	" WHERE p.status <> 'left' AND (p.folded_name, p.provider_id) >" \
	" (coalesce((SELECT a.folded_name FROM provider a WHERE a.provider_id = :after_id), ''), :after_id)"
#define BY_NAME " ORDER BY p.folded_name, p.provider_id LIMIT :limit"

void
grid_query_providers(struct query *q, struct db *db, const char *find, int64_t after_id, int64_t limit)
{
	if (text_blank(find)) {
		query_open(q, db, PROVIDERS BY_NAME " /*scan*/");
	} else {
		query_open(q, db, PROVIDERS " AND (p.npi = :find"
		    " OR instr(p.folded_name, replace(fold(:find), ',', '')) > 0"
		    " OR instr(fold(p.first_name || ' ' || p.last_name), fold(:find)) > 0)"
		    BY_NAME " /*scan*/");
		query_bind_text(q, ":find", find);
	}
	query_bind_int(q, ":after_id", after_id);
	query_bind_int(q, ":limit", limit);
}

void
grid_query_payers(struct query *q, struct db *db, int64_t offset, int64_t limit)
{
	query_open(q, db, "SELECT payer_id AS id, name FROM payer WHERE retired_day IS NULL"
	    " ORDER BY folded_name, payer_id LIMIT :limit OFFSET :offset /*scan*/");
	query_bind_int(q, ":offset", offset);
	query_bind_int(q, ":limit", limit);
}

void
grid_query_sites(struct query *q, struct db *db, int64_t offset, int64_t limit)
{
	query_open(q, db, "SELECT location_id AS id, name FROM location WHERE retired_day IS NULL"
	    " ORDER BY folded_name, location_id LIMIT :limit OFFSET :offset /*scan*/");
	query_bind_int(q, ":offset", offset);
	query_bind_int(q, ":limit", limit);
}
