/*
 * settings_service: mail accounts of the usual providers, by name (mail.service): where their servers are, how one
 * logs in, how much may leave.  Whatever credence.yaml says itself counts more.
 */
#ifndef CORE_SETTINGS_SERVICE_H
#define CORE_SETTINGS_SERVICE_H

#include "base/yaml.h"
#include "core/settings.h"

bool	settings_service_known(const char *name);

/* NULL-ended, for the table of keys. */
extern const char *const settings_services[];

/* Fills what "mail" leaves out and the service says; nothing without a service. */
void	settings_fill_service(const struct yaml_node *mail, struct settings *s);

/* Does the account of the service take a token in the place of a password? */
bool	settings_service_wants_token(const struct settings *s);

#endif
