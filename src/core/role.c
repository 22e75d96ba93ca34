/* role: the table of the most that roles can have, and the file that narrows it. */
#include "core/role.h"

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

/* A role sees only what its work needs: dates of birth and home addresses are for those who fill in forms,
 * bank accounts for who signs the forms of payment, disciplinary answers for those who decide. */
const struct roles role_most = { {
	{ .rights = RIGHT_NAMES | RIGHT_READ | RIGHT_WORK | RIGHT_BIRTH | RIGHT_SSN | RIGHT_HOME },
	{ .rights = RIGHT_NAMES | RIGHT_READ | RIGHT_WORK | RIGHT_AUDIT | RIGHT_BIRTH | RIGHT_DISCIPLINE | RIGHT_BANK },
	{ .rights = RIGHT_NAMES | RIGHT_READ | RIGHT_DECIDE | RIGHT_DISCIPLINE },
	{ .rights = RIGHT_NAMES },
	{ .rights = RIGHT_NAMES | RIGHT_READ | RIGHT_AUDIT },
	{ .rights = RIGHT_NAMES | RIGHT_READ | RIGHT_AUDIT | RIGHT_ADMIN },
} };

struct reading { const char *file; struct arena *a; struct problems *problems; };

/* One right of a role's list: known, a right of this list, and one that the program gives the role. */
static unsigned
read_right(const struct reading *r, const struct yaml_node *node, const char *role, unsigned of_list, unsigned most)
{
	const char *word;

	if (!yaml_text(node, r->file, &word, r->problems))
		return 0;
	unsigned right = right_find(word) & of_list;
	if (right == 0)
		yaml_complain(node, r->file, r->problems, arena_printf(r->a, "there is no \"%.40s\" here. There are: %s", word,
		    right_words(of_list, r->a)));
	else if (!(right & most))
		yaml_complain(node, r->file, r->problems, arena_printf(r->a, "the role \"%s\" cannot have \"%s\": this file takes "
		    "rights away and gives none", role, word));
	return right & most;
}

static unsigned
read_rights(const struct reading *r, const struct yaml_node *list, const char *role, unsigned of_list, unsigned most)
{
	unsigned rights = 0;

	if (list == NULL)
		return 0;
	if (list->kind != YAML_LIST) {
		yaml_complain(list, r->file, r->problems, arena_printf(r->a, "a list is expected here, of: %s",
		    right_words(of_list, r->a)));
		return 0;
	}
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next) {
		unsigned right = read_right(r, n, role, of_list, most);
		if (right & rights)
			yaml_complain(n, r->file, r->problems, "this stands here twice");
		rights |= right;
	}
	return rights;
}

static void
read_role(const struct reading *r, const struct yaml_node *node, unsigned which, struct role *role)
{
	static const char *const keys[] = { "may", "sees", "retired", NULL };
	const struct yaml_node *n;

	if (!yaml_check_keys(node, r->file, keys, r->problems) && node->kind != YAML_MAP)
		return;
	if (yaml_get(node, "may") == NULL)
		yaml_complain(node, r->file, r->problems, "say what the role may do: \"may\", an empty list for nothing");
	unsigned most = role_most.role[which].rights;
	role->rights = read_rights(r, yaml_get(node, "may"), right_roles[which], RIGHTS_ALL & ~(unsigned)RIGHTS_FIELDS, most) |
	    read_rights(r, yaml_get(node, "sees"), right_roles[which], RIGHTS_FIELDS, most);
	if ((n = yaml_get(node, "retired")) != NULL)
		yaml_bool(n, r->file, &role->retired, r->problems);
	if (role->rights != 0 && !(role->rights & RIGHT_NAMES))
		yaml_complain(node, r->file, r->problems, "whoever may do anything here may see names: \"names\" is missing");
	else if ((role->rights & ~(unsigned)RIGHT_NAMES) != 0 && !(role->rights & RIGHT_READ))
		yaml_complain(node, r->file, r->problems, "all but names needs \"read\", too");
}

/* RIGHT_ROLES: there is none of that name. */
static unsigned
find_role(const char *name)
{
	unsigned i = 0;

	while (i < RIGHT_ROLES && !text_equal(right_roles[i], name))
		i++;
	return i;
}

static void
read_roles(const struct reading *r, const struct yaml_node *map, struct roles *roles)
{
	unsigned seen = 0, which;
	bool any = false;

	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		if ((which = find_role(n->key)) == RIGHT_ROLES) {
			problems_add(r->problems, r->file, n->key_line, n->key_column, PROBLEM_ERROR, "there is no role \"%.40s\". "
			    "Roles: %s", n->key, right_role_words((1u << RIGHT_ROLES) - 1, r->a));
			continue;
		}
		seen |= 1u << which;
		read_role(r, n, which, &roles->role[which]);
	}
	for (which = 0; which < RIGHT_ROLES; which++) {
		any = any || (roles->role[which].rights & RIGHT_ADMIN && !roles->role[which].retired);
		if (!(seen & 1u << which))
			yaml_complain(map, r->file, r->problems, arena_printf(r->a, "the role \"%s\" is missing: one that nobody is "
			    "to get any more is retired", right_roles[which]));
	}
	if (!any && seen & 1u << find_role("admin"))
		yaml_complain(yaml_get(map, "admin"), r->file, r->problems, "nobody could administer people any more, nor mend "
		    "that here: the role \"admin\" keeps \"admin\" and is not retired");
}

bool
role_parse(const char *file, const char *bytes, size_t len, struct arena *a, struct roles *ret_roles,
    struct problems *problems)
{
	const struct reading r = { file, a, problems };
	size_t before = problems->errors;
	struct roles roles = { 0 };

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "roles", "their names", a, problems);
	if (map == NULL)
		return false;
	read_roles(&r, map, &roles);
	*ret_roles = roles;
	return problems->errors == before;
}

unsigned
role_rights(const struct roles *roles, unsigned set)
{
	unsigned rights = 0;

	for (unsigned i = 0; i < RIGHT_ROLES; i++)
		if (set & 1u << i)
			rights |= roles->role[i].rights;
	return rights;
}

const char *
role_words_with(const struct roles *roles, unsigned rights, struct arena *a)
{
	unsigned set = 0;

	for (unsigned i = 0; i < RIGHT_ROLES; i++)
		if (roles->role[i].rights & rights)
			set |= 1u << i;
	return set != 0 ? right_role_words(set, a) : "none";
}

bool
role_may_be_given(const struct roles *roles, unsigned set, unsigned has, struct err *err)
{
	for (unsigned i = 0; i < RIGHT_ROLES; i++)
		if (set & ~has & 1u << i && roles->role[i].retired)
			return fail(err, ERR_INPUT, "the role \"%s\" is retired (catalogs/roles.yaml): nobody new gets it",
			    right_roles[i]);
	return true;
}
