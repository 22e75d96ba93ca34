/*
 * settings: credence.yaml as a struct.  Every key with its meaning stands in config/credence.yaml,
 * which init copies.  Secrets are only named here (file:, env:, command:); base/secret fetches them.
 */
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/zone.h"

struct catalog;
struct workday_calendar;
struct duties;
struct retention;
struct roles;
struct payer_clocks;

enum org_kind { ORG_PLAN, ORG_CVO };
enum mail_transport { TRANSPORT_MAILDIR, TRANSPORT_SMTP };
enum sign_in { SIGN_IN_AUTO, SIGN_IN_REQUIRED, SIGN_IN_OFF };
enum mail_tls { TLS_IMPLICIT, TLS_STARTTLS };

struct mail_server {			/* smtp: or imap: */
	const char	*host;
	int		 port;
	enum mail_tls	 tls;
	const char	*user;		/* NULL: no login */
	const char	*password;	/* "file:...", "env:..." or "command:..." */
	const char	*auth;		/* login, plain, oauth (see mail.oauth) */
	const char	*ca_file;	/* NULL: the system's */
};

/* A calendar on a CalDAV server that is kept in step (calendars:). */
enum calendar_component { COMPONENT_EVENT, COMPONENT_TODO };

struct calendar_account {
	const char	*name;		/* people's word for it; no two have the same */
	const char	*url;		/* https; http on this machine alone */
	const char	*collection;	/* which one of those found there */
	const char	*user;		/* NULL: no login */
	const char	*password;	/* "file:...", "env:..." or "command:..." */
	const char	*ca_file;	/* NULL: the system's */
	enum calendar_component component;
	int64_t		 look_minutes;	/* between two looks at what was changed there */
	struct {			/* as feeds are limited; NULL limits nothing */
		const char	*person, *role, *provider, *payer, *location, *kind;
	} only;
};

/* OAuth 2 of the mail account.  Filled for the known providers; a flow that cannot be had is NULL. */
struct mail_oauth {
	const char	*provider;	/* microsoft, google, other; NULL: none */
	const char	*client_id;
	const char	*client_secret;	/* as password; NULL: none */
	const char	*tenant;	/* microsoft: whose accounts */
	const char	*device_url;	/* RFC 8628 */
	const char	*authorize_url;	/* RFC 6749, 4.1 */
	const char	*token_url;
	const char	*scope;
};

/* Who else may say who somebody is (OpenID Connect). */
struct oidc_settings {
	const char	*issuer;	/* as it calls itself; NULL: nobody else */
	const char	*client_id;
	const char	*client_secret;	/* as password; NULL: none */
	const char	*label;		/* of the button: "Elm Street account" */
	const char	*ca_file;	/* NULL: the system's authorities */
	bool		 vouches;	/* it gives addresses of our own people alone, and does not say that they are verified */
};

/* Other systems that workflows may tell: by name; the addresses stand here and nowhere else. */
struct webhook {
	const char	*name, *url;
	const char	*token;		/* secret, sent as Bearer; NULL: none */
	const char	*secret;	/* what is sent is signed with it; NULL: it is not */
	const char	*ca_file;	/* NULL: the system's authorities */
};

/* What a provider is expected to bring in, and how much of it a payer pays: for the figure "revenue at risk". */
struct collection_rate { const char *provider_type; int64_t per_day; };	/* NULL: any other type; dollars */
struct payer_share { const char *payer; int64_t percent; };

/* Several texts, in the order of the file. */
struct setting_texts { const char **item; size_t count; };

