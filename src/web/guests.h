/*
 * guests: the connections that are open.  Whoever opens one and asks for nothing, or says it a letter at a time, must
 * not stand in the way of the others: they give way, the oldest first, when the house is full, and leave when their
 * time is over.  Whoever is being answered is never cut off.
 */
#ifndef WEB_GUESTS_H
#define WEB_GUESTS_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

#define GUESTS_MAX	512	/* more, and the oldest of those who ask for nothing leaves */
#define GUESTS_HEAD_MS	30000	/* for the head of a request, however it comes */
#define GUESTS_BODY_MS	1800000	/* for its body: 100 MB by a slow telephone */

struct guest;
struct guest_list { struct guest *first, *last; };

/* Those who have not said what they want, and those who are sending it; each the oldest first. */
struct guests { struct guest_list silent, sending; size_t count; };

/* The library's notice of a connection; context: the guests.  guests_free() after the library was stopped. */
void	guests_notice(void *context, struct MHD_Connection *connection, void **socket_context,
	    enum MHD_ConnectionNotificationCode code);

/* A head has come; all of the request has; it was answered. */
void	guest_asks(struct guests *guests, struct MHD_Connection *connection);
void	guest_is_served(struct guests *guests, struct MHD_Connection *connection);
void	guest_rests(struct guests *guests, struct MHD_Connection *connection);

/* Now and then: whose time is over leaves. */
void	guests_tidy(struct guests *guests);

#endif
