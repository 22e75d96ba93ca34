/* oidc: what the issuer says of itself, the code for a token, the token for an address. */
#include "trust/oidc.h"

#include <string.h>

#include "base/hash.h"
#include "base/secret.h"
#include "base/zone.h"
#include "trust/jwt.h"
#include "base/banned.h"

#define ANSWER_BYTES_MAX	(256 << 10)
#define TIMEOUT_MS		8000	/* somebody waits before a page */
#define SKEW_SECONDS		60	/* between two clocks */

struct issuer { struct json *json; const char *authorize, *token, *keys; };

static bool
ask(const struct oidc *o, struct http *http, struct http_request *request, struct json **ret_json, struct err *err)
{
	struct http_answer answer;

	request->timeout_ms = TIMEOUT_MS;
	request->body_max = ANSWER_BYTES_MAX;
	if (!http_send(http, request, o->a, &answer, err))
		return false;
	if (answer.status != 200 || !json_parse(answer.body, answer.body_len, ret_json, NULL))
		return http_refuse(&answer, err);
	return true;
}

/* OpenID Connect Discovery 1.0, 4: it must call itself what the settings call it. */
static bool
find_issuer(const struct oidc *o, struct http *http, struct issuer *ret, struct err *err)
{
	const char *issuer = o->settings->issuer;
	size_t len = strlen(issuer);
	struct http_request request = { .url = arena_printf(o->a, "%.*s/.well-known/openid-configuration",
	    (int)(len - (issuer[len - 1] == '/')), issuer) };

	if (!ask(o, http, &request, &ret->json, err))
		return false;
	ret->authorize = json_get_text(ret->json, "authorization_endpoint");
	ret->token = json_get_text(ret->json, "token_endpoint");
	ret->keys = json_get_text(ret->json, "jwks_uri");
	if (!text_equal(json_get_text(ret->json, "issuer"), issuer))
		return fail(err, ERR_INPUT, "%s calls itself otherwise than web.oidc.issuer does", http_host(o->a, issuer));
	if (ret->authorize == NULL || ret->token == NULL || ret->keys == NULL || strpbrk(ret->authorize, " \r\n#") != NULL ||
	    !(text_starts(ret->authorize, "https://") || text_starts(ret->authorize, "http://127.0.0.1")))
		return fail(err, ERR_INPUT, "%s does not say where people sign in", http_host(o->a, issuer));
	return true;
}

static void
add_field(struct str *form, const char *name, const char *value)
{
	str_printf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	http_add_escaped(form, value);
}

void
oidc_visit_begin(struct arena *a, struct oidc_visit *ret)
{
	char state[HASH_ID_BYTES], nonce[HASH_ID_BYTES], first[HASH_ID_BYTES], second[HASH_ID_BYTES];

	*ret = (struct oidc_visit){
		.state = arena_strdup(a, random_id(state)),
		.nonce = arena_strdup(a, random_id(nonce)),
		.verifier = arena_printf(a, "%s%s", random_id(first), random_id(second)),	/* RFC 7636, 4.1 */
	};
}

static struct http *
open_http(const struct oidc *o)
{
	return http_open(&(struct http_settings){ .ca_file = o->settings->ca_file, .folder = o->folder,
	    .cancel_fd = o->cancel_fd });
}

bool
oidc_find_door(const struct oidc *o, const struct oidc_visit *visit, const char **ret_url, struct err *err)
{
	struct http *http = open_http(o);
	struct issuer issuer = { .json = NULL };
	struct str query = STR_INIT;

	bool ok = find_issuer(o, http, &issuer, err);
	if (ok) {
		char challenge[HASH_URL_BYTES];
		add_field(&query, "response_type", "code");
		add_field(&query, "client_id", o->settings->client_id);
		add_field(&query, "redirect_uri", o->redirect);
		add_field(&query, "scope", "openid email");
		add_field(&query, "state", visit->state);
		add_field(&query, "nonce", visit->nonce);
		add_field(&query, "code_challenge", hash_url(visit->verifier, strlen(visit->verifier), challenge));
		add_field(&query, "code_challenge_method", "S256");
		*ret_url = arena_printf(o->a, "%s%c%s", issuer.authorize, strchr(issuer.authorize, '?') != NULL ? '&' : '?',
		    query.text);
	}
	str_clear(&query);
	json_free(issuer.json);
	http_close(http);
	return ok;
}

