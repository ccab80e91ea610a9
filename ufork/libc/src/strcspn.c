#include <string.h>

size_t strcspn(const char *s, const char *set)
{
	unsigned long in[4] = { 1 }; /* the final NUL ends it too */
	size_t i;

	for (; *set != 0; set++)
		in[(unsigned char)*set / 64] |= 1ul << (unsigned char)*set % 64;
	for (i = 0; !(in[(unsigned char)s[i] / 64] >> (unsigned char)s[i] % 64 & 1); i++)
		;
	return i;
}
