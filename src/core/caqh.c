/* caqh: the words of the status that mean something for the clock of the attestation. */
#include "core/caqh.h"

#include "base/day.h"
#include "base/str.h"
#include "core/sheet_day.h"
#include "base/banned.h"

bool
caqh_is_attested(const struct caqh_said *said)
{
	return said->is_found && said->status_day != DAY_NONE &&
	    (text_equal_nocase(said->status, "Re-Attestation") ||
	    text_equal_nocase(said->status, "Initial Profile Complete"));
}

bool
caqh_is_expired(const struct caqh_said *said)
{
	return said->is_found && text_equal_nocase(said->status, "Expired Attestation");
}

bool
caqh_read(const char *const text[CAQH_FIELDS], int32_t today_day, struct caqh_said *ret_said, struct err *err)
{
	const char *authorized = text[CAQH_AUTHORIZED];
	struct caqh_said said = { .caqh_id = text[CAQH_NUMBER], .roster_status = text[CAQH_ROSTER],
	    .status = text[CAQH_STATUS], .practice_state = text[CAQH_STATE], .status_day = DAY_NONE,
	    .is_found = !text_equal_nocase(text[CAQH_FOUND], "N"),
	    .is_authorized = text_equal_nocase(authorized, "Y") ? 1 : text_equal_nocase(authorized, "N") ? 0 : -1 };

	if (text_blank(said.caqh_id))
		return fail(err, ERR_INPUT, "there is no CAQH number in it");
	if (!text_blank(text[CAQH_DATE]) && !sheet_day_parse(text[CAQH_DATE], today_day, 0, &said.status_day, err))
		return fail_in(err, "the day of the status of CAQH %s", said.caqh_id);
	if (said.status_day != DAY_NONE && said.status_day > today_day)
		return fail(err, ERR_INPUT, "the status of CAQH %s is of a day to come: %s", said.caqh_id, text[CAQH_DATE]);
	*ret_said = said;
	return true;
}
