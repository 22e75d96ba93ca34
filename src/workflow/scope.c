/* scope: what a name means in a workflow file: variables, events' fields, facts, moments. */
#include "workflow/definition_inside.h"

#include <string.h>

#include "base/yaml.h"
#include "workflow/personal.h"
#include "base/banned.h"

#define FIELD(n, t, r) { .name = n, .type = t, .required = r }

static const struct event_field mail_fields[] = {
	FIELD("subject", TYPE_TEXT, false), FIELD("from", TYPE_TEXT, false),
	FIELD("message_id", TYPE_INT, true), FIELD("permanent", TYPE_BOOL, true),
	FIELD("status", TYPE_TEXT, false), FIELD("until", TYPE_DATE, false),
	FIELD("unknown_sender", TYPE_BOOL, true), FIELD("text", TYPE_TEXT, false),
	FIELD("turned_away", TYPE_TEXT, false),
};
static const struct event_field email_fields[] = {
	FIELD("name", TYPE_TEXT, false), FIELD("permanent", TYPE_BOOL, true),
	FIELD("status", TYPE_TEXT, false), FIELD("turned_away", TYPE_TEXT, false),
};

static const struct event_field http_fields[] = {
	FIELD("name", TYPE_TEXT, true), FIELD("status", TYPE_INT, false), FIELD("text", TYPE_TEXT, false),
};
static const struct event_field child_fields[] = {
	FIELD("case_id", TYPE_INT, true), FIELD("workflow", TYPE_TEXT, true), FIELD("state", TYPE_TEXT, true),
};

/* Moments that every expression knows. */
static const struct { const char *name; enum value_type type; } moments[] = {
	{ "today", TYPE_DATE }, { "now", TYPE_INSTANT }, { "entry", TYPE_INSTANT },
};

/* Facts that letters and guards may name beside the subject's. */
static const struct { const char *name; struct guard_name meaning; } case_facts[] = {
	{ "case.tag", { .type = TYPE_TEXT } }, { "case.id", { .type = TYPE_INT } },
	{ "parent.state", { .type = TYPE_TEXT, .optional = true } },
};

const struct event_field *
scope_own_fields(const char *event, size_t *ret_count)
{
	static const struct { const char *begin; const struct event_field *field; size_t count; } ours[] = {
		{ "mail.", mail_fields, LEN(mail_fields) }, { "email.", email_fields, LEN(email_fields) },
		{ "http.", http_fields, LEN(http_fields) }, { "child.", child_fields, LEN(child_fields) },
	};

	*ret_count = 0;
	if (strcmp(event, JOINED_EVENT) == 0)
		return NULL;
	for (size_t i = 0; i < LEN(ours); i++)
		if (text_starts(event, ours[i].begin)) {
			*ret_count = ours[i].count;
			return ours[i].field;
		}
	return NULL;
}

const struct event_field *
scope_event_fields(const struct definition *d, const char *event, size_t *ret_count)
{
	for (size_t i = 0; i < d->events; i++)
		if (strcmp(d->event[i].name, event) == 0) {
			*ret_count = d->event[i].fields;
			return d->event[i].field;
		}
	return scope_own_fields(event, ret_count);
}

static const char *const own_events[] = {
	"mail.reply", "mail.auto_reply", "mail.bounce", "mail.calendar_reply",
	"email.sent", "email.failed", "email.unknown", "email.expired",
	"http.done", "http.failed", "http.unknown",
	"subject.changed", "child.done", "child.cancelled", JOINED_EVENT, NULL
};

bool
scope_event_known(const char *event, const char *const **ret_ours)
{
	const char *dot = strchr(event, '.');
	bool is_ours = strncmp(event, "timer.", 6) == 0;

	*ret_ours = own_events;
	for (const char *const *own = own_events; dot != NULL && *own != NULL; own++) {
		if (strcmp(*own, event) == 0)
			return true;
		is_ours = is_ours || strncmp(*own, event, (size_t)(dot - event) + 1) == 0;
	}
	return !is_ours;
}

