/* test_seal: what is sealed opens for the same key and purpose alone, and not when a bit changed. */
#include "unit/unit.h"

#include "base/seal.h"

static void
opens_again(void **state)
{
	struct seal_key key;
	struct str sealed = STR_INIT, again = STR_INIT, opened = STR_INIT;
	(void)state;

	seal_key_make(&key, "the folder's secret", 19, "grant");
	seal(&key, "a token", 7, &sealed);
	seal(&key, "a token", 7, &again);
	assert_true(seal_open(&key, sealed.text, sealed.len, &opened));
	assert_string_equal(opened.text, "a token");
	assert_true(sealed.len == again.len && memcmp(sealed.text, again.text, sealed.len) != 0);
	str_truncate(&sealed, 0);
	str_truncate(&opened, 0);
	seal(&key, "", 0, &sealed);
	assert_true(seal_open(&key, sealed.text, sealed.len, &opened));
	assert_int_equal(opened.len, 0);
	seal_key_clear(&key);
	str_clear(&sealed);
	str_clear(&again);
	str_clear(&opened);
}

static void
stays_shut(void **state)
{
	struct seal_key key, other_purpose, other_secret;
	struct str sealed = STR_INIT, opened = STR_INIT;
	(void)state;

	seal_key_make(&key, "secret", 6, "grant");
	seal_key_make(&other_purpose, "secret", 6, "document");
	seal_key_make(&other_secret, "secreT", 6, "grant");
	seal(&key, "a token", 7, &sealed);
	assert_false(seal_open(&other_purpose, sealed.text, sealed.len, &opened));
	assert_false(seal_open(&other_secret, sealed.text, sealed.len, &opened));
	for (size_t len = 0; len < sealed.len; len++)
		assert_false(seal_open(&key, sealed.text, len, &opened));
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.text[i] ^= 1;
		assert_false(seal_open(&key, sealed.text, sealed.len, &opened));
		sealed.text[i] ^= 1;
	}
	assert_int_equal(opened.len, 0);
	assert_true(seal_open(&key, sealed.text, sealed.len, &opened));
	str_clear(&sealed);
	str_clear(&opened);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_again), cmocka_unit_test(stays_shut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
