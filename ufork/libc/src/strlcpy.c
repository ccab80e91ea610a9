#include <string.h>

size_t strlcpy(char *restrict to, const char *restrict from, size_t n)
{
	size_t len = strlen(from), copied = len < n ? len : n - 1;

	if (n > 0) {
		memcpy(to, from, copied);
		to[copied] = 0;
	}
	return len;
}
