#include <string.h>
#include <ushell/granule.h>

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	if (n >= 8 && same_word_alignment(p, q) && word_aligned(p))
		for (; n >= 8 && *(const unsigned long *)p == *(const unsigned long *)q; n -= 8) {
			p += 8;
			q += 8;
		}
	for (; n > 0; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
