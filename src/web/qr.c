/* qr: one unit of the picture is one module, with the four of quiet around that readers need (ISO 18004). */
#include "web/qr.h"

#include <qrencode.h>

#include "base/str.h"
#include "base/banned.h"

#define QUIET	4

const char *
qr_svg(const char *text, struct arena *a)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct str svg = STR_INIT;

	if (code == NULL)
		return NULL;
	str_printf(&svg, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"QR code for the authenticator; "
	    "the same stands in letters below\" shape-rendering=\"crispEdges\"><path class=\"ground\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path class=\"ink\" d=\"", code->width + 2 * QUIET, code->width + 2 * QUIET, code->width + 2 * QUIET,
	    code->width + 2 * QUIET);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (code->data[y * code->width + x] & 1)
				str_printf(&svg, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	str_add(&svg, "\"/></svg>");
	QRcode_free(code);
	const char *kept = arena_strndup(a, svg.text, svg.len);
	str_clear(&svg);
	return kept;
}
