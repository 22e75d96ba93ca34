/* caqh: after statuses were taken in. */
#ifndef CMD_CAQH_H
#define CMD_CAQH_H

#include "cmd/cmd.h"

/* Tells the cases of those whom CAQH calls expired. */
bool	caqh_tell(struct app *app, struct err *err);

#endif
