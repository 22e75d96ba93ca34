/* oauth: requests to the provider and what its answers mean. */
#include "mail/oauth.h"

#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "base/zone.h"
#include "base/banned.h"

#define ANSWER_BYTES_MAX	(256 << 10)
#define TOKEN_BYTES_MAX		8192
#define WORDS_BYTES_MAX		300	/* of a provider's explanation */
#define LIFE_SECONDS		3600	/* of a token whose life is not told */
#define INTERVAL_SECONDS	5	/* RFC 8628, 3.2 */
#define REDIRECT		"http://127.0.0.1:8026/"

static void
add_field(struct str *form, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_printf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	http_add_escaped(form, value);
}

static void
add_client(struct str *form, const struct oauth *o)
{
	add_field(form, "client_id", o->settings->client_id);
	add_field(form, "client_secret", o->client_secret);
}

/* The answer as JSON, whatever its status: refusals are told in it (RFC 6749, 5.2). */
static bool
ask(struct oauth *o, const char *url, struct str *form, struct json **ret_answer, bool *ret_ok,
    struct err *err)
{
	const struct http_request request = {
		.method = "POST",
		.url = url,
		.headers = { "Content-Type: application/x-www-form-urlencoded", "Accept: application/json" },
		.body = form->text,
		.body_len = form->len,
		.body_max = ANSWER_BYTES_MAX,
	};
	struct http_answer answer;

	bool ok = http_send(o->http, &request, o->a, &answer, err);
	explicit_bzero(form->text, form->len);
	str_clear(form);
	if (!ok)
		return false;
	*ret_ok = answer.status / 100 == 2;
	if (answer.status >= 500 || answer.status == 429 ||
	    !json_parse(answer.body, answer.body_len, ret_answer, NULL))
		return http_refuse(&answer, err);
	return true;
}

/* Why the provider refuses, in its words. */
static bool
refuse(const struct oauth *o, const struct json *answer, struct err *err)
{
	const char *error = json_get_text(answer, "error");
	const char *words = json_get_text(answer, "error_description");
	/* The client is wrong, or asks wrongly: somebody has to mend the settings. */
	bool is_setting = text_equal(error, "invalid_client") || text_equal(error, "unauthorized_client") ||
	    text_equal(error, "invalid_scope") || text_equal(error, "unsupported_grant_type") ||
	    text_equal(error, "invalid_request");

	return fail(err, is_setting ? ERR_INPUT : ERR_AUTH, "%s refuses: %s%s%.*s",
	    http_host(o->a, o->settings->token_url), error != NULL ? error : "no reason given",
	    words != NULL ? ": " : "", words != NULL ? (int)strcspn(words, "\r\n") > WORDS_BYTES_MAX ?
	    WORDS_BYTES_MAX : (int)strcspn(words, "\r\n") : 0, words != NULL ? words : "");
}

/* It will be written into a login: no byte of it may end a line. */
static bool
is_token(const char *text)
{
	if (text == NULL || text[0] == '\0' || strlen(text) > TOKEN_BYTES_MAX)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return true;
}

static bool
read_tokens(const struct oauth *o, const struct json *answer, int64_t now_ms,
    struct oauth_tokens *ret, struct err *err)
{
	const char *access = json_get_text(answer, "access_token");
	const char *refresh = json_get_text(answer, "refresh_token");
	int64_t seconds = json_get_int(answer, "expires_in", LIFE_SECONDS);

	if (!is_token(access) || (refresh != NULL && !is_token(refresh)))
		return fail(err, ERR_SYSTEM, "%s gave no token that can be used",
		    http_host(o->a, o->settings->token_url));
	if (seconds < 0 || seconds > MS_PER_DAY / MS_PER_SECOND)
		seconds = LIFE_SECONDS;
	*ret = (struct oauth_tokens){ arena_strdup(o->a, access), arena_strdup(o->a, refresh),
	    now_ms + seconds * MS_PER_SECOND };
	return true;
}

static bool
ask_tokens(struct oauth *o, struct str *form, int64_t now_ms, struct oauth_tokens *ret_tokens,
    struct err *err)
{
	struct json *answer;
	bool granted;

	if (!ask(o, o->settings->token_url, form, &answer, &granted, err))
		return false;
	bool ok = granted ? read_tokens(o, answer, now_ms, ret_tokens, err) : refuse(o, answer, err);
	json_free(answer);
	return ok;
}

bool
oauth_begin_device(struct oauth *o, int64_t now_ms, struct oauth_device *ret_device,
    struct err *err)
{
	struct str form = STR_INIT;
	struct json *answer;
	bool granted;

	add_client(&form, o);
	add_field(&form, "scope", o->settings->scope);
	if (!ask(o, o->settings->device_url, &form, &answer, &granted, err))
		return false;
	const char *url = json_get_text(answer, "verification_uri");
	if (url == NULL)
		url = json_get_text(answer, "verification_url");	/* before the RFC */
	*ret_device = (struct oauth_device){
		.url = arena_strdup(o->a, url),
		.user_code = arena_strdup(o->a, json_get_text(answer, "user_code")),
		.device_code = arena_strdup(o->a, json_get_text(answer, "device_code")),
		.interval_ms = json_get_int(answer, "interval", INTERVAL_SECONDS) * MS_PER_SECOND,
		.expires_ms = now_ms + json_get_int(answer, "expires_in", LIFE_SECONDS) * MS_PER_SECOND,
	};
	if (ret_device->interval_ms < MS_PER_SECOND)
		ret_device->interval_ms = MS_PER_SECOND;
	bool ok = granted || refuse(o, answer, err);
	json_free(answer);
	return ok && ((ret_device->url != NULL && ret_device->user_code != NULL &&
	    ret_device->device_code != NULL) || fail(err, ERR_SYSTEM, "%s gave no code to type",
	    http_host(o->a, o->settings->device_url)));
}

