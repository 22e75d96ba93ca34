/* requirement: reading catalogs/requirements.yaml. */
#include "core/requirement.h"

#include <string.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"
#include "base/yaml.h"
#include "core/identifier.h"
#include "core/record.h"
#include "base/banned.h"

const char *const requirement_kind_name[REQUIREMENT_KINDS] = {
	[REQUIRES_CREDENTIAL] = "credential", [REQUIRES_DOCUMENT] = "document",
	[REQUIRES_FIELD] = "field", [REQUIRES_CHECK] = "check",
};

struct reading {
	const char		*file;
	const struct catalog	*catalog;
	bool			 is_lenient;
	struct arena		*a;
	struct problems		*problems;
};

#define COMPLAIN(r, node, ...) \
	problems_add((r)->problems, (r)->file, (node)->line, (node)->column, PROBLEM_ERROR, __VA_ARGS__)

/* Which of the four words it has, and what it says. */
static bool
read_what(const struct reading *r, const struct yaml_node *node, struct requirement *item,
    const struct yaml_node **ret_what)
{
	int found = 0;

	for (int kind = 0; kind < REQUIREMENT_KINDS; kind++) {
		const struct yaml_node *what = yaml_get(node, requirement_kind_name[kind]);
		if (what == NULL)
			continue;
		found++;
		item->kind = (enum requirement_kind)kind;
		*ret_what = what;
	}
	if (found == 1)
		return yaml_text(*ret_what, r->file, &item->what, r->problems);
	COMPLAIN(r, node, "\"%s\" should have one of credential, document, field and check", node->key);
	return false;
}

/* True when the requirement is to be kept. */
static bool
check_what(const struct reading *r, const struct yaml_node *what, struct requirement *item)
{
	static const char *const checks[] = { CHECK_SCREENING, CHECK_CAQH_ATTESTATION,
		CHECK_CAQH_AUTHORIZATION, NULL };
	const struct credential_type *type;
	struct err err = ERR_INIT;
	size_t i = 0;

	switch (item->kind) {
	case REQUIRES_CREDENTIAL:
		type = catalog_find(r->catalog, item->what);
		if (type != NULL)
			item->what = type->key;
		else if (!r->is_lenient)
			COMPLAIN(r, what, "\"%s\" is not in credential_types.yaml", item->what);
		return type != NULL;
	case REQUIRES_FIELD:
		if (record_field_find(record_kind_find("provider"), item->what, &err) == NULL)
			COMPLAIN(r, what, "%s", err.text);
		return true;
	case REQUIRES_CHECK:
		while (checks[i] != NULL && strcmp(checks[i], item->what) != 0)
			i++;
		if (checks[i] == NULL)
			COMPLAIN(r, what, "\"%s\" is no check. There are: screening, caqh_attestation, "
			    "caqh_authorization", item->what);
		return true;
	case REQUIRES_DOCUMENT:
		return true;
	case REQUIREMENT_KINDS:
		break;
	}
	BUG("no such kind of requirement");
}

static void
read_flag(const struct reading *r, const struct yaml_node *map, const char *key, bool *ret)
{
	const struct yaml_node *node = yaml_get(map, key);

	if (node != NULL)
		yaml_bool(node, r->file, ret, r->problems);
}

static void
read_day(const struct reading *r, const struct yaml_node *map, const char *key, int32_t *ret_day)
{
	const struct yaml_node *node = yaml_get(map, key);
	const char *text;

	*ret_day = DAY_NONE;
	if (node != NULL && yaml_text(node, r->file, &text, r->problems) && !day_parse(text, ret_day))
		COMPLAIN(r, node, "\"%s\" is no day. Days are written 2026-11-30", text);
}

/* A list of words, NULL-ended; NULL when there is none. */
static const char **
read_words(const struct reading *r, const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	size_t count = 0;

	if (node == NULL)
		return NULL;
	if (node->kind != YAML_LIST || node->count == 0) {
		COMPLAIN(r, node, "\"%s\" should be a list: [ONE, ANOTHER]", key);
		return NULL;
	}
	const char **words = arena_array(r->a, node->count + 1, sizeof(*words));
	for (const struct yaml_node *n = node->child; n != NULL; n = n->next)
		count += yaml_text(n, r->file, &words[count], r->problems);
	return words;
}

static void
check_states(const struct reading *r, const struct yaml_node *node)
{
	const struct yaml_node *list = yaml_get(node, "states");

	for (const struct yaml_node *n = list != NULL && list->kind == YAML_LIST ? list->child : NULL;
	    n != NULL; n = n->next) {
		struct str state = STR_INIT;
		struct err err = ERR_INIT;
		if (n->kind == YAML_SCALAR && (!identifier_read("state", n->text, &state, &err) ||
		    strcmp(state.text, n->text) != 0))
			COMPLAIN(r, n, "\"%s\" is no state. Two capital letters are", n->text);
		str_clear(&state);
	}
}

