/* api_screening: everybody held against the lists, the month's page and its signature; a sensitive field in clear. */
#include "store/screening_proof.h"

#include "base/str.h"
#include "store/lookup.h"
#include "store/sensitive.h"
#include "web/api_act.h"
#include "web/guard.h"
#include "base/banned.h"

bool
act_screening_run(struct call *c, struct err *err)
{
	const struct screening_by by = request_screening_by(c->r);
	int64_t provider_id;

	return wish_id(&c->w, "provider", lookup_provider, &provider_id, err) &&
	    screening_run(c->db, provider_id, &by, &c->answer, err);
}

static bool
prove(struct call *c, struct screening_month *ret_month, int64_t *ret_provider_id, struct err *err)
{
	return wish_id(&c->w, "provider", lookup_provider, ret_provider_id, err) &&
	    screening_month(wish_get(&c->w, "month"), c->r->today_day, ret_month, err) &&
	    screening_proof(c->db, ret_month, *ret_provider_id, c->w.settings->zone, &c->answer, err);
}

bool
act_screening(struct call *c, struct err *err)
{
	struct screening_month month;
	int64_t provider_id;

	return prove(c, &month, &provider_id, err);
}

/* Signed is what was read: a page that changed since is read again. */
bool
act_screening_sign(struct call *c, struct err *err)
{
	const struct screening_by by = request_screening_by(c->r);
	struct screening_month month;
	int64_t provider_id;

	if (!prove(c, &month, &provider_id, err))
		return false;
	bool is_same = text_equal(wish_get(&c->w, "sha256"), json_get_text(c->answer, "sha256"));
	json_free(c->answer);
	c->answer = NULL;
	if (!is_same)
		return fail(err, ERR_CONFLICT, "the page of %s is another one by now: read it again (/api/screening), then sign it",
		    month.text);
	return screening_proof_sign(c->db, &month, provider_id, wish_flag(&c->w, "anyway"), &by, err) &&
	    screening_proof(c->db, &month, provider_id, c->w.settings->zone, &c->answer, err);
}

/* The look is in the audit log before anybody has the value. */
bool
act_reveal(struct call *c, struct err *err)
{
	const struct sensitive_look look = { c->r->actor, wish_get(&c->w, "reason"), c->r->now_ms };
	const char *field = wish_get(&c->w, "field"), *value = NULL;
	int64_t provider_id;

	if (right_of_field(field) == 0)
		return fail(err, ERR_INPUT, "\"%.40s\" is no sensitive field of a provider", field);
	if (!guard_right(c->r, right_of_field(field), err) || !call_provider(c, &provider_id, err) ||
	    !sensitive_show(c->db, record_kind_find("provider"), provider_id, field, &look, c->r->a, &value, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "provider_id", provider_id);
	json_set_text(c->answer, "field", field);
	json_set_text(c->answer, "value", value);
	return true;
}
