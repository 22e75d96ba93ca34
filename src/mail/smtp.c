/*
 * smtp: greeting, EHLO, STARTTLS, EHLO, AUTH; then MAIL, RCPT, DATA for each letter.
 * No argument holds a control byte, because libetpan writes it as it is; none is long enough to be
 * cut, because the server would wait for the rest.
 */
#include "mail/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "mail/compose.h"
#include "mail/sasl.h"
#include "mail/stream.h"
#include "store/folder.h"
#include "base/banned.h"

#define REPLY_BYTES_MAX		65536	/* of one answer */
#define LOGIN_BYTES_MAX		360	/* user twice and password: what a command can carry */
#define FINAL_TIMES		10	/* the answer to a whole letter may take so many times longer */
#define QUIT_MS			2000
#define COMMAND_BYTES		1152	/* holds an address and one as xtext: MAIL_ADDRESS_BYTES_MAX */

/* In the library, but not in its headers. */
int	mailsmtp_send_command(mailsmtp *session, char *command);
int	mailsmtp_read_response(mailsmtp *session);

struct smtp {
	mailsmtp	*session;
	struct stream	*stream;
	bool		 is_open, can_pipeline;
	int64_t		 timeout_ms;
	const char	*name;		/* host and port, for messages */
	struct arena	 arena;
};

static void
limit(struct smtp *smtp)
{
	stream_limit(smtp->stream, smtp->timeout_ms, REPLY_BYTES_MAX);
}

/* The last answer in one line. */
static const char *
words_of(struct smtp *smtp, char *text, size_t size)
{
	const char *said = smtp->session->response;
	int code = smtp->session->response_code;

	if (stream_reason(smtp->stream)[0] != '\0')
		snprintf(text, size, "the server %s", stream_reason(smtp->stream));
	else if (code == 0)
		snprintf(text, size, "the server gave an answer that cannot be understood");
	else
		snprintf(text, size, "%d %s", code, said != NULL ? said : "");
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	return text;
}

static bool
refuse(struct smtp *smtp, enum err_kind kind, const char *what, struct err *err)
{
	char text[POST_REPLY_BYTES];

	return fail(err, kind, "%s %s: %s", smtp->name, what, words_of(smtp, text, sizeof(text)));
}

/* A command of ours and its answer. */
static int
ask(struct smtp *smtp, const char *command)
{
	char *text = arena_strdup(&smtp->arena, command);

	limit(smtp);
	smtp->session->response_code = 0;
	bool sent = mailsmtp_send_command(smtp->session, text) != -1;
	explicit_bzero(text, strlen(text));	/* it may be a token */
	return sent ? mailsmtp_read_response(smtp->session) : 0;
}

/* Has a line of the answer to EHLO this keyword? */
static bool
offers(const struct smtp *smtp, const char *keyword)
{
	size_t len = strlen(keyword);

	for (const char *line = smtp->session->response; line != NULL;
	    line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL)
		if (strncasecmp(line, keyword, len) == 0 && (line[len] == '\0' || line[len] == ' ' ||
		    line[len] == '=' || line[len] == '\r' || line[len] == '\n'))
			return true;
	return false;
}

/* Our own: the library's tells the machine's name, and reads some answers for ever. */
static bool
hello(struct smtp *smtp, const char *domain, struct err *err)
{
	if (ask(smtp, arena_printf(&smtp->arena, "EHLO %s\r\n", domain)) != 250)
		return refuse(smtp, ERR_SYSTEM, "does not answer EHLO", err);
	smtp->session->esmtp = MAILSMTP_ESMTP;
	if (offers(smtp, "STARTTLS"))
		smtp->session->esmtp |= MAILSMTP_ESMTP_STARTTLS;
	if (offers(smtp, "SIZE"))
		smtp->session->esmtp |= MAILSMTP_ESMTP_SIZE;
	if (offers(smtp, "DSN"))
		smtp->session->esmtp |= MAILSMTP_ESMTP_DSN;
	smtp->can_pipeline = offers(smtp, "PIPELINING");
	return true;
}

static bool
secure(struct smtp *smtp, const char *domain, struct err *err)
{
	if (stream_is_secure(smtp->stream))
		return true;
	if ((smtp->session->esmtp & MAILSMTP_ESMTP_STARTTLS) == 0)
		return fail(err, ERR_AUTH, "%s offers no STARTTLS: nothing is said to it in the clear. "
		    "Set \"tls: implicit\" if it speaks TLS from the first byte", smtp->name);
	limit(smtp);
	/* Also refuses words that came with the answer: whoever put them there was not the server. */
	if (mailesmtp_starttls(smtp->session) != MAILSMTP_NO_ERROR)
		return refuse(smtp, ERR_SYSTEM, "refuses STARTTLS", err);
	return stream_start_tls(smtp->stream, err) && hello(smtp, domain, err);
}

