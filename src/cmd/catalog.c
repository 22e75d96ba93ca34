/* catalog: the versions of the catalog files, and the types of credentials that they make. */
#include "cmd/commands.h"

#include <stdio.h>

#include "core/catalog.h"
#include "store/catalog_version.h"
#include "base/banned.h"

int
cmd_catalog_list(struct app *app, const struct args *args, struct err *err)
{
	struct query q;

	(void)args;
	catalog_query_list(&q, app->db);
	return cmd_print_columns(app, &q, "name version written_ms noted_by noted_ms", "no catalogs", err);
}

int
cmd_catalog_history(struct app *app, const struct args *args, struct err *err)
{
	static const char *const changes[] = { "added", "changed", "gone" };
	const char *name;
	struct json *rows;
	struct query q;

	if (!catalog_find_name(app->db, args->word[0], app->arena, &name, err))
		return CMD_FAILED;
	catalog_query_history(&q, app->db, name);
	if (!query_json(&q, app->settings->zone, &rows, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		for (size_t c = 0; c < LEN(changes); c++)
			json_set(row, changes[c], json_duplicate(json_get(json_get(row, "changes"), changes[c])));
	}
	cmd_print_table(app, rows, "version written_ms noted_by noted_ms added changed gone", "no versions");
	json_free(rows);
	return EXIT_DONE;
}

int
cmd_catalog_show(struct app *app, const struct args *args, struct err *err)
{
	int64_t version = 0;
	struct json *rows;
	const char *name;
	struct query q;

	if (!args_int(args, "version", 0, &version, err) ||
	    !catalog_find_name(app->db, args->word[0], app->arena, &name, err))
		return CMD_FAILED;
	catalog_query_version(&q, app->db, name, version);
	if (!query_json(&q, app->settings->zone, &rows, err))
		return CMD_FAILED;
	bool found = json_count(rows) > 0;
	if (found && app->json)
		cmd_print_json(json_duplicate(json_at(rows, 0)));
	else if (found)
		fputs(json_get_text(json_at(rows, 0), "source"), stdout);
	json_free(rows);
	if (!found)
		return fail(err, ERR_MISSING, "%s has no version %lld", name, (long long)version), CMD_FAILED;
	return EXIT_DONE;
}

static struct json *
type_json(const struct credential_type *type)
{
	struct json *row = json_new_object();

	json_set_text(row, "key", type->key);
	json_set_text(row, "label", type->label);
	json_set_text(row, "source", type->source);
	if (type->shelf_life_days > 0)
		json_set_int(row, "shelf_life_days", type->shelf_life_days);
	if (type->shelf_life_days_cvo > 0)
		json_set_int(row, "shelf_life_days_cvo", type->shelf_life_days_cvo);
	json_set_text(row, "reminders", type->reminders);
	json_set_text(row, "renewed_by", type->renewed_by);
	json_set_text(row, "document", type->document);
	json_set_text(row, "workflow", type->workflow);
	json_set_bool(row, "needs_number", type->needs_number);
	json_set_bool(row, "needs_state", type->needs_state);
	json_set_bool(row, "needs_expiry", type->needs_expiry);
	json_set_bool(row, "is_verified_once", type->is_verified_once);
	json_set_bool(row, "retired", type->retired);
	return row;
}

int
cmd_credential_types(struct app *app, const struct args *args, struct err *err)
{
	const struct catalog *c = app->settings->catalog;
	struct json *rows = json_new_array();

	(void)args;
	(void)err;
	for (size_t i = 0; i < c->types; i++)
		json_push(rows, type_json(&c->type[i]));
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "key label source shelf_life_days reminders renewed_by document retired", "no types");
	json_free(rows);
	return EXIT_DONE;
}
