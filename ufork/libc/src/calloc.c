#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ushell/heap.h>

void *calloc(size_t count, size_t n)
{
	size_t bytes;
	int zeroed;
	void *p;

	if (__builtin_mul_overflow(count, n, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	p = __heap_take(bytes, 16, &zeroed);
	if (p != NULL && !zeroed)
		memset(p, 0, bytes);
	return p;
}
