#include <string.h>

void *memmovenocap(void *to, const void *from, size_t n)
{
	char *d = to;
	const char *s = from;

	if ((ptraddr_t)d - (ptraddr_t)s >= n)
		return memcpynocap(to, from, n);
	while (n-- > 0)
		d[n] = s[n];
	return to;
}
