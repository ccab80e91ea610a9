#include <errno.h>
#include <stdlib.h>
#include <ushell/heap.h>

int posix_memalign(void **out, size_t align, size_t n)
{
	int error = errno, zeroed;
	void *p;

	if (align < 8 || (align & (align - 1)) != 0)
		return EINVAL;
	p = __heap_take(n, align < 16 ? 16 : align, &zeroed);
	errno = error;
	if (p == NULL)
		return ENOMEM;
	*out = p;
	return 0;
}