static bool
is_plain_text(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return true;
}

static bool
give_password(struct smtp *smtp, const struct mail_server *server, const char *password,
    struct err *err)
{
	const char *way = text_equal_nocase(server->auth, "login") ? "LOGIN" : "PLAIN";

	if (!is_plain_text(server->user) || !is_plain_text(password) ||
	    2 * strlen(server->user) + strlen(password) > LOGIN_BYTES_MAX)
		return fail(err, ERR_INPUT, "user and password of %s are too long, or hold control "
		    "characters", smtp->name);
	limit(smtp);
	smtp->session->response_code = 0;
	if (mailesmtp_auth_sasl(smtp->session, way, server->host, NULL, NULL, server->user,
	    server->user, password, NULL) == MAILSMTP_NO_ERROR)
		return true;
	if (smtp->session->response_code == 250)	/* no word was said: EHLO's answer is the last */
		return fail(err, ERR_SYSTEM, "this system cannot log in with %s. "
		    "Install libsasl2-modules", way);
	return refuse(smtp, ERR_AUTH, "does not accept user and password", err);
}

/* Does the line of the answer to EHLO about AUTH name this way? */
static bool
offers_way(const struct smtp *smtp, const char *way)
{
	for (const char *line = smtp->session->response; line != NULL;
	    line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
		if (strncasecmp(line, "AUTH", 4) != 0 || strchr(" =", line[4]) == NULL)
			continue;
		for (const char *p = line + 4; *p != '\0' && *p != '\n'; p++)
			if (strchr(" =", p[0]) != NULL && strncasecmp(p + 1, way, strlen(way)) == 0 &&
			    strchr(" \r\n", p[1 + strlen(way)]) != NULL)
				return true;
	}
	return false;
}

/* In two steps, so that no line of a command is too long for a server. */
static bool
give_token(struct smtp *smtp, const struct mail_server *server, const char *token, struct err *err)
{
	bool is_bearer = !offers_way(smtp, "XOAUTH2");
	struct str answer = STR_INIT;

	if (!is_plain_text(server->user) || strlen(server->user) > LOGIN_BYTES_MAX ||
	    strchr(server->user, ',') != NULL)
		return fail(err, ERR_INPUT, "the user of %s is too long, or holds control characters",
		    smtp->name);
	if (is_bearer && !offers_way(smtp, "OAUTHBEARER"))
		return fail(err, ERR_INPUT, "%s takes no token (XOAUTH2, OAUTHBEARER). Set \"auth: plain\" and "
		    "a password", smtp->name);
	int code = ask(smtp, is_bearer ? "AUTH OAUTHBEARER\r\n" : "AUTH XOAUTH2\r\n");
	if (code == 334) {
		sasl_add_token(&answer, is_bearer, server, token);
		str_add(&answer, "\r\n");
		code = ask(smtp, answer.text);
		explicit_bzero(answer.text, answer.len);
		str_clear(&answer);
	}
	if (code == 334)			/* the reason, to be confirmed before the refusal */
		code = ask(smtp, is_bearer ? "AQ==\r\n" : "\r\n");
	return code == 235 || refuse(smtp, ERR_AUTH, "does not accept the token", err);
}

static bool
authenticate(struct smtp *smtp, const struct settings *settings, const char *folder,
    const char *token, struct err *err)
{
	const struct mail_server *server = &settings->mail.smtp;
	struct arena a = ARENA_INIT;
	const char *password = "";

	if (server->user == NULL)
		return true;
	if (!offers(smtp, "AUTH"))
		return fail(err, ERR_AUTH, "%s offers no login", smtp->name);
	if (token != NULL)
		return give_token(smtp, server, token, err);
	bool ok = folder_secret(folder, settings, server->password, &a, &password, err) &&
	    give_password(smtp, server, password, err);
	explicit_bzero((char *)(uintptr_t)password, strlen(password));
	arena_clear(&a);
	return ok;
}

static bool
begin(struct smtp *smtp, const struct settings *settings, const char *folder, const char *token,
    struct err *err)
{
	const char *domain = settings->mail.domain;

	limit(smtp);
	smtp->session->stream = stream_give(smtp->stream);
	/* Not mailsmtp_connect(): it ends the stream of a server that does not greet, and its words with it. */
	if (mailsmtp_read_response(smtp->session) != 220)
		return refuse(smtp, ERR_SYSTEM, "does not greet", err);
	return hello(smtp, domain, err) && secure(smtp, domain, err) &&
	    authenticate(smtp, settings, folder, token, err);
}

bool
smtp_open(const struct settings *settings, const char *folder, const char *token, int cancel_fd,
    struct smtp **ret_smtp, struct err *err)
{
	const struct mail_server *server = &settings->mail.smtp;
	const struct stream_wish wish = { server, folder,
	    settings->mail.timeout_seconds * MS_PER_SECOND, cancel_fd };
	struct stream *stream;

