/* plait/sync/channel.h — channels and select, as in Go; included by plait/sync.h.
 *
 * After The Go Programming Language Specification ("Channel types", "Send statements", "Receive operator", "Close",
 * "Select statements"). What makes Go panic returns an error here. Those who wait at a channel are
 * served in the order in which they came. */
#ifndef PLAIT_SYNC_CHANNEL_H
#define PLAIT_SYNC_CHANNEL_H

struct plait_channel;

/* With CAPACITY 0 a send waits until a receiver takes the item (rendezvous); otherwise so many items are buffered. */
struct plait_channel *plait_channel_new(const char *name, int capacity);
void plait_channel_free(struct plait_channel *c);

/* Sends; waits while no receiver is there and the buffer is full. EPIPE: the channel is closed, also while waiting
 * (Go: panic). */
int plait_channel_send(struct plait_channel *c, intptr_t item);
int plait_channel_send_try(struct plait_channel *c, intptr_t item);
int plait_channel_send_for(struct plait_channel *c, intptr_t item, double seconds);

/* Receives; waits while there is nothing. *OK (unless NULL) is Go's second result: false when the channel is
 * closed and empty, and then the item is 0 and the call returns 0 all the same. */
int plait_channel_receive(struct plait_channel *c, intptr_t *item, bool *ok);
int plait_channel_receive_try(struct plait_channel *c, intptr_t *item, bool *ok);
int plait_channel_receive_for(struct plait_channel *c, intptr_t *item, bool *ok, double seconds);

/* Nothing more will be sent. What is buffered is still received. EPIPE: it is closed already (Go: panic). */
int plait_channel_close(struct plait_channel *c);

/* Go's len and cap. */
int plait_channel_length(struct plait_channel *c);
int plait_channel_capacity(struct plait_channel *c);

/* One case of a select. */
struct plait_case {
  struct plait_channel *channel; /* NULL: this case is never ready, as a nil channel in Go */
  bool send;                     /* send `item`; otherwise receive into it */
  intptr_t item;
  bool ok; /* after a receive: as with plait_channel_receive */
};

/* Does exactly one of the N cases and says which in *CHOSEN; waits while none can be done. When several can be
 * done, they take turns (Go: at random). EPIPE: the chosen case sends on a closed channel. _try is a select with
 * `default`: EAGAIN. _for is a select with `case <-time.After(…)`: ETIMEDOUT. With no cases it waits for ever. */
int plait_select(struct plait_case *cases, int n, int *chosen);
int plait_select_try(struct plait_case *cases, int n, int *chosen);
int plait_select_for(struct plait_case *cases, int n, int *chosen, double seconds);

#endif
