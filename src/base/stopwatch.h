/* stopwatch: a clock that only runs forward.  It decides how long to wait and where long work is cut
 * into transactions, and nothing that anybody sees, so it need not be a parameter as time is. */
#ifndef BASE_STOPWATCH_H
#define BASE_STOPWATCH_H

#include <stdint.h>

int64_t	stopwatch_ns(void);
int64_t	stopwatch_ms(void);

#endif
