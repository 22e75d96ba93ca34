/*
 * stream: a connection to a mail server under libetpan: TCP, and TLS that is always verified (chain
 * and host name; TLS 1.2 or later).  libetpan verifies nothing by itself.
 * Every conversation has an end time and a number of bytes that may come; a server that drips,
 * floods or falls silent costs no more than that.
 */
#ifndef MAIL_STREAM_H
#define MAIL_STREAM_H

#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/settings.h"

struct stream;

struct stream_wish {
	const struct mail_server *server;
	const char	*folder;	/* a ca_file is named from here */
	int64_t		 timeout_ms;	/* to connect, and to agree on TLS */
	int		 cancel_fd;	/* readable: give up; -1: none */
};

/* Connects; with TLS_IMPLICIT also agrees on TLS.  ERR_SYSTEM not reached, ERR_AUTH the certificate
 * was not accepted, ERR_INPUT a ca_file without certificates. */
bool	stream_open(const struct stream_wish *wish, struct stream **ret_stream, struct err *err);

/* After the server agreed to STARTTLS. */
bool	stream_start_tls(struct stream *s, struct err *err);

/* For libetpan, which owns the stream from now on: mailstream_close() ends and frees both. */
mailstream *stream_give(struct stream *s);

/* What may still happen: so long from now, so many bytes from the server. */
void	stream_limit(struct stream *s, int64_t timeout_ms, size_t bytes);

/* Waits until the server says something; false after the time, or when it is time to give up. */
bool	stream_wait(struct stream *s, int64_t timeout_ms);

bool	stream_is_secure(const struct stream *s);

/* Why reading or writing failed: "gave no answer in time" ...; "" when it did not. */
const char *stream_reason(const struct stream *s);

#endif
