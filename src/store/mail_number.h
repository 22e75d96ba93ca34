/*
 * mail_number: letters and received messages share one row of numbers, so that "mail 17" is one thing
 * in every list and command.  Databases of before may have a number twice: see message_direction().
 */
#ifndef STORE_MAIL_NUMBER_H
#define STORE_MAIL_NUMBER_H

/* The next number, as an SQL expression; both ends are looked up, nothing is counted.  A transaction
 * that writes has the database for itself, so no two rows get the same. */
#define MAIL_NEXT_NUMBER \
	"(SELECT coalesce(max(n), 0) + 1 FROM (SELECT max(outbox_id) AS n FROM outbox" \
	" UNION ALL SELECT max(message_id) FROM message) numbers)"

#endif
