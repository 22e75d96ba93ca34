/* jwt: three parts, a header that names the algorithm, and each key that may fit in turn. */
#include "trust/jwt.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "base/hash.h"
#include "base/banned.h"

#define KEYS_MAX	32
#define RSA_BITS_MIN	2048
#define P256_BYTES	32

struct token {
	const char	*signed_text;	/* header and claims, as they were signed */
	size_t		 signed_len;
	struct json	*header, *claims;
	struct str	 signature;
};

static bool
read_part(const char *text, size_t len, struct json **ret_json)
{
	struct str bytes = STR_INIT;
	bool ok = base64_url_read(text, len, &bytes) && json_parse(bytes.text, bytes.len, ret_json, NULL);

	str_clear(&bytes);
	return ok;
}

static void
token_clear(struct token *t)
{
	json_free(t->header);
	json_free(t->claims);
	str_clear(&t->signature);
}

static bool
token_read(const char *text, struct token *t)
{
	const char *first = strchr(text, '.'), *second = first != NULL ? strchr(first + 1, '.') : NULL;

	if (strlen(text) > JWT_BYTES_MAX || second == NULL)
		return false;
	t->signed_text = text;
	t->signed_len = (size_t)(second - text);
	/* What is critical there we would have to understand (RFC 7515, 4.1.11). */
	return read_part(text, (size_t)(first - text), &t->header) &&
	    read_part(first + 1, (size_t)(second - first - 1), &t->claims) &&
	    base64_url_read(second + 1, strlen(second + 1), &t->signature) && json_get(t->header, "crit") == NULL;
}

static gnutls_datum_t
datum(const struct str *bytes)
{
	return (gnutls_datum_t){ (unsigned char *)bytes->text, (unsigned)bytes->len };
}

/* A number of a key: "n", "e", "x", "y". */
static bool
read_number(const struct json *key, const char *name, struct str *out)
{
	const char *text = json_get_text(key, name);

	return text != NULL && base64_url_read(text, strlen(text), out) && out->len > 0;
}

static bool
import_key(const struct json *key, bool is_rsa, gnutls_pubkey_t public)
{
	struct str first = STR_INIT, second = STR_INIT;
	unsigned bits = 0;
	bool ok = read_number(key, is_rsa ? "n" : "x", &first) && read_number(key, is_rsa ? "e" : "y", &second);

	if (ok) {
		gnutls_datum_t a = datum(&first), b = datum(&second);
		ok = (is_rsa ? gnutls_pubkey_import_rsa_raw(public, &a, &b) :
		    gnutls_pubkey_import_ecc_raw(public, GNUTLS_ECC_CURVE_SECP256R1, &a, &b)) == 0 &&
		    gnutls_pubkey_get_pk_algorithm(public, &bits) >= 0 && (!is_rsa || bits >= RSA_BITS_MIN);
	}
	str_clear(&first);
	str_clear(&second);
	return ok;
}

/* ECDSA here is two numbers side by side (RFC 7518, 3.4), and two in ASN.1 for the library. */
static bool
is_signed_by(const struct token *t, bool is_rsa, gnutls_pubkey_t public)
{
	gnutls_datum_t text = { (unsigned char *)(uintptr_t)t->signed_text, (unsigned)t->signed_len };
	gnutls_datum_t signature = datum(&t->signature), packed;

	if (is_rsa)
		return gnutls_pubkey_verify_data2(public, GNUTLS_SIGN_RSA_SHA256, 0, &text, &signature) >= 0;
	if (signature.size != (size_t)2 * P256_BYTES)
		return false;
	gnutls_datum_t r = { signature.data, P256_BYTES }, s = { signature.data + P256_BYTES, P256_BYTES };
	if (gnutls_encode_rs_value(&packed, &r, &s) != 0)
		return false;
	bool ok = gnutls_pubkey_verify_data2(public, GNUTLS_SIGN_ECDSA_SHA256, 0, &text, &packed) >= 0;
	gnutls_free(packed.data);
	return ok;
}

static bool
key_fits(const struct json *key, const struct token *t, bool is_rsa)
{
	const char *kid = json_get_text(key, "kid"), *wanted = json_get_text(t->header, "kid");
	const char *use = json_get_text(key, "use");

	return text_equal(json_get_text(key, "kty"), is_rsa ? "RSA" : "EC") &&
	    (is_rsa || text_equal(json_get_text(key, "crv"), "P-256")) && (use == NULL || strcmp(use, "sig") == 0) &&
	    (wanted == NULL || kid == NULL || strcmp(kid, wanted) == 0);
}

static bool
is_signed(const struct token *t, const struct json *keys)
{
	const struct json *list = json_get(keys, "keys");
	bool is_rsa = text_equal(json_get_text(t->header, "alg"), "RS256"), ok = false;

	if (!is_rsa && !text_equal(json_get_text(t->header, "alg"), "ES256"))
		return false;
	for (size_t i = 0; i < json_count(list) && i < KEYS_MAX && !ok; i++) {
		gnutls_pubkey_t public;
		if (!key_fits(json_at(list, i), t, is_rsa) || gnutls_pubkey_init(&public) != 0)
			continue;
		ok = import_key(json_at(list, i), is_rsa, public) && is_signed_by(t, is_rsa, public);
		gnutls_pubkey_deinit(public);
	}
	return ok;
}

bool
jwt_verify(const char *token, const struct json *keys, struct json **ret_claims, struct err *err)
{
	struct token t = { .signature = STR_INIT };
	bool ok = token_read(token, &t) && is_signed(&t, keys);

	if (ok) {
		*ret_claims = t.claims;
		t.claims = NULL;
	}
	token_clear(&t);
	return ok || fail(err, ERR_AUTH, "the token is not signed by a key of who should have given it (RS256 or ES256)");
}
