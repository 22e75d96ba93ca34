/*
 * simulate [-v] FIRST COUNT | -v SEED: invented workflows played by the engine and by the reference, and
 * compared after every happening.  A difference prints the seed, the file, and the shortest script that
 * still shows it; SEED alone plays that one and prints it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "simulate/product.h"
#include "simulate/reference.h"

#define ORG_ZONE "America/New_York"

/* A generator that is refused more often than this tests little. */
#define REFUSED_PERCENT_MAX 10

struct seed {
	struct plan	 plan, next;
	struct record	 record;
	struct script	 script;
	struct str	 file, next_file;
	struct arena	 arena;
};

struct tally { long played, refused, overfull, empty, happenings, steps; };

enum verdict { SAME, DIFFERENT, REFUSED, OVERFULL };

static struct ref ref;

static void
say_happening(const struct happening *h, int64_t begin_ms, struct str *out)
{
	static const char *const kinds[] = { "event", "the same event again", "tick", "task done",
		"record", "child", "migrate",
		"migrate undo" };
	int64_t minutes = (h->at_ms - begin_ms) / 60000;

	str_printf(out, "+%lldd %02lld:%02lld (%lld) %s %s", (long long)(minutes / 1440),
	    (long long)(minutes / 60 % 24), (long long)(minutes % 60), (long long)h->at_ms,
	    kinds[h->kind], h->name != NULL ? h->name : h->inbox_read ? "after the inbox was read" : "");
	for (size_t i = 0; i < h->fields; i++) {
		str_printf(out, " %s=", h->field[i].name);
		show_value(&h->field[i].value, out);
	}
	if (h->kind == H_RECORD) {
		str_add(out, " = ");
		show_value(&h->value, out);
	}
	str_add(out, "\n");
}

/* Lines that only one of the two has. */
static void
say_difference(const char *ours, const char *theirs, const char *sign, struct str *out)
{
	struct str line = STR_INIT;

	for (const char *p = ours; *p != '\0'; p += strcspn(p, "\n") + 1) {
		str_truncate(&line, 0);
		str_add(&line, "\n");
		str_add_bytes(&line, p, strcspn(p, "\n") + 1);
		struct str all = STR_INIT;
		str_printf(&all, "\n%s", theirs);
		if (strstr(all.text, line.text) == NULL)
			str_printf(out, "  %s %s", sign, line.text + 1);
		str_clear(&all);
	}
	str_clear(&line);
}

static bool
compare(struct product *product, const struct plan *plan, struct str *why)
{
	struct str ours = STR_INIT, theirs = STR_INIT;

	product_show(product, plan, &theirs);
	ref_show(&ref, &ours);
	bool same = strcmp(ours.text, theirs.text) == 0;
	if (!same) {
		say_difference(theirs.text, ours.text, "engine   ", why);
		say_difference(ours.text, theirs.text, "reference", why);
		if (why->len == 0)
			str_printf(why, "  the order: engine\n%sreference\n%s", theirs.text, ours.text);
	}
	str_clear(&ours);
	str_clear(&theirs);
	return same;
}

/* False, with the reason, when the next version of the file is refused. */
static bool
happen(struct product *product, const struct seed *s, const struct happening *h, size_t i,
    const struct happening *last, size_t last_i, const char **ret_refused)
{
	char dedup[32];
	static bool inbox_known;
	static int64_t inbox_ms;

	if (i == 0)
		inbox_known = false;
	switch (h->kind) {
	case H_EVENT:
		snprintf(dedup, sizeof(dedup), "u:%zu", i);
		product_event(product, h, dedup, h->at_ms);
		ref_event(&ref, h, h->at_ms);
		break;
	case H_AGAIN:			/* known by its key: the reference need not hear of it */
		snprintf(dedup, sizeof(dedup), "u:%zu", last_i);
		if (last != NULL)
			product_event(product, last, dedup, h->at_ms);
		break;
	case H_TICK:
		if (h->inbox_read) {
			product_read_inbox(product, h->at_ms);
			inbox_known = true;
			inbox_ms = h->at_ms;
		}
		product_tick(product, h->at_ms);
		ref_tick(&ref, h->at_ms, inbox_known, inbox_ms);
		break;
	case H_TASK:
		product_end_task(product, h, h->at_ms);
		ref_end_task(&ref, h, h->at_ms);
		break;
	case H_CHILD:
		if (ref_child_id(&ref, h->child) == 0)
			break;
		snprintf(dedup, sizeof(dedup), "u:%zu", i);
		product_end_child(product, ref_child_id(&ref, h->child), h, dedup, h->at_ms);
		ref_end_child(&ref, h, h->at_ms);
		break;
	case H_MIGRATE:			/* of a case that has nothing to try again */
		if (ref.status != REF_OPEN || ref.waitings > 0)
			break;
		if (!product_migrate(product, s->next_file.text, h->timers, h->at_ms, ret_refused))
			return false;
		ref_migrate(&ref, &s->next, h->timers, h->at_ms);
		break;
	case H_UNDO:
		if (ref.status != REF_OPEN || ref.waitings > 0)
			break;
		product_undo(product, h->at_ms);
		ref_undo(&ref, h->at_ms);
		break;
	case H_RECORD:
		product_change_record(product, h);
		ref_change_record(&ref, h);
		break;
	}
	return true;
}

/* Plays the script but for the happenings that are left out; "said" gets what was done. */
static enum verdict
play(struct product *product, const struct seed *s, const bool *left_out, struct str *said,
    struct str *why, struct tally *tally)
{
	const struct script *script = &s->script;
	struct arena a = ARENA_INIT;
	const char *refused;
	const struct happening *last = NULL;
	size_t last_i = 0;

