/* screening_pdf: the page of a month on paper, by templates/screening_proof.txt. */
#include "store/screening_page.h"

#include "store/page_pdf.h"
#include "base/banned.h"

bool
screening_page_pdf(const struct json *proof, struct str *out, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = page_pdf("src/web/templates/screening_proof.txt", arena_printf(&a, "%s, exclusion screening %s",
	    json_get_text(proof, "org"), json_get_text(proof, "month")), proof, out, err);
	arena_clear(&a);
	return ok;
}
