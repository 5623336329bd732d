/* doctor.h — shared by the two files of `plait doctor`. */
#ifndef PLAIT_CLI_DOCTOR_H
#define PLAIT_CLI_DOCTOR_H

enum doctor_state {
  DOCTOR_OK,
  DOCTOR_LESS, /* plait works, with something missing */
  DOCTOR_BAD,  /* something that plait needs does not work */
};

struct doctor {
  int bad; /* how many lines said so */
};

/* One line of the report. */
void doctor_line(struct doctor *d, enum doctor_state state, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Compiles a small program with each compiler there is and looks at its steps. */
void doctor_try(struct doctor *d);

#endif
