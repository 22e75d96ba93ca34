/* test_api: what src/web/openapi.json says of the API is what there is, in both directions. */
#include "unit/unit.h"

#include "base/asset.h"
#include "base/json.h"
#include "core/record.h"
#include "store/list_filter.h"
#include "web/api_act.h"
#include "web/pages.h"
#include "web/router.h"
#include "base/banned.h"

static struct json *
load(void)
{
	const struct asset *file = asset_find("src/web/openapi.json");
	struct err err = ERR_INIT;
	struct json *api;

	assert_non_null(file);
	if (!json_parse(file->bytes, file->len, &api, &err))
		fail_test("openapi.json: %s", err.text);
	return api;
}

/* "/api/cases/:id/events" is written "/api/cases/{id}/events" there. */
static const char *
path_of(const char *pattern, struct arena *a)
{
	struct str path = STR_INIT;

	for (const char *p = pattern; *p != '\0'; )
		if (*p == ':') {
			size_t len = strcspn(++p, "/");
			str_printf(&path, "{%.*s}", (int)len, p);
			p += len;
		} else {
			str_add_char(&path, *p++);
		}
	const char *text = arena_strdup(a, path.text);
	str_clear(&path);
	return text;
}

static const char *
method_of(const struct route *route)
{
	return strcmp(route->method, "GET") == 0 ? "get" : strcmp(route->method, "POST") == 0 ? "post" : "patch";
}

/* "x-rights", as bits. */
static unsigned
rights_of(const struct json *operation)
{
	static const struct { const char *name; unsigned right; } names[] = {
		{ "names", RIGHT_NAMES }, { "read", RIGHT_READ }, { "work", RIGHT_WORK }, { "decide", RIGHT_DECIDE },
		{ "audit", RIGHT_AUDIT }, { "admin", RIGHT_ADMIN }, { "birth", RIGHT_BIRTH }, { "ssn", RIGHT_SSN },
		{ "home", RIGHT_HOME }, { "discipline", RIGHT_DISCIPLINE }, { "bank", RIGHT_BANK },
	};
	const struct json *words = json_get(operation, "x-rights");
	unsigned rights = 0;

	for (size_t i = 0; i < json_count(words); i++)
		for (size_t j = 0; j < LEN(names); j++)
			if (text_equal(json_as_text(json_at(words, i)), names[j].name))
				rights |= names[j].right;
	return rights;
}

static void
every_route_is_documented_with_its_rights(void **state)
{
	struct json *api = load(), *paths = json_get(api, "paths");
	struct arena a = ARENA_INIT;
	const struct route *route;
	size_t routes = 0, operations = 0;
	struct json *operation, *path;
	const char *key;

	(void)state;
	for (size_t i = 0; (route = route_list(i)) != NULL; i++) {
		if (!text_starts(route->pattern, "/api/"))
			continue;
		routes++;
		operation = json_get(json_get(paths, path_of(route->pattern, &a)), method_of(route));
		if (operation == NULL)
			fail_test("%s %s is not in openapi.json", route->method, route->pattern);
		if (rights_of(operation) != (route->needs & ~ROUTE_BODY))
			fail_test("%s %s needs other rights than openapi.json says", route->method, route->pattern);
		/* Whoever needs no right needs no token. */
		assert_true((route->needs == 0) == (json_get(operation, "security") != NULL));
	}
	/* As many there as here, all of ours found: there are no others. */
	for (size_t i = 0; json_entry(paths, i, &key, &path); i++)
		operations += json_count(path);
	assert_int_equal(operations, routes);
	json_free(api);
	arena_clear(&a);
}

/* Derived fields are no words. */
static void
fields_are_those_of_the_records(void **state)
{
	struct json *api = load(), *schemas = json_get(json_get(api, "components"), "schemas");
	const struct record_kind *kind;
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; (kind = record_kind_list(i)) != NULL; i++) {
		char *name = arena_printf(&a, "%sFields", kind->name);
		name[0] = (char)(name[0] - 'a' + 'A');
		const struct json *known = json_get(json_get(schemas, name), "properties");
		size_t fields = 0;
		for (size_t j = 0; j < kind->fields; j++) {
			const struct record_field *f = &kind->field[j];
			if (f->flags & FIELD_DERIVED)
				continue;
			fields++;
			if (json_get(known, f->name) == NULL)
				fail_test("%s is not in %s of openapi.json", f->name, name);
		}
		assert_int_equal(json_count(known), fields);
	}
	json_free(api);
	arena_clear(&a);
}

