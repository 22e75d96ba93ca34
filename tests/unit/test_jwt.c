/* test_jwt: the examples of RFC 7515 (A.2, A.3), what was changed in them, and what a token must say. */
#include "unit/unit.h"

#include "base/json.h"
#include "trust/jwt.h"
#include "trust/oidc.h"
#include "base/banned.h"

#define RSA_KEY "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt" \
    "0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-" \
    "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PA" \
    "cDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
#define EC_KEY "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define CLAIMS "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RS_SIGNATURE "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb" \
    "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi" \
    "12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe" \
    "77Rw"
#define ES_SIGNATURE "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

static void
signatures_are_checked(void **state)
{
	static const struct { const char *token, *keys; bool ok; } cases[] = {
		{ "eyJhbGciOiJSUzI1NiJ9." CLAIMS "." RS_SIGNATURE, RSA_KEY, true },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, EC_KEY, true },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, RSA_KEY "," EC_KEY, true },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, RSA_KEY, false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, "", false },
		/* another claim, another signature, a short one, none at all */
		{ "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJldmUifQ." ES_SIGNATURE, EC_KEY, false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS ".A" ES_SIGNATURE, EC_KEY, false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS ".DtEh", EC_KEY, false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS ".", EC_KEY, false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS, EC_KEY, false },
		{ "eyJhbGciOiJub25lIn0." CLAIMS ".", EC_KEY, false },		/* {"alg":"none"} */
		{ "eyJhbGciOiJIUzI1NiJ9." CLAIMS "." ES_SIGNATURE, EC_KEY, false },	/* HS256 */
		{ "eyJhbGciOiJSUzI1NiJ9." CLAIMS "." ES_SIGNATURE, RSA_KEY, false },
		/* keys that are none, or are for something else */
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", false },
		{ "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE, "{\"kty\":\"EC\",\"crv\":\"P-521\"},7,null", false },
		{ "eyJhbGciOiJSUzI1NiJ9." CLAIMS "." RS_SIGNATURE, "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"AQAB\"}", false },
		{ "", EC_KEY, false }, { "..", EC_KEY, false }, { "a.b.c", EC_KEY, false },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct str text = STR_INIT;
		struct json *keys, *claims = NULL;
		struct err err = ERR_INIT;

		str_printf(&text, "{\"keys\":[%s]}", cases[i].keys);
		assert_true(json_parse(text.text, text.len, &keys, &err));
		if (jwt_verify(cases[i].token, keys, &claims, &err) != cases[i].ok)
			fail_test("case %zu: %s", i, err.text);
		if (cases[i].ok)
			assert_string_equal(json_get_text(claims, "iss"), "joe");
		json_free(claims);
		json_free(keys);
		str_clear(&text);
	}
}

static void
claims_are_held_against_the_visit(void **state)
{
	static const struct oidc_settings settings = { .issuer = "https://id.example", .client_id = "us" };
	static const struct { const char *claims, *why; } cases[] = {
		{ "'iss':'https://id.example','aud':'us','exp':2000,'iat':1000,'nonce':'n'", NULL },
		{ "'iss':'https://id.example','aud':['us'],'exp':2000,'nonce':'n'", NULL },
		{ "'iss':'https://id.example','aud':['us','b'],'azp':'us','exp':2000,'nonce':'n'", NULL },
		{ "'iss':'https://id.example','aud':'us','exp':950,'nonce':'n'", NULL },	/* clocks differ */
		{ "'iss':'https://id.example','aud':'us','exp':940,'nonce':'n'", "run out" },
		{ "'iss':'https://id.example','aud':'us','nonce':'n'", "run out" },
		{ "'iss':'https://id.example','aud':'us','exp':'2000','nonce':'n'", "run out" },
		{ "'iss':'https://id.example','aud':'us','exp':2000,'iat':1061,'nonce':'n'", "later than now" },
		{ "'iss':'https://id.example','aud':'us','exp':2000,'nbf':1061,'nonce':'n'", "later than now" },
		{ "'iss':'https://id.example/','aud':'us','exp':2000,'nonce':'n'", "another issuer" },
		{ "'aud':'us','exp':2000,'nonce':'n'", "another issuer" },
		{ "'iss':'https://id.example','aud':'they','exp':2000,'nonce':'n'", "another program" },
		{ "'iss':'https://id.example','aud':['they','us'],'exp':2000,'nonce':'n'", "another program" },
		{ "'iss':'https://id.example','aud':['they','us'],'azp':'they','exp':2000,'nonce':'n'", "another program" },
		{ "'iss':'https://id.example','exp':2000,'nonce':'n'", "another program" },
		{ "'iss':'https://id.example','aud':'us','exp':2000,'nonce':'m'", "another visit" },
		{ "'iss':'https://id.example','aud':'us','exp':2000", "another visit" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct str text = STR_INIT;
		struct json *claims;
		struct err err = ERR_INIT;

		str_printf(&text, "{%s}", cases[i].claims);
		for (size_t k = 0; k < text.len; k++)
			text.text[k] = text.text[k] == '\'' ? '"' : text.text[k];
		assert_true(json_parse(text.text, text.len, &claims, &err));
		bool ok = oidc_check_claims(&settings, claims, "n", 1000 * MS_PER_SECOND, &err);
		if (ok != (cases[i].why == NULL) || (!ok && strstr(err.text, cases[i].why) == NULL))
			fail_test("case %zu: %s", i, err.text);
		json_free(claims);
		str_clear(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_checked),
		cmocka_unit_test(claims_are_held_against_the_visit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
