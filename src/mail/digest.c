/* digest: a heading and its text, for each of them. */
#include "mail/digest.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static void
add_one(const struct outbox_letter *letter, size_t number, struct str *out)
{
	str_printf(out, "\n%zu. [CR-%" PRId64 "] ", number, letter->case_id);
	for (const char *p = letter->subject; *p != '\0'; p++)
		str_add_char(out, (unsigned char)*p < ' ' ? ' ' : *p);
	str_printf(out, "\n\n%s", letter->body);
	if (out->text[out->len - 1] != '\n')
		str_add_char(out, '\n');
}

struct outbox_letter
digest_letter(const struct outbox_letter *lead, const struct outbox_letter *others, size_t count,
    const struct settings *settings, struct arena *a)
{
	struct outbox_letter all = *lead;
	struct str body = STR_INIT;

	str_printf(&body, "This message has %zu questions. One answer may serve them all; to answer some of them alone, "
	    "please write the mark of each, as [CR-%" PRId64 "], above what belongs to it.\n", count + 1, lead->case_id);
	add_one(lead, 1, &body);
	for (size_t i = 0; i < count; i++)
		add_one(&others[i], i + 2, &body);
	all.subject = arena_printf(a, "%zu questions of %s", count + 1, settings->org_name);
	all.body = arena_strdup(a, body.text);
	all.html = NULL;
	str_clear(&body);
	return all;
}

void
digest_times(const struct settings *settings, int64_t at_ms, int64_t *ret_last_ms, int64_t *ret_next_ms)
{
	int32_t sec = settings_clock_min(settings->mail.digest_at) * 60, day = zone_day(settings->zone, at_ms);
	int64_t today_ms = zone_instant(settings->zone, day, sec);

	*ret_last_ms = at_ms >= today_ms ? today_ms : zone_instant(settings->zone, day - 1, sec);
	*ret_next_ms = at_ms >= today_ms ? zone_instant(settings->zone, day + 1, sec) : today_ms;
}
