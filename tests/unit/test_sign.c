/* test_sign: which passwords are taken, what roles may do, when a session ends, when a name has to wait. */
#include "unit/unit.h"

#include "base/password.h"
#include "base/totp.h"
#include "core/role.h"
#include "db/migrate.h"
#include "store/session.h"
#include "store/token.h"
#include "workflow/definition.h"
#include "base/banned.h"

static void
passwords_that_others_guess_are_refused(void **state)
{
	static const struct { const char *password; bool taken; } passwords[] = {
		{ "four green apples", true }, { "12 zebras cross", true }, { "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f zw\xc3\xb6lf L\xc3\xbc" "chse", true },
		{ "fourteen chars", false }, { "", false }, { "                ", false },
		{ "aaaaaaaaaaaaaaa", false }, { "123456789012345", false }, { "abcdefghijklmno", false },
		{ "zyxwvutsrqponml", false }, { "Password2026!!!", false }, { "passwordpassword", false },
		{ "P@ssw0rd P@ssw0rd 1", false }, { "qwertyuiopasdfgh", false }, { "1qaz2wsx3edc4rfv", false },
		{ "lkjhgfdsapoiuytrewq", false }, { "maria1maria1maria1", false }, { "abcabcabcabcabc", false },
		{ "Sunshine-Princess-2026", false }, { "ILoveYouForever!!", false }, { "Clinic Elm Street 26", false },
		{ "correct horse battery staple", false }, { "correct zebra battery staple", true },
		{ "iloveyou, maria's goat", true }, { "qwertyuiop and a fish", true }, { "marialopez12345", false }, { "Elm Street Clinic", false }, { "Elm Street Clinic 2026!", false },
		{ "marialopez and a horse", true }, { "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7\xf6\xf5\xf4", false },
	};

	(void)state;
	for (size_t i = 0; i < LEN(passwords); i++) {
		struct err err = ERR_INIT;
		bool taken = password_check(passwords[i].password, "marialopez", "Elm Street Clinic", &err);
		if (taken != passwords[i].taken)
			fail_test("\"%s\": %s", passwords[i].password, err.text);
		assert_true(taken || err.kind == ERR_INPUT);
	}
}

static void
a_hash_knows_its_password(void **state)
{
	char hash[PASSWORD_HASH_BYTES], other[PASSWORD_HASH_BYTES];

	(void)state;
	assert_true(password_hash("four green apples", hash, NULL));
	assert_true(password_hash("four green apples", other, NULL));
	assert_string_not_equal(hash, other);			/* each its salt */
	assert_non_null(strstr(hash, "$argon2id$"));
	assert_true(password_matches(hash, "four green apples"));
	assert_false(password_matches(hash, "four green appleS"));
	assert_false(password_matches(hash, ""));
	assert_false(password_matches(NULL, "four green apples"));
	assert_true(password_hash("vier gr\xc3\xbcne \xc3\x84pfel", other, NULL));
	assert_true(password_matches(other, "vier gru\xcc\x88ne A\xcc\x88pfel"));
	assert_false(password_matches(other, "vier grune Apfel"));
	assert_false(password_matches("nonsense", "four green apples"));
}

static void
roles_see_what_their_work_needs(void **state)
{
	static const struct { const char *role; unsigned has, lacks; } roles[] = {
		{ "coordinator", RIGHT_READ | RIGHT_WORK | RIGHT_BIRTH, RIGHT_ADMIN | RIGHT_AUDIT | RIGHT_DISCIPLINE | RIGHT_BANK },
		{ "manager", RIGHT_READ | RIGHT_WORK | RIGHT_AUDIT | RIGHT_BANK, RIGHT_ADMIN | RIGHT_SSN },
		{ "reviewer", RIGHT_READ | RIGHT_DECIDE | RIGHT_DISCIPLINE, RIGHT_WORK | RIGHT_SSN | RIGHT_AUDIT },
		{ "billing", RIGHT_NAMES, RIGHTS_ALL & ~(unsigned)RIGHT_NAMES },
		{ "auditor", RIGHT_READ | RIGHT_AUDIT, RIGHT_WORK | RIGHT_DECIDE | RIGHT_ADMIN | RIGHTS_FIELDS },
		{ "admin", RIGHT_ADMIN | RIGHT_AUDIT, RIGHT_WORK | RIGHT_DECIDE | RIGHTS_FIELDS },
	};
	struct arena a = ARENA_INIT;
	unsigned set = 0;

	(void)state;
	for (size_t i = 0; i < LEN(roles); i++) {
		unsigned one = 0;
		assert_true(right_add_role(roles[i].role, &one, NULL));
		assert_int_equal(role_rights(&role_most, one) & roles[i].has, roles[i].has);
		assert_int_equal(role_rights(&role_most, one) & roles[i].lacks, 0);
	}
	/* Whoever a workflow gives a task to is somebody here. */
	for (size_t i = 0; action_roles[i] != NULL; i++)
		assert_true(right_add_role(action_roles[i], &set, NULL));
	assert_string_equal(right_role_words(set, &a), "coordinator, manager, reviewer, billing, admin");
	assert_false(right_add_role("king", &set, NULL));
	assert_int_equal(role_rights(&role_most, 0), 0);
	arena_clear(&a);
}

