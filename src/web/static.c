/* static: joined when the server starts, packed when first asked for: once, as small as it gets. */
#include "web/static.h"

#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "web/gzip.h"
#include "web/packed.h"
#include "web/pages.h"
#include "base/banned.h"

#define PARTS_MAX	4
#define HASH_SHOWN	12	/* characters of the hash in a file's name */

#define OURS(file)	"src/web/static/" file
#define LIBRARY(file)	"src/web/node_modules/" file
#define CSS		"text/css; charset=utf-8"
#define SCRIPT		"text/javascript; charset=utf-8"

/* A library that was out of reach when the program was built is left out: every page works without. */
static const struct made_of { const char *file, *type, *parts[PARTS_MAX]; } files[] = {
	{ "style.css", CSS, { LIBRARY("bootstrap/dist/css/bootstrap-reboot.min.css"),
	    LIBRARY("bootstrap/dist/css/bootstrap-utilities.min.css"), OURS("style.css") } },
	{ "desk.js", SCRIPT, { LIBRARY("htmx.org/dist/htmx.min.js"), OURS("desk.js") } },
	{ "calendar.js", SCRIPT, { LIBRARY("fullcalendar/index.global.min.js"), OURS("calendar.js") } },
	{ "chart.css", CSS, { LIBRARY("uplot/dist/uPlot.min.css") } },
	{ "chart.js", SCRIPT, { LIBRARY("uplot/dist/uPlot.iife.min.js"), OURS("chart.js") } },
	{ "live.js", SCRIPT, { OURS("live.js") } },
	{ "my.js", SCRIPT, { OURS("my.js") } },
	{ "icon.svg", "image/svg+xml", { OURS("icon.svg") } },
};

struct static_file {
	char		*path;
	struct str	 bytes, packed;		/* packed: empty until asked for */
};

struct statics { struct static_file item[LEN(files)]; };

static char *
path_of(const char *file, const struct str *bytes)
{
	size_t name = strcspn(file, ".");
	char hash[HASH_ID_BYTES];
	struct str path = STR_INIT;

	str_printf(&path, "/static/%.*s.%.*s%s", (int)name, file, HASH_SHOWN,
	    hash_id(bytes->text, bytes->len, hash), file + name);
	return str_take(&path);
}

struct statics *
statics_new(void)
{
	struct statics *all = heap_alloc(sizeof(*all));

	for (size_t i = 0; i < LEN(files); i++) {
		struct static_file *f = &all->item[i];
		f->bytes = f->packed = (struct str)STR_INIT;
		for (size_t k = 0; k < PARTS_MAX && files[i].parts[k] != NULL; k++) {
			const struct asset *asset = asset_find(files[i].parts[k]);
			if (asset == NULL)
				continue;
			str_add_bytes(&f->bytes, asset->bytes, asset->len);
			str_add(&f->bytes, "\n");
		}
		f->path = path_of(files[i].file, &f->bytes);
	}
	return all;
}

void
statics_free(struct statics *all)
{
	for (size_t i = 0; all != NULL && i < LEN(files); i++) {
		free(all->item[i].path);
		str_clear(&all->item[i].bytes);
		str_clear(&all->item[i].packed);
	}
	free(all);
}

const char *
statics_path(const struct statics *all, const char *file)
{
	for (size_t i = 0; i < LEN(files); i++)
		if (strcmp(files[i].file, file) == 0)
			return all->item[i].path;
	BUG("no file %s", file);
}

static void
give(const struct request *r, struct static_file *f, struct reply *reply)
{
	reply->varies = true;
	reply->is_gzip = packed_is_taken(pairs_get(&r->header, "Accept-Encoding"));
	if (reply->is_gzip && f->packed.len == 0)
		packed_add(&f->packed, f->bytes.text, f->bytes.len, GZIP_SMALL);
	const struct str *body = reply->is_gzip ? &f->packed : &f->bytes;
	str_add_bytes(&reply->body, body->text, body->len);
}

bool
page_static(struct request *r, struct reply *reply, struct err *err)
{
	for (size_t i = 0; i < LEN(files); i++) {
		struct static_file *f = &r->web->statics->item[i];
		if (strcmp(f->path, r->path) != 0)
			continue;
		reply->type = files[i].type;
		reply->cache = "public, max-age=31536000, immutable";
		reply->status = 200;
		give(r, f, reply);
		return true;
	}
	return fail(err, ERR_MISSING, "there is no such file");
}
