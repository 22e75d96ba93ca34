/* init: the first two minutes: a data folder, and a check of everything in it that people write. */
#include "cmd/commands.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/str.h"
#include "store/folder.h"
#include "base/banned.h"

int
cmd_init(struct app *app, const struct args *args, struct err *err)
{
	const struct folder_wish wish = {
		.org_name = args_get(args, "org"),
		.timezone = args_get(args, "timezone"),
		.from = args_get(args, "from"),
	};
	const char *folder = args->word[0];

	if (!folder_create(folder, &wish, app->now_ms, err))
		return CMD_FAILED;
	if (app->json) {
		struct json *done = json_new_object();
		json_set_text(done, "folder", folder);
		cmd_print_json(done);
	}
	cmd_say(app, "made the data folder %s. Next:\n"
	    "  credence -C %s import providers YOUR.csv\n"
	    "  credence -C %s run", folder, folder, folder);
	return EXIT_DONE;
}