static void
check_payer_kinds(const struct reading *r, const struct yaml_node *node)
{
	static const char *const kinds[] = { "commercial", "medicare", "medicaid", "other" };
	const struct yaml_node *list = yaml_get(node, "payer_kinds");

	for (const struct yaml_node *n = list != NULL && list->kind == YAML_LIST ? list->child : NULL;
	    n != NULL; n = n->next) {
		size_t i = 0;
		while (i < LEN(kinds) && !text_equal(kinds[i], n->text))
			i++;
		if (n->kind == YAML_SCALAR && i == LEN(kinds))
			COMPLAIN(r, n, "\"%s\" is no kind of payer. There are: commercial, medicare, "
			    "medicaid, other", n->text);
	}
}

static void
read_conditions(const struct reading *r, const struct yaml_node *node, struct requirement *item)
{
	const struct yaml_node *until = yaml_get(node, "until");

	item->provider_types = read_words(r, node, "provider_types");
	item->states = read_words(r, node, "states");
	item->payers = read_words(r, node, "payers");
	item->payer_kinds = read_words(r, node, "payer_kinds");
	item->locations = read_words(r, node, "locations");
	check_states(r, node);
	check_payer_kinds(r, node);
	read_flag(r, node, "caqh", &item->is_caqh);
	read_flag(r, node, "by_practice", &item->is_by_practice);
	read_day(r, node, "from", &item->from_day);
	read_day(r, node, "until", &item->until_day);
	if (item->from_day != DAY_NONE && item->until_day != DAY_NONE &&
	    item->until_day < item->from_day)
		COMPLAIN(r, until, "\"%s\" ends before it begins", node->key);
}

/* What only credentials have. */
static void
read_credential(const struct reading *r, const struct yaml_node *node, struct requirement *item)
{
	static const char *const keys[] = { "of_state", "verified", "if_held", "shelf_life_days" };
	const struct yaml_node *days = yaml_get(node, "shelf_life_days");

	item->needs_verified = true;
	for (size_t i = 0; i < LEN(keys); i++)
		if (item->kind != REQUIRES_CREDENTIAL && yaml_get(node, keys[i]) != NULL)
			COMPLAIN(r, yaml_get(node, keys[i]), "\"%s\" is said of credentials alone", keys[i]);
	read_flag(r, node, "of_state", &item->is_of_state);
	read_flag(r, node, "verified", &item->needs_verified);
	read_flag(r, node, "if_held", &item->is_if_held);
	if (days != NULL)
		yaml_int(days, r->file, 1, 3650, &item->shelf_life_days, r->problems);
}

/* True when the requirement is to be kept. */
static bool
read_item(const struct reading *r, const struct yaml_node *node, struct requirement *item)
{
	static const char *const keys[] = { "label", "credential", "document", "field", "check",
		"of_state", "verified", "if_held", "shelf_life_days", "provider_types", "states", "payers",
		"payer_kinds", "locations", "caqh", "by_practice", "from", "until", "source", "retired", NULL };
	const struct yaml_node *what;

	*item = (struct requirement){ .key = node->key };
	if (!yaml_check_keys(node, r->file, keys, r->problems))
		return false;
	if (yaml_get(node, "label") == NULL)
		COMPLAIN(r, node, "\"%s\" needs a label", node->key);
	else
		yaml_text(yaml_get(node, "label"), r->file, &item->label, r->problems);
	if (yaml_get(node, "source") != NULL)
		yaml_text(yaml_get(node, "source"), r->file, &item->source, r->problems);
	read_flag(r, node, "retired", &item->is_retired);
	read_conditions(r, node, item);
	if (!read_what(r, node, item, &what))
		return false;
	read_credential(r, node, item);
	return check_what(r, what, item);
}

bool
requirement_parse(const char *file, const char *bytes, size_t len, const struct catalog *catalog,
    bool is_lenient, struct arena *a, struct requirements *ret_requirements,
    struct problems *problems)
{
	const struct reading r = { file, catalog, is_lenient, a, problems };
	size_t before = problems->errors, count = 0;

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "requirements", "their keys", a, problems);
	if (map == NULL)
		return false;
	struct requirement *item = arena_array(a, map->count, sizeof(*item));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		count += read_item(&r, n, &item[count]);
	*ret_requirements = (struct requirements){ item, count };
	return problems->errors == before;
}
