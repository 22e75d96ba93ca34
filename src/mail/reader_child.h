/*
 * reader_child: what the confined process does: messages in, readings out, until its parent closes.
 *
 *	frame := length (4 bytes, the machine's order) bytes
 *
 * The first frame out is empty, or the reason why it cannot work.
 */
#ifndef MAIL_READER_CHILD_H
#define MAIL_READER_CHILD_H

#include <stdint.h>

#define FRAME_HEAD_BYTES sizeof(uint32_t)

_Noreturn void reader_child(int fd, const char *own_address);

#endif
