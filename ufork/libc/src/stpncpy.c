#include <string.h>

char *stpncpy(char *restrict to, const char *restrict from, size_t n)
{
	size_t len = strnlen(from, n);

	strncpy(to, from, n);
	return to + len;
}