	if (!product_begin(product, s->file.text, &s->record, script->begin_ms, &a, &refused)) {
		str_add(why, refused);
		arena_clear(&a);
		return REFUSED;
	}
	ref_begin(&ref, &s->plan, &s->record, ORG_ZONE);
	bool opened = ref_open(&ref, script->by_hand, script->begin_ms);
	bool taken = true;
	bool same = product_open_case(product, script->by_hand, script->begin_ms, &refused) == opened;
	if (!same)
		str_printf(why, "  only the %s begins a case: %s\n", opened ? "reference" : "engine",
		    opened ? refused : "the reference does not");
	same = same && compare(product, &s->plan, why);
	tally->empty += !opened;
	for (size_t i = 0; same && taken && opened && i < script->count && ref.status != REF_DONE && !ref.overfull; i++) {
		const struct happening *h = &script->item[i];
		if (left_out[i])
			continue;
		say_happening(h, script->begin_ms, said);
		taken = happen(product, s, h, i, last, last_i, &refused);
		if (!taken) {
			str_add(why, refused);
			break;
		}
		if (h->kind == H_EVENT) {
			last = h;
			last_i = i;
		}
		same = compare(product, ref.plan, why);
		tally->happenings++;
	}
	tally->steps += ref.rev;
	if (same)
		same = product_is_sound(product, why);
	product_end(product);
	arena_clear(&a);
	return !taken ? REFUSED : ref.overfull ? OVERFULL : same ? SAME : DIFFERENT;
}

static void
make(struct seed *s, uint64_t number)
{
	struct dice d = { .state = number };

	plan_make(&d, &s->arena, &s->plan, &s->next, &s->record, &s->script);
	s->file = s->next_file = (struct str)STR_INIT;
	plan_write(&s->plan, "plan", &s->file);
	plan_write(&s->next, "plan", &s->next_file);
}

/* Leaves out one happening after the other while the difference stays. */
static void
shorten(struct product *product, const struct seed *s, bool *left_out)
{
	bool shorter = true;

	while (shorter) {
		shorter = false;
		for (size_t i = s->script.count; i-- > 0; ) {
			struct str said = STR_INIT, why = STR_INIT;
			struct tally ignored = { 0 };
			if (left_out[i])
				continue;
			left_out[i] = true;
			if (play(product, s, left_out, &said, &why, &ignored) == DIFFERENT)
				shorter = true;
			else
				left_out[i] = false;
			str_clear(&said);
			str_clear(&why);
		}
	}
}

static void
report(struct product *product, const struct seed *s, uint64_t number)
{
	bool left_out[HAPPENINGS_MAX] = { false };
	struct str said = STR_INIT, why = STR_INIT;
	struct tally ignored = { 0 };

	shorten(product, s, left_out);
	play(product, s, left_out, &said, &why, &ignored);
	printf("seed %llu: the engine and the reference differ\n%sbegins %lld, %s; record ",
	    (unsigned long long)number, s->file.text, (long long)s->script.begin_ms,
	    s->script.by_hand ? "by hand" : "by its start rules");
	for (size_t i = 0; i < s->script.count; i++)
		if (s->script.item[i].kind == H_MIGRATE && !left_out[i])
			printf("\nand then\n%s", s->next_file.text);
	printf("\n%s%s", said.text, why.text);
	str_clear(&said);
	str_clear(&why);
}

static enum verdict
play_seed(struct product *product, uint64_t number, bool verbose, struct tally *tally)
{
	static struct seed s;
	bool nothing[HAPPENINGS_MAX] = { false };
	struct str said = STR_INIT, why = STR_INIT;

	make(&s, number);
	enum verdict v = play(product, &s, nothing, &said, &why, tally);
	tally->played += v == SAME || v == DIFFERENT;
	tally->refused += v == REFUSED;
	tally->overfull += v == OVERFULL;
	if (v == DIFFERENT)
		report(product, &s, number);
	else if (verbose)
		printf("%s%s%s", s.file.text, said.text, why.text);
	str_clear(&said);
	str_clear(&why);
	str_clear(&s.file);
	str_clear(&s.next_file);
	arena_reset(&s.arena);
	return v;
}

int
main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	const char *const *word = (const char *const *)argv + 1 + verbose;
	int words = argc - 1 - verbose;
	struct tally tally = { 0 };
	long different = 0;

	if (words < 1 || words > 2) {
		fprintf(stderr, "usage: simulate [-v] FIRST [COUNT]\n");
		return 2;
	}
	uint64_t first = strtoull(word[0], NULL, 10), count = words == 2 ? strtoull(word[1], NULL, 10) : 1;
	struct product *product = product_open(ORG_ZONE);
	double began = seconds();
	for (uint64_t i = 0; i < count && different < 3; i++)
		different += play_seed(product, first + i, verbose, &tally) == DIFFERENT;
	double took = seconds() - began;
	product_close(product);
	printf("%ld seeds played in %.1f s (%ld happenings, %ld steps; %ld begin no case); %ld refused, "
	    "%ld too large; %ld differ\n", tally.played, took, tally.happenings, tally.steps, tally.empty,
	    tally.refused, tally.overfull, different);
	if (tally.refused * 100 > (long)count * REFUSED_PERCENT_MAX) {
		printf("too many of the invented files are refused\n");
		return 1;
	}
	return different > 0;
}
