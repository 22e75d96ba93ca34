/*
 * report_audit: who changed what in the period (NCQA's file integrity: who, when, what, and a yearly look
 * for changes that should not have been).  The log itself: "audit list"; its hashes: "verify".
 */
#include "store/report_inside.h"

#include "base/arena.h"
#include "base/banned.h"

#define IN_PERIOD	" a.at_ms >= d.since_ms AND a.at_ms < d.until_ms"
#define ROWS \
	REPORT_DAYS "SELECT a.audit_id, a.at_ms, a.actor, a.action, a.object, a.detail FROM d, audit a" \
	" WHERE" IN_PERIOD
#define IN_ORDER	" ORDER BY a.audit_id /*scan*/"

/* "provider 12" is a provider; an object of one word is that. */
#define OBJECT_KIND \
	"CASE WHEN instr(a.object, ' ') > 0 THEN substr(a.object, 1, instr(a.object, ' ') - 1)" \
	" ELSE a.object END"

/* 'verified_day "2027-01-02", was "2026-12-01"': whose hand replaced what had been noted of a source. */
#define REPLACED \
	" AND a.object > 'credential ' AND a.object < 'credential!' AND (" \
	" a.detail LIKE '%verified\\_day \"%\", was \"____-%' ESCAPE '\\'" \
	" OR a.detail LIKE '%verified\\_by \"%\", was \"_%' ESCAPE '\\'" \
	" AND a.detail NOT LIKE '%verified\\_day \"%' ESCAPE '\\'" \
	" OR a.detail LIKE '%verified\\_result \"%\", was \"_%' ESCAPE '\\'" \
	" AND a.detail NOT LIKE '%verified\\_day \"%' ESCAPE '\\')"

/* By the verification log, which knows findings that a workflow, an import or a person noted. */
#define FINDINGS \
	REPORT_DAYS "SELECT v.verification_id, v.noted_ms, c.credential_id, p.npi, c.credential_type, c.state, v.on_day," \
	" v.source, v.method, v.by, v.result FROM d, verification v JOIN credential c ON c.credential_id = v.credential_id" \
	" JOIN provider p ON p.provider_id = c.provider_id WHERE v.noted_ms >= d.since_ms AND v.noted_ms < d.until_ms"
#define BY_MOMENT	" ORDER BY v.noted_ms, v.verification_id /*scan*/"

const struct report_figure report_audit[] = {
	{ "audit", "by_person", "changes in the period, by whom", UNIT_SUM, NULL, NULL, REPORT_DAYS
	  "SELECT a.actor, count(*) AS count, min(a.at_ms) AS first_ms, max(a.at_ms) AS last_ms"
	  " FROM d, audit a WHERE" IN_PERIOD " GROUP BY a.actor ORDER BY count(*) DESC, a.actor /*scan*/",
	  NULL, NULL },
	{ "audit", "by_kind", "the same by what was changed, and how", UNIT_SUM, NULL, NULL, REPORT_DAYS
	  "SELECT " OBJECT_KIND " AS kind, a.action, count(*) AS count, count(DISTINCT a.object) AS objects"
	  " FROM d, audit a WHERE" IN_PERIOD " GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 /*scan*/", NULL,
	  NULL },
	{ "audit", "verifications", "verifications noted", UNIT_COUNT, NULL, NULL, FINDINGS BY_MOMENT,
	  NULL, NULL },
	{ "audit", "verifications_changed", "of earlier verifications: day, person or result replaced by hand or by an import",
	  UNIT_COUNT, NULL, NULL, ROWS REPLACED IN_ORDER, NULL, NULL },
	{ "audit", "taken_out", "exports: who took what", UNIT_COUNT, NULL, NULL, ROWS
	  " AND a.action = 'export'" IN_ORDER, NULL, NULL },
	{ "audit", "decided", "decisions about screening matches, and signed pages", UNIT_COUNT, NULL,
	  NULL, ROWS " AND a.action IN ('screening resolve', 'screening sign')" IN_ORDER, NULL, NULL },
};
const size_t report_audit_count = LEN(report_audit);
