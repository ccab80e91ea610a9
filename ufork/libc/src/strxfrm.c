#include <string.h>

size_t strxfrm(char *restrict to, const char *restrict from, size_t n)
{
	size_t len = strlen(from);

	if (len < n)
		memcpy(to, from, len + 1);
	return len;
}
