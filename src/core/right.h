/*
 * right: what a person may see and do here, and the names of the roles that allow it.  Minimum necessary is the
 * rule: each page names the right it needs (web/router.c), and nothing else decides.  Which role has which: core/role.h.
 */
#ifndef CORE_RIGHT_H
#define CORE_RIGHT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* Bits of a set. */
enum right {
	RIGHT_NAMES	 = 1 << 0,	/* names, payers, sites, days; who may bill */
	RIGHT_READ	 = 1 << 1,	/* whole files: cases, mail, tasks, documents, reports */
	RIGHT_WORK	 = 1 << 2,	/* cases moved, tasks done, records changed */
	RIGHT_DECIDE	 = 1 << 3,	/* what is left to a reviewer: cases that have such a task open */
	RIGHT_AUDIT	 = 1 << 4,	/* the log of who saw and changed what */
	RIGHT_ADMIN	 = 1 << 5,	/* people, settings, accounts */
	/* Sensitive fields, one right each; every look is in the audit log. */
	RIGHT_BIRTH	 = 1 << 6,	/* date of birth */
	RIGHT_SSN	 = 1 << 7,	/* Social Security number, whole or its last four */
	RIGHT_HOME	 = 1 << 8,	/* home address */
	RIGHT_DISCIPLINE = 1 << 9,	/* answers to disciplinary questions */
	RIGHT_BANK	 = 1 << 10,	/* bank accounts */
};

#define RIGHTS_ALL	((1u << 11) - 1)
#define RIGHTS_FIELDS	(RIGHT_BIRTH | RIGHT_SSN | RIGHT_HOME | RIGHT_DISCIPLINE | RIGHT_BANK)

/* coordinator, manager, reviewer, billing, auditor, admin; NULL-ended.  Bit i of a set of roles is the i-th. */
#define RIGHT_ROLES	6
extern const char *const right_roles[RIGHT_ROLES + 1];

/* Adds the role of that name to the set.  ERR_INPUT names those that there are. */
bool		 right_add_role(const char *name, unsigned *roles, struct err *err);

/* The names of the set's roles, ", " between them, in "a". */
const char	*right_role_words(unsigned roles, struct arena *a);

/* The right of that word of catalogs/roles.yaml: "read", "ssn"; 0: there is none.  And all of those words that are
 * in a set, ", " between them, in "a". */
unsigned	 right_find(const char *word);
const char	*right_words(unsigned rights, struct arena *a);

/* The set as people understand it, in "a": "read whole files, work on cases and tasks". */
const char	*right_meaning(unsigned rights, struct arena *a);

/* The right that a sensitive field of a record needs ("ssn", "birth_day"); 0: it is none of them. */
unsigned	 right_of_field(const char *name);

/* What a token for programs may be limited to: names, read, work, decide, audit, admin; each brings the names
 * along.  Bit i of a set of scopes is the i-th; ERR_INPUT names those that there are. */
bool		 right_add_scope(const char *name, unsigned *scopes, struct err *err);
const char	*right_scope_words(unsigned scopes, struct arena *a);
unsigned	 right_of_scopes(unsigned scopes);

#endif
