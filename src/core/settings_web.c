/* settings_web: addresses by inet_pton(3), rules in words. */
#include "core/settings_web.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

struct address { int family; unsigned char bytes[16]; };

static bool
read_address(const char *text, struct address *address)
{
	*address = (struct address){ .family = AF_INET };
	if (text == NULL)
		return false;
	if (inet_pton(AF_INET, text, address->bytes) == 1)
		return true;
	address->family = AF_INET6;
	return inet_pton(AF_INET6, text, address->bytes) == 1;
}

bool
address_is_loopback(const char *text)
{
	static const unsigned char six[16] = { [15] = 1 };
	struct address address;

	return read_address(text, &address) && (address.family == AF_INET ? address.bytes[0] == 127 :
	    memcmp(address.bytes, six, sizeof(six)) == 0);
}

bool
address_equal(const char *a, const char *b)
{
	struct address one, other;

	return read_address(a, &one) && read_address(b, &other) && one.family == other.family &&
	    memcmp(one.bytes, other.bytes, sizeof(one.bytes)) == 0;
}

bool
settings_web_is_open(const struct settings *s)
{
	return s->web.proxy != NULL || !address_is_loopback(s->web.address);
}

struct check { const char *file; struct problems *problems; bool failed; };

/* "at" NULL: what is wrong is the key's absence, and the file as a whole is meant. */
static void
refuse(struct check *c, const struct yaml_node *at, const char *what)
{
	problems_add(c->problems, c->file, at != NULL ? at->line : 0, at != NULL ? at->column : 0, PROBLEM_ERROR,
	    "%s", what);
	c->failed = true;
}

void
settings_check_web(const char *file, const struct yaml_node *web, const struct settings *s,
    struct problems *problems)
{
	const struct yaml_node *address = yaml_get(web, "address"), *certificate = yaml_get(web, "certificate");
	const struct yaml_node *key = yaml_get(web, "key"), *proxy = yaml_get(web, "proxy"), *url = yaml_get(web, "url");
	struct check c = { .file = file, .problems = problems };
	struct address is;

	if (address != NULL && !read_address(s->web.address, &is))
		refuse(&c, address, "web.address is no address of this machine, like 127.0.0.1, 192.0.2.10 or 0.0.0.0 (all)");
	if (proxy != NULL && !read_address(s->web.proxy, &is))
		refuse(&c, proxy, "web.proxy is no address of a machine, like 127.0.0.1 or 192.0.2.10");
	if (certificate != NULL && key == NULL)
		refuse(&c, certificate, "web.certificate needs web.key beside it");
	if (key != NULL && certificate == NULL)
		refuse(&c, key, "web.key needs web.certificate beside it");
	if (url != NULL && certificate != NULL && !text_starts(s->web.url, "https://"))
		refuse(&c, url, "web.url begins with https:// where there is a web.certificate");
	const struct yaml_node *oidc = yaml_get(web, "oidc");
	if (oidc != NULL && oidc->kind == YAML_MAP && (yaml_get(oidc, "issuer") == NULL || yaml_get(oidc, "client_id") == NULL))
		refuse(&c, oidc, "web.oidc needs the issuer, and the client_id under which Credence is registered there");
	if (c.failed || !settings_web_is_open(s))
		return;
	if (s->web.sign_in == SIGN_IN_OFF)
		refuse(&c, yaml_get(web, "sign_in"), "web.sign_in cannot be off where other machines can reach the pages");
	if (address == NULL || address_is_loopback(s->web.address))
		return;
	if (certificate == NULL && proxy == NULL)
		refuse(&c, address, "web.address can be reached from other machines, where passwords and files would go "
		    "in clear. Name web.certificate and web.key, or the web.proxy that speaks https to people");
	else if (url == NULL || !text_starts(s->web.url, "https://"))
		refuse(&c, address, "web.address can be reached from other machines: say in web.url how people reach it, "
		    "like https://credence.practice.example");
}
