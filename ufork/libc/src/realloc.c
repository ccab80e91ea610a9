#include <cheriintrin.h>
#include <stdlib.h>
#include <string.h>
#include <ushell/heap.h>

/* What is copied is what the old capability covers. */
void *realloc(void *p, size_t n)
{
	void *q;
	size_t old;

	if (p == NULL)
		return malloc(n);
	q = __heap_resize(p, n);
	if (q != NULL)
		return q;
	q = malloc(n);
	if (q == NULL)
		return NULL;
	old = cheri_length_get(p);
	memcpy(q, p, old < n ? old : n);
	free(p);
	return q;
}
