#include <string.h>
#include <ushell/granule.h>

void *memset(void *s, int c, size_t n)
{
	char *p = s;

	if (n >= 16) {
		unsigned long word = (unsigned char)c * 0x0101010101010101ul;
		for (; !granule_aligned(p); n--)
			*p++ = (char)c;
		if (word == 0) {
			for (; n >= 4 * GRANULE; n -= 4 * GRANULE) {
				((granule *)p)[0] = 0;
				((granule *)p)[1] = 0;
				((granule *)p)[2] = 0;
				((granule *)p)[3] = 0;
				p += 4 * GRANULE;
			}
		}
		for (; n >= 16; n -= 16) {
			((unsigned long *)p)[0] = word;
			((unsigned long *)p)[1] = word;
			p += 16;
		}
	}
	for (; n > 0; n--)
		*p++ = (char)c;
	return s;
}
