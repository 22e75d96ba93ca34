/*
 * settings_guard: what of credence.yaml is not changed from a page, but by whoever has the machine: where secrets come
 * from and to whom they go, where the pages listen, and which programs and files of the machine are named.  A person
 * who administers may be somebody else's stolen session: it must not become the machine.
 */
#ifndef CORE_SETTINGS_GUARD_H
#define CORE_SETTINGS_GUARD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/problem.h"

/* Adds a problem at the place in "text" of each such part that is not as in "before"; what cannot be read as YAML is
 * nobody's matter here. */
void	settings_guard(const char *file, const char *before, const char *text, struct arena *a, struct problems *problems);

#endif
