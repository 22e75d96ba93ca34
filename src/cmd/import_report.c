/* import_report: refused rows, then what store/checkup finds. */
#include "cmd/import_report.h"

#include "base/str.h"
#include "store/checkup.h"
#include "base/banned.h"

#define ROWS_SHOWN	5

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

void
import_report_say(struct app *app, const struct json *findings)
{
	if (json_count(findings) == 0)
		cmd_say(app, "nothing was found that stands in the way");
	for (size_t i = 0; i < json_count(findings); i++) {
		const struct json *f = json_at(findings, i), *rows = json_get(f, "rows");
		cmd_say(app, "%zu. %s: %lld\n   %s", i + 1, json_get_text(f, "label"),
		    (long long)json_get_int(f, "count", 0), json_get_text(f, "advice"));
		for (size_t k = 0; k < json_count(rows) && k < ROWS_SHOWN; k++) {
			const struct json *row = json_at(rows, k);
			const char *npi = json_get_text(row, "npi");
			cmd_say(app, "     %s%s%s: %s", npi != NULL ? npi : "", npi != NULL ? " " : "",
			    json_get_text(row, "provider"), json_get_text(row, "detail"));
		}
		if (json_get_int(f, "count", 0) > ROWS_SHOWN)
			cmd_say(app, "     and %lld more", (long long)json_get_int(f, "count", 0) - ROWS_SHOWN);
	}
}
