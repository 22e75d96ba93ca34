/*
 * fhir_export: the records as FHIR R4 resources (core/fhir.h), one type after the other, each resource a
 * line of NDJSON as FHIR's bulk data has it.
 */
#ifndef STORE_FHIR_EXPORT_H
#define STORE_FHIR_EXPORT_H

#include "core/settings.h"
#include "db/db.h"

/* The i-th type ("Practitioner"), in an order in which references lead back; NULL after the last. */
const char *fhir_export_type(size_t i);

struct fhir_export_wish {
	const struct settings	*settings;
	bool			 with_birth_days;
};

/* Calls "write" with each line; *ret_rows counts resources. */
bool	fhir_export_rows(struct db *db, const char *type, const struct fhir_export_wish *wish,
	    bool (*write)(void *context, const char *bytes, size_t len, struct err *err),
	    void *context, int64_t *ret_rows, struct err *err);

#endif
