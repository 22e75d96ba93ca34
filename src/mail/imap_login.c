/*
 * imap_login: STARTTLS, then who we are: by LOGIN, PLAIN, or a token.  Nothing is said in the clear.
 */
#include <string.h>

#include "base/str.h"
#include "mail/imap_inside.h"
#include "mail/sasl.h"
#include "store/folder.h"
#include "base/banned.h"

#define LOGIN_BYTES_MAX	255

bool
imap_secure(struct imap *imap, bool is_trusted, struct err *err)
{
	if (stream_is_secure(imap->stream))
		return imap_ask_capabilities(imap, err);
	/* PREAUTH before TLS: an old way around STARTTLS. */
	if (is_trusted)
		return fail(err, ERR_AUTH, "%s greets as if we had logged in, before TLS", imap->name);
	if (!imap_ask_capabilities(imap, err))
		return false;
	if (!mailimap_has_extension(imap->session, (char *)(uintptr_t)"STARTTLS"))
		return fail(err, ERR_AUTH, "%s offers no STARTTLS: nothing is said to it in the clear. "
		    "Set \"tls: implicit\" if it speaks TLS from the first byte", imap->name);
	imap_limit(imap, IMAP_ANSWER_BYTES);
	/* Also refuses words that came with the answer: whoever put them there was not the server. */
	int code = mailimap_starttls(imap->session);
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_SYSTEM, " to begin TLS", err);
	return stream_start_tls(imap->stream, err) && imap_ask_capabilities(imap, err);
}

static bool
give_password(struct imap *imap, const struct mail_server *server, const char *password,
    struct err *err)
{
	bool by_command = text_equal_nocase(server->auth, "login") ||
	    !mailimap_has_authentication(imap->session, "PLAIN");
	int code;

	if (!imap_is_plain(server->user) || !imap_is_plain(password) ||
	    strlen(server->user) > LOGIN_BYTES_MAX || strlen(password) > LOGIN_BYTES_MAX)
		return fail(err, ERR_INPUT, "user and password of %s are too long, or hold other than "
		    "ASCII characters", imap->name);
	imap_limit(imap, IMAP_ANSWER_BYTES);
	if (by_command)
		code = mailimap_login(imap->session, server->user, password);
	else
		code = mailimap_authenticate(imap->session, "PLAIN", server->host, NULL, NULL,
		    server->user, server->user, password, NULL);
	if (code == MAILIMAP_ERROR_SASL)
		return fail(err, ERR_SYSTEM, "this system cannot log in with PLAIN. "
		    "Install libsasl2-modules");
	if (code != MAILIMAP_NO_ERROR)
		return imap_refuse(imap, code, ERR_AUTH, " user and password", err);
	return imap_ask_capabilities(imap, err);
}

static bool
offers(const struct imap *imap, const char *way)
{
	return mailimap_has_authentication(imap->session, way);
}

#define TOKEN_TAG	"token"

bool
imap_say(struct imap *imap, const char *line)
{
	mailstream *stream = imap->session->imap_stream;

	return mailstream_write(stream, line, strlen(line)) == (ssize_t)strlen(line) &&
	    mailstream_flush(stream) == 0;
}

/* Lines up to the one that answers.  A refusal is a question first, with the reason in base64: an empty
 * answer brings the words (RFC 7628, 3.2.3). */
static bool
hear_verdict(struct imap *imap, bool is_bearer, MMAPString *line)
{
	while (mailstream_read_line_remove_eol(imap->session->imap_stream, line) != NULL) {
		if (text_starts(line->str, TOKEN_TAG " "))
			return true;
		if (line->str[0] == '+' && !imap_say(imap, is_bearer ? "AQ==\r\n" : "\r\n"))
			return false;
	}
	return false;
}

/* Ours, since the library speaks XOAUTH2 alone. */
static bool
say_token(struct imap *imap, const struct mail_server *server, const char *token, struct err *err)
{
	bool is_bearer = !offers(imap, "XOAUTH2");
	MMAPString *line = mmap_string_new("");
	struct str command = STR_INIT;

	if (line == NULL)
		BUG("no memory for a line");
	str_printf(&command, TOKEN_TAG " AUTHENTICATE %s ", is_bearer ? "OAUTHBEARER" : "XOAUTH2");
	sasl_add_token(&command, is_bearer, server, token);
	str_add(&command, "\r\n");
	bool heard = imap_say(imap, command.text) && hear_verdict(imap, is_bearer, line);
	bool ok = heard && text_starts(line->str, TOKEN_TAG " OK");
	explicit_bzero(command.text, command.len);
	str_clear(&command);
	if (ok)
		imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	else if (heard)
		fail(err, ERR_AUTH, "%s refuses the token: %s", imap->name,
		    line->str + strlen(TOKEN_TAG " "));
	else
		imap_refuse(imap, MAILIMAP_ERROR_STREAM, ERR_SYSTEM, " the token", err);
	mmap_string_free(line);
	return ok;
}

static bool
give_token(struct imap *imap, const struct mail_server *server, const char *token, struct err *err)
{
	if (!imap_is_plain(server->user) || strlen(server->user) > LOGIN_BYTES_MAX ||
	    strchr(server->user, ',') != NULL)
		return fail(err, ERR_INPUT, "the user of %s is too long, or holds a comma or other than ASCII "
		    "characters", imap->name);
	if (!offers(imap, "XOAUTH2") && !offers(imap, "OAUTHBEARER"))
		return fail(err, ERR_INPUT, "%s takes no token (XOAUTH2, OAUTHBEARER). Set \"auth: plain\" and "
		    "a password", imap->name);
	imap_limit(imap, IMAP_ANSWER_BYTES);
	return say_token(imap, server, token, err) && imap_ask_capabilities(imap, err);
}

bool
imap_authenticate(struct imap *imap, const struct settings *settings, const char *folder,
    const char *token, struct err *err)
{
	const struct mail_server *server = &settings->mail.imap;
	struct arena a = ARENA_INIT;
	const char *password = "";

	if (server->user == NULL)
		return fail(err, ERR_INPUT, "imap: needs a user");
	if (token != NULL)
		return give_token(imap, server, token, err);
	bool ok = folder_secret(folder, settings, server->password, &a, &password, err) &&
	    give_password(imap, server, password, err);
	explicit_bzero((char *)(uintptr_t)password, strlen(password));
	arena_clear(&a);
	return ok;
}
