#include <string.h>

/* Byte by byte: reading a word could read beyond the bounds of s. */
size_t strlen(const char *s)
{
	const char *p = s;

	while (*p != 0)
		p++;
	return (size_t)(p - s);
}
