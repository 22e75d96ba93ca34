/*
 * role: what each role may see and do in this practice, from catalogs/roles.yaml.  The program's own table
 * (role_most) is the most that a role can have: the file takes away and gives nothing, so that whoever can write it
 * cannot let anybody see more.  Minimum necessary: 45 CFR 164.502(b), 164.514(d)(2).
 */
#ifndef CORE_ROLE_H
#define CORE_ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "core/right.h"

struct role {
	unsigned	 rights;		/* of core/right.h */
	bool		 retired;		/* who has it keeps it, nobody new gets it */
};

struct roles { struct role role[RIGHT_ROLES]; };	/* in the order of right_roles */

/* The most that each role can have, as the shipped file has it, too. */
extern const struct roles role_most;

/* False with problems, all of them: a role or a right that is not known, one beyond the program's table, a role that
 * is missing, and a file after which nobody could administer people. */
bool		 role_parse(const char *file, const char *bytes, size_t len, struct arena *a, struct roles *ret_roles,
		    struct problems *problems);

/* What all roles of the set (bit i is the i-th of right_roles) may do. */
unsigned	 role_rights(const struct roles *roles, unsigned set);

/* Which roles have one of these rights: "coordinator, manager"; "none" where the practice
 * took it from all. */
const char	*role_words_with(const struct roles *roles, unsigned rights, struct arena *a);

/* ERR_INPUT: one of the set is retired and not among those that the person has already. */
bool		 role_may_be_given(const struct roles *roles, unsigned set, unsigned has, struct err *err);

#endif
