/* csv_sniff: by their first bytes. */
#include "base/csv_sniff.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

const char *
csv_no_text(const char *bytes, size_t len)
{
	static const struct { const char *bytes; size_t len; const char *what; } kinds[] = {
		{ "PK\x03\x04", 4, "this is an Excel workbook (xlsx) or an archive, no CSV. Save it as "
		    "\"CSV UTF-8\" and import that" },
		{ "\xd0\xcf\x11\xe0", 4, "this is an Excel workbook (xls), no CSV. Save it as \"CSV "
		    "UTF-8\" and import that" },
		{ "%PDF", 4, "this is a PDF, no CSV" },
		{ "\x1f\x8b", 2, "this is compressed (gzip), no CSV. Unpack it first" },
		{ "\xff\xfe", 2, "this is UTF-16 text. Save it as \"CSV UTF-8\" and import that" },
		{ "\xfe\xff", 2, "this is UTF-16 text. Save it as \"CSV UTF-8\" and import that" },
	};

	for (size_t i = 0; i < LEN(kinds); i++)
		if (len >= kinds[i].len && memcmp(bytes, kinds[i].bytes, kinds[i].len) == 0)
			return kinds[i].what;
	return NULL;
}

char
csv_sniff(const char *bytes, size_t len)
{
	static const char candidates[] = ",;\t";
	size_t count[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < len && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++) {
		quoted = quoted != (bytes[i] == '"');
		for (size_t c = 0; c < LEN(count); c++)
			count[c] += !quoted && bytes[i] == candidates[c];
	}
	for (size_t c = 1; c < LEN(count); c++)
		best = count[c] > count[best] ? c : best;
	return candidates[best];
}
