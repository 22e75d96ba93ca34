/* person_name: a person's name in one cell, cut into its parts. */
#ifndef CORE_PERSON_NAME_H
#define CORE_PERSON_NAME_H

#include <stdbool.h>

#include "base/arena.h"

struct person_name {
	const char	*last, *first, *middle;
	const char	*suffix;		/* Jr., III */
	const char	*degree;		/* MD, NP */
};

/* "Ruiz, Ana M., MD", "Ana M. Ruiz Jr. MD", "Dr. Ana de la Cruz".  Absent parts are "".  False when
 * no last name can be told. */
bool	person_name_parse(const char *text, struct arena *a, struct person_name *ret_name);

/* "M.D." and "md" are a degree, "Ruiz" is not. */
bool	person_name_is_degree(const char *word);

#endif
