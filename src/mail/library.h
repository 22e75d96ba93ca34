/* library: GMime made ready, once a process. */
#ifndef MAIL_LIBRARY_H
#define MAIL_LIBRARY_H

void	library_init(void);

#endif
