/* demo_story: config/demo/story.yaml, which explains itself, as scenes with their steps. */
#include "cmd/demo.h"

#include <string.h>

#include "base/asset.h"
#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

#define STORY_FILE	"config/demo/story.yaml"

static const char *const story_keys[] = { "scenes", "besides", NULL };
static const char *const scene_keys[] = { "case", "provider", "payer", "credential", "steps", NULL };
static const char *const step_keys[] = { "when", "at", "who", "does", "mail", "from", "subject",
	"text", NULL };

/* The text of a key; NULL when it is not written. */
static const char *
get_text(const struct yaml_node *map, const char *key, struct problems *problems)
{
	const struct yaml_node *node = yaml_get(map, key);
	const char *text;

	return node != NULL && yaml_text(node, STORY_FILE, &text, problems) ? text : NULL;
}

/* "day -12", "2 after", "2 after chase" */
static bool
read_when(const char *text, struct demo_step *step, struct arena *a)
{
	const char *blank = text != NULL ? strchr(text, ' ') : NULL;

	if (blank == NULL)
		return false;
	const char *first = arena_strndup(a, text, (size_t)(blank - text)), *rest = blank + 1;
	if (text_equal(first, "day")) {
		step->when = WHEN_DAY;
		return int_parse(rest, &step->days) && step->days <= 0;
	}
	if (!int_parse(first, &step->days) || step->days < 0 || !text_starts(rest, "after"))
		return false;
	step->when = rest[5] == ' ' ? WHEN_AFTER_LETTER : WHEN_AFTER_STEP;
	step->letter = rest[5] == ' ' ? rest + 6 : NULL;
	return rest[5] == ' ' || rest[5] == '\0';
}

/* "HH:MM" */
static bool
read_at(const char *text, struct demo_step *step, struct arena *a)
{
	int64_t hour, minute;

	if (text == NULL || strlen(text) != 5 || text[2] != ':' ||
	    !int_parse(arena_strndup(a, text, 2), &hour) || !int_parse(text + 3, &minute))
		return false;
	step->at_sec = (int32_t)(hour * 3600 + minute * 60);
	return true;
}

static void
read_step(const struct yaml_node *node, struct demo_step *step, struct arena *a,
    struct problems *problems)
{
	if (!yaml_check_keys(node, STORY_FILE, step_keys, problems))
		return;
	step->line = node->line;
	step->who = get_text(node, "who", problems);
	step->does = get_text(node, "does", problems);
	step->mail = get_text(node, "mail", problems);
	step->from = get_text(node, "from", problems);
	step->subject = get_text(node, "subject", problems);
	step->text = get_text(node, "text", problems);
	if (!read_when(get_text(node, "when", problems), step, a))
		problems_add(problems, STORY_FILE, node->line, node->column, PROBLEM_ERROR,
		    "a step needs \"when\": day -12, 2 after, or 2 after LETTER");
	if (!read_at(get_text(node, "at", problems), step, a))
		problems_add(problems, STORY_FILE, node->line, node->column, PROBLEM_ERROR,
		    "a step needs \"at\": \"09:40\"");
	if (step->does != NULL ? step->who == NULL : step->mail == NULL || step->from == NULL)
		problems_add(problems, STORY_FILE, node->line, node->column, PROBLEM_ERROR,
		    "a step needs \"who\" and \"does\", or \"mail\" and \"from\"");
	else if (step->mail != NULL && step->when != WHEN_AFTER_LETTER && step->subject == NULL)
		problems_add(problems, STORY_FILE, node->line, node->column, PROBLEM_ERROR,
		    "a mail needs the letter that it answers, or a \"subject\" of its own");
}

static struct demo_scene *
add_scene(struct demo_story *story, int line, size_t steps, struct arena *a)
{
	story->scene = arena_grow(a, story->scene, story->scenes, &story->size,
	    sizeof(*story->scene));
	struct demo_scene *scene = &story->scene[story->scenes++];
	*scene = (struct demo_scene){ .line = line, .steps = steps,
	    .step = arena_array(a, steps, sizeof(struct demo_step)) };
	return scene;
}

static void
read_scene(const struct yaml_node *node, struct demo_story *story, struct arena *a,
    struct problems *problems)
{
	const struct yaml_node *steps = yaml_get(node, "steps");
	size_t i = 0;

	if (!yaml_check_keys(node, STORY_FILE, scene_keys, problems))
		return;
	struct demo_scene *scene = add_scene(story, node->line, steps != NULL ? steps->count : 0, a);
	scene->about.workflow = get_text(node, "case", problems);
	scene->about.provider = get_text(node, "provider", problems);
	scene->about.payer = get_text(node, "payer", problems);
	scene->about.credential = get_text(node, "credential", problems);
	if (scene->about.workflow == NULL || scene->about.provider == NULL)
		problems_add(problems, STORY_FILE, node->line, node->column, PROBLEM_ERROR,
		    "a scene needs \"case\" and \"provider\"");
	for (const struct yaml_node *n = steps != NULL ? steps->child : NULL; n != NULL; n = n->next)
		read_step(n, &scene->step[i++], a, problems);
}

bool
demo_story_read(struct app *app, struct demo_story *ret_story, struct err *err)
{
	const struct asset *asset = asset_find(STORY_FILE);
	const struct yaml_node *list;
	struct problems problems;

	problems_init(&problems, app->arena);
	*ret_story = (struct demo_story){ .scenes = 0 };
	if (asset == NULL)
		BUG("%s is not built in", STORY_FILE);
	const struct yaml_node *root = yaml_parse(STORY_FILE, asset->bytes, asset->len, app->arena,
	    &problems);
	if (root != NULL && yaml_check_keys(root, STORY_FILE, story_keys, &problems)) {
		list = yaml_get(root, "scenes");
		for (const struct yaml_node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
			read_scene(n, ret_story, app->arena, &problems);
		list = yaml_get(root, "besides");
		for (const struct yaml_node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
			read_step(n, add_scene(ret_story, n->line, 1, app->arena)->step, app->arena,
			    &problems);
	}
	if (problems.errors == 0)
		return true;
	return fail(err, ERR_SYSTEM, "%s:%d:%d: %s", STORY_FILE, problems.item[0].line,
	    problems.item[0].column, problems.item[0].text);
}