/* The secret goes in the form (client_secret_post), which every server takes that we know of. */
static bool
fetch_token(const struct oidc *o, struct http *http, const struct issuer *issuer, const struct oidc_visit *visit,
    const char *code, const char **ret_token, struct err *err)
{
	struct http_request request = { .method = "POST", .url = issuer->token,
	    .headers = { "Content-Type: application/x-www-form-urlencoded", "Accept: application/json" } };
	const char *secret = NULL;
	struct str form = STR_INIT;
	struct json *answer = NULL;

	if (o->settings->client_secret != NULL &&
	    !secret_read(o->settings->client_secret, o->folder, o->a, &secret, err))
		return false;
	add_field(&form, "grant_type", "authorization_code");
	add_field(&form, "code", code);
	add_field(&form, "redirect_uri", o->redirect);
	add_field(&form, "client_id", o->settings->client_id);
	add_field(&form, "code_verifier", visit->verifier);
	if (secret != NULL)
		add_field(&form, "client_secret", secret);
	request.body = form.text;
	request.body_len = form.len;
	bool ok = ask(o, http, &request, &answer, err);
	explicit_bzero(form.text, form.len);
	str_clear(&form);
	if (!ok && err->kind == ERR_INPUT)
		err->kind = ERR_AUTH;		/* the code was used, or was never one */
	if (ok) {
		*ret_token = arena_strdup(o->a, json_get_text(answer, "id_token"));
		ok = *ret_token != NULL || fail(err, ERR_AUTH, "%s gave no ID token", http_host(o->a, issuer->token));
	}
	json_free(answer);
	return ok;
}

/* "aud" is a text or a list; of several, "azp" says who it is for. */
static bool
is_for_us(const struct json *claims, const char *client_id)
{
	const struct json *aud = json_get(claims, "aud");
	const char *azp = json_get_text(claims, "azp");
	bool is_named = text_equal(json_as_text(aud), client_id);

	for (size_t i = 0; json_kind_of(aud) == JSON_IS_ARRAY && i < json_count(aud); i++)
		is_named = is_named || text_equal(json_as_text(json_at(aud, i)), client_id);
	if (json_kind_of(aud) == JSON_IS_ARRAY && json_count(aud) > 1 && azp == NULL)
		return false;
	return is_named && (azp == NULL || strcmp(azp, client_id) == 0);
}

bool
oidc_check_claims(const struct oidc_settings *settings, const struct json *claims, const char *nonce, int64_t now_ms,
    struct err *err)
{
	int64_t now = now_ms / MS_PER_SECOND;

	if (!text_equal(json_get_text(claims, "iss"), settings->issuer))
		return fail(err, ERR_AUTH, "the token is of another issuer");
	if (!is_for_us(claims, settings->client_id))
		return fail(err, ERR_AUTH, "the token was given for another program");
	if (json_get_int(claims, "exp", 0) <= now - SKEW_SECONDS)
		return fail(err, ERR_AUTH, "the token has run out");
	if (json_get_int(claims, "iat", 0) > now + SKEW_SECONDS || json_get_int(claims, "nbf", 0) > now + SKEW_SECONDS)
		return fail(err, ERR_AUTH, "the token is of later than now: is a clock wrong?");
	if (!text_equal(json_get_text(claims, "nonce"), nonce))
		return fail(err, ERR_AUTH, "the token is of another visit");
	return true;
}

static bool
read_mail(const struct oidc *o, const struct json *claims, const char **ret_mail, struct err *err)
{
	const struct json *verified = json_get(claims, "email_verified");
	const char *mail = json_get_text(claims, "email");

	if (text_blank(mail))
		return fail(err, ERR_AUTH, "%s did not say the address of your mail", http_host(o->a, o->settings->issuer));
	if (!o->settings->vouches && !json_as_bool(verified) && !text_equal(json_as_text(verified), "true"))
		return fail(err, ERR_AUTH, "%s did not verify the address of your mail", http_host(o->a, o->settings->issuer));
	*ret_mail = arena_strdup(o->a, mail);
	return true;
}

bool
oidc_end_visit(const struct oidc *o, const struct oidc_visit *visit, const char *code, int64_t now_ms,
    const char **ret_mail, struct err *err)
{
	struct http *http = open_http(o);
	struct issuer issuer = { .json = NULL };
	struct json *keys = NULL, *claims = NULL;
	struct http_request request = { .url = NULL };
	const char *token;

	bool ok = find_issuer(o, http, &issuer, err) && fetch_token(o, http, &issuer, visit, code, &token, err);
	request.url = issuer.keys;
	ok = ok && ask(o, http, &request, &keys, err) && jwt_verify(token, keys, &claims, err) &&
	    oidc_check_claims(o->settings, claims, visit->nonce, now_ms, err) && read_mail(o, claims, ret_mail, err);
	json_free(claims);
	json_free(keys);
	json_free(issuer.json);
	http_close(http);
	return ok;
}
