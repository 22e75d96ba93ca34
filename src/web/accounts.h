/* accounts: how the mail account, the calendars and the backup are doing, for the page Administration. */
#ifndef WEB_ACCOUNTS_H
#define WEB_ACCOUNTS_H

#include "base/json.h"
#include "web/request.h"

/* Adds "trial" (NULL: never tried), "can_try_mail", "calendars", and "backup" (NULL: there was none). */
bool	accounts_add(struct request *r, struct json *data, struct err *err);

#endif
