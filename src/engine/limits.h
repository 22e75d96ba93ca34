/* limits: how often, how long, how many.  What people may set stands in config/credence.yaml. */
#ifndef ENGINE_LIMITS_H
#define ENGINE_LIMITS_H

#include "base/zone.h"
#include "store/outbox.h"	/* LETTER_LIFE_MS, which the other rooms need, too */

/* A transaction of the tick is ended after this time, so that others may write. */
#define BATCH_NS		8000000LL

/* Rows looked up at once; about as many as a transaction has time for. */
#define BATCH_ROWS		64

/* Records of the look of the day between two looks at the stopwatch. */
#define SWEEP_ROWS		32

/* Letters of timers that are later than this are counted before they go. */
#define LATE_MS			MS_PER_DAY

/* Between two ticks of one process; then it is the clock that has jumped, and what fell due by that is late. */
#define JUMP_MS			MS_PER_HOUR

/* Reasons of held letters: while they are counted, and when they are too many. */
#define BREAKER_COUNTING	"asked for by a late timer; counted at the end of this tick"
#define BREAKER_HELD		"many letters of late timers at once: a person has to let them go"

/* A timer that needs the inbox waits so long for it before somebody is told. */
#define INBOX_LATE_MS		MS_PER_DAY

/* Children that start children. */
#define DEPTH_MAX		8


#endif
