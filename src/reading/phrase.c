/* phrase: the folding of utf8_fold() kept in an arena. */
#include "reading/phrase.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define APOSTROPHE	"\xe2\x80\x99"

/* "couldn't" as the phrases spell it, whatever the mail program made of its apostrophe. */
static void
straighten(char *text)
{
	char *to = text;

	if (strstr(text, APOSTROPHE) == NULL)
		return;
	while (*text != '\0') {
		bool curly = strncmp(text, APOSTROPHE, 3) == 0;
		*to++ = curly ? '\'' : *text;
		text += curly ? 3 : 1;
	}
	*to = '\0';
}

const char *
phrase_fold_bytes(const char *text, size_t len, struct arena *a)
{
	char *folded = arena_strndup(a, text, len);
	size_t plain = utf8_fold_plain(folded, strlen(folded), folded);
	struct str out = STR_INIT;

	if (plain != SIZE_MAX) {
		folded[plain] = '\0';
		return folded;
	}
	utf8_fold(folded, &out);
	folded = arena_strdup(a, out.text);
	str_clear(&out);
	straighten(folded);
	return folded;
}

const char *
phrase_fold(const char *text, struct arena *a)
{
	return text != NULL ? phrase_fold_bytes(text, strlen(text), a) : "";
}

bool
phrase_in(const char *folded, const char *const *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(folded, phrases[i]) != NULL)
			return true;
	return false;
}

bool
phrase_begins(const char *folded, const char *const *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (phrases[i][0] == folded[0] && text_starts(folded, phrases[i]))
			return true;
	return false;
}

bool
phrase_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

bool
phrase_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
