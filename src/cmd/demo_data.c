/*
 * demo_data: the spreadsheets of the demo.  Days in them are written from the last day on
 * ("today-36mo+75"), so that the demo looks alive whenever it is made; they are written out into
 * the folder, where people can look at them, and imported from there like anybody's.
 */
#include "cmd/demo.h"

#include <string.h>

#include "base/asset.h"
#include "base/day.h"
#include "base/file.h"
#include "base/str.h"
#include "cmd/commands.h"
#include "base/banned.h"

/* In an order in which each finds what it speaks of. */
static const char *const sheets[] = { "payers", "locations", "providers", "contacts", "credentials",
	"enrollments", "documents" };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* today *(("+" / "-") 1*5DIGIT ["mo"]), at least one.  Gives the bytes read; 0: no such thing. */
static size_t
read_dated(const char *text, size_t len, int32_t last_day, int32_t *ret_day)
{
	int32_t day = last_day;
	size_t i = 5;

	if (len < 7 || memcmp(text, "today", 5) != 0)
		return 0;
	while (i + 1 < len && (text[i] == '+' || text[i] == '-') && is_digit(text[i + 1])) {
		int sign = text[i++] == '-' ? -1 : 1, n = 0;
		for (int digits = 0; i < len && is_digit(text[i]) && digits < 5; i++, digits++)
			n = n * 10 + (text[i] - '0');
		if (i + 1 < len && memcmp(text + i, "mo", 2) == 0) {
			day = day_add_months(day, sign * n);
			i += 2;
		} else {
			day += sign * n;
		}
	}
	*ret_day = day;
	return i > 5 ? i : 0;
}

void
demo_add_dated(const char *text, size_t len, int32_t last_day, struct str *out)
{
	char word[DAY_TEXT_BYTES];
	int32_t day;

	for (size_t i = 0; i < len; ) {
		size_t used = read_dated(text + i, len - i, last_day, &day);
		if (used > 0)
			str_add(out, day_format(day, word));
		else
			str_add_char(out, text[i]);
		i += used > 0 ? used : 1;
	}
}

static bool
write_dated(struct demo *demo, const char *name, const char *file, struct err *err)
{
	const struct asset *asset = asset_find(name);
	struct str text = STR_INIT;

	if (asset == NULL)
		return fail(err, ERR_SYSTEM, "there is no %s", name);
	demo_add_dated(asset->bytes, asset->len, demo->last_day, &text);
	bool ok = file_write(file, text.text, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

bool
demo_write_duties(struct demo *demo, struct err *err)
{
	return write_dated(demo, "config/demo/duties.yaml",
	    path_join(demo->app->arena, demo->folder, "catalogs/duties.yaml"), err);
}

bool
demo_import_sheet(struct demo *demo, const char *kind, const char *sheet, const char *who,
    int64_t at_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct app then = demo_app(demo, who, at_ms, &a);
	const char *file = arena_printf(&a, "%s/spreadsheets/%s.csv", demo->folder, sheet);
	const char *papers = arena_printf(&a, "%s/spreadsheets/%s", demo->folder, sheet);
	bool are_papers = strcmp(kind, "documents") == 0;
	struct args_option map = { "map", file };
	const struct args args = { .count = 2, .word = (const char *[]){ kind, are_papers ? papers : file },
	    .option = &map, .options = are_papers };
	bool ok = write_dated(demo, arena_printf(&a, "config/demo/%s.csv", sheet), file, err) &&
	    (!are_papers || demo_write_papers(file, papers, err));
	int status = ok ? cmd_import(&then, &args, err) : CMD_FAILED;

	if (status == EXIT_PARTLY || status == EXIT_REFUSED)
		fail(err, ERR_SYSTEM, "not all of %s was taken", file);
	arena_clear(&a);
	return status == EXIT_DONE;
}

bool
demo_import(struct demo *demo, int64_t at_ms, struct err *err)
{
	if (!folder_make(path_join(demo->app->arena, demo->folder, "spreadsheets"), 0700, err))
		return false;
	for (size_t i = 0; i < LEN(sheets); i++)
		if (!demo_import_sheet(demo, sheets[i], sheets[i], "maria", at_ms, err))
			return false;
	return true;
}
