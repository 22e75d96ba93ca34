/* settings_oauth: what mail.oauth demands, and what the known providers make of it. */
#ifndef CORE_SETTINGS_OAUTH_H
#define CORE_SETTINGS_OAUTH_H

#include "base/yaml.h"
#include "core/settings.h"

/* "oauth" is the node of mail.oauth, NULL when there is none; "login" one of a server that wants a
 * token, NULL when none does. */
void	settings_check_oauth(const char *file, const struct yaml_node *oauth,
	    const struct yaml_node *login, bool has_provider, struct problems *problems);

/* Fills what the provider's documentation says, where nothing else is written. */
void	settings_fill_oauth(struct mail_oauth *oauth, struct arena *a);

#endif
