#include <stdlib.h>

struct plain {
	int (*compare)(const void *, const void *);
};

static int call(const void *a, const void *b, void *arg)
{
	return ((struct plain *)arg)->compare(a, b);
}

void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	struct plain p = { compare };

	qsort_r(base, n, size, call, &p);
}
