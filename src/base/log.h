/*
 * log: what a child or a command says about its work, one line each, on standard error.
 * "2026-11-22T14:00:01Z fetcher[812]: read 3 messages".  Edges alone log; no secrets, no
 * personal data beyond ids.  Text from outside is made safe for terminals here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void	log_init(const char *who, enum log_level level);	/* "who" must stay alive */
void	log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void	log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void	log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void	log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
