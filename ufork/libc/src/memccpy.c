#include <string.h>

void *memccpy(void *restrict to, const void *restrict from, int c, size_t n)
{
	char *d = to;
	const char *s = from;

	for (; n > 0; n--)
		if ((*d++ = *s++) == (char)c)
			return d;
	return NULL;
}
