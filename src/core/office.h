/*
 * office: the hours in which letters that nobody asked for by hand may leave (settings: mail.send_from,
 * mail.send_until), on working days of the practice's calendar alone.
 */
#ifndef CORE_OFFICE_H
#define CORE_OFFICE_H

#include "core/settings.h"

/* The first moment from then on that lies within the hours: that one itself when it does, and always where
 * no hours are set. */
int64_t	office_open_ms(const struct settings *settings, int64_t at_ms);

#endif
