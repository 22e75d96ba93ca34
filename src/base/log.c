/* log: one line a message, written with one write() so that lines of several children stay whole. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/banned.h"

static const char *log_who = "credence";
static enum log_level log_level = LOG_INFO;

void
log_init(const char *who, enum log_level level)
{
	log_who = who;
	log_level = level;
}

static void put(enum log_level level, const char *mark, const char *format, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
put(enum log_level level, const char *mark, const char *format, va_list ap)
{
	if (level > log_level)
		return;
	struct str raw = STR_INIT, line = STR_INIT;
	struct timespec now;
	struct tm tm;
	char stamp[32];

	clock_gettime(CLOCK_REALTIME, &now);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now.tv_sec, &tm));
	str_vprintf(&raw, format, ap);
	for (size_t i = 0; i < raw.len; i++)
		if (raw.text[i] == '\n')
			raw.text[i] = ' ';
	str_printf(&line, "%s %s[%d]: %s", stamp, log_who, (int)getpid(), mark);
	str_add_terminal(&line, raw.text);
	str_add_char(&line, '\n');
	if (write(STDERR_FILENO, line.text, line.len) < 0) {
		/* Nobody is left to tell. */
	}
	str_clear(&raw);
	str_clear(&line);
}

#define LOG_FUNCTION(name, level, mark)			\
	void						\
	name(const char *format, ...)			\
	{						\
		va_list ap;				\
		va_start(ap, format);			\
		put(level, mark, format, ap);		\
		va_end(ap);				\
	}

LOG_FUNCTION(log_error, LOG_ERROR, "error: ")
LOG_FUNCTION(log_warn, LOG_WARN, "warning: ")
LOG_FUNCTION(log_info, LOG_INFO, "")
LOG_FUNCTION(log_debug, LOG_DEBUG, "debug: ")
