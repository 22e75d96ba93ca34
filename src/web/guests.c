/* guests: two lists by age; a socket that is shut down is closed by the library, with all that belongs to it. */
#include "web/guests.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/stopwatch.h"
#include "base/banned.h"

struct guest {
	struct guest		*before, *after;
	struct guest_list	*in;		/* NULL: being answered, or leaving */
	int			 fd;
	int64_t			 since_ms;	/* monotonic */
};

static void
take_out(struct guest *g)
{
	struct guest_list *list = g->in;

	if (list == NULL)
		return;
	*(g->before != NULL ? &g->before->after : &list->first) = g->after;
	*(g->after != NULL ? &g->after->before : &list->last) = g->before;
	g->in = NULL;
}

static void
put_in(struct guest *g, struct guest_list *list)
{
	take_out(g);
	g->in = list;
	g->since_ms = stopwatch_ms();
	g->before = list->last;
	g->after = NULL;
	*(list->last != NULL ? &list->last->after : &list->first) = g;
	list->last = g;
}

/* The library sees the end of the connection, and says that it is closed. */
static void
show_out(struct guest *g)
{
	take_out(g);
	shutdown(g->fd, SHUT_RDWR);
}

static void
make_room(struct guests *guests)
{
	struct guest *oldest = guests->silent.first != NULL ? guests->silent.first : guests->sending.first;

	if (guests->count > GUESTS_MAX && oldest != NULL)
		show_out(oldest);
}

void
guests_notice(void *context, struct MHD_Connection *connection, void **socket_context,
    enum MHD_ConnectionNotificationCode code)
{
	struct guests *guests = context;
	struct guest *g = *socket_context;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		take_out(g);
		free(g);
		*socket_context = NULL;
		guests->count--;
		return;
	}
	g = heap_alloc(sizeof(*g));
	g->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	*socket_context = g;
	guests->count++;
	make_room(guests);
	put_in(g, &guests->silent);
}

static struct guest *
guest_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void
guest_asks(struct guests *guests, struct MHD_Connection *connection)
{
	put_in(guest_of(connection), &guests->sending);
}

void
guest_is_served(struct guests *guests, struct MHD_Connection *connection)
{
	(void)guests;
	take_out(guest_of(connection));
}

void
guest_rests(struct guests *guests, struct MHD_Connection *connection)
{
	put_in(guest_of(connection), &guests->silent);
}

static void
tidy(const struct guest_list *list, int64_t before_ms)
{
	while (list->first != NULL && list->first->since_ms < before_ms)
		show_out(list->first);
}

void
guests_tidy(struct guests *guests)
{
	int64_t now_ms = stopwatch_ms();

	tidy(&guests->silent, now_ms - GUESTS_HEAD_MS);
	tidy(&guests->sending, now_ms - GUESTS_BODY_MS);
}
