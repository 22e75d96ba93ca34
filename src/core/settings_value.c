/* settings_value: a value of text, and what makes it one of its kind: an address, a url, a secret, a time of day. */
#include "core/settings_inside.h"

#include <string.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/banned.h"

static bool
refuse(struct reading *r, const struct yaml_node *node, const char *what)
{
	problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR,
	    node->kind == YAML_SCALAR ? "\"%s\" %s" : "%s %s", node->kind == YAML_SCALAR ? node->text : "this", what);
	return false;
}

bool
settings_read_choice(struct reading *r, const struct setting *s, const struct yaml_node *node,
    int *ret_index)
{
	struct str what = STR_INIT;

	for (int i = 0; s->choice[i] != NULL; i++)
		if (node->kind == YAML_SCALAR && strcmp(node->text, s->choice[i]) == 0) {
			*ret_index = i;
			return true;
		}
	str_add(&what, "should be one of:");
	for (int i = 0; s->choice[i] != NULL; i++)
		str_printf(&what, "%s %s", i ? "," : "", s->choice[i]);
	refuse(r, node, what.text);
	str_clear(&what);
	return false;
}

static bool
address_plausible(const char *text)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || strchr(at + 1, '@') != NULL || strchr(at, '.') == NULL)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || strchr("<>\"(),;\\", *p) != NULL || *p == 0x7f)
			return false;
	return strlen(text) <= 254;
}

/* https://, or http:// on this machine, as the room http wants it; nobody's name in it. */
static bool
url_plausible(const char *text, const char **ret_what)
{
	bool clear = text_starts(text, "http://");

	*ret_what = "is no address of a server. It begins with https://";
	if (!clear && !text_starts(text, "https://"))
		return false;
	const char *host = strchr(text, '/') + 2;
	size_t len = strcspn(host, "/?#");
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			return false;
	if (len == 0)
		return false;
	*ret_what = "holds a user's name. Write it as user:";
	if (memchr(host, '@', len) != NULL)
		return false;
	*ret_what = "begins with http://, which everybody on the way can read. Use https://";
	len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	return !clear || (len == 9 && strncmp(host, "localhost", len) == 0) ||
	    (len == 5 && strncmp(host, "[::1]", len) == 0) ||
	    (text_starts(host, "127.") && strspn(host, "0123456789.") == len);
}

/* "owner, team@x.example": words between commas. */
static bool
words_fit(const struct setting *s, const char *text)
{
	bool fit = true;

	while (fit && *text != '\0') {
		char word[256];
		size_t blank = strspn(text, " ,"), len = strcspn(text + blank, " ,");
		text += blank;
		if (len >= sizeof(word))
			return false;
		memcpy(word, text, len);
		word[len] = '\0';
		text += len;
		fit = len == 0 || (s->max == 1 && address_plausible(word));
		for (int i = 0; !fit && s->choice[i] != NULL; i++)
			fit = strcmp(word, s->choice[i]) == 0;
	}
	return fit;
}

static bool
refuse_words(struct reading *r, const struct setting *s, const struct yaml_node *node)
{
	struct str what = STR_INIT;

	str_add(&what, s->choice[0] == NULL ? "should be mail addresses, with commas between" :
	    s->max == 1 ? "should be mail addresses or of these words, with commas between:" :
	    "should be of these words, with commas between:");
	for (int i = 0; s->choice[i] != NULL; i++)
		str_printf(&what, "%s %s", i ? "," : "", s->choice[i]);
	refuse(r, node, what.text);
	str_clear(&what);
	return false;
}

int
settings_clock_min(const char *clock)
{
	return (clock[0] - '0') * 600 + (clock[1] - '0') * 60 + (clock[3] - '0') * 10 + clock[4] - '0';
}

/* "17:30" */
static bool
clock_fits(const char *text)
{
	return strlen(text) == 5 && strspn(text, "0123456789") == 2 && text[2] == ':' &&
	    strspn(text + 3, "0123456789") == 2 && strncmp(text, "24", 2) < 0 && text[3] < '6';
}

static void
read_secret(struct reading *r, const struct yaml_node *node, const char *text, const char **field)
{
	struct settings *s = r->settings;
	struct err err = ERR_INIT;

	if (!secret_check_spec(text, &err)) {
		problems_add(r->problems, r->file, node->line, node->column, PROBLEM_ERROR, "%s",
		    err.text);
		return;
	}
	*field = arena_strdup(r->arena, text);
	s->secret = arena_grow(r->arena, s->secret, s->secrets, &r->size, sizeof(*s->secret));
	s->secret[s->secrets++] = (struct setting_secret){ *field, r->file, node->line, node->column };
}

/* Tokens go there: to nobody in the clear but this machine. */
static bool
link_is_safe(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return (text_starts(text, "https://") && text[8] != '\0') ||
	    text_starts(text, "http://127.0.0.1:") || text_starts(text, "http://localhost:");
}

void
settings_read_text(struct reading *r, const struct setting *s, const struct yaml_node *node,
    const char **field)
{
	const char *text, *what;
	int index;

	if (s->type == SET_WORDS && node->kind != YAML_SCALAR) {	/* a list, as one might write several */
		refuse_words(r, s, node);
		return;
	}
	if (!yaml_text(node, r->file, &text, r->problems))
		return;
	if (s->type == SET_ADDRESS && !address_plausible(text))
		refuse(r, node, "is no mail address");
	else if (s->type == SET_URL && !url_plausible(text, &what))
		refuse(r, node, what);
	else if (s->type == SET_SECRET)
		read_secret(r, node, text, field);
	else if (s->type == SET_LINK && !link_is_safe(text))
		refuse(r, node, "should begin with https://, or with http://127.0.0.1 for this machine");
	else if (s->type == SET_ZONE && zone_find(text, NULL) == NULL)
		refuse(r, node, "is no time zone. Names are like \"America/Chicago\"");
	else if (s->type == SET_CLOCK && !clock_fits(text))
		refuse(r, node, "is no time of day. Times are like \"17:30\"");
	else if (s->type == SET_WORDS && !words_fit(s, text))
		refuse_words(r, s, node);
	else if (s->type == SET_WORDS || s->choice == NULL || settings_read_choice(r, s, node, &index))
		*field = arena_strdup(r->arena, text);
}
