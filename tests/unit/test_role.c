/* role: the shipped file is the most there is, a practice takes away from it, and nothing that it writes gives more. */
#include "unit/unit.h"

#include "base/asset.h"
#include "core/role.h"
#include "db/migrate.h"
#include "store/account.h"

#define NOW	1795550400000LL

/* A file of all roles: the words of one, the others nothing but what must be. */
static const char *
file_with(const char *coordinator, const char *admin, struct arena *a)
{
	return arena_printf(a, "roles:\n  coordinator: {%s}\n  manager: {may: []}\n  reviewer: {may: [], retired: true}\n"
	    "  billing: {may: [names]}\n  auditor: {may: []}\n  admin: {%s}\n", coordinator, admin);
}

static bool
parse(const char *text, struct arena *a, struct roles *ret, struct problems *problems)
{
	problems_init(problems, a);
	return role_parse("roles.yaml", text, strlen(text), a, ret, problems);
}

static void
the_shipped_file_is_the_most(void **state)
{
	const struct asset *shipped = asset_find("config/roles.yaml");
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct roles roles;

	(void)state;
	assert_non_null(shipped);
	assert_true(parse(arena_strndup(&a, shipped->bytes, shipped->len), &a, &roles, &problems));
	for (unsigned i = 0; i < RIGHT_ROLES; i++) {
		assert_int_equal(roles.role[i].rights, role_most.role[i].rights);
		assert_false(roles.role[i].retired);
	}
	assert_int_equal(role_rights(&roles, (1u << RIGHT_ROLES) - 1), RIGHTS_ALL);
	arena_clear(&a);
}

static const struct { const char *coordinator, *admin, *said; } refusals[] = {
	{ "may: [names, read, admin]", "may: [names, read, admin]", "2:36: the role \"coordinator\" cannot have \"admin\"" },
	{ "may: [names, read], sees: [bank]", "may: [names, read, admin]", "2:44: the role \"coordinator\" cannot have \"bank\"" },
	{ "may: [names, read], sees: [read]", "may: [names, read, admin]", "2:44: there is no \"read\" here" },
	{ "may: [names, sudo]", "may: [names, read, admin]", "2:30: there is no \"sudo\" here. There are: names, read, work" },
	{ "may: [names, names]", "may: [names, read, admin]", "2:30: this stands here twice" },
	{ "may: [read]", "may: [names, read, admin]", "2:16: whoever may do anything here may see names" },
	{ "may: [names, work]", "may: [names, read, admin]", "2:16: all but names needs \"read\"" },
	{ "may: names", "may: [names, read, admin]", "2:22: a list is expected here" },
	{ "sees: []", "may: [names, read, admin]", "2:16: say what the role may do" },
	{ "may: [], see: [ssn]", "may: [names, read, admin]", "2:26: \"see\" is not known here" },
	{ "may: []", "may: [names, read]", "7:10: nobody could administer people any more" },
	{ "may: []", "may: [names, read, admin], retired: true", "7:10: nobody could administer people any more" },
	{ "may: []}\n  king: {may: []", "may: [names, read, admin]", "3:3: there is no role \"king\". Roles: coordinator" },
	{ "may: []}\n  coordinator: {may: []", "may: [names, read, admin]", "3:3: " },
};

static void
what_would_give_more_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(refusals); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		struct roles roles;

		assert_false(parse(file_with(refusals[i].coordinator, refusals[i].admin, &a), &a, &roles, &problems));
		const struct problem *p = &problems.item[0];
		const char *said = arena_printf(&a, "%d:%d: %s", p->line, p->column, p->text);
		if (strncmp(said, refusals[i].said, strlen(refusals[i].said)) != 0)
			fail_test("%s: %s", refusals[i].said, said);
		arena_clear(&a);
	}
}

static void
a_role_is_taken_out_only_by_retiring_it(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct roles roles;

	(void)state;
	assert_false(parse("roles:\n  admin: {may: [names, read, admin]}\n", &a, &roles, &problems));
	assert_int_equal(problems.errors, RIGHT_ROLES - 1);
	assert_false(parse("", &a, &roles, &problems));
	assert_false(parse("roles: [admin]\n", &a, &roles, &problems));
	assert_true(parse(file_with("may: [names, read], sees: [ssn]", "may: [names, read, admin]", &a), &a, &roles, &problems));
	assert_int_equal(role_rights(&roles, 1), RIGHT_NAMES | RIGHT_READ | RIGHT_SSN);
	assert_int_equal(role_rights(&roles, 2 | 4), 0);
	assert_string_equal(role_words_with(&roles, RIGHT_READ, &a), "coordinator, admin");
	assert_string_equal(role_words_with(&roles, RIGHT_BANK, &a), "none");
	/* Bits of no role bring nothing. */
	assert_int_equal(role_rights(&roles, ~((1u << RIGHT_ROLES) - 1)), 0);
	arena_clear(&a);
}

static void
a_retired_role_is_kept_but_not_given(void **state)
{
	enum { COORDINATOR = 1, REVIEWER = 4, ADMIN = 32 };
	struct account_new new = { .name = "Ada", .roles = REVIEWER };
	struct account_by by = { .actor = "test", .now_ms = NOW, .roles = &role_most };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct problems problems;
	struct roles roles;
	struct user user;
	int64_t user_id;
	struct db *db;

	(void)state;
	assert_true(parse(file_with("may: [names, read]", "may: [names, read, admin]", &a), &a, &roles, &problems));
	assert_true(db_open(":memory:", DB_CREATE, &db, &err) && migrate_run(db, NOW, &err));
	assert_true(account_add(db, &new, &by, &user_id, &err) && user_load(db, user_id, &a, &user, &err));
	by.roles = &roles;
	new.name = "Bea";
	assert_false(account_add(db, &new, &by, &user_id, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_true(account_set_roles(db, &user, REVIEWER | COORDINATOR, &by, &err));
	user.roles = COORDINATOR;
	assert_false(account_set_roles(db, &user, REVIEWER | COORDINATOR, &by, &err));
	assert_non_null(strstr(err.text, "\"reviewer\" is retired"));
	db_close(db);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_file_is_the_most),
		cmocka_unit_test(what_would_give_more_is_refused),
		cmocka_unit_test(a_role_is_taken_out_only_by_retiring_it),
		cmocka_unit_test(a_retired_role_is_kept_but_not_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
