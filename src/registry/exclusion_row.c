/*
 * exclusion_row: the cells of one row become names, NPIs, a birth and a state.  A cell that says
 * nothing ("N/A", "0000000000", "00000000") is empty; a birth that is no day is not known.
 */
#include "registry/exclusion_inside.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/identifier.h"
#include "core/sheet_day.h"
#include "base/banned.h"

#define NPI_DIGITS	10

const char *
exclusion_trim(const char *text, struct arena *a)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return arena_strndup(a, text, len);
}

/* The cell of a role, trimmed; "" when the list has none or it says nothing. */
static const char *
cell(const struct columns *c, const struct csv_row *row, enum list_role role, struct arena *a)
{
	if (c->at[role] == COLUMN_NONE || c->at[role] >= row->fields)
		return "";
	const char *text = exclusion_trim(row->field[c->at[role]].text, a);
	/* "Na" and "None" are names, too. */
	bool nothing = role <= ROLE_BUSINESS ? strcasecmp(text, "N/A") == 0 : sheet_nothing(text);
	return nothing ? "" : text;
}

struct naming {
	const struct list_map	*map;
	struct arena		*a;
	struct listed_name	*name;
	size_t			 count;
};

static void
add_name(struct naming *n, enum listed_kind kind, const struct person_folded *name, bool is_cut)
{
	if (n->count == EXCLUSION_NAMES_MAX || name->last[0] == '\0')
		return;
	n->name[n->count++] = (struct listed_name){ kind, *name, is_cut };
}

static bool
fills(const char *text, size_t max)
{
	return max > 0 && strlen(text) >= max;
}

static void
add_person(struct naming *n, enum listed_kind kind, const struct person_name *name)
{
	struct person_folded folded;

	person_name_fold(name, n->a, &folded);
	add_name(n, kind, &folded, fills(name->last, n->map->last_max));
}

/* A business, and the person in its name. */
static void
add_business(struct naming *n, const char *text)
{
	struct person_folded name = { screen_fold_business(text, n->a), "", "" };

	add_name(n, LISTED_BUSINESS, &name, fills(text, n->map->business_max));
	if (screen_person_in_business(text, n->a, &name))
		add_name(n, LISTED_NAMED, &name, false);
}

/* "LARKSPUR ADA M" in a list that has last names first: a comma makes that plain. */
static const char *
with_comma(const char *text, struct arena *a)
{
	size_t word = strcspn(text, " ");

	return strchr(text, ',') != NULL || text[word] == '\0' ? text :
	    arena_printf(a, "%.*s,%s", (int)word, text, text + word);
}

static bool
is_among(const char *word, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcasecmp(words[i], word) == 0)
			return true;
	return false;
}

/* A person or a business in one cell; where both may be meant, both. */
static void
add_either(struct naming *n, enum listed_kind kind, const char *text)
{
	struct person_name name;

	if (text[0] == '\0')
		return;
	if (!screen_is_business(text) && person_name_parse(n->map->is_first_last ? text :
	    with_comma(text, n->a), n->a, &name) && name.first[0] != '\0')
		add_person(n, kind, &name);
	add_business(n, text);
}

/* "X dba Y", "X aka Y": both. */
static void
add_cell(struct naming *n, enum listed_kind kind, const char *text)
{
	static const char *const joints[] = { " dba ", " d/b/a ", " aka ", " a/k/a ", " fka ", NULL };
	const char *at = NULL;
	size_t len = 0;

	for (size_t i = 0; joints[i] != NULL && at == NULL; i++) {
		at = strcasestr(text, joints[i]);
		len = strlen(joints[i]);
	}
	if (at == NULL) {
		add_either(n, kind, text);
		return;
	}
	add_either(n, kind, exclusion_trim(arena_strndup(n->a, text, (size_t)(at - text)), n->a));
	add_either(n, LISTED_ALIAS, exclusion_trim(at + len, n->a));
}

/* "A; B", lines, or "(also A, B, INC., C)", where what is only a legal form belongs to what stands
 * before it. */
static void
add_aliases(struct naming *n, const char *text)
{
	static const char *const forms[] = { "INC", "INC.", "LLC", "L.L.C.", "LTD", "LTD.", "P.C.",
		"PC", "CORP.", "CORP", "M.D.", "MD", "P.A.", "LLP", "JR.", "SR.", NULL };
	const char *ends = n->map->has_comma_aliases ? ",)" : ";\n";

	if (n->map->has_comma_aliases && strncasecmp(text, "(also ", 6) == 0)
		text += 6;
	while (*text != '\0' && n->count < EXCLUSION_NAMES_MAX - 2) {
		size_t len = strcspn(text, ends);
		const char *piece = exclusion_trim(arena_strndup(n->a, text, len), n->a);
		if (!is_among(piece, forms))
			add_cell(n, LISTED_ALIAS, piece);
		text += len + (text[len] != '\0');
	}
}