static bool
has_parameter(const struct json *parameters, const char *name)
{
	for (size_t i = 0; i < json_count(parameters); i++)
		if (text_equal(json_get_text(json_at(parameters, i), "name"), name))
			return true;
	return false;
}

static void
lists_are_narrowed_by_what_is_documented(void **state)
{
	static const struct { const char *noun, *path; } lists[] = {
		{ "provider", "/api/providers" }, { "payer", "/api/payers" }, { "location", "/api/locations" },
		{ "credential", "/api/credentials" }, { "enrollment", "/api/enrollments" }, { "contact", "/api/contacts" },
		{ "document", "/api/documents" }, { "party", "/api/parties" }, { "agreement", "/api/agreements" },
		{ "background", "/api/backgrounds" },
		{ "case", "/api/cases" }, { "task", "/api/tasks" }, { "deadline", "/api/deadlines" }, { "mail", "/api/mail" },
	};
	struct json *api = load();
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < LEN(lists); i++) {
		const struct json *parameters = json_get(json_get(json_get(json_get(api, "paths"), lists[i].path), "get"),
		    "parameters");
		const char *names = list_filter_names(lists[i].noun);
		size_t count = 0;
		for (; *names != '\0'; names += strcspn(names, " "), names += strspn(names, " "), count++) {
			const char *name = arena_strndup(&a, names, strcspn(names, "! "));
			if (!has_parameter(parameters, name))
				fail_test("%s of %s is not in openapi.json", name, lists[i].path);
		}
		assert_int_equal(json_count(parameters), count + 2);	/* limit, offset */
	}
	json_free(api);
	arena_clear(&a);
}

/* The parameters or the properties of an operation have what the act takes, and nothing else. */
static void
check_act(const struct json *api, const struct act *act, struct arena *a)
{
	const struct json *operation = json_get(json_get(json_get(api, "paths"), path_of(act->pattern, a)),
	    strcmp(act->method, "GET") == 0 ? "get" : "post");
	const struct json *parameters = json_get(operation, "parameters");
	const struct json *body = json_get(json_get(json_get(json_get(operation, "requestBody"), "content"),
	    "application/json"), "schema");
	const struct json *properties = json_get(body, "properties"), *required = json_get(body, "required");
	bool is_look = strcmp(act->method, "GET") == 0;
	size_t count = 0, musts = 0;

	for (const char *p = act->pattern; (p = strchr(p, ':')) != NULL; p++)
		count += is_look;
	for (const char *names = act->takes; *names != '\0'; names += strcspn(names, " "), names += strspn(names, " ")) {
		const char *name = arena_strndup(a, names, strcspn(names, "*! "));
		count++;
		musts += names[strlen(name)] == '*';
		if (text_equal(name, "limit") || text_equal(name, "offset"))
			continue;
		if (is_look ? !has_parameter(parameters, name) : json_get(properties, name) == NULL)
			fail_test("\"%s\" of %s %s is not in openapi.json", name, act->method, act->pattern);
	}
	if (json_count(is_look ? parameters : properties) != count || (!is_look && json_count(required) != musts))
		fail_test("openapi.json says more of %s %s than it takes", act->method, act->pattern);
}

/* Each row of the table of acts is a route, and each such route has its row. */
static void
what_acts_take_is_documented(void **state)
{
	struct json *api = load();
	struct arena a = ARENA_INIT;
	const struct route *route;
	const struct act *act;
	size_t acts = 0, routes = 0;

	(void)state;
	for (size_t i = 0; (route = route_list(i)) != NULL; i++)
		routes += route->run == api_act;
	for (; (act = act_list(acts)) != NULL; acts++) {
		bool is_route = false;
		for (size_t i = 0; !is_route && (route = route_list(i)) != NULL; i++)
			is_route = route->run == api_act && text_equal(route->pattern, act->pattern) &&
			    text_equal(route->method, act->method);
		if (!is_route)
			fail_test("%s %s has no route", act->method, act->pattern);
		check_act(api, act, &a);
	}
	assert_int_equal(acts, routes);
	json_free(api);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_documented_with_its_rights),
		cmocka_unit_test(fields_are_those_of_the_records),
		cmocka_unit_test(lists_are_narrowed_by_what_is_documented),
		cmocka_unit_test(what_acts_take_is_documented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
