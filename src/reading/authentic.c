/*
 * authentic:
 *
 *	authres-header-field = "Authentication-Results:" authserv-id [version] *(";" method "=" result ...)
 *
 * A server that hands mail out (Microsoft 365) leaves the authserv-id out.
 */
#include "reading/authentic.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/banned.h"

#define FIELD	"Authentication-Results"

/* How long the name at the beginning is; 0: the results begin at once. */
static size_t
server_len(const char *value)
{
	size_t len = strcspn(value, "; ");

	return memchr(value, '=', len) != NULL ? 0 : len;
}

/* "dmarc=fail" as a result of its own, not within a word or a comment's. */
static bool
says(const char *value, const char *result)
{
	size_t len = strlen(result);

	for (const char *p = value; (p = strcasestr(p, result)) != NULL; p += len) {
		bool begins = p == value || strchr("; \t", p[-1]) != NULL;
		if (begins && (p[len] == '\0' || strchr("; \t(", p[len]) != NULL))
			return true;
	}
	return false;
}

bool
authentic_failed(const struct mail_headers *headers)
{
	const char *ours = mail_header_get(headers, FIELD);
	bool failed = false;

	for (size_t i = 0; ours != NULL && i < headers->count; i++) {
		const char *value = headers->item[i].value;
		if (!text_equal_nocase(headers->item[i].name, FIELD) ||
		    server_len(value) != server_len(ours) ||
		    strncasecmp(value, ours, server_len(ours)) != 0)
			continue;
		/* Microsoft 365 believes some forwarders all the same, and says so. */
		if (says(value, "compauth=pass"))
			return false;
		failed = failed || says(value, "dmarc=fail");
	}
	return failed;
}
