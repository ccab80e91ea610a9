/* The environment, which the start sets. */
#include <stddef.h>

static char *none[] = { NULL };
char **environ = none;
