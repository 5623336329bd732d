/* plait/sync/queue.h — items from thread to thread; included by plait/sync.h.
 *
 * After Python's queue module (library reference, "queue — A synchronized queue class"): Queue gives items back in
 * the order they were put, LifoQueue the latest first, PriorityQueue the smallest priority first and of
 * equal ones the one that was put first. As in Python the other two are queues too: all calls work on all. */
#ifndef PLAIT_SYNC_QUEUE_H
#define PLAIT_SYNC_QUEUE_H

struct plait_queue;

/* At most CAPACITY items; 0 or less: any number. */
struct plait_queue *plait_queue_new(const char *name, int capacity);
struct plait_queue *plait_lifo_queue_new(const char *name, int capacity);
struct plait_queue *plait_priority_queue_new(const char *name, int capacity);
void plait_queue_free(struct plait_queue *q);

/* Puts an item in; waits while the queue is full. In a priority queue the item is its own priority. EPIPE: the
 * queue is closed. EAGAIN is Python's queue.Full, and so is ETIMEDOUT; a negative time is EINVAL (Python:
 * ValueError). */
int plait_queue_put(struct plait_queue *q, intptr_t item);
int plait_queue_put_try(struct plait_queue *q, intptr_t item);
int plait_queue_put_for(struct plait_queue *q, intptr_t item, double seconds);
/* The same with a priority: the smallest is got first. EINVAL when it is not a priority queue. */
int plait_priority_queue_put(struct plait_queue *q, intptr_t priority, intptr_t item);
int plait_priority_queue_put_try(struct plait_queue *q, intptr_t priority, intptr_t item);
int plait_priority_queue_put_for(struct plait_queue *q, intptr_t priority, intptr_t item, double seconds);

/* Takes an item out; waits while the queue is empty. ECANCELED: it is empty and closed, so nothing will come.
 * EAGAIN and ETIMEDOUT are Python's queue.Empty; a negative time is EINVAL. */
int plait_queue_get(struct plait_queue *q, intptr_t *item);
int plait_queue_get_try(struct plait_queue *q, intptr_t *item);
int plait_queue_get_for(struct plait_queue *q, intptr_t *item, double seconds);

/* Says that the work on an item that was got is done. EOVERFLOW: more often than items were put (Python: ValueError). */
int plait_queue_task_done(struct plait_queue *q);
/* Waits until as many task_done as items put: at once when nothing was ever put. */
int plait_queue_join(struct plait_queue *q);
int plait_queue_join_try(struct plait_queue *q);
int plait_queue_join_for(struct plait_queue *q, double seconds);

/* The end of the items: from now on put is EPIPE, also for those that wait in it. Then puts CONSUMERS times
 * SENTINEL behind everything that is there (in every kind of queue they are got last), waiting while the queue is
 * full, so that each consumer gets one and can stop; each is an item that wants its task_done. With 0 consumers
 * they learn it from ECANCELED. A second close is EPIPE. (Python has no such call before Queue.shutdown of 3.13;
 * the sentinels are the usual recipe.) */
int plait_queue_close(struct plait_queue *q, int consumers, intptr_t sentinel);

/* At this moment; already out of date when they return. */
int plait_queue_size(struct plait_queue *q);
bool plait_queue_empty(struct plait_queue *q);
bool plait_queue_full(struct plait_queue *q);
int plait_queue_unfinished(struct plait_queue *q);

#endif
