/* args: the words of a command line held against the option list of its command. */
#include "cmd/cmd.h"

#include <string.h>

#include "base/str.h"
#include "cmd/args.h"
#include "store/lookup.h"
#include "base/banned.h"

/* Finds "name" or "name=..." in the list of options; tells whether it takes a value. */
static bool
option_known(const char *options, const char *name, size_t len, bool *ret_takes_value)
{
	for (const char *p = options; *p != '\0'; ) {
		size_t word = strcspn(p, " "), key = strcspn(p, "= ");
		if (key == len && strncmp(p, name, len) == 0) {
			*ret_takes_value = p[key] == '=';
			return true;
		}
		p += word;
		p += strspn(p, " ");
	}
	return false;
}

/* One "--name", "--name=value" or "--name value"; *i moves over what it used. */
static bool
read_option(struct args *args, const struct command *command, int argc, char **argv, int *i,
    struct err *err)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	bool takes_value;

	if (!option_known(command->options, name, len, &takes_value))
		return fail(err, ERR_INPUT, "\"%s\" has no option \"%.*s\"", command->name,
		    (int)len + 2, argv[*i]);
	struct args_option *option = &args->option[args->options];
	option->name = name;
	option->value = "";
	if (!takes_value && name[len] == '=')
		return fail(err, ERR_INPUT, "the option \"--%.*s\" takes no value", (int)len, name);
	if (takes_value && name[len] == '=')
		option->value = name + len + 1;
	else if (takes_value && *i + 1 < argc)
		option->value = argv[++*i];
	else if (takes_value)
		return fail(err, ERR_INPUT, "the option \"--%s\" needs a value", name);
	args->options++;
	return true;
}

bool
args_read(struct args *args, const struct command *command, int argc, char **argv,
    struct arena *a, struct err *err)
{
	bool only_words = false;

	*args = (struct args){
		.word = arena_array(a, (size_t)argc + 1, sizeof(*args->word)),
		.option = arena_array(a, (size_t)argc + 1, sizeof(*args->option)),
	};
	for (int i = 0; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (only_words || !text_starts(argv[i], "--"))
			args->word[args->count++] = argv[i];
		else if (!read_option(args, command, argc, argv, &i, err))
			return false;
	}
	if (args->count < command->min_words ||
	    (command->max_words >= 0 && args->count > command->max_words))
		return fail(err, ERR_INPUT, args->count < command->min_words ?
		    "\"%s\" needs: %s" : "too many words for \"%s\". It takes: %s", command->name,
		    command->words[0] != '\0' ? command->words : "no words");
	return true;
}

static bool
is_named(const struct args_option *option, const char *name)
{
	size_t len = strlen(name);

	return strncmp(option->name, name, len) == 0 &&
	    (option->name[len] == '\0' || option->name[len] == '=');
}

const char *
args_next(const struct args *args, const char *name, int *i)
{
	while (*i < args->options) {
		const struct args_option *option = &args->option[(*i)++];
		if (is_named(option, name))
			return option->value;
	}
	return NULL;
}

const char *
args_get(const struct args *args, const char *name)
{
	const char *value, *last = NULL;
	int i = 0;

	while ((value = args_next(args, name, &i)) != NULL)
		last = value;
	return last;
}

bool
args_has(const struct args *args, const char *name)
{
	return args_get(args, name) != NULL;
}

bool
args_int(const struct args *args, const char *name, int64_t otherwise, int64_t *ret,
    struct err *err)
{
	const char *value = args_get(args, name);
	int64_t number = otherwise;

	if (value != NULL && !int_parse(value, &number))
		return fail(err, ERR_INPUT, "\"--%s %s\" should be a whole number", name, value);
	*ret = number;
	return true;
}

bool
cmd_id(const char *word, const char *what, int64_t *ret_id, struct err *err)
{
	int64_t id;

	if (!int_parse(word, &id) || id <= 0)
		return fail(err, ERR_INPUT, "\"%s\" is no %s number", word, what);
	*ret_id = id;
	return true;
}

bool
cmd_name(const char *word, const char *what, struct err *err)
{
	if (text_blank(word))
		return fail(err, ERR_INPUT, "%s needs a name", what);
	if (!text_is_name(word))
		return fail(err, ERR_INPUT, "the name of %s stands on one line and has at most %d bytes",
		    what, TEXT_NAME_BYTES);
	return true;
}

bool
cmd_day_option(const struct args *args, const char *name, int32_t *ret_day, struct err *err)
{
	const char *text = args_get(args, name);

	*ret_day = DAY_NONE;
	return text == NULL || day_parse(text, ret_day) ||
	    fail(err, ERR_INPUT, "--%s \"%s\" is no day. Write it as 2026-11-22", name, text);
}

bool
cmd_provider_option(struct app *app, const struct args *args, int64_t *ret_id, struct err *err)
{
	const char *word = args_get(args, "provider");

	*ret_id = 0;
	return word == NULL || lookup_provider(app->db, word, ret_id, err);
}

bool
cmd_payer_option(struct app *app, const struct args *args, int64_t *ret_id, struct err *err)
{
	const char *word = args_get(args, "payer");

	*ret_id = 0;
	return word == NULL || lookup_payer(app->db, word, ret_id, err);
}

bool
cmd_location_option(struct app *app, const struct args *args, int64_t *ret_id, struct err *err)
{
	const char *word = args_get(args, "location");

	*ret_id = 0;
	return word == NULL || lookup_location(app->db, word, ret_id, err);
}
