/* sensitive: one look at one field.  The columns come from the table of fields, never from outside. */
#include "store/sensitive.h"

#include <inttypes.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/user.h"
#include "base/banned.h"

/* The literal statements: one a sensitive column. */
static const struct { const char *kind, *field, *sql; } looks[] = {
	{ "provider", "birth_day", "SELECT unsealed(birth_day) FROM provider WHERE provider_id = :id" },
	{ "provider", "ssn", "SELECT unsealed(ssn) FROM provider WHERE provider_id = :id" },
	{ "provider", "bank_routing", "SELECT unsealed(bank_routing) FROM provider WHERE provider_id = :id" },
	{ "provider", "bank_account", "SELECT unsealed(bank_account) FROM provider WHERE provider_id = :id" },
	{ "provider", "home_address", "SELECT unsealed(home_address) FROM provider WHERE provider_id = :id" },
	{ "provider", "discipline", "SELECT unsealed(discipline) FROM provider WHERE provider_id = :id" },
	{ "party", "birth_day", "SELECT unsealed(birth_day) FROM party WHERE party_id = :id" },
};

static const char *
statement_of(const char *kind, const char *field, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < LEN(looks); i++) {
		if (text_equal(looks[i].kind, kind) && text_equal(looks[i].field, field)) {
			str_clear(&known);
			return looks[i].sql;
		}
		if (text_equal(looks[i].kind, kind))
			str_printf(&known, "%s%s", known.len > 0 ? ", " : "", looks[i].field);
	}
	fail(err, ERR_INPUT, "\"%.40s\" is no sensitive field of a %s. There are: %s", field, kind, known.text);
	str_clear(&known);
	return NULL;
}

bool
sensitive_show(struct db *db, const struct record_kind *kind, int64_t id, const char *field,
    const struct sensitive_look *look, struct arena *a, const char **ret_value, struct err *err)
{
	const char *sql = statement_of(kind->name, field, err), *value = NULL;
	struct query q;

	if (sql == NULL)
		return false;
	query_open(&q, db, sql);
	query_bind_int(&q, ":id", id);
	bool found = query_row(&q);
	if (found)
		value = query_text(&q, 0, a);
	if (!query_close(&q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no %s %" PRId64, kind->name, id);
	if (!audit_add(db, look->actor, arena_printf(a, "%s reveal", kind->name),
	    arena_printf(a, "%s %" PRId64, kind->name, id), arena_printf(a, "%s%s%s%s", field,
	    value == NULL ? ", which is not known" : "", look->reason[0] != '\0' ? ": " : "", look->reason), look->now_ms,
	    err))
		return false;
	*ret_value = value;
	return true;
}

void
sensitive_query_masked(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT f.field, '" SENSITIVE_MASK "' AS value FROM (SELECT 1 AS place, 'birth_day' AS field,"
	    " birth_day AS sealed FROM provider WHERE provider_id = :id UNION ALL"
	    " SELECT 2, 'ssn', ssn FROM provider WHERE provider_id = :id UNION ALL"
	    " SELECT 3, 'bank_routing', bank_routing FROM provider WHERE provider_id = :id UNION ALL"
	    " SELECT 4, 'bank_account', bank_account FROM provider WHERE provider_id = :id UNION ALL"
	    " SELECT 5, 'home_address', home_address FROM provider WHERE provider_id = :id UNION ALL"
	    " SELECT 6, 'discipline', discipline FROM provider WHERE provider_id = :id) f"
	    " WHERE f.sealed IS NOT NULL ORDER BY f.place");
	query_bind_int(q, ":id", provider_id);
}

bool
sensitive_may(struct db *db, const struct roles *roles, const char *actor, unsigned rights, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct user user;
	bool any;

	if (rights == 0)
		return true;
	if (!user_any(db, &any, err))
		return false;
	if (!any)
		return true;
	bool ok = user_look(db, actor, &a, &user, err);
	if (ok) {
		bool is_here = user.user_id != 0 && user.retired_ms == INSTANT_NONE;
		unsigned lacks = rights & ~(is_here ? role_rights(roles, user.roles) : 0);
		ok = lacks == 0 || fail(err, ERR_AUTH, "%s may not %s. Who may: people with the role %s "
		    "(CREDENCE_USER says who you are)", actor, right_meaning(lacks, &a), role_words_with(roles, lacks, &a));
	}
	arena_clear(&a);
	return ok;
}
