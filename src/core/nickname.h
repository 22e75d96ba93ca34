/* nickname: Bob is Robert, Peggy is Margaret; folded first names. */
#ifndef CORE_NICKNAME_H
#define CORE_NICKNAME_H

#include <stdbool.h>
#include <stddef.h>

/* The name that it stands for, with its length; itself when it is none.  "Fran" may stand for several:
 * the first of them. */
const char *nickname_full(const char *first, size_t *len);

/* May the two be one person's?  Also of two nicknames of the same name. */
bool	nickname_same(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
