/* server.h — the process that executions are forked from: the program with the
 * runtime inside, stopped just before main.
 *
 * Owns the process, its descriptors and its shared memory, from the first check
 * of the program to the last waitpid. Knows nothing of executions. */
#ifndef PLAIT_ENGINE_SERVER_H
#define PLAIT_ENGINE_SERVER_H

#include "engine/channel.h"

#include <sched.h>
#include <sys/types.h>

struct server_options {
  const char *program, *title;
  char *const *args, *const *env;
  const char *cwd, *stdin_file;
};

struct server {
  struct channel channel;
  char *program; /* as the user named it, for messages */
  pid_t pid;     /* 0: none */
  int in;        /* its standard input: a file, rewound for each execution */
  int log;       /* what it printed past the runtime: the dynamic linker's complaints */
  bool lost;     /* it has ended without being told to, and is reaped */
  int lost_status;
  bool moved;    /* plait keeps off the program's processor, ITS, on the REST of those that it may use */
  cpu_set_t before, its, rest;
};

/* Starts the program and waits until it is ready. Whether it succeeds or not, server_fini ends it. */
bool server_init(struct server *s, const struct server_options *o, struct plait_err *err);
/* Ends everything that was started. */
void server_fini(struct server *s);
/* Is the process still there? When it is not, nothing will ring any more. */
bool server_alive(struct server *s);
/* Fills *err with how it was lost. */
bool server_lost(struct server *s, struct plait_err *err);
/* Keeps the calling thread on the program's processor, or off it again. Beside it nothing of an execution is taken in while it
 * goes on, but nobody has to be woken across processors: better for many short executions. */
void server_beside(struct server *s, bool beside);
/* Rewinds input and forgets output, before an execution. */
void server_rewind(struct server *s);
/* The first line that the program printed past the runtime since the rewind; false: none. */
bool server_said(const struct server *s, char *line, size_t size);

#endif