bool
oauth_ask_device(struct oauth *o, struct oauth_device *device, int64_t now_ms,
    struct oauth_tokens *ret_tokens, struct err *err)
{
	struct str form = STR_INIT;
	struct json *answer;
	bool granted;

	*ret_tokens = (struct oauth_tokens){ .access = NULL };
	if (now_ms >= device->expires_ms)
		return fail(err, ERR_AUTH, "the code was not typed in time");
	add_client(&form, o);
	add_field(&form, "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
	add_field(&form, "device_code", device->device_code);
	if (!ask(o, o->settings->token_url, &form, &answer, &granted, err))
		return false;
	const char *error = json_get_text(answer, "error");
	bool slower = !granted && text_equal(error, "slow_down");
	bool pending = !granted && (slower || text_equal(error, "authorization_pending"));
	if (slower)
		device->interval_ms += INTERVAL_SECONDS * MS_PER_SECOND;	/* RFC 8628, 3.5 */
	bool ok = pending || (granted ? read_tokens(o, answer, now_ms, ret_tokens, err) :
	    refuse(o, answer, err));
	json_free(answer);
	return ok;
}

void
oauth_begin_visit(struct oauth *o, const char *user, struct oauth_visit *ret_visit)
{
	char state[HASH_ID_BYTES], first[HASH_ID_BYTES], second[HASH_ID_BYTES];
	char challenge[HASH_URL_BYTES];
	struct str query = STR_INIT;

	/* 52 characters of the 43 to 128 that a verifier may have (RFC 7636, 4.1). */
	const char *verifier = arena_printf(o->a, "%s%s", random_id(first), random_id(second));
	add_field(&query, "client_id", o->settings->client_id);
	add_field(&query, "response_type", "code");
	add_field(&query, "redirect_uri", REDIRECT);
	add_field(&query, "scope", o->settings->scope);
	add_field(&query, "state", random_id(state));
	add_field(&query, "code_challenge", hash_url(verifier, strlen(verifier), challenge));
	add_field(&query, "code_challenge_method", "S256");
	add_field(&query, "access_type", "offline");	/* Google: a token that can be renewed ... */
	add_field(&query, "prompt", "consent");		/* ... each time, not only the first */
	add_field(&query, "login_hint", user);
	*ret_visit = (struct oauth_visit){
		.url = arena_printf(o->a, "%s?%s", o->settings->authorize_url, query.text),
		.state = arena_strdup(o->a, state),
		.verifier = verifier,
	};
	str_clear(&query);
}

/* The value of a field in an address's query, as it stands there; NULL: none. */
static const char *
query_field(const char *url, const char *name, struct arena *a)
{
	size_t len = strlen(name);
	const char *p = strchr(url, '?');

	for (; p != NULL; p = strchr(p, '&')) {
		p++;
		if (strncmp(p, name, len) == 0 && p[len] == '=')
			return arena_strndup(a, p + len + 1, strcspn(p + len + 1, "&#"));
	}
	return NULL;
}

bool
oauth_end_visit(struct oauth *o, const struct oauth_visit *visit, const char *brought,
    int64_t now_ms, struct oauth_tokens *ret_tokens, struct err *err)
{
	struct str form = STR_INIT;
	const char *code = brought;

	if (strchr(brought, '?') != NULL) {
		const char *error = query_field(brought, "error", o->a);
		if (error != NULL)
			return fail(err, ERR_AUTH, "it was not allowed: %s", error);
		if (!text_equal(query_field(brought, "state", o->a), visit->state))
			return fail(err, ERR_INPUT, "this address is not of this visit. Open the one above");
		code = query_field(brought, "code", o->a);
	}
	/* As it stands in the address: it is escaped already. */
	if (code == NULL || code[0] == '\0' || strpbrk(code, " \t&#?") != NULL)
		return fail(err, ERR_INPUT, "there is no code in it. Copy the whole address at which the "
		    "browser ended (it begins with " REDIRECT ")");
	add_client(&form, o);
	add_field(&form, "grant_type", "authorization_code");
	add_field(&form, "redirect_uri", REDIRECT);
	add_field(&form, "code_verifier", visit->verifier);
	str_printf(&form, "&code=%s", code);
	return ask_tokens(o, &form, now_ms, ret_tokens, err);
}

bool
oauth_renew(struct oauth *o, const char *refresh, int64_t now_ms,
    struct oauth_tokens *ret_tokens, struct err *err)
{
	struct str form = STR_INIT;

	add_client(&form, o);
	add_field(&form, "grant_type", "refresh_token");
	add_field(&form, "refresh_token", refresh);
	add_field(&form, "scope", o->settings->scope);
	return ask_tokens(o, &form, now_ms, ret_tokens, err);
}
