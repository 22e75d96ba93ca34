/* settings_web: from where the pages can be reached.  Off this machine only by TLS, with a certificate of our
 * own or behind a proxy that is named. */
#ifndef CORE_SETTINGS_WEB_H
#define CORE_SETTINGS_WEB_H

#include "base/problem.h"
#include "base/yaml.h"
#include "core/settings.h"

/* Is it an address of this machine that no other one reaches: 127.0.0.1, ::1? */
bool	address_is_loopback(const char *address);

/* Are two addresses the same, however they are written?  NULL is none. */
bool	address_equal(const char *a, const char *b);

/* Can other machines reach the pages, by themselves or by a proxy? */
bool	settings_web_is_open(const struct settings *settings);

/* What one key of "web" demands of another; the node may be NULL. */
void	settings_check_web(const char *file, const struct yaml_node *web, const struct settings *settings,
	    struct problems *problems);

#endif
