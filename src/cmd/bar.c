/* bar: one line that is drawn over itself. */
#include "cmd/bar.h"

#include <stdio.h>
#include <unistd.h>

#include "base/banned.h"

#define COLUMNS	30
#define LINE	(COLUMNS + 40)

bool
bar_is_wanted(const struct app *app)
{
	return isatty(STDERR_FILENO) && !app->quiet;
}

void
bar_show(int64_t done, int64_t all, int64_t count, const char *what)
{
	int filled = all > 0 ? (int)(done * COLUMNS / all) : 0;

	if (filled > COLUMNS)
		filled = COLUMNS;
	fprintf(stderr, "\r[%.*s%*s] %lld %s", filled, "==============================", COLUMNS - filled,
	    "", (long long)count, what);
}

void
bar_end(void)
{
	fprintf(stderr, "\r%*s\r", LINE, "");
}
