/* library: GMime's start. */
#include "mail/library.h"

#include <gmime/gmime.h>
#include <stdbool.h>

#include "base/banned.h"

void
library_init(void)
{
	static bool is_ready;

	if (!is_ready)
		g_mime_init();
	is_ready = true;
}
