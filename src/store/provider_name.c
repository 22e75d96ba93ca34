/* provider_name: one row a name. */
#include "store/provider_name.h"

#include "base/banned.h"

bool
provider_name_add(struct db *db, int64_t provider_id, const char *kind, const char *last_name,
    const char *first_name, bool *ret_added, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "INSERT INTO provider_name (provider_id, kind, last_name, first_name)"
	    " VALUES (:provider_id, :kind, :last_name, :first_name)"
	    " ON CONFLICT (provider_id, kind, last_name, first_name) DO NOTHING");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_text(&q, ":kind", kind);
	query_bind_text(&q, ":last_name", last_name);
	query_bind_text(&q, ":first_name", first_name);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_added = changed > 0;
	return true;
}
