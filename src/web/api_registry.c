/* api_registry: what others say of a provider: registries (evidence of look-ups), the provider themselves (proposals),
 * and what the law says of payers. */
#include "core/payer_clock.h"
#include "store/lookup.h"
#include "store/proposal.h"
#include "store/registry_lookup.h"
#include "web/api_act.h"
#include "web/proposal.h"
#include "base/banned.h"

bool
act_lookups(struct call *c, struct err *err)
{
	int64_t provider_id;

	if (!wish_id(&c->w, "provider", lookup_provider, &provider_id, err))
		return false;
	registry_lookup_query_list(&c->rows, c->db, provider_id, wish_get(&c->w, "registry"));
	return true;
}

bool
act_lookup(struct call *c, struct err *err)
{
	int64_t id;

	if (!call_id(c, &id, err))
		return false;
	registry_lookup_query_one(&c->rows, c->db, id);
	return call_row(c, "look-up", err);
}

bool
act_proposals(struct call *c, struct err *err)
{
	int64_t provider_id;

	if (!wish_id(&c->w, "provider", lookup_provider, &provider_id, err))
		return false;
	proposal_query_list(&c->rows, c->db, provider_id, !wish_flag(&c->w, "all"));
	return true;
}

bool
act_proposal_decide(struct call *c, struct err *err)
{
	const char *now = wish_get(&c->w, "now");
	int64_t id;

	if (!call_id(c, &id, err) || !proposal_decide(c->r, id, wish_get(&c->w, "as"), now != NULL ? now : "",
	    wish_get(&c->w, "reason"), err))
		return false;
	proposal_query_one(&c->rows, c->db, id);
	return call_row(c, "proposal", err);
}

bool
act_payer_clocks(struct call *c, struct err *err)
{
	(void)err;
	c->answer = payer_clocks_json(c->w.settings->payer_clocks);
	return true;
}
