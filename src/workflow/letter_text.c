/* letter_text: the lines of a letter's head, in their order. */
#include "workflow/letter_text.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define SUBJECT	"Subject: "
#define ATTACH	"Attach: "

#define KIND_BLANKS	" \t\r"

const char *
letter_text_next_kind(const char **list, struct arena *a)
{
	const char *p = *list + strspn(*list, KIND_BLANKS ",");
	size_t len = strcspn(p, ",");

	*list = p + len;
	while (len > 0 && strchr(KIND_BLANKS, p[len - 1]) != NULL)
		len--;
	return len > 0 ? arena_strndup(a, p, len) : NULL;
}

static bool
read_attach(const char *value, struct arena *a, int line, struct letter_text *letter, struct err *err)
{
	const char *rest = value;
	int count = 0;

	if (letter->attach != NULL)
		return fail(err, ERR_INPUT, "line %d: Attach stands once in a letter's head, with commas between "
		    "the kinds", line);
	while (letter_text_next_kind(&rest, a) != NULL)
		count++;
	if (count == 0 || strstr(value, "{{") != NULL)
		return fail(err, ERR_INPUT, "line %d: Attach names kinds of documents, as in \"Attach: w9, coi\"", line);
	if (count > LETTER_KINDS_MAX)
		return fail(err, ERR_INPUT, "line %d: a letter takes %d documents along, not more", line,
		    LETTER_KINDS_MAX);
	letter->attach = value;
	return true;
}

bool
letter_text_read(const char *text, struct arena *a, struct letter_text *ret_letter, struct err *err)
{
	const char *end = strstr(text, "\n\n");
	struct letter_text letter = { .body = end != NULL ? end + 2 : "" };
	int number = 1;

	if (!text_starts(text, SUBJECT) || end == NULL)
		return fail(err, ERR_INPUT, "a letter begins with \"Subject: \" and an empty line behind its head");
	for (const char *p = text; p < end; number++) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_strndup(a, p, len);
		p += len + 1;
		if (number == 1)
			letter.subject = line + strlen(SUBJECT);
		else if (!text_starts(line, ATTACH))
			return fail(err, ERR_INPUT, "line %d: a letter's head has a Subject and perhaps Attach, not "
			    "\"%.40s\"", number, line);
		else if (!read_attach(line + strlen(ATTACH), a, number, &letter, err))
			return false;
	}
	*ret_letter = letter;
	return true;
}