/* A field must be there for each event that the rule takes. */
static bool
event_name(const struct reading *r, const char *field, struct guard_name *ret)
{
	*ret = (struct guard_name){ .type = TYPE_INSTANT };
	if (strcmp(field, "at") == 0)
		return r->event != NULL;
	if (strcmp(field, "by") == 0) {
		*ret = (struct guard_name){ .type = TYPE_TEXT, .optional = true };
		return r->event != NULL;
	}
	for (const char **event = r->event; event != NULL && *event != NULL; event++) {
		size_t count, i = 0;
		const struct event_field *fields = scope_event_fields(r->d, *event, &count);
		while (i < count && strcmp(fields[i].name, field) != 0)
			i++;
		if (i == count)
			return false;
		ret->type = fields[i].type;
		ret->optional = ret->optional || !fields[i].required;
		ret->personal = personal_is(r->d, field);
	}
	return r->event != NULL && r->event[0] != NULL;
}

bool
scope_name(const struct reading *r, const char *name, struct guard_name *ret)
{
	const struct definition *d = r->d;
	const char *bare = strncmp(name, "vars.", 5) == 0 ? name + 5 : name;

	for (size_t i = 0; i < d->vars; i++)
		if (strcmp(d->var[i].name, bare) == 0) {
			*ret = (struct guard_name){ d->var[i].type, d->var[i].optional, d->var[i].pii };
			return true;
		}
	if (strncmp(name, "event.", 6) == 0)
		return event_name(r, name + 6, ret);
	for (size_t i = 0; i < LEN(moments); i++)
		if (strcmp(moments[i].name, name) == 0) {
			*ret = (struct guard_name){ .type = moments[i].type };
			return true;
		}
	for (size_t i = 0; i < LEN(case_facts); i++)
		if (strcmp(case_facts[i].name, name) == 0) {
			*ret = case_facts[i].meaning;
			return true;
		}
	for (size_t i = 0; text_starts(name, "parent.") && i < d->parents; i++)
		if (strcmp(d->parent[i].name, name + strlen("parent.")) == 0) {
			*ret = (struct guard_name){ .type = d->parent[i].type, .optional = true };
			return true;
		}
	if (strncmp(name, "deadline.", 9) == 0) {
		*ret = (struct guard_name){ .type = TYPE_DATE, .optional = true };
		return true;
	}
	const struct subject_field *field = d->subject != NULL ?
	    subject_field_find(d->subject, name) : NULL;
	if (field == NULL)
		return false;
	*ret = (struct guard_name){ .type = field->type, .optional = field->optional };
	return true;
}

const char *
scope_nearest(const struct reading *r, const char *name, struct arena *a)
{
	const struct definition *d = r->d;
	size_t fields = d->subject != NULL ? d->subject->fields : 0, count = 0, event_fields = 0;
	const struct event_field *field = r->event != NULL && r->event[0] != NULL ?
	    scope_event_fields(d, r->event[0], &event_fields) : NULL;
	const char **names = arena_array(a, d->vars + fields + LEN(moments) + LEN(case_facts) +
	    d->parents + event_fields + 1, sizeof(*names));

	for (size_t i = 0; i < d->vars; i++)
		names[count++] = d->var[i].name;
	for (size_t i = 0; i < fields; i++)
		names[count++] = d->subject->field[i].name;
	for (size_t i = 0; i < LEN(moments); i++)
		names[count++] = moments[i].name;
	for (size_t i = 0; i < LEN(case_facts); i++)
		names[count++] = case_facts[i].name;
	for (size_t i = 0; i < d->parents; i++)
		names[count++] = arena_printf(a, "parent.%s", d->parent[i].name);
	for (size_t i = 0; i < event_fields; i++)
		names[count++] = arena_printf(a, "event.%s", field[i].name);
	return yaml_nearest(name, names);
}

struct wanted { enum action_kind kind; const char *name; bool found; };

static void
find_counted(const struct action *a, void *context)
{
	struct wanted *wanted = context;

	if (a->name != NULL && strcmp(a->name, wanted->name) == 0 && (a->kind == wanted->kind ||
	    (wanted->kind == ACT_TASK && a->kind == ACT_ESCALATE)))
		wanted->found = true;
}

bool
scope_counted(const struct reading *r, const char *kind, const char *name)
{
	struct wanted wanted = { strcmp(kind, "task") == 0 ? ACT_TASK : strcmp(kind, "child") == 0 ? ACT_START :
	    ACT_EMAIL, name, false };

	/* While the file is being read, what stands further down is not known yet: the lint looks. */
	if (r->d->initial < 0)
		return true;
	definition_actions(r->d, find_counted, &wanted);
	return wanted.found;
}
