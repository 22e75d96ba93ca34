/* product: the same script played by the real engine on a real database, and shown in the same lines. */
#ifndef SIMULATE_PRODUCT_H
#define SIMULATE_PRODUCT_H

#include "simulate/plan.h"

struct product;

/* A folder for its database files; removed by product_close(). */
struct product	*product_open(const char *org_zone);
void		 product_close(struct product *p);

/* A fresh database with this one record, and the file as its workflow.  False: the file was refused,
 * *ret_why says why. */
bool	product_begin(struct product *p, const char *file, const struct record *record, int64_t now_ms,
	    struct arena *a, const char **ret_why);
void	product_end(struct product *p);

bool	product_open_case(struct product *p, bool by_hand, int64_t now_ms, const char **ret_why);
void	product_event(struct product *p, const struct happening *h, const char *dedup, int64_t now_ms);
void	product_end_child(struct product *p, int64_t child_id, const struct happening *h, const char *dedup,
	    int64_t now_ms);
void	product_end_task(struct product *p, const struct happening *h, int64_t now_ms);
/* Publishes "file" as the next version and moves the case to it; or back again.  False when it is refused, and
 * *ret_why has the problems. */
bool	product_migrate(struct product *p, const char *file, enum timers_kept timers, int64_t now_ms,
	    const char **ret_why);
void	product_undo(struct product *p, int64_t now_ms);
void	product_change_record(struct product *p, const struct happening *h);
void	product_read_inbox(struct product *p, int64_t until_ms);
void	product_tick(struct product *p, int64_t now_ms);
void	product_show(struct product *p, const struct plan *plan, struct str *out);

/* The chain of hashes, and each step done again. */
bool	product_is_sound(struct product *p, struct str *out);

#endif
