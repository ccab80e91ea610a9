#include <errno.h>
#include <stdlib.h>

/* BSD's in-place sort: the same promises as qsort, plus an answer. */
int heapsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (size == 0) {
		errno = EINVAL;
		return -1;
	}
	qsort(base, n, size, compare);
	return 0;
}
