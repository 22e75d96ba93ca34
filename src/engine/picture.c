/* picture: the graph of a definition handed to dot. */
#include "engine/picture.h"

#include "base/program.h"
#include "base/banned.h"

#define SVG_BYTES_MAX	((size_t)4 << 20)
#define DRAW_MS		20000

bool
picture_draw(const struct definition *d, const struct graph_view *view, struct str *svg,
    struct err *err)
{
	char *const words[] = { (char[]){ "dot" }, (char[]){ "-Tsvg" }, NULL };
	struct str dot = STR_INIT;

	definition_graph(d, view, &dot);
	const struct program program = { .words = words, .in = dot.text, .in_len = dot.len,
	    .out_max = SVG_BYTES_MAX, .timeout_ms = DRAW_MS };
	struct err why = ERR_INIT;
	bool ok = program_run(&program, svg, &why);
	str_clear(&dot);
	return ok || fail(err, ERR_SYSTEM, "could not draw the workflow: %s%s", why.text,
	    why.kind == ERR_MISSING ? ". Install graphviz" : "");
}
