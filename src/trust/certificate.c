/* certificate: two PEM files, looked at by GnuTLS as the server will. */
#include "trust/certificate.h"

#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/zone.h"
#include "base/banned.h"

#define FILE_BYTES_MAX	(256 * 1024)

static bool
read_pem(const char *folder, const char *name, const char *what, bool is_secret, struct arena *a,
    const char **ret_pem, struct err *err)
{
	const char *path = name[0] == '/' ? name : path_join(a, folder, name);
	struct str text = STR_INIT;
	struct stat is;

	bool ok = file_read(path, FILE_BYTES_MAX, &text, err) || fail_in(err, "%s", what);
	if (ok && is_secret && stat(path, &is) == 0 && is.st_mode & 077)
		ok = fail(err, ERR_INPUT, "%s %s can be read by others. Run: chmod 600 %s", what, path, path);
	if (ok)
		*ret_pem = arena_strndup(a, text.text, text.len);
	explicit_bzero(text.text, text.len);
	str_clear(&text);
	return ok;
}

static gnutls_datum_t
datum(const char *pem)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)pem, .size = (unsigned)strlen(pem) };
}

/* GnuTLS refuses a key that is another certificate's. */
static bool
belong_together(const struct certificate *c, const struct settings *s, struct err *err)
{
	const gnutls_datum_t chain = datum(c->chain), key = datum(c->key);
	gnutls_certificate_credentials_t both;

	if (gnutls_certificate_allocate_credentials(&both) < 0)
		return fail(err, ERR_SYSTEM, "could not prepare TLS");
	int status = gnutls_certificate_set_x509_key_mem(both, &chain, &key, GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(both);
	return status >= 0 || fail(err, ERR_INPUT, "web.certificate %s and web.key %s cannot be used: %s",
	    s->web.certificate, s->web.key, gnutls_strerror(status));
}

static bool
read_until(struct certificate *c, struct err *err)
{
	const gnutls_datum_t chain = datum(c->chain);
	gnutls_x509_crt_t first;

	if (gnutls_x509_crt_init(&first) < 0)
		return fail(err, ERR_SYSTEM, "could not prepare TLS");
	int status = gnutls_x509_crt_import(first, &chain, GNUTLS_X509_FMT_PEM);
	if (status >= 0)
		c->until_ms = (int64_t)gnutls_x509_crt_get_expiration_time(first) * MS_PER_SECOND;
	gnutls_x509_crt_deinit(first);
	return status >= 0 || fail(err, ERR_INPUT, "web.certificate: %s", gnutls_strerror(status));
}

bool
certificate_read(const char *folder, const struct settings *s, struct arena *a,
    struct certificate *ret_certificate, struct err *err)
{
	struct certificate c = { .until_ms = INSTANT_NONE };

	if (s->web.certificate != NULL && (!read_pem(folder, s->web.certificate, "web.certificate", false, a, &c.chain,
	    err) || !read_pem(folder, s->web.key, "web.key", true, a, &c.key, err) ||
	    !belong_together(&c, s, err) || !read_until(&c, err)))
		return false;
	*ret_certificate = c;
	return true;
}
