/*
 * reader_child: what the confined process does: messages in, readings out, until its parent closes.
 *
 *	frame := length (4 bytes, the machine's order) bytes
 */
#ifndef MAIL_READER_CHILD_H
#define MAIL_READER_CHILD_H

#include <stdint.h>

#define FRAME_HEAD_BYTES sizeof(uint32_t)

/* For confined_child_start(). */
void	reader_serve(void *own_address);

#endif
