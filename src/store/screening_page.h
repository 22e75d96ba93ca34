/* screening_page: what the page of a month says beyond its values; the page itself is a template. */
#ifndef STORE_SCREENING_PAGE_H
#define STORE_SCREENING_PAGE_H

#include "base/json.h"
#include "core/settings.h"

/* Adds to screening_proof()'s value what templates/screening_month.html asks for. */
void	screening_page_words(struct json *proof, const struct settings *settings, int64_t now_ms,
	    struct arena *a);

/* The row of a match (screening_query_match()): "decision" in words, moments, the list's cells one by one. */
void	screening_page_match(struct json *match, struct arena *a);

/* The same page as a PDF, appended; after screening_page_words(). */
bool	screening_page_pdf(const struct json *proof, struct str *out, struct err *err);

#endif
