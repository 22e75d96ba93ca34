/* right: the table of rights, and the words for them.  Who has which role: store/user.h. */
#include "core/right.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static const struct { unsigned right; const char *word, *meaning; } rights_known[] = {
	{ RIGHT_NAMES, "names", "see names, payers, sites and days" },
	{ RIGHT_READ, "read", "read whole files" },
	{ RIGHT_WORK, "work", "work on cases, tasks and records" },
	{ RIGHT_DECIDE, "decide", "decide what is left to a reviewer" },
	{ RIGHT_AUDIT, "audit", "read the audit log" },
	{ RIGHT_ADMIN, "admin", "administer people and settings" },
	{ RIGHT_BIRTH, "birth_day", "see dates of birth" },
	{ RIGHT_SSN, "ssn", "see Social Security numbers" },
	{ RIGHT_HOME, "home_address", "see home addresses" },
	{ RIGHT_DISCIPLINE, "discipline", "see answers to disciplinary questions" },
	{ RIGHT_BANK, "bank", "see bank accounts" },
};

static const struct { const char *field; unsigned right; } fields_known[] = {
	{ "birth_day", RIGHT_BIRTH }, { "ssn", RIGHT_SSN }, { "bank_routing", RIGHT_BANK },
	{ "bank_account", RIGHT_BANK }, { "home_address", RIGHT_HOME }, { "discipline", RIGHT_DISCIPLINE },
};

const char *const right_roles[RIGHT_ROLES + 1] = {
	"coordinator", "manager", "reviewer", "billing", "auditor", "admin", NULL
};

static const struct { const char *name; unsigned rights; } scopes_known[] = {
	{ "names", RIGHT_NAMES },
	{ "read", RIGHT_NAMES | RIGHT_READ },
	{ "work", RIGHT_NAMES | RIGHT_READ | RIGHT_WORK },
	{ "decide", RIGHT_NAMES | RIGHT_READ | RIGHT_DECIDE },
	{ "audit", RIGHT_NAMES | RIGHT_AUDIT },
	{ "admin", RIGHT_NAMES | RIGHT_ADMIN },
	/* Fields of their own, one by one: no other scope has them. */
	{ "birth", RIGHT_NAMES | RIGHT_BIRTH },
	{ "ssn", RIGHT_NAMES | RIGHT_SSN },
	{ "home", RIGHT_NAMES | RIGHT_HOME },
	{ "discipline", RIGHT_NAMES | RIGHT_DISCIPLINE },
	{ "bank", RIGHT_NAMES | RIGHT_BANK },
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
right_find(const char *word)
{
	for (size_t i = 0; i < LEN(rights_known); i++)
		if (strcmp(rights_known[i].word, word) == 0)
			return rights_known[i].right;
	return 0;
}

static const char *
list_rights(unsigned rights, bool by_meaning, struct arena *a)
{
	struct str words = STR_INIT;

	for (size_t i = 0; i < LEN(rights_known); i++)
		if (rights & rights_known[i].right)
			add_word(&words, by_meaning ? rights_known[i].meaning : rights_known[i].word);
	return keep(&words, a);
}

const char *
right_words(unsigned rights, struct arena *a)
{
	return list_rights(rights, false, a);
}

const char *
right_meaning(unsigned rights, struct arena *a)
{
	return list_rights(rights, true, a);
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
