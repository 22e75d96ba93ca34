/* mismatch: one kind of disagreement after the other. */
#include "core/mismatch.h"

#include <ctype.h>
#include <string.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"
#include "core/identifier.h"
#include "core/person_name.h"
#include "core/readiness.h"
#include "base/banned.h"

#define REGISTRY "NPI registry"

struct finding {
	const struct mismatch_facts *f;
	struct arena		*a;
	struct mismatch		*item;
	size_t			 count, size;
};

static void
add(struct finding *x, const char *what, const char *ours, const char *theirs, const char *where,
    const char *advice)
{
	x->item = arena_grow(x->a, x->item, x->count, &x->size, sizeof(*x->item));
	x->item[x->count++] = (struct mismatch){ what, ours, theirs, where, advice };
}

static bool
same_number(const char *a, const char *b)
{
	struct str x = STR_INIT, y = STR_INIT;

	identifier_fold_number(a, &x);
	identifier_fold_number(b, &y);
	bool same = strcmp(x.text, y.text) == 0;
	str_clear(&x);
	str_clear(&y);
	return same;
}

/* Accents, hyphens and suffixes aside. */
static struct person_folded
fold_name(const char *last, const char *first, struct arena *a)
{
	const struct person_name name = { last, first, "", "", "" };
	struct person_folded folded;

	person_name_fold(&name, a, &folded);
	return folded;
}

static bool
is_known_name(const struct finding *x, const char *last)
{
	struct person_folded theirs = fold_name(last, "", x->a);

	for (size_t i = 0; i < x->f->names; i++)
		if (strcmp(fold_name(x->f->name[i].last, "", x->a).last, theirs.last) == 0)
			return true;
	return false;
}

static void
find_name(struct finding *x, const char *last, const char *first, const char *where)
{
	struct person_folded ours = fold_name(x->f->last_name, x->f->first_name, x->a);
	struct person_folded theirs = fold_name(last, first, x->a);

	if (theirs.last[0] != '\0' && strcmp(ours.last, theirs.last) != 0)
		add(x, "last name", x->f->last_name, last, where, !is_known_name(x, last) ?
		    "is it the same person? Or did the name change?" : strcmp(where, REGISTRY) == 0 ?
		    "it is a former or other name: the registry wants changes within 30 days" :
		    "it is a former or other name: have it changed there");
	if (theirs.first[0] != '\0' && ours.first[0] != '\0' && strcmp(ours.first, theirs.first) != 0)
		add(x, "first name", x->f->first_name, first, where,
		    "applications should have the name as the license has it");
}

/* What both say, and not alike. */
static void
find_text(struct finding *x, const char *what, const char *ours, const char *theirs, const char *where, const char *advice)
{
	if (!text_blank(ours) && !text_blank(theirs) && !text_equal_nocase(ours, theirs))
		add(x, what, ours, theirs, where, advice);
}

static void
find_type(struct finding *x, const char *theirs, const char *where)
{
	if (!text_blank(theirs) && !text_blank(x->f->provider_type) && !readiness_same_type(theirs, x->f->provider_type))
		add(x, "provider type", x->f->provider_type, theirs, where, "payers read the degree there");
}

static void
find_registry(struct finding *x)
{
	const struct mismatch_registry *r = x->f->registry;
	const struct mismatch_facts *f = x->f;

	find_name(x, r->last_name, r->first_name, REGISTRY);
	find_type(x, r->provider_type, REGISTRY);
	find_text(x, "taxonomy code", f->taxonomy_code, r->taxonomy_code, REGISTRY,
	    "claims are paid by the primary taxonomy of the registry");
	find_text(x, "state of practice", f->practice_state, r->state, REGISTRY,
	    "the registry wants a new address within 30 days (45 CFR 162.410)");
}

/* A license against ours of its state. */
static void
find_license(struct finding *x, const struct mismatch_license *l, const char *where)
{
	const struct mismatch_credential *other = NULL;

	for (size_t i = 0; i < x->f->credentials; i++) {
		const struct mismatch_credential *c = &x->f->credential[i];
		if (strcmp(c->type, "state_license") != 0 || !text_equal_nocase(c->state, l->state) ||
		    text_blank(c->number))
			continue;
		if (same_number(c->number, l->number))
			return;
		other = c;
	}
	if (other != NULL)
		add(x, arena_printf(x->a, "license %s", l->state), other->number, l->number, where,
		    "which one does the board know?");
}

