#include <string.h>
#include <ushell/granule.h>

/* Copies granule by granule, capabilities with their tags, where both sides
 * have the same alignment. */
void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	char *d = to;
	const char *s = from;

	if (n >= GRANULE && same_alignment(d, s)) {
		for (; !granule_aligned(d); n--)
			*d++ = *s++;
		for (; n >= 4 * GRANULE; n -= 4 * GRANULE) {
			granule a = ((const granule *)s)[0], b = ((const granule *)s)[1];
			granule c = ((const granule *)s)[2], e = ((const granule *)s)[3];
			((granule *)d)[0] = a;
			((granule *)d)[1] = b;
			((granule *)d)[2] = c;
			((granule *)d)[3] = e;
			d += 4 * GRANULE;
			s += 4 * GRANULE;
		}
		for (; n >= GRANULE; n -= GRANULE) {
			*(granule *)d = *(const granule *)s;
			d += GRANULE;
			s += GRANULE;
		}
	} else if (n >= 8 && same_word_alignment(d, s)) {
		for (; !word_aligned(d); n--)
			*d++ = *s++;
	}
	if (same_word_alignment(d, s) && word_aligned(d)) {
		for (; n >= 8; n -= 8) {
			*(unsigned long *)d = *(const unsigned long *)s;
			d += 8;
			s += 8;
		}
	}
	for (; n >= 4; n -= 4) {
		char a = s[0], b = s[1], c = s[2], e = s[3];
		d[0] = a;
		d[1] = b;
		d[2] = c;
		d[3] = e;
		d += 4;
		s += 4;
	}
	for (; n > 0; n--)
		*d++ = *s++;
	return to;
}
