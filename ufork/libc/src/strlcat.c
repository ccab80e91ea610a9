#include <string.h>

size_t strlcat(char *restrict to, const char *restrict from, size_t n)
{
	size_t len = strnlen(to, n);

	return len + (len < n ? strlcpy(to + len, from, n - len) : strlen(from));
}
