/* import_report: refused rows, then what store/checkup finds. */
#include "store/import_report.h"

#include "base/str.h"
#include "store/checkup.h"
#include "base/banned.h"

static struct json *
refused_rows(const struct import *in)
{
	struct json *rows = json_new_array();

	for (size_t i = 0; i < in->problems.count && json_count(rows) < CHECKUP_ROWS_MAX; i++) {
		const struct problem *p = &in->problems.item[i];
		struct json *row = json_new_object();
		struct str place = STR_INIT;
		if (p->severity != PROBLEM_ERROR) {
			json_free(row);
			continue;
		}
		str_printf(&place, "line %d", p->line);
		json_set_text(row, "npi", NULL);
		json_set_text(row, "provider", place.text);
		json_set_text(row, "detail", p->text);
		json_push(rows, row);
		str_clear(&place);
	}
	return rows;
}

static void
push_refused(const struct import *in, struct json *findings)
{
	struct json *one = json_new_object();

	json_set_int(one, "harm", 1);
	json_set_text(one, "finding", "refused");
	json_set_text(one, "label", "rows that are not taken");
	json_set_text(one, "advice", "a wrong NPI or day pays nothing: mend these in the file (--rejects FILE "
	    "writes them out) and import them again");
	json_set_int(one, "count", in->refused);
	json_set(one, "rows", refused_rows(in));
	json_push(findings, one);
}

bool
import_report(const struct import *in, struct json **ret_findings, struct err *err)
{
	struct json *findings = json_new_array();

	if (in->refused > 0)
		push_refused(in, findings);
	if (!checkup_list(in->db, in->today_day, findings, err)) {
		json_free(findings);
		return false;
	}
	*ret_findings = findings;
	return true;
}
