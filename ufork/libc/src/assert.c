#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void __assert(const char *func, const char *file, int line, const char *claim)
{
	fflush(stdout);
	fprintf(stderr, "Assertion failed: (%s), function %s, file %s, line %d.\n", claim, func, file, line);
	abort();
}