static bool
is_digits_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a != '\0' && !isdigit((unsigned char)*a))
			a++;
		while (*b != '\0' && !isdigit((unsigned char)*b))
			b++;
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}

/* The second letter is that of the last name at issue, or 9. */
static void
check_dea(struct finding *x, const char *number, const char *where)
{
	struct str normal = STR_INIT;
	struct err why = ERR_INIT;

	if (!identifier_read("dea", number, &normal, &why)) {
		add(x, "DEA", NULL, number, where, arena_strdup(x->a, why.text));
	} else if (normal.text[1] != '9') {
		char letter = normal.text[1];
		bool fits = toupper((unsigned char)fold_name(x->f->last_name, "", x->a).last[0]) == letter;
		for (size_t i = 0; i < x->f->names; i++)
			fits = fits || toupper((unsigned char)fold_name(x->f->name[i].last, "",
			    x->a).last[0]) == letter;
		if (!fits)
			add(x, "DEA", x->f->last_name, number, where, "its second letter is that of another "
			    "last name: note the former name, or look whose number it is");
	}
	str_clear(&normal);
}

static void
find_dea(struct finding *x)
{
	const char *own = x->f->dea_number, *last = NULL;
	bool found = false;

	if (!text_blank(own))
		check_dea(x, own, "the provider's record");
	for (size_t i = 0; i < x->f->credentials; i++) {
		const struct mismatch_credential *c = &x->f->credential[i];
		if (strcmp(c->type, "dea") != 0 || text_blank(c->number))
			continue;
		last = c->number;
		if (text_blank(own) || !same_number(own, c->number))
			check_dea(x, c->number, arena_printf(x->a, "DEA registration %s", c->state));
		else
			found = true;
	}
	if (!text_blank(own) && last != NULL && !found)
		add(x, "DEA", own, last, "DEA registration", "none of the registrations has the number "
		    "of the provider's record");
}

/* A registration is for one state, and needs a license there. */
static void
find_dea_state(struct finding *x)
{
	for (size_t i = 0; i < x->f->credentials; i++) {
		const struct mismatch_credential *c = &x->f->credential[i];
		bool licensed = strcmp(c->type, "dea") != 0 || c->state[0] == '\0';
		for (size_t k = 0; k < x->f->credentials && !licensed; k++)
			licensed = strcmp(x->f->credential[k].type, "state_license") == 0 &&
			    text_equal_nocase(x->f->credential[k].state, c->state);
		if (!licensed)
			add(x, "DEA state", NULL, c->state, "DEA registration",
			    "there is no license of this state");
	}
}

static void
find_tax(struct finding *x)
{
	for (size_t s = 0; s < x->f->sites; s++) {
		const struct mismatch_site *site = &x->f->site[s];
		for (size_t i = 0; i < x->f->credentials; i++) {
			const struct mismatch_credential *c = &x->f->credential[i];
			if (strcmp(c->type, "w9") != 0 || text_blank(c->number) || text_blank(site->tax_id) ||
			    is_digits_alike(c->number, site->tax_id))
				continue;
			add(x, "tax number", site->tax_id, c->number, "W-9", arena_printf(x->a,
			    "%s bills under another number", site->name));
		}
		if (text_blank(site->tax_id))
			add(x, "tax number", NULL, NULL, site->name, "the site has none: no application "
			    "is complete without it");
	}
}

static void
find_day(struct finding *x, const char *what, int32_t ours, int32_t theirs, const char *where)
{
	char our_day[DAY_TEXT_BYTES], their_day[DAY_TEXT_BYTES];

	if (ours == DAY_NONE || theirs == DAY_NONE || ours == theirs)
		return;
	add(x, what, arena_strdup(x->a, day_format(ours, our_day)), arena_strdup(x->a, day_format(theirs, their_day)), where,
	    "the day there and that of the paper must agree: one of them is old");
}

