/* post: how one try to deliver a letter went, whoever carried it. */
#ifndef MAIL_POST_H
#define MAIL_POST_H

#define POST_REPLY_BYTES	512
#define POST_STATUS_BYTES	16

enum post_outcome {
	POST_SENT,
	POST_DEFERRED,		/* not now (4xx), or the connection ended before the letter left */
	POST_REFUSED,		/* never (5xx) */
	POST_UNKNOWN,		/* the letter was handed over and no answer came */
	POST_OUTCOMES
};

struct post_result {
	enum post_outcome outcome;
	const char	*stage;				/* mail, rcpt, data, done */
	char		 status[POST_STATUS_BYTES];	/* "5.1.1", else "550", else "" */
	char		 reply[POST_REPLY_BYTES];	/* the server's words, or ours when it said none */
};

#endif
