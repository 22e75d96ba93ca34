/* gzip: zlib's stream behind a sink. */
#include "web/gzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/banned.h"

#define WINDOW		(15 + 16)	/* zlib: the largest window, with gzip's head */
#define PIECE_BYTES	16384
#define UNIX		3		/* where it was made */

struct gzip {
	z_stream	 z;
	gz_header	 head;
};

struct gzip *
gzip_new(int level, const char *name)
{
	struct gzip *g = heap_alloc(sizeof(*g));

	g->head = (gz_header){ .name = (Bytef *)(uintptr_t)name, .os = UNIX };	/* zlib only reads it */
	if (deflateInit2(&g->z, level, Z_DEFLATED, WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateSetHeader(&g->z, &g->head) != Z_OK)
		BUG("zlib does not begin");
	return g;
}

void
gzip_free(struct gzip *g)
{
	if (g != NULL)
		deflateEnd(&g->z);
	free(g);
}

bool
gzip_add(struct gzip *g, const char *bytes, size_t len, bool is_last, gzip_sink sink, void *context,
    struct err *err)
{
	char piece[PIECE_BYTES];

	g->z.next_in = (Bytef *)(uintptr_t)bytes;	/* zlib only reads them */
	g->z.avail_in = (uInt)len;
	do {
		g->z.next_out = (Bytef *)piece;
		g->z.avail_out = sizeof(piece);
		if (deflate(&g->z, is_last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
			BUG("zlib does not go on");
		if (!sink(context, piece, sizeof(piece) - g->z.avail_out, err))
			return false;
	} while (g->z.avail_out == 0);
	return true;
}
