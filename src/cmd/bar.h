/* bar: how far long work has come, drawn on a terminal's standard error. */
#ifndef CMD_BAR_H
#define CMD_BAR_H

#include "cmd/cmd.h"

/* Does anybody look?  Standard error is a terminal, and nobody asked for quiet. */
bool	bar_is_wanted(const struct app *app);

/* "[=====     ] 120 rows" in place of what stood there. */
void	bar_show(int64_t done, int64_t all, int64_t count, const char *what);
void	bar_end(void);

#endif