/* RFC 6238, appendix B, of SHA-1, the last six of its eight digits. */
static const struct { int64_t seconds; const char *code; } codes[] = {
	{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" },
	{ 2000000000, "279037" }, { 20000000000, "353130" },
};

static void
codes_are_those_of_the_rfc(void **state)
{
	static const unsigned char secret[] = "12345678901234567890";
	static const char *const none[] = { "", "28708", "2870822", "28708a", "287 082 1", "-87082", "+87082" };
	int64_t counter;

	(void)state;
	for (size_t i = 0; i < LEN(codes); i++) {
		int64_t now_ms = codes[i].seconds * MS_PER_SECOND;
		assert_true(totp_matches(secret, codes[i].code, now_ms, &counter));
		assert_int_equal(counter, codes[i].seconds / 30);
		/* A clock may be wrong by half a minute. */
		assert_true(totp_matches(secret, codes[i].code, now_ms + 30 * MS_PER_SECOND, &counter));
		assert_int_equal(counter, codes[i].seconds / 30);
		assert_true(totp_matches(secret, codes[i].code, now_ms - 30 * MS_PER_SECOND, &counter));
		assert_false(totp_matches(secret, codes[i].code, now_ms + 90 * MS_PER_SECOND, &counter));
	}
	assert_true(totp_matches(secret, "287 082", 59000, &counter));
	for (size_t i = 0; i < LEN(none); i++)
		assert_false(totp_matches(secret, none[i], 59000, &counter));
}

#define NOW	1795550400000LL
#define MINUTE	MS_PER_MINUTE

static struct db *
open_with_user(int64_t *ret_user_id)
{
	struct err err = ERR_INIT;
	struct db *db;

	if (!db_open(":memory:", DB_CREATE, &db, &err) || !migrate_run(db, NOW, &err) ||
	    !user_add(db, "Maria", NULL, 1, NOW, ret_user_id, &err))
		fail_test("%s", err.text);
	return db;
}

static void
a_session_ends(void **state)
{
	static const struct { int64_t after_ms; bool lives; } times[] = {
		{ 0, true }, { 29 * MINUTE, true }, { 30 * MINUTE, false },
	};
	char secret[HASH_ID_BYTES], other[HASH_ID_BYTES];
	struct arena a = ARENA_INIT;
	int64_t user_id, seen_ms;
	struct user user;
	struct db *db = open_with_user(&user_id);

	(void)state;
	assert_true(session_begin(db, user_id, false, NOW, secret, NULL));
	for (size_t i = 0; i < LEN(times); i++) {
		assert_true(session_find(db, secret, NOW + times[i].after_ms, 30 * MINUTE, 60 * MINUTE, &a, &user,
		    &seen_ms, NULL));
		assert_int_equal(user.user_id != 0, times[i].lives);
	}
	/* Used again and again, it ends all the same. */
	assert_true(session_touch(db, secret, NOW + 59 * MINUTE, NULL));
	assert_true(session_find(db, secret, NOW + 59 * MINUTE, 30 * MINUTE, 60 * MINUTE, &a, &user, &seen_ms, NULL));
	assert_int_equal(user.user_id, user_id);
	assert_true(session_find(db, secret, NOW + 60 * MINUTE, 30 * MINUTE, 60 * MINUTE, &a, &user, &seen_ms, NULL));
	assert_int_equal(user.user_id, 0);
	assert_true(session_find(db, "aaaaaaaaaaaaaaaaaaaaaaaaaa", NOW, MINUTE, MINUTE, &a, &user, &seen_ms, NULL));
	assert_int_equal(user.user_id, 0);
	/* Another password, other roles, leaving: each ends it. */
	for (int i = 0; i < 3; i++) {
		assert_true(session_begin(db, user_id, false, NOW, other, NULL));
		assert_true(i == 0 ? user_set_password(db, user_id, "x", NOW, NULL) :
		    i == 1 ? user_set_roles(db, user_id, 2, NULL) : user_retire(db, user_id, NOW, NULL));
		assert_true(session_find(db, other, NOW, MINUTE, MINUTE, &a, &user, &seen_ms, NULL));
		assert_int_equal(user.user_id, 0);
	}
	arena_clear(&a);
	db_close(db);
}

static void
a_link_is_good_once_and_for_days(void **state)
{
	char first[HASH_ID_BYTES], secret[HASH_ID_BYTES];
	struct arena a = ARENA_INIT;
	struct user user;
	int64_t user_id;
	struct db *db = open_with_user(&user_id);

	(void)state;
	assert_true(user_link_add(db, user_id, NOW, first, NULL));
	assert_true(user_link_add(db, user_id, NOW, secret, NULL));
	assert_false(user_link_find(db, first, NOW, &a, &user, NULL));	/* a later one voids it */
	assert_true(user_link_find(db, secret, NOW, &a, &user, NULL));
	assert_true(user_link_find(db, secret, NOW + USER_LINK_DAYS * MS_PER_DAY - 1, &a, &user, NULL));
	assert_false(user_link_find(db, secret, NOW + USER_LINK_DAYS * MS_PER_DAY, &a, &user, NULL));
	assert_true(user_set_password(db, user_id, "x", NOW, NULL));
	assert_false(user_link_find(db, secret, NOW, &a, &user, NULL));	/* it was used */
	arena_clear(&a);
	db_close(db);
}

static void
wrong_passwords_make_a_name_wait(void **state)
{
	/* Seconds of the pause after the n-th in a row. */
	static const int pauses[] = { 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900 };
	static const char *const names[] = { "Maria", "nobody" };
	int64_t until_ms, user_id;
	struct db *db = open_with_user(&user_id);

	(void)state;
	for (size_t n = 0; n < LEN(names); n++)		/* no name tells whether somebody has it */
		for (size_t i = 0; i < LEN(pauses); i++) {
			assert_true(session_fail(db, names[n], NOW, &until_ms, NULL));
			assert_int_equal(until_ms, pauses[i] == 0 ? INSTANT_NONE : NOW + pauses[i] * MS_PER_SECOND);
		}
	assert_true(session_wait(db, "MARIA", NOW, &until_ms, NULL));
	assert_int_equal(until_ms, NOW + 15 * MINUTE);
	assert_true(session_wait(db, "maria", NOW + 15 * MINUTE, &until_ms, NULL));
	assert_int_equal(until_ms, INSTANT_NONE);
	assert_true(session_wait(db, "somebody", NOW, &until_ms, NULL));
	assert_int_equal(until_ms, INSTANT_NONE);
	assert_true(session_forgive(db, "maria", NULL));
	assert_true(session_fail(db, "maria", NOW, &until_ms, NULL));
	assert_int_equal(until_ms, INSTANT_NONE);
	/* A day later it is forgotten. */
	assert_true(session_fail(db, "nobody", NOW + 2 * MS_PER_DAY, &until_ms, NULL));
	assert_int_equal(until_ms, INSTANT_NONE);
	db_close(db);
}

static void
tasks_go_to_people_who_are_here(void **state)
{
	struct err err = ERR_INIT;
	int64_t user_id;
	struct db *db;

	(void)state;
	assert_true(db_open(":memory:", DB_CREATE, &db, &err) && migrate_run(db, NOW, &err));
	assert_true(user_check_assignee(db, "anybody", &err));	/* there are no users */
	assert_true(user_add(db, "Maria", NULL, 1, NOW, &user_id, &err));
	assert_true(user_check_assignee(db, "maria", &err));
	assert_false(user_check_assignee(db, "anybody", &err));
	assert_int_equal(err.kind, ERR_MISSING);
	assert_false(user_add(db, "MARIA", NULL, 1, NOW, &user_id, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_true(user_retire(db, user_id, NOW, &err));
	assert_false(user_check_assignee(db, "maria", &err));
	db_close(db);
}

/* What a token of these roles and scopes may do. */
static const struct { unsigned roles; const char *scope; bool is_made; unsigned has, lacks; } tokens[] = {
	{ 1, "read", true, RIGHT_NAMES | RIGHT_READ, RIGHT_WORK | RIGHTS_FIELDS },
	{ 1, "work", true, RIGHT_READ | RIGHT_WORK, RIGHT_DECIDE | RIGHTS_FIELDS },
	{ 1, "audit", false, 0, 0 },
	{ 4, "work", false, 0, 0 },
	{ 8, "names", true, RIGHT_NAMES, RIGHT_READ },
	{ 8, "read", false, 0, 0 },
};

static void
a_token_may_what_its_scopes_and_its_user_may(void **state)
{
	int64_t day = MS_PER_DAY;

	(void)state;
	for (size_t i = 0; i < LEN(tokens); i++) {
		const struct account_by by = { .actor = "test", .now_ms = NOW, .roles = &role_most };
		struct token_new new = { .name = "billing system", .expires_ms = NOW + day };
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		struct token token;
		struct user user;
		char secret[TOKEN_BYTES];
		int64_t user_id, token_id;
		struct db *db = open_with_user(&user_id);

		assert_true(user_set_roles(db, user_id, tokens[i].roles, &err) && user_load(db, user_id, &a, &user, &err));
		assert_true(right_add_scope(tokens[i].scope, &new.scopes, &err));
		assert_int_equal(token_add(db, &user, &new, &by, secret, &token_id, &err), tokens[i].is_made);
		if (tokens[i].is_made) {
			assert_true(token_find(db, &role_most, secret, NOW, &a, &token, &err));
			assert_int_equal(token.token_id, token_id);
			assert_int_equal(token.rights & tokens[i].has, tokens[i].has);
			assert_int_equal(token.rights & tokens[i].lacks, 0);
			/* Its user is not what they were: nor is the token. */
			assert_true(user_set_roles(db, user_id, 8, &err) && token_find(db, &role_most, secret, NOW, &a, &token, &err));
			assert_int_equal(token.rights, RIGHT_NAMES);
			/* Two of a name would be taken for each other. */
			new.scopes = 1;
			assert_false(token_add(db, &user, &new, &by, secret, &token_id, &err));
			assert_int_equal(err.kind, ERR_CONFLICT);
		} else {
			assert_int_equal(err.kind, ERR_INPUT);
		}
		arena_clear(&a);
		db_close(db);
	}
}

static void
a_token_ends(void **state)
{
	const struct account_by by = { .actor = "test", .now_ms = NOW, .roles = &role_most };
	const struct token_new new = { .name = "export", .scopes = 1, .expires_ms = NOW + MINUTE };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct token token;
	struct user user;
	char secret[TOKEN_BYTES];
	int64_t user_id, token_id;
	struct db *db = open_with_user(&user_id);

	(void)state;
	assert_true(user_load(db, user_id, &a, &user, &err));
	assert_true(token_add(db, &user, &new, &by, secret, &token_id, &err));
	assert_true(token_find(db, &role_most, secret, NOW + MINUTE - 1, &a, &token, &err) && token.token_id == token_id);
	assert_true(token_find(db, &role_most, secret, NOW + MINUTE, &a, &token, &err) && token.token_id == 0);
	assert_true(token_find(db, &role_most, "crd_nonsense", NOW, &a, &token, &err) && token.token_id == 0);
	assert_true(token_touch(db, token_id, NOW + 1, &err) && token_find(db, &role_most, secret, NOW, &a, &token, &err));
	assert_int_equal(token.used_ms, NOW + 1);
	assert_true(token_revoke(db, token_id, &by, &err));
	assert_true(token_find(db, &role_most, secret, NOW, &a, &token, &err) && token.token_id == 0);
	assert_false(token_revoke(db, token_id, &by, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_false(token_revoke(db, 99, &by, &err));
	assert_int_equal(err.kind, ERR_MISSING);
	/* The name is free again; who has left has none. */
	assert_true(token_add(db, &user, &new, &by, secret, &token_id, &err));
	assert_true(user_retire(db, user_id, NOW, &err) && token_find(db, &role_most, secret, NOW, &a, &token, &err));
	assert_int_equal(token.token_id, 0);
	arena_clear(&a);
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwords_that_others_guess_are_refused),
		cmocka_unit_test(a_hash_knows_its_password),
		cmocka_unit_test(roles_see_what_their_work_needs),
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(a_session_ends),
		cmocka_unit_test(a_link_is_good_once_and_for_days),
		cmocka_unit_test(wrong_passwords_make_a_name_wait),
		cmocka_unit_test(a_token_may_what_its_scopes_and_its_user_may),
		cmocka_unit_test(a_token_ends),
		cmocka_unit_test(tasks_go_to_people_who_are_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
