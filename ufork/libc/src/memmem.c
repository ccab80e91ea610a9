#include <string.h>

void *memmem(const void *hay, size_t hay_n, const void *needle, size_t needle_n)
{
	const char *p = hay, *last;

	if (needle_n == 0)
		return (void *)hay;
	if (needle_n > hay_n)
		return NULL;
	for (last = p + (hay_n - needle_n); p <= last; p++) {
		p = memchr(p, *(const char *)needle, (size_t)(last - p) + 1);
		if (p == NULL)
			return NULL;
		if (memcmp(p, needle, needle_n) == 0)
			return (void *)p;
	}
	return NULL;
}
