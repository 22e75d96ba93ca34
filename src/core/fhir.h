/*
 * fhir: rows of the records as resources of HL7 FHIR R4 (4.0.1, https://hl7.org/fhir/R4/): Practitioner,
 * PractitionerRole, Organization, Location, VerificationResult.  An id is made of the row's number, so
 * that references hold from one export to the next.
 *
 * Minimum necessary: no birth day unless it is asked for; never an e-mail address, telephone, tax
 * number, note or CAQH number of a person, and of DEA and CDS registrations everything but their number.
 */
#ifndef CORE_FHIR_H
#define CORE_FHIR_H

#include "base/json.h"
#include "core/catalog.h"

/*
 * A row has the columns of its table (db/db.h, query_json), and besides
 *	practitioner	"names": rows of provider_name; "credentials": rows of credential
 *	role		of provider, with "location_ids": numbers
 * All are new and the caller's.
 */
struct json	*fhir_practitioner(const struct json *row, const struct catalog *catalog,
		    bool with_birth_day);
struct json	*fhir_role(const struct json *row);
struct json	*fhir_practice(const char *name);			/* the organization itself */
struct json	*fhir_payer(const struct json *row);
struct json	*fhir_location(const struct json *row);

/* The last look at the primary source of a credential; NULL for one that is retired. */
struct json	*fhir_verification(const struct json *credential, const struct catalog *catalog);

#endif