/* Licenses, DEA, cover: each against what we have of that type and, for a license, of that number. */
static void
find_said_credentials(struct finding *x, const struct mismatch_said *s)
{
	for (size_t i = 0; i < x->f->credentials; i++) {
		const struct mismatch_credential *c = &x->f->credential[i];
		if (strcmp(c->type, "state_license") == 0 && !text_blank(s->license.number) &&
		    same_number(c->number, s->license.number))
			find_day(x, arena_printf(x->a, "license %s ends", c->state), c->expires_day, s->license_until_day, s->where);
		if (strcmp(c->type, "dea") == 0 && !text_blank(s->dea_number) && same_number(c->number, s->dea_number))
			find_day(x, "DEA ends", c->expires_day, s->dea_until_day, s->where);
		if (strcmp(c->type, "malpractice_insurance") != 0)
			continue;
		if (!text_blank(c->number) && !text_blank(s->policy_number) && !same_number(c->number, s->policy_number))
			add(x, "policy number", c->number, s->policy_number, s->where, "payers want the current certificate, and "
			    "the same policy in the profile");
		find_text(x, "malpractice carrier", c->issuer, s->policy_issuer, s->where, "which one insures today?");
		find_day(x, "malpractice cover ends", c->expires_day, s->policy_until_day, s->where);
	}
}

/* The numbers of the provider's record and of sites. */
static void
find_said_numbers(struct finding *x, const struct mismatch_said *s)
{
	bool has_dea = text_blank(x->f->dea_number) || same_number(x->f->dea_number, s->dea_number);

	for (size_t i = 0; i < x->f->credentials; i++)
		has_dea = has_dea || (strcmp(x->f->credential[i].type, "dea") == 0 &&
		    same_number(x->f->credential[i].number, s->dea_number));
	if (!text_blank(s->dea_number) && !has_dea)
		add(x, "DEA", x->f->dea_number, s->dea_number, s->where, "which one is registered where the care is given?");
	for (size_t i = 0; i < x->f->sites && !text_blank(s->tax_id); i++)
		if (!text_blank(x->f->site[i].tax_id) && !is_digits_alike(x->f->site[i].tax_id, s->tax_id))
			add(x, "tax number", x->f->site[i].tax_id, s->tax_id, s->where, arena_printf(x->a,
			    "%s bills under another number", x->f->site[i].name));
}

/* The certificate against the profile, where our record has no cover that both were held against. */
static void
find_between(struct finding *x, const struct mismatch_said *one, const struct mismatch_said *other)
{
	for (size_t i = 0; i < x->f->credentials; i++)
		if (strcmp(x->f->credential[i].type, "malpractice_insurance") == 0)
			return;
	const char *where = arena_printf(x->a, "%s, against %s", other->where, one->where);
	if (!text_blank(one->policy_number) && !text_blank(other->policy_number) &&
	    !same_number(one->policy_number, other->policy_number))
		add(x, "policy number", one->policy_number, other->policy_number, where, "the profile must have the policy of the "
		    "certificate");
	find_day(x, "malpractice cover ends", one->policy_until_day, other->policy_until_day, where);
}

static void
find_said(struct finding *x)
{
	for (size_t i = 0; i < x->f->saids; i++) {
		const struct mismatch_said *s = &x->f->said[i];
		find_name(x, s->last_name, s->first_name, s->where);
		find_type(x, s->provider_type, s->where);
		find_text(x, "taxonomy code", x->f->taxonomy_code, s->taxonomy_code, s->where, "payers read the profile");
		find_text(x, "state of practice", x->f->practice_state, s->state, s->where, "payers read the profile");
		if (!text_blank(s->license.number) && !text_blank(s->license.state))
			find_license(x, &s->license, s->where);
		find_said_credentials(x, s);
		find_said_numbers(x, s);
		for (size_t k = i + 1; k < x->f->saids; k++)
			find_between(x, s, &x->f->said[k]);
	}
}

void
mismatch_find(const struct mismatch_facts *facts, struct arena *a, struct mismatch **ret_list,
    size_t *ret_count)
{
	struct finding x = { .f = facts, .a = a };

	if (facts->registry != NULL) {
		find_registry(&x);
		for (size_t i = 0; i < facts->registry->licenses; i++)
			find_license(&x, &facts->registry->license[i], REGISTRY);
	}
	find_said(&x);
	find_dea(&x);
	find_dea_state(&x);
	find_tax(&x);
	*ret_list = x.item;
	*ret_count = x.count;
}
