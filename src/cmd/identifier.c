/* identifier: the checks of core/identifier from the command line. */
#include "cmd/commands.h"

#include "base/str.h"
#include "core/identifier.h"
#include "base/banned.h"

static bool
check_kind(const char *kind, struct err *err)
{
	struct str known = STR_INIT;

	if (identifier_known(kind))
		return true;
	for (size_t i = 0; identifier_list(i) != NULL; i++)
		str_printf(&known, "%s%s", i > 0 ? ", " : "", identifier_list(i));
	fail(err, ERR_INPUT, "there is no kind of identifier \"%s\". Kinds are: %s", kind,
	    known.text);
	str_clear(&known);
	return false;
}

int
cmd_identifier_check(struct app *app, const struct args *args, struct err *err)
{
	const char *kind = args->word[0], *value = args->word[1];
	struct str normal = STR_INIT;
	struct err why = ERR_INIT;

	if (!check_kind(kind, err))
		return CMD_FAILED;
	bool valid = identifier_read(kind, value, &normal, &why);
	if (app->json) {
		struct json *json = json_new_object();
		json_set_text(json, "kind", kind);
		json_set_text(json, "value", value);
		json_set_bool(json, "valid", valid);
		json_set_text(json, "reason", valid ? NULL : why.text);
		cmd_print_json(json);
	}
	cmd_say(app, "%s", valid ? "valid" : why.text);
	str_clear(&normal);
	return valid ? EXIT_DONE : EXIT_REFUSED;
}
