#include <string.h>

/* A call through a pointer that could have changed is not left out. */
static void *(*volatile set)(void *, int, size_t) = memset;

void explicit_bzero(void *s, size_t n)
{
	set(s, 0, n);
}
