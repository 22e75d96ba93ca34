/* caqh: what CAQH says of our providers, listed, asked for, and told to the cases that wait for it. */
#include "cmd/caqh.h"

#include "base/str.h"
#include "cmd/commands.h"
#include "cmd/lookup.h"
#include "registry/caqh.h"
#include "store/caqh.h"
#include "store/folder.h"
#include "store/record_list.h"
#include "base/banned.h"

bool
caqh_tell(struct app *app, struct err *err)
{
	struct caqh_news *news;
	size_t count, told = 0;

	if (!caqh_list_news(app->db, app->now_ms, app->arena, &news, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!lookup_tell(app, news[i].case_id, "user.expired", news[i].day, &told, err))
			return false;
	if (told > 0)
		cmd_say(app, "%zu %s expired by what CAQH says", told, told == 1 ? "attestation is" : "attestations are");
	return true;
}

static bool
look_up(struct app *app, const struct args *args, int64_t provider_id, struct err *err)
{
	struct caqh_wish wish = { .way = lookup_way(app, args), .provider_id = provider_id };
	struct registry_lookup lookup;
	struct import in;
	bool is_kept;

	if (app->settings->registry.caqh_organization == NULL)
		return fail(err, ERR_INPUT, "CAQH answers organizations with a contract alone. Write caqh_organization, "
		    "caqh_user and caqh_password into credence.yaml, or take its status file in: credence import caqh FILE");
	if (!lookup_number_of(app, provider_id, "caqh_id", &wish.caqh_id, err) || !folder_secret(app->folder, app->settings,
	    app->settings->registry.caqh_password, app->arena, &wish.password, err))
		return false;
	lookup_import_init(app, "CAQH", &in);
	bool ok = caqh_lookup(&wish, &in, app->arena, &lookup, &is_kept, err);
	if (ok) {
		cmd_print_problems(&in.problems);
		lookup_say(app, "CAQH", &lookup, is_kept);
	}
	import_clear(&in);
	return ok && caqh_tell(app, err);
}

int
cmd_provider_caqh(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id = 0;
	struct query q;

	if (args->count > 0 && !cmd_provider_id(app, args->word[0], &provider_id, err))
		return CMD_FAILED;
	if (args_has(args, "lookup") && provider_id == 0)
		return fail(err, ERR_INPUT, "--lookup asks about one provider: name it"), CMD_FAILED;
	if (args_has(args, "lookup") && !look_up(app, args, provider_id, err))
		return CMD_FAILED;
	caqh_query_list(&q, app->db, provider_id);
	return cmd_print_columns(app, &q, "npi last_name caqh_id roster_status is_authorized status status_day"
	    " caqh_attested_day read_ms", "nothing from CAQH yet. Take its status file in: credence import caqh FILE", err);
}
