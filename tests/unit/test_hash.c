/* hash: digests that anybody can recompute, ids that can stand in an address, and chance. */
#include "unit/unit.h"

#include "base/hash.h"

#include "base/banned.h"

static const struct { const char *bytes, *digest, *id, *fast_id; } known[] = {
	/* FIPS 180-4's own examples; the id by base32 of the first 16 bytes; BLAKE2b of 16 bytes */
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "4oymiquy7qobjgx36tejs35zeq", "zltgsqoz566uatsnrb2y5jtwoa" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "xj4bnp4pahh6uqkbidpf3lrcem", "z5flpeogfogswiijzebhkkdycy" },
};

static void
digests_are_the_standard_ones(void **state)
{
	char digest[HASH_TEXT_BYTES], id[HASH_ID_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_string_equal(hash_text(known[i].bytes, strlen(known[i].bytes), digest),
		    known[i].digest);
		assert_string_equal(hash_id(known[i].bytes, strlen(known[i].bytes), id), known[i].id);
		assert_string_equal(hash_fast_id(known[i].bytes, strlen(known[i].bytes), id),
		    known[i].fast_id);
	}
}

static void
random_ids_differ_and_may_stand_in_an_address(void **state)
{
	char first[HASH_ID_BYTES], second[HASH_ID_BYTES];

	(void)state;
	random_id(first);
	random_id(second);
	assert_string_not_equal(first, second);
	assert_int_equal(strlen(first), HASH_ID_BYTES - 1);
	assert_int_equal(strspn(first, "abcdefghijklmnopqrstuvwxyz234567"), HASH_ID_BYTES - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_the_standard_ones),
		cmocka_unit_test(random_ids_differ_and_may_stand_in_an_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
