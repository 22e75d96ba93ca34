/* feed_filter: what people limit a calendar by.  Part of feed.h. */
#include "store/feed.h"

#include "base/str.h"
#include "store/lookup.h"
#include "workflow/definition.h"
#include "base/banned.h"

static bool
set_kind(const char *value, const char **ret_kind, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; action_deadline_kinds[i] != NULL; i++) {
		if (text_equal(action_deadline_kinds[i], value)) {
			*ret_kind = value;
			str_clear(&known);
			return true;
		}
		str_printf(&known, "%s%s", i > 0 ? ", " : "", action_deadline_kinds[i]);
	}
	fail(err, ERR_INPUT, "there is no kind \"%s\". Kinds are: %s", value, known.text);
	str_clear(&known);
	return false;
}

bool
feed_filter_add(struct db *db, const char *key, const char *value, struct feed_filter *only,
    struct err *err)
{
	if (text_equal(key, "provider"))
		return lookup_provider(db, value, &only->provider_id, err);
	if (text_equal(key, "payer"))
		return lookup_payer(db, value, &only->payer_id, err);
	if (text_equal(key, "location"))
		return lookup_location(db, value, &only->location_id, err);
	if (text_equal(key, "kind"))
		return set_kind(value, &only->kind, err);
	if (!text_equal(key, "person") && !text_equal(key, "role"))
		return fail(err, ERR_INPUT, "a feed cannot be limited by \"%s\", only by person, role, "
		    "provider, payer, location or kind", key);
	*(text_equal(key, "person") ? &only->person : &only->role) = value;
	return true;
}
