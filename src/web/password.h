/* password: a new password as a form has it: "password", and once more "again". */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include "base/password.h"
#include "store/account.h"
#include "web/request.h"

/* Checked and hashed for the user of that name; *ret_refusal says to people why it is none, NULL: it is one. */
bool	password_read(const struct request *r, const char *name, char hash[PASSWORD_HASH_BYTES],
	    const char **ret_refusal, struct err *err);

#endif
