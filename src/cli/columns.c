/* columns.c — how wide what is printed may be. Only a terminal has a width; a file or a pipe gets everything. */
#include "cli/cli.h"

#include <sys/ioctl.h>
#include <unistd.h>

unsigned cli_columns(int fd) {
  struct winsize size = {0};
  return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
