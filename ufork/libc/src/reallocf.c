#include <stdlib.h>

/* Frees p when there is no memory. */
void *reallocf(void *p, size_t n)
{
	void *q = realloc(p, n);

	if (q == NULL)
		free(p);
	return q;
}
