/* plait/sync/rwlock.h — many readers or one writer; included by plait/sync.h.
 *
 * After Java's java.util.concurrent.locks.ReadWriteLock and the classical readers–writers problem (Courtois, Heymans,
 * Parnas: Concurrent Control with "Readers" and "Writers", CACM 1971), whose first problem prefers readers
 * and whose second prefers writers. */
#ifndef PLAIT_SYNC_RWLOCK_H
#define PLAIT_SYNC_RWLOCK_H

struct plait_rwlock;

enum plait_rwlock_policy {
  PLAIT_READERS_FIRST, /* a reader waits only for a writer that is in: writers may starve */
  PLAIT_WRITERS_FIRST, /* a reader also waits for writers that wait: readers may starve */
  PLAIT_FAIR,          /* in the order in which they came; readers next to each other go in together */
};

struct plait_rwlock *plait_rwlock_new(const char *name, enum plait_rwlock_policy policy);
void plait_rwlock_free(struct plait_rwlock *l);

/* Goes in as a reader. A thread that reads may read again, where the policy lets it in (except with readers first
 * it may wait for a writer that waits for it). EDEADLK: the caller is the writer. */
int plait_rwlock_acquire_read(struct plait_rwlock *l);
int plait_rwlock_acquire_read_try(struct plait_rwlock *l);
int plait_rwlock_acquire_read_for(struct plait_rwlock *l, double seconds);
/* EPERM: the caller does not read. */
int plait_rwlock_release_read(struct plait_rwlock *l);

/* Goes in as the writer, alone. EDEADLK: the caller is in already, as a reader or the writer. */
int plait_rwlock_acquire_write(struct plait_rwlock *l);
int plait_rwlock_acquire_write_try(struct plait_rwlock *l);
int plait_rwlock_acquire_write_for(struct plait_rwlock *l, double seconds);
/* EPERM: the caller is not the writer. */
int plait_rwlock_release_write(struct plait_rwlock *l);

#endif
