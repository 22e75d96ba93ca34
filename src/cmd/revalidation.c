/* revalidation: days that CMS publishes, listed, and told to the cases that wait for them. */
#include "cmd/revalidation.h"

#include "cmd/commands.h"
#include "cmd/lookup.h"
#include "registry/revalidation.h"
#include "store/revalidation.h"
#include "base/banned.h"

bool
revalidation_tell(struct app *app, struct err *err)
{
	struct revalidation_news *news;
	size_t count, told = 0;

	if (!revalidation_list_news(app->db, app->now_ms, zone_day(app->settings->zone, app->now_ms),
	    app->arena, &news, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!lookup_tell(app, news[i].case_id, "user.due", news[i].day, &told, err))
			return false;
	if (told > 0)
		cmd_say(app, "%zu %s with the day that CMS publishes now", told,
		    told == 1 ? "case counts" : "cases count");
	return true;
}

/* Problems are said, the rows are in the table. */
static bool
look_up(struct app *app, const struct args *args, int64_t provider_id, struct err *err)
{
	struct revalidation_wish wish = { .way = lookup_way(app, args), .provider_id = provider_id };
	struct import in;
	struct registry_lookup lookup;
	bool is_kept;

	if (!lookup_number_of(app, provider_id, "npi", &wish.npi, err))
		return false;
	lookup_import_init(app, "the revalidation list of CMS", &in);
	bool ok = revalidation_lookup(&wish, &in, app->arena, &lookup, &is_kept, err);
	if (ok) {
		cmd_print_problems(&in.problems);
		lookup_say(app, "revalidation list of CMS", &lookup, is_kept);
	}
	import_clear(&in);
	return ok && revalidation_tell(app, err);
}

int
cmd_provider_revalidation(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id = 0;
	struct query q;

	if (args->count > 0 && !cmd_provider_id(app, args->word[0], &provider_id, err))
		return CMD_FAILED;
	if (args_has(args, "lookup") && provider_id == 0)
		return fail(err, ERR_INPUT, "--lookup asks about one provider: name it"), CMD_FAILED;
	if (args_has(args, "lookup") && !look_up(app, args, provider_id, err))
		return CMD_FAILED;
	revalidation_query_list(&q, app->db, provider_id);
	return cmd_print_columns(app, &q, "npi name location_name state specialty due_day adjusted_day"
	    " read_ms", "the list of CMS named nobody here. Take it in: credence import revalidations FILE", err);
}