struct settings {
	const char		*org_name;
	const char		*timezone;
	const struct zone	*zone;		/* of the organization */
	const char		*calendar;	/* "us_business" */
	const struct workday_calendar *workdays;	/* that calendar; NULL until the folder is read */
	enum org_kind		 org_kind;	/* whose limits count */
	const struct catalog	*catalog;	/* of credential types; NULL until the folder is read */
	const struct duties	*duties;	/* of the practice itself; the same */
	const struct retention	*retention;	/* of papers; the same */
	const struct payer_clocks *payer_clocks;	/* of states' laws; the same */
	const struct roles	*roles;		/* what each may do; role_most until the folder is read */
	struct {
		const char	*from;		/* the team's address */
		const char	*from_name;
		const char	*domain;	/* of Message-IDs; default: of the address */
		bool		 plus_address;	/* Reply-To user+idem@domain */
		const char	*service;	/* whose account it is (settings_service.h); NULL: smtp and imap say it */
		const char	*password;	/* of the service's account, for both servers, as theirs */
		enum mail_transport transport;
		struct mail_server smtp, imap;	/* imap.host NULL: the Maildir mail/inbox */
		struct mail_oauth oauth;
		const char	*folder;	/* INBOX */
		struct setting_texts more_folders;	/* that are read, too */
		const char	*handled_folder;	/* where mail goes that nobody has to look at; NULL: it stays */
		int64_t		 look_seconds;	/* between two looks, also where the server tells of news */
		const char	*sent_folder;	/* for copies of letters; NULL: looked for, "none": no copies */
		int64_t		 letters_per_day;	/* to one recipient of one case; storm limit */
		int64_t		 letters_per_minute;	/* of the whole SMTP account; 0: no limit */
		int64_t		 account_letters_per_day;	/* the same, in 24 hours */
		const char	*send_from, *send_until;	/* "08:00", "18:00": automatic letters leave then; NULL: always */
		const char	*digest_at;	/* "10:30": automatic letters to one person leave together then; NULL: each by itself */
		bool		 html;		/* letters have an HTML form beside their text */
		int64_t		 attachments_bytes_max;	/* of one letter, in all; more and it is held */
		int64_t		 message_bytes_max;	/* larger mail is set aside unread */
		int64_t		 timeout_seconds;	/* a server that does not answer so long is left */
	} mail;
	struct {
		int64_t		 bytes_max;	/* larger ones are not taken */
	} documents;
	struct {
		int		 port;		/* 0: a free one */
		const char	*url;		/* as people see it; NULL: http://127.0.0.1:port */
		const char	*address;	/* where it listens: this machine's own when left out */
		const char	*certificate, *key;	/* PEM files; NULL: no TLS of our own */
		const char	*proxy;		/* whose X-Forwarded-... are believed; NULL: nobody's */
		enum sign_in	 sign_in;	/* auto: as soon as there is a user */
		bool		 needs_code;	/* a second factor is set up by everybody before anything else */
		const char	*blocklist;	/* a file of passwords that became known elsewhere; NULL: none */
		int64_t		 idle_minutes;	/* a session ends after so long without a request */
		int64_t		 session_hours;	/* and after so long in all */
		struct oidc_settings oidc;
	} web;
	struct {
		const char	*detail;	/* full, initials, busy */
		int64_t		 past_days, ahead_days, alarm_days;
	} calendar_feed;
	struct calendar_account	*account;	/* in the order of the file */
	size_t			 accounts;
	struct webhook		*webhook;
	size_t			 webhooks;
	struct collection_rate	*rate;		/* in the order of the file */
	size_t			 rates;
	struct payer_share	*share;
	size_t			 shares;
	struct {
		const char	*to;		/* words owner, provider, addresses; NULL: nobody */
		const char	*kinds;		/* of deadlines, words */
		int64_t		 ahead_days;	/* not earlier than so many days before */
		const char	*committee_at;	/* "17:30", in the organization's zone; NULL: all day */
		int64_t		 committee_minutes;
	} invitations;
	struct {
		const char	*to;		/* addresses that get the weekly review; NULL: nobody */
		const char	*at;		/* "07:00", on Monday */
	} review;
	struct {
		int64_t		 quorum;	/* members who voted or abstained; who recused is not counted */
		int64_t		 letter_days;	/* in which the provider is told of a decision */
	} committee;
	struct {
		bool		 is_allowed;		/* questions may go out to public registries */
		const char	*nppes_url;		/* of the API, without its question; so the others */
		const char	*revalidation_url;
		const char	*leie_url;		/* of the whole list */
		const char	*sam_url;
		const char	*sam_key;		/* secret; NULL: SAM.gov is not asked */
		const char	*caqh_url;
		const char	*caqh_organization;	/* number with CAQH; NULL: no contract, all goes by hand */
		const char	*caqh_user;
		const char	*caqh_password;		/* secret */
		const char	*ca_file;		/* NULL: the system's authorities */
		int64_t		 timeout_seconds;
	} registry;
	struct {
		int64_t		 steps_per_minute;	/* of one case */
		int64_t		 breaker_letters;	/* more late letters than this at once: all held */
	} engine;
	struct setting_secret	*secret;	/* every one that is named, in the order of the file */
	size_t			 secrets;
};

/* A secret and where it is named. */
struct setting_secret {
	const char	*spec;		/* the same pointer as in the field */
	const char	*file;
	int		 line, column;
};

/* The webhook of that name; NULL: none. */
const struct webhook *settings_webhook(const struct settings *settings, const char *name);

/* Settings in "a", or NULL with problems (all of them). */
struct settings *settings_parse(const char *file, const char *bytes, size_t len, struct arena *a,
	    struct problems *problems);

/* Does this server want a token in the place of a password? */
bool		 mail_server_wants_token(const struct mail_server *server);

/* Where people reach the pages, without a slash at its end; "port" is the one that is listened on. */
const char	*settings_url(const struct settings *settings, int port, struct arena *a);

/* "17:30", as settings have it, in minutes since midnight. */
int	settings_clock_min(const char *clock);

#endif
