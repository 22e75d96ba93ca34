/*
 * renewal: one certificate for all handshakes.  GnuTLS asks for it without a context of ours, so it stands in this
 * file; each handshake gets a copy of its own, since one that is under way outlives an exchange.
 */
#include "trust/renewal.h"

#include <gnutls/abstract.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/zone.h"
#include "base/banned.h"

#define CHAIN_MAX	16

struct stamp { struct timespec changed; off_t bytes; ino_t inode; };

static struct {
	struct arena		 a;		/* of "now" */
	struct certificate	 now;
	struct stamp		 seen[2];	/* of certificate and key, at the last look */
} used;

static void
look(const char *folder, const struct settings *s, struct stamp ret_seen[2])
{
	const char *const names[2] = { s->web.certificate, s->web.key };
	struct arena a = ARENA_INIT;

	for (int i = 0; i < 2; i++) {
		struct stat is;
		ret_seen[i] = (struct stamp){ .bytes = -1 };
		if (stat(names[i][0] == '/' ? names[i] : path_join(&a, folder, names[i]), &is) != 0)
			continue;
		ret_seen[i].changed = is.st_ctim;	/* of content, of rights, and of a name that leads elsewhere */
		ret_seen[i].bytes = is.st_size;
		ret_seen[i].inode = is.st_ino;
	}
	arena_clear(&a);
}

static bool
is_same(const struct stamp *a, const struct stamp *b)
{
	return a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
	    a->bytes == b->bytes && a->inode == b->inode;
}

static void
forget(struct arena *a, struct certificate *c)
{
	if (c->key != NULL)
		explicit_bzero((char *)(uintptr_t)c->key, strlen(c->key));
	*c = (struct certificate){ .until_ms = INSTANT_NONE };
	arena_clear(a);
}

bool
renewal_open(const char *folder, const struct settings *settings, struct err *err)
{
	if (settings->web.certificate != NULL)
		look(folder, settings, used.seen);
	return certificate_read(folder, settings, &used.a, &used.now, err);
}

bool
renewal_look(const char *folder, const struct settings *settings, int64_t now_ms, bool *ret_is_new, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct certificate next = { .until_ms = INSTANT_NONE };
	struct stamp seen[2];

	*ret_is_new = false;
	if (used.now.chain == NULL)
		return true;
	look(folder, settings, seen);	/* before it is read: what is written meanwhile is found by the next look */
	if (is_same(&seen[0], &used.seen[0]) && is_same(&seen[1], &used.seen[1]))
		return true;
	memcpy(used.seen, seen, sizeof(seen));
	bool ok = certificate_read(folder, settings, &a, &next, err) &&
	    (next.until_ms > now_ms || used.now.until_ms <= now_ms ||
	    fail(err, ERR_INPUT, "web.certificate %s is over already", settings->web.certificate));
	if (!ok || strcmp(next.chain, used.now.chain) == 0) {
		forget(&a, &next);
		return ok;
	}
	forget(&used.a, &used.now);
	used.a = a;
	used.now = next;
	*ret_is_new = true;
	return true;
}

int64_t
renewal_until_ms(void)
{
	return used.now.until_ms;
}

/* The session frees what it is given. */
static int
give(gnutls_session_t session, const struct gnutls_cert_retr_st *info, gnutls_pcert_st **ret_chain,
    unsigned *ret_count, gnutls_ocsp_data_st **ret_ocsp, unsigned *ret_ocsps, gnutls_privkey_t *ret_key, unsigned *ret_flags)
{
	gnutls_pcert_st *chain = gnutls_malloc(CHAIN_MAX * sizeof(*chain));
	gnutls_datum_t pem = { (unsigned char *)(uintptr_t)used.now.chain, (unsigned)strlen(used.now.chain) };
	gnutls_datum_t key_pem = { (unsigned char *)(uintptr_t)used.now.key, (unsigned)strlen(used.now.key) };
	unsigned count = CHAIN_MAX;
	gnutls_privkey_t key;

	(void)session;
	(void)info;
	if (chain == NULL || gnutls_pcert_list_import_x509_raw(chain, &count, &pem, GNUTLS_X509_FMT_PEM, 0) < 0) {
		gnutls_free(chain);
		return -1;
	}
	bool has_key = gnutls_privkey_init(&key) >= 0;
	if (!has_key || gnutls_privkey_import_x509_raw(key, &key_pem, GNUTLS_X509_FMT_PEM, NULL, 0) < 0) {
		if (has_key)
			gnutls_privkey_deinit(key);
		for (unsigned i = 0; i < count; i++)
			gnutls_pcert_deinit(&chain[i]);
		gnutls_free(chain);
		return -1;
	}
	*ret_chain = chain;
	*ret_count = count;
	*ret_ocsp = NULL;
	*ret_ocsps = 0;
	*ret_key = key;
	*ret_flags = GNUTLS_CERT_RETR_DEINIT_ALL;
	return 0;
}

void *
renewal_giver(void)
{
	gnutls_certificate_retrieve_function3 *function = give;

	return (void *)(uintptr_t)function;
}

void
renewal_close(void)
{
	forget(&used.a, &used.now);
}
