/* maker: a thread, two queues and a lock; a counter that wakes the server. */
#include "web/maker.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "web/thread.h"
#include "base/banned.h"

struct jobs { struct job *first, *last; };

struct maker {
	struct db	*db;
	int		 fd;
	pthread_t	 thread;
	pthread_mutex_t	 lock;		/* of what follows */
	pthread_cond_t	 has_work;
	struct jobs	 waiting, made;
	bool		 is_running, is_stopping;
};

static void
push(struct jobs *jobs, struct job *job)
{
	job->next = NULL;
	if (jobs->last != NULL)
		jobs->last->next = job;
	else
		jobs->first = job;
	jobs->last = job;
}

static struct job *
pop(struct jobs *jobs)
{
	struct job *job = jobs->first;

	if (job == NULL)
		return NULL;
	jobs->first = job->next;
	if (jobs->first == NULL)
		jobs->last = NULL;
	return job;
}

bool
maker_open(const char *path, struct maker **ret_maker, struct err *err)
{
	struct maker *m = heap_alloc(sizeof(*m));

	if (!db_open(path, DB_READ, &m->db, err)) {
		free(m);
		return false;
	}
	db_keep_little(m->db);
	m->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (m->fd < 0) {
		fail_errno(err, "could not make a counter");
		db_close(m->db);
		free(m);
		return false;
	}
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->has_work, NULL);
	*ret_maker = m;
	return true;
}

static void *
run(void *context)
{
	struct maker *m = context;
	struct job *job;

	pthread_mutex_lock(&m->lock);
	for (;;) {
		while (!m->is_stopping && m->waiting.first == NULL)
			pthread_cond_wait(&m->has_work, &m->lock);
		if (m->is_stopping)
			break;
		job = pop(&m->waiting);
		pthread_mutex_unlock(&m->lock);
		job->is_made = job->make(job, m->db, &job->why);
		pthread_mutex_lock(&m->lock);
		push(&m->made, job);
		eventfd_write(m->fd, 1);
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

void
maker_add(struct maker *m, struct job *job)
{
	job->maker = m;
	pthread_mutex_lock(&m->lock);
	if (!m->is_running)
		m->is_running = thread_begin(&m->thread, run, m);
	if (m->is_running) {
		push(&m->waiting, job);
		pthread_cond_signal(&m->has_work);
	} else {
		fail(&job->why, ERR_SYSTEM, "no thread could be started");
		push(&m->made, job);
		eventfd_write(m->fd, 1);
	}
	pthread_mutex_unlock(&m->lock);
}

bool
maker_is_stopping(struct maker *m)
{
	pthread_mutex_lock(&m->lock);
	bool is_stopping = m->is_stopping;
	pthread_mutex_unlock(&m->lock);
	return is_stopping;
}

int
maker_fd(const struct maker *m)
{
	return m->fd;
}

struct job *
maker_take(struct maker *m)
{
	eventfd_t count;

	pthread_mutex_lock(&m->lock);
	struct job *job = pop(&m->made);
	if (job == NULL)
		eventfd_read(m->fd, &count);
	pthread_mutex_unlock(&m->lock);
	return job;
}

void
maker_close(struct maker *m, struct web *web)
{
	struct job *job;

	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->is_stopping = true;
	pthread_cond_signal(&m->has_work);
	pthread_mutex_unlock(&m->lock);
	if (m->is_running)
		pthread_join(m->thread, NULL);
	while ((job = pop(&m->made)) != NULL || (job = pop(&m->waiting)) != NULL)
		job->done(job, web);
	pthread_cond_destroy(&m->has_work);
	pthread_mutex_destroy(&m->lock);
	db_close(m->db);
	close(m->fd);
	free(m);
}
