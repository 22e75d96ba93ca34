/* unit: what every unit test includes: cmocka with the headers that it wants first. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail			/* base/err.h has a function of that name */

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#endif