	if (server->host == NULL)
		return fail(err, ERR_INPUT, "\"transport: smtp\" needs \"smtp:\" with a host");
	if (!mail_address_valid(settings->mail.from))
		return fail(err, ERR_INPUT, "\"%s\" is no address that SMTP can carry",
		    settings->mail.from);
	if (!stream_open(&wish, &stream, err))
		return false;
	struct smtp *smtp = heap_alloc(sizeof(*smtp));
	*smtp = (struct smtp){ .stream = stream, .is_open = true, .timeout_ms = wish.timeout_ms };
	smtp->name = arena_printf(&smtp->arena, "%s port %d", server->host, server->port);
	smtp->session = mailsmtp_new(0, NULL);
	if (smtp->session == NULL)
		BUG("no memory for a session");
	if (!begin(smtp, settings, folder, token, err)) {
		smtp->is_open = false;
		smtp_close(smtp);
		return false;
	}
	*ret_smtp = smtp;
	return true;
}

void
smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	if (smtp->is_open) {
		stream_limit(smtp->stream, QUIT_MS, REPLY_BYTES_MAX);
		mailsmtp_quit(smtp->session);		/* closes the stream, too */
	} else if (smtp->session->stream != NULL) {
		mailstream_close(smtp->session->stream);
		smtp->session->stream = NULL;
	}
	mailsmtp_free(smtp->session);
	arena_clear(&smtp->arena);
	free(smtp);
}

/* "5.1.1" where the words begin so (RFC 3463), else the code. */
static void
set_status(struct post_result *result, int code, const char *words)
{
	size_t len = words != NULL ? strspn(words, "0123456789.") : 0;

	if (len >= 5 && len < sizeof(result->status) && words[1] == '.' && words[len] == ' ')
		snprintf(result->status, sizeof(result->status), "%.*s", (int)len, words);
	else
		snprintf(result->status, sizeof(result->status), "%d", code);
}

/* These speak of our account, not of this letter. */
static bool
is_about_us(int code, const char *stage)
{
	return code == 503 || code == 530 || code == 534 || code == 535 || code == 538 ||
	    strcmp(stage, "mail") == 0;
}

/* The answer to a step of the letter; true when the next step may come. */
static bool
note(struct smtp *smtp, const char *stage, int want, struct post_result *result)
{
	int code = smtp->session->response_code;

	result->stage = stage;
	words_of(smtp, result->reply, sizeof(result->reply));
	if (stream_reason(smtp->stream)[0] != '\0' || code == 0) {
		smtp->is_open = false;
		return false;
	}
	set_status(result, code, smtp->session->response);
	if (code == want || (want == 250 && code == 251))
		return true;
	result->outcome = code >= 500 && code < 600 && !is_about_us(code, stage) ? POST_REFUSED :
	    POST_DEFERRED;
	if (code == 421 || code < 400 || code >= 600)	/* it leaves, or we do not understand each other */
		smtp->is_open = false;
	return false;
}

/* What the server knows of SIZE and DSN is said with MAIL.  All texts were found to be plain before. */
static void
write_mail(const struct smtp *smtp, const char *from, const char *envelope_id, size_t len,
    char command[COMMAND_BYTES])
{
	bool dsn = (smtp->session->esmtp & MAILSMTP_ESMTP_DSN) != 0;
	char size[32] = "";

	if ((smtp->session->esmtp & MAILSMTP_ESMTP_SIZE) != 0)
		snprintf(size, sizeof(size), " SIZE=%zu", len);
	snprintf(command, COMMAND_BYTES, "MAIL FROM:<%s>%s%s%s%s\r\n", from, dsn ? " RET=HDRS" : "",
	    dsn && envelope_id != NULL ? " ENVID=" : "",
	    dsn && envelope_id != NULL ? envelope_id : "", size);
}

/* xtext of RFC 3461, 4.1; the address was found to be plain before. */
static void
write_xtext(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + 4 < size; text++)
		n += (size_t)snprintf(out + n, size - n, *text == '+' || *text == '=' ? "+%02X" : "%c", (unsigned char)*text);
	out[n] = '\0';
}

/* We want to hear of a failure and of a long delay, not that all is well; a report that comes from behind an alias
 * still names the address that we wrote to. */
static void
write_rcpt(const struct smtp *smtp, const char *to, char command[COMMAND_BYTES])
{
	char original[MAIL_ADDRESS_BYTES_MAX * 3 + 1];

	write_xtext(to, original, sizeof(original));
	if ((smtp->session->esmtp & MAILSMTP_ESMTP_DSN) != 0)
		snprintf(command, COMMAND_BYTES, "RCPT TO:<%s> NOTIFY=FAILURE,DELAY ORCPT=rfc822;%s\r\n", to, original);
	else
		snprintf(command, COMMAND_BYTES, "RCPT TO:<%s>\r\n", to);
}

