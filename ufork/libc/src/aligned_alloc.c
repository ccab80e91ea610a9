#include <errno.h>
#include <stdlib.h>
#include <ushell/heap.h>

void *aligned_alloc(size_t align, size_t n)
{
	int zeroed;

	if (align == 0 || (align & (align - 1)) != 0) {
		errno = EINVAL;
		return NULL;
	}
	return __heap_take(n, align < 16 ? 16 : align, &zeroed);
}
