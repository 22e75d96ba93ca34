/* suppress: see suppress.h. */
#include "mail/suppress.h"

#include <string.h>

#include "base/str.h"
#include "mail/compose.h"
#include "store/audit.h"
#include "store/suppression.h"
#include "base/banned.h"

/* In lower case, as they are kept. */
static bool
read_address(const char *text, struct arena *a, const char **ret_address, struct err *err)
{
	char *address = arena_strdup(a, text);

	if (!mail_address_valid(text))
		return fail(err, ERR_INPUT, "\"%s\" is no address that mail can be sent to", text);
	for (char *p = address; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	*ret_address = address;
	return true;
}

static bool
read_reason(const char **reason, struct err *err)
{
	if (*reason == NULL || text_blank(*reason))
		*reason = "asked not to be written to";
	if (strlen(*reason) > SUPPRESS_REASON_BYTES_MAX)
		return fail(err, ERR_INPUT, "a reason has at most %d bytes", SUPPRESS_REASON_BYTES_MAX);
	for (const char *p = *reason; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return fail(err, ERR_INPUT, "a reason is one line of text");
	return true;
}

bool
mail_suppress(struct db *db, const char *address, const char *reason, const char *actor,
    int64_t now_ms, struct arena *a, struct err *err)
{
	bool changed = false;

	return read_address(address, a, &address, err) && read_reason(&reason, err) &&
	    suppression_ask(db, address, reason, actor, now_ms, &changed, err) && (!changed ||
	    audit_add(db, actor, "mail suppress", address, reason, now_ms, err));
}

bool
mail_unsuppress(struct db *db, const char *address, const char *actor, int64_t now_ms,
    struct arena *a, struct err *err)
{
	return read_address(address, a, &address, err) &&
	    suppression_lift(db, address, now_ms, err) &&
	    audit_add(db, actor, "mail unsuppress", address, "", now_ms, err);
}