/* The server waits for a letter though it refused the recipient: a dot ends it, and reaches nobody. */
static void
end_nothing(struct smtp *smtp, int rcpt_code)
{
	if (rcpt_code < 400 || ask(smtp, ".\r\n") == 0)
		smtp->is_open = false;
}

/* MAIL, RCPT, DATA: in one go where the server allows it (RFC 2920), else one after the other. */
static bool
envelope(struct smtp *smtp, const char *from, const char *to, const char *envelope_id, size_t len,
    struct post_result *result)
{
	static const struct { const char *stage; int want; } steps[] = {
		{ "mail", 250 }, { "rcpt", 250 }, { "data", 354 },
	};
	char command[LEN(steps)][COMMAND_BYTES], all[LEN(steps) * COMMAND_BYTES];
	int code[LEN(steps)] = { 0 };
	bool ok = true;

	write_mail(smtp, from, envelope_id, len, command[0]);
	write_rcpt(smtp, to, command[1]);
	snprintf(command[2], COMMAND_BYTES, "DATA\r\n");
	snprintf(all, sizeof(all), "%s%s%s", command[0], command[1], command[2]);
	for (size_t i = 0; i < LEN(steps) && smtp->is_open && (ok || smtp->can_pipeline); i++) {
		limit(smtp);
		smtp->session->response_code = 0;
		if ((smtp->can_pipeline && i > 0) || mailsmtp_send_command(smtp->session,
		    smtp->can_pipeline ? all : command[i]) != -1)
			mailsmtp_read_response(smtp->session);
		code[i] = smtp->session->response_code;
		if (ok)
			ok = note(smtp, steps[i].stage, steps[i].want, result);
		else if (code[i] == 0)
			smtp->is_open = false;
	}
	if (!ok && code[2] == 354)
		end_nothing(smtp, code[1]);
	return ok;
}

/* A line that begins with a dot gets one more (RFC 5321, 4.5.2).  The library's way to write lines
 * does not do it, and its way to write whole messages does not tell whether the last dot went out. */
static bool
write_lines(mailstream *stream, const char *bytes, size_t len)
{
	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t line = end != NULL ? (size_t)(end - bytes) + 1 : len;
		if ((bytes[0] == '.' && mailstream_write(stream, ".", 1) == -1) ||
		    mailstream_write(stream, bytes, line) == -1)
			return false;
		bytes += line;
		len -= line;
	}
	return true;
}

/* The letter, then the dot: as soon as the dot may be on its way, it may have been taken. */
static void
content(struct smtp *smtp, const char *bytes, size_t len, struct post_result *result)
{
	mailstream *stream = smtp->session->stream;
	const char *dot = len > 0 && bytes[len - 1] == '\n' ? ".\r\n" : "\r\n.\r\n";

	stream_limit(smtp->stream, smtp->timeout_ms * FINAL_TIMES, REPLY_BYTES_MAX);
	smtp->session->response_code = 0;
	if (!write_lines(stream, bytes, len)) {
		note(smtp, "data", 250, result);
		return;
	}
	result->outcome = POST_UNKNOWN;
	if (mailstream_write(stream, dot, strlen(dot)) != -1 && mailstream_flush(stream) != -1)
		mailsmtp_read_response(smtp->session);
	if (note(smtp, "data", 250, result)) {
		result->outcome = POST_SENT;
		result->stage = "done";
	}
}

void
smtp_send(struct smtp *smtp, const char *from, const char *to, const char *envelope_id,
    const char *bytes, size_t len, struct post_result *ret_result)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	struct post_result result = { .outcome = POST_DEFERRED, .stage = "mail" };

	if (!mail_address_valid(to)) {
		result.outcome = POST_REFUSED;
		snprintf(result.reply, sizeof(result.reply), "this is no address that SMTP can carry");
	} else if (envelope(smtp, from, to, envelope_id[strspn(envelope_id, plain)] == '\0' ?
	    envelope_id : NULL, len, &result)) {
		content(smtp, bytes, len, &result);
	} else if (smtp->is_open) {
		limit(smtp);
		if (mailsmtp_reset(smtp->session) != MAILSMTP_NO_ERROR)
			smtp->is_open = false;
	}
	*ret_result = result;
}

bool
smtp_is_open(const struct smtp *smtp)
{
	return smtp->is_open;
}

bool
smtp_is_alive(struct smtp *smtp)
{
	if (smtp->is_open && ask(smtp, "RSET\r\n") != 250)
		smtp->is_open = false;
	return smtp->is_open;
}
