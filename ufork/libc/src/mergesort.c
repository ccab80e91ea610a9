#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sorts n elements at base; spare has room for half of them. Equal elements
 * keep their order. */
static void sort(char *base, size_t n, size_t size, char *spare, int (*compare)(const void *, const void *))
{
	size_t left = n / 2;
	char *a, *b, *end_a, *end_b, *out = base;

	if (n < 2)
		return;
	sort(base, left, size, spare, compare);
	sort(base + left * size, n - left, size, spare, compare);
	memcpy(spare, base, left * size);
	a = spare;
	end_a = spare + left * size;
	b = base + left * size;
	end_b = base + n * size;
	while (a < end_a) {
		if (b < end_b && compare(b, a) < 0) {
			memcpy(out, b, size);
			b += size;
		} else {
			memcpy(out, a, size);
			a += size;
		}
		out += size;
	}
}

int mergesort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	char *spare;

	if (size == 0) {
		errno = EINVAL;
		return -1;
	}
	if (n < 2)
		return 0;
	spare = reallocarray(NULL, n / 2, size);
	if (spare == NULL)
		return -1;
	sort(base, n, size, spare, compare);
	free(spare);
	return 0;
}
