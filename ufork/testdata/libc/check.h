/* A check that fails says where, and the program ends with status 1. */
#include <stdio.h>
#include <stdlib.h>

static int failures;

#define CHECK(e) ((e) ? (void)0 : (void)(failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #e)))
#define DONE() return failures != 0
