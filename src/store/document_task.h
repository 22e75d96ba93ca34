/* document_task: the name of the task that asks what is to be thought of a document. */
#ifndef STORE_DOCUMENT_TASK_H
#define STORE_DOCUMENT_TASK_H

#include <inttypes.h>

#define DOCUMENT_TASK	"document %" PRId64

#endif