/* All valid NPIs in the cell, parted by blanks: some lists put several numbers into one. */
static const char *
npis_of(const char *text, struct arena *a)
{
	struct str out = STR_INIT, one = STR_INIT;

	while (*text != '\0') {
		size_t digits = strspn(text, "0123456789");
		str_truncate(&one, 0);
		if (digits == NPI_DIGITS && identifier_read("npi", arena_strndup(a, text, digits), &one,
		    NULL))
			str_printf(&out, "%s%s", out.len > 0 ? " " : "", one.text);
		text += digits > 0 ? digits : 1;
	}
	const char *npis = arena_strdup(a, out.text);
	str_clear(&out);
	str_clear(&one);
	return npis;
}

static int32_t
birth_of(const char *text, int32_t today_day)
{
	int32_t day = DAY_NONE;

	if (text[strspn(text, "0/-")] == '\0' || !sheet_day_parse(text, today_day, 0, &day, NULL))
		return DAY_NONE;
	return day <= today_day ? day : DAY_NONE;
}

/* The cells as they stand there, and a digest of all of them. */
static void
keep_cells(const struct columns *c, const struct csv_row *row, struct arena *a,
    struct exclusion_row *out)
{
	struct json *json = json_new_object();
	struct str all = STR_INIT, text = STR_INIT;
	char key[HASH_ID_BYTES];

	for (size_t i = 0; i < c->count && i < row->fields; i++) {
		const char *trimmed = exclusion_trim(row->field[i].text, a);
		str_add(&all, trimmed);
		str_add_char(&all, '\x1f');
		str_truncate(&text, 0);
		utf8_clean(trimmed, strlen(trimmed), &text);
		if (text.len > 0 && c->heading[i][0] != '\0' &&
		    json_get(json, c->heading[i]) == NULL)
			json_set_text(json, c->heading[i], text.text);
	}
	out->key = arena_strdup(a, hash_fast_id(all.text, all.len, key));
	str_truncate(&text, 0);
	json_print(json, &text);
	out->json = arena_strdup(a, text.text);
	json_free(json);
	str_clear(&all);
	str_clear(&text);
}

static void
read_names(struct naming *n, const struct columns *c, const struct csv_row *row)
{
	struct person_name name = { cell(c, row, ROLE_LAST, n->a), cell(c, row, ROLE_FIRST, n->a),
		cell(c, row, ROLE_MIDDLE, n->a), "", "" };

	if (name.last[0] != '\0' && name.first[0] == '\0')
		add_either(n, LISTED_PERSON, name.last);
	else
		add_person(n, LISTED_PERSON, &name);
	if (n->count == 0)			/* the same person in one cell again */
		add_cell(n, LISTED_PERSON, cell(c, row, ROLE_NAME, n->a));
	const char *business = cell(c, row, ROLE_BUSINESS, n->a);
	if (business[0] != '\0')
		add_business(n, business);
	add_aliases(n, cell(c, row, ROLE_ALIAS, n->a));
}

bool
exclusion_row_read(const struct list_map *map, const struct columns *c, const struct csv_row *row,
    int32_t today_day, struct arena *a, struct exclusion_row *ret_row)
{
	struct naming n = { map, a, arena_array(a, EXCLUSION_NAMES_MAX, sizeof(*n.name)), 0 };

	read_names(&n, c, row);
	ret_row->listed = (struct listed){
		.npis = npis_of(cell(c, row, ROLE_NPI, a), a),
		.birth_day = birth_of(cell(c, row, ROLE_BIRTH, a), today_day),
		.state = cell(c, row, ROLE_STATE, a),
		.name = n.name, .names = n.count,
	};
	ret_row->line = row->line;
	keep_cells(c, row, a, ret_row);
	return n.count > 0 || ret_row->listed.npis[0] != '\0';
}

bool
exclusion_row_ended(const struct list_map *map, const struct columns *c, const struct csv_row *row)
{
	struct arena a = ARENA_INIT;
	const char *text = cell(c, row, ROLE_ENDED, &a);
	bool ended = map->ended != NULL ? is_among(text, map->ended) :
	    text[strspn(text, "0/-")] != '\0';

	arena_clear(&a);
	return ended;
}
