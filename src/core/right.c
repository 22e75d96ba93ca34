/* right: the table of rights and the table of roles.  Who has which role: store/user.h. */
#include "core/right.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static const struct { unsigned right; const char *meaning; } rights_known[] = {
	{ RIGHT_NAMES, "see names, payers, sites and days" },
	{ RIGHT_READ, "read whole files" },
	{ RIGHT_WORK, "work on cases, tasks and records" },
	{ RIGHT_DECIDE, "decide what is left to a reviewer" },
	{ RIGHT_AUDIT, "read the audit log" },
	{ RIGHT_ADMIN, "administer people and settings" },
	{ RIGHT_BIRTH, "see dates of birth" },
	{ RIGHT_SSN, "see Social Security numbers" },
	{ RIGHT_HOME, "see home addresses" },
	{ RIGHT_DISCIPLINE, "see answers to disciplinary questions" },
	{ RIGHT_BANK, "see bank accounts" },
};

static const struct { const char *field; unsigned right; } fields_known[] = {
	{ "birth_day", RIGHT_BIRTH }, { "ssn", RIGHT_SSN }, { "bank_routing", RIGHT_BANK },
	{ "bank_account", RIGHT_BANK }, { "home_address", RIGHT_HOME }, { "discipline", RIGHT_DISCIPLINE },
};

const char *const right_roles[] = { "coordinator", "manager", "reviewer", "billing", "auditor", "admin", NULL };

/* A role sees only what its work needs: dates of birth and home addresses are for those who fill in forms,
 * bank accounts for who signs the forms of payment, disciplinary answers for those who decide. */
static const unsigned rights_of[] = {
	RIGHT_NAMES | RIGHT_READ | RIGHT_WORK | RIGHT_BIRTH | RIGHT_SSN | RIGHT_HOME,
	RIGHT_NAMES | RIGHT_READ | RIGHT_WORK | RIGHT_AUDIT | RIGHT_BIRTH | RIGHT_DISCIPLINE |
	    RIGHT_BANK,
	RIGHT_NAMES | RIGHT_READ | RIGHT_DECIDE | RIGHT_DISCIPLINE,
	RIGHT_NAMES,
	RIGHT_NAMES | RIGHT_READ | RIGHT_AUDIT,
	RIGHT_NAMES | RIGHT_READ | RIGHT_AUDIT | RIGHT_ADMIN,
};
static_assert(LEN(rights_of) == LEN(right_roles) - 1, "every role has its rights");

static const struct { const char *name; unsigned rights; } scopes_known[] = {
	{ "names", RIGHT_NAMES },
	{ "read", RIGHT_NAMES | RIGHT_READ },
	{ "work", RIGHT_NAMES | RIGHT_READ | RIGHT_WORK },
	{ "decide", RIGHT_NAMES | RIGHT_READ | RIGHT_DECIDE },
	{ "audit", RIGHT_NAMES | RIGHT_AUDIT },
	{ "admin", RIGHT_NAMES | RIGHT_ADMIN },
};

static void
add_word(struct str *words, const char *word)
{
	str_printf(words, "%s%s", words->len > 0 ? ", " : "", word);
}

static const char *
keep(struct str *words, struct arena *a)
{
	const char *text = arena_strdup(a, words->text);

	str_clear(words);
	return text;
}

bool
right_add_role(const char *name, unsigned *roles, struct err *err)
{
	struct str known = STR_INIT;

	for (unsigned i = 0; right_roles[i] != NULL; i++) {
		if (strcmp(name, right_roles[i]) == 0) {
			*roles |= 1u << i;
			str_clear(&known);
			return true;
		}
		add_word(&known, right_roles[i]);
	}
	fail(err, ERR_INPUT, "there is no role \"%s\". Roles: %s", name, known.text);
	str_clear(&known);
	return false;
}

const char *
right_role_words(unsigned roles, struct arena *a)
{
	struct str words = STR_INIT;

	for (unsigned i = 0; right_roles[i] != NULL; i++)
		if (roles & 1u << i)
			add_word(&words, right_roles[i]);
	return keep(&words, a);
}

unsigned
right_of_roles(unsigned roles)
{
	unsigned rights = 0;

	for (unsigned i = 0; i < LEN(rights_of); i++)
		if (roles & 1u << i)
			rights |= rights_of[i];
	return rights;
}

const char *
right_meaning(unsigned rights, struct arena *a)
{
	struct str words = STR_INIT;

	for (size_t i = 0; i < LEN(rights_known); i++)
		if (rights & rights_known[i].right)
			add_word(&words, rights_known[i].meaning);
	return keep(&words, a);
}

const char *
right_roles_with(unsigned rights, struct arena *a)
{
	unsigned roles = 0;

	for (unsigned i = 0; i < LEN(rights_of); i++)
		if (rights_of[i] & rights)
			roles |= 1u << i;
	return right_role_words(roles, a);
}

unsigned
right_of_field(const char *name)
{
	for (size_t i = 0; i < LEN(fields_known); i++)
		if (strcmp(fields_known[i].field, name) == 0)
			return fields_known[i].right;
	return 0;
}

bool
right_add_scope(const char *name, unsigned *scopes, struct err *err)
{
	struct arena a = ARENA_INIT;

	for (unsigned i = 0; i < LEN(scopes_known); i++)
		if (strcmp(name, scopes_known[i].name) == 0) {
			*scopes |= 1u << i;
			return true;
		}
	fail(err, ERR_INPUT, "there is no scope \"%s\". Scopes: %s", name,
	    right_scope_words((1u << LEN(scopes_known)) - 1, &a));
	arena_clear(&a);
	return false;
}

const char *
right_scope_words(unsigned scopes, struct arena *a)
{
	struct str words = STR_INIT;

	for (unsigned i = 0; i < LEN(scopes_known); i++)
		if (scopes & 1u << i)
			add_word(&words, scopes_known[i].name);
	return keep(&words, a);
}

unsigned
right_of_scopes(unsigned scopes)
{
	unsigned rights = 0;

	for (unsigned i = 0; i < LEN(scopes_known); i++)
		if (scopes & 1u << i)
			rights |= scopes_known[i].rights;
	return rights;
}
