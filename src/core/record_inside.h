/* record_inside: what the files of core/record share. */
#ifndef CORE_RECORD_INSIDE_H
#define CORE_RECORD_INSIDE_H

#include "core/record.h"

#define RECORD_FIELDS_MAX	32

#endif
