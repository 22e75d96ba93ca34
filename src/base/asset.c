/* asset: look-ups in the table that the Makefile makes (build/assets.S). */
#include "base/asset.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

extern const struct asset asset_table[];	/* each folder sorted; ends with a NULL path */

const struct asset *
asset_list(const char *prefix, size_t i)
{
	for (const struct asset *asset = asset_table; asset->path != NULL; asset++)
		if (text_starts(asset->path, prefix) && i-- == 0)
			return asset;
	return NULL;
}

const struct asset *
asset_find(const char *path)
{
	for (const struct asset *asset = asset_table; asset->path != NULL; asset++)
		if (strcmp(asset->path, path) == 0)
			return asset;
	return NULL;
}
