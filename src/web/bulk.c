/* bulk: the ticked rows, one after the other. */
#include "web/bulk.h"

#include <string.h>

#include "web/once.h"
#include "base/banned.h"

bool
bulk_run(struct request *r, const char *field, const char *things, const char *done, bulk_fn one, void *context,
    struct err *err)
{
	struct err why = ERR_INIT;
	size_t chosen = 0, went = 0;

	for (size_t i = 0; i < r->form.count; i++)
		if (text_equal(r->form.item[i].name, field)) {
			struct err mine = ERR_INIT;
			chosen++;
			if (one(r, r->form.item[i].value, context, &mine))
				went++;
			else
				why = mine;
		}
	if (chosen == 0)
		return fail(err, ERR_INPUT, "nothing was chosen: tick the %s that you mean", things);
	once_take(r);
	return went == chosen || fail(err, ERR_CONFLICT, "%zu of %zu %s were %s. The last of the others: %s", went, chosen,
	    things, done, why.text);
}

bool
bulk_id(struct request *r, const char *chosen, int64_t *ret_id, const char **ret_shown, struct err *err)
{
	size_t len = strcspn(chosen, "@");

	*ret_shown = chosen[len] == '@' ? chosen + len + 1 : "";
	return (int_parse(arena_strndup(r->a, chosen, len), ret_id) && *ret_id > 0) ||
	    fail(err, ERR_INPUT, "this form is not complete");
}

void
bulk_add(struct json *data)
{
	char once[HASH_ID_BYTES];

	json_set_text(data, "bulk_once", random_id(once));
}

const char *
bulk_back(const struct request *r, const char *otherwise, const char *did)
{
	const char *to = pairs_get(&r->form, "back");

	if (to == NULL || to[0] != '/' || to[1] == '/' || strpbrk(to, "\\\r\n#") != NULL)
		to = otherwise;
	return arena_printf(r->a, "%s%cdid=%s", to, strchr(to, '?') != NULL ? '&' : '?', did);
}
