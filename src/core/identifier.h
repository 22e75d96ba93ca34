/*
 * identifier: numbers and codes that have a form of their own: read into their one normal form, or
 * refused with the reason.  Pure: nobody is asked whether the number was ever given out.
 */
#ifndef CORE_IDENTIFIER_H
#define CORE_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Kinds: npi, dea, caqh, state, states ("IL, IN"), zip, phone, email, taxonomy, tax_id, card, ssn, routing,
 * account.  Blanks around the text do not matter.  Adds the normal form to *out ("Illinois" is "IL", "(312) 555-0100" is
 * "312-555-0100"); ERR_INPUT says what is wrong and what would be right, out is as it was.
 */
bool	identifier_read(const char *kind, const char *text, struct str *out, struct err *err);

bool	identifier_known(const char *kind);

/* The i-th kind, NULL after the last. */
const char *identifier_list(size_t i);

/* A licence number for comparing: upper case without blanks, dots and dashes. */
void	identifier_fold_number(const char *text, struct str *out);

#endif
