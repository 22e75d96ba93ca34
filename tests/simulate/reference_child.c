/* reference_child: cases that ours started: they begin and end when the step is complete, in its order. */
#include <stdio.h>
#include <string.h>

#include "simulate/reference_inside.h"

/* The open one of this workflow; NULL: none.  There is one for a record at most. */
static struct ref_child *
find_open(struct ref *r, const char *workflow)
{
	for (size_t i = 0; i < r->children; i++)
		if (r->child[i].status == REF_CHILD_OPEN && strcmp(r->child[i].workflow, workflow) == 0)
			return &r->child[i];
	return NULL;
}

/* Counted at once, whatever begins and ends later. */
int64_t
ref_open_children(const struct walk *w, const char *workflow)
{
	bool is_open = find_open(w->ref, workflow) != NULL;

	for (size_t i = 0; i < w->families; i++)
		if (strcmp(w->family[i]->name, workflow) == 0)
			is_open = w->family[i]->kind == A_START;
	return is_open;
}

bool
ref_waits_for_children(const struct walk *w)
{
	for (size_t i = 0; i < w->ref->children; i++)
		if (w->ref->child[i].status == REF_CHILD_OPEN)
			return true;
	for (size_t i = 0; i < w->families; i++)
		if (w->family[i]->kind == A_START)
			return true;
	return false;
}

static void
tell(struct ref *r, const struct ref_child *c, const char *name, int64_t now_ms)
{
	if (r->tolds == LEN(r->told)) {
		r->overfull = true;
		return;
	}
	struct happening *h = &r->told[r->tolds++];
	*h = (struct happening){ .at_ms = now_ms, .name = name, .fields = 2 };
	h->field[0].name = "state";
	h->field[0].value = (struct rvalue){ true, K_TEXT, 0, c->state };
	h->field[1].name = "workflow";
	h->field[1].value = (struct rvalue){ true, K_TEXT, 0, c->workflow };
	if (c->status == REF_CHILD_DONE) {
		h->field[2].name = "got";
		h->field[2].value = (struct rvalue){ true, K_INT, c->got, NULL };
		h->fields = 3;
	}
	ref_queue(r, &(struct ref_event){ .name = name, .from = h, .occurred_ms = now_ms,
		.next_ms = now_ms });
}

static void
start(struct ref *r, const struct act *a)
{
	struct ref_child *c;

	if (find_open(r, a->name) != NULL)	/* it is begun already, and stays as it was asked for */
		return;
	if (r->children == LEN(r->child)) {
		r->overfull = true;
		return;
	}
	c = &r->child[r->children++];
	*c = (struct ref_child){ .workflow = a->name, .state = "looking", .on_done = a->done, .rev = 1,
		.got = r->var[0].number, .is_bound = a->is_bound };
}

static void
give_up(struct ref_child *c)
{
	c->status = REF_CHILD_CANCELLED;
	c->rev++;
}

void
ref_do_family(struct walk *w)
{
	struct ref *r = w->ref;

	for (size_t i = 0; i < w->families; i++) {
		const struct act *a = w->family[i];
		struct ref_child *c = find_open(r, a->name);
		if (a->kind == A_START) {
			start(r, a);
		} else if (c != NULL) {
			give_up(c);
			if (r->status == REF_OPEN)
				tell(r, c, "child.cancelled", w->now_ms);
		}
	}
	for (size_t i = 0; i < r->children && r->status == REF_DONE; i++)
		if (r->child[i].status == REF_CHILD_OPEN && r->child[i].is_bound)
			give_up(&r->child[i]);
}

int64_t
ref_child_id(const struct ref *r, int child)
{
	return (size_t)child < r->children ? child + 2 : 0;
}

void
ref_end_child(struct ref *r, const struct happening *h, int64_t now_ms)
{
	if (ref_child_id(r, h->child) == 0 || r->child[h->child].status != REF_CHILD_OPEN)
		return;
	struct ref_child *c = &r->child[h->child];
	c->status = REF_CHILD_DONE;
	c->state = strcmp(h->name, "user.seen") == 0 && r->var[0].number > 5 ? "seen" : "lost";
	c->rev++;
	if (r->status == REF_DONE)
		return;
	tell(r, c, c->on_done != NULL ? c->on_done : "child.done", now_ms);
	ref_deliver(r, now_ms);
}
