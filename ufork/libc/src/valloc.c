#include <stdlib.h>
#include <limits.h>

void *valloc(size_t n)
{
	return aligned_alloc(PAGE_SIZE, n);
}
