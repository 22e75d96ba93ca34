/* static: files that are built in; a name holds its content's hash, so that it may be kept for ever. */
#include <string.h>

#include "base/asset.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

static const struct { const char *end, *type; } types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
};

bool
page_static(struct request *r, struct reply *reply, struct err *err)
{
	static const char folder[] = "src/web/static/";
	const struct asset *asset;

	for (size_t i = 0; (asset = asset_list(folder, i)) != NULL; i++) {
		const char *file = asset->path + strlen(folder);
		if (!text_equal(page_static_path(file, r->a), r->path))
			continue;
		for (size_t j = 0; j < LEN(types); j++)
			if (text_ends(file, types[j].end))
				reply->type = types[j].type;
		str_add_bytes(&reply->body, asset->bytes, asset->len);
		reply->cache = "public, max-age=31536000, immutable";
		reply->status = 200;
		return true;
	}
	return fail(err, ERR_MISSING, "there is no such file");
}
