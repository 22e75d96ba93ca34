/* qr: a text as a QR code that a phone's camera reads, as SVG of one path; by libqrencode. */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "base/arena.h"

/* NULL: the text is too long for one. */
const char	*qr_svg(const char *text, struct arena *a);

#endif
