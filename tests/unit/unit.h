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
/* cmocka's fail() and fail_msg() are macros under a name that is ours in base/err.h. */
#undef fail
#undef fail_msg
#define fail_test(...) \
	do { print_error(__VA_ARGS__); print_error("\n"); _fail(__FILE__, __LINE__); } while (0)

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#endif
