/* manual: what the command table says, as a manual page and as completion. */
#include "cmd/manual.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

bool
manual_option(const char *options, int i, struct str *ret_option)
{
	const char *p = options;

	for (; *p != '\0' && i > 0; i--) {
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	if (*p == '\0')
		return false;
	size_t key = strcspn(p, "= "), word = strcspn(p, " ");
	str_truncate(ret_option, 0);
	str_printf(ret_option, "--%.*s", (int)key, p);
	if (p[key] == '=')
		str_printf(ret_option, " %.*s", (int)(word - key - 1), p + key + 1);
	return true;
}

/* Text in man(7) source: a leading dot and backslashes would be commands. */
static void
put(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text != '\0'; text++)
		fputs(*text == '\\' ? "\\e" : *text == '-' ? "\\-" :
		    (const char[]){ *text, '\0' }, stdout);
}

static void
put_command(const struct command *c)
{
	struct str option = STR_INIT;

	fputs(".TP\n.B ", stdout);
	put(c->name);
	printf("\n");
	if (c->words[0] != '\0') {
		put(c->words);
		printf("\n");
	}
	for (int i = 0; manual_option(c->options, i, &option); i++) {
		fputs("[", stdout);
		put(option.text);
		fputs("]\n", stdout);
	}
	fputs(".br\n", stdout);
	put(c->summary);
	fputs("\n.br\nExample: ", stdout);
	put(c->example);
	fputs("\n", stdout);
	str_clear(&option);
}

void
manual_print_page(const struct command *table)
{
	puts(".TH CREDENCE 1\n.SH NAME\ncredence \\- keeps providers credentialed, enrolled and in date\n"
	    ".SH SYNOPSIS\n.B credence\n[\\-C DIR] [\\-\\-now TIME] [\\-\\-json] [\\-\\-quiet] COMMAND ...\n"
	    ".SH DESCRIPTION\nA self\\-hosted credentialing tracker: one program, one data folder.\n"
	    "Exit status: 0 done, 1 could not, 2 wrong usage or refused input, 3 done in part.\n"
	    ".SH COMMANDS");
	for (const struct command *c = table; c->name != NULL; c++)
		if (c->summary[0] != '\0')
			put_command(c);
}

void
manual_print_completion(const struct command *table)
{
	puts("_credence() {\n\tlocal words=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" last=${COMP_WORDS[COMP_CWORD]}\n"
	    "\tcase \"$words\" in");
	for (const struct command *c = table; c->name != NULL; c++) {
		struct str option = STR_INIT;
		if (c->summary[0] == '\0' || c->options[0] == '\0')
			continue;
		printf("\t*\"%s\"*) COMPREPLY=($(compgen -o default -W \"", c->name);
		for (int i = 0; manual_option(c->options, i, &option); i++)
			printf("%.*s ", (int)strcspn(option.text, " "), option.text);
		puts("--help\" -- \"$last\")); return ;;");
		str_clear(&option);
	}
	fputs("\tesac\n\tCOMPREPLY=($(compgen -o default -W \"", stdout);
	for (const struct command *c = table; c->name != NULL; c++)
		if (c->summary[0] != '\0')
			printf("%s ", c->name);
	puts("\" -- \"$last\"))\n}\ncomplete -F _credence credence");
}
