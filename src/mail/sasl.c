/* sasl: two spellings of one thing. */
#include "mail/sasl.h"

#include <string.h>

#include "base/hash.h"
#include "base/banned.h"

void
sasl_add_token(struct str *out, bool is_bearer, const struct mail_server *server,
    const char *token)
{
	struct str words = STR_INIT;

	if (is_bearer)
		str_printf(&words, "n,a=%s,\001host=%s\001port=%d\001auth=Bearer %s\001\001", server->user,
		    server->host, server->port, token);
	else
		str_printf(&words, "user=%s\001auth=Bearer %s\001\001", server->user, token);
	base64_add(out, words.text, words.len);
	explicit_bzero(words.text, words.len);
	str_clear(&words);
}
