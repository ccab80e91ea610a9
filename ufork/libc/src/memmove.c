#include <string.h>
#include <ushell/granule.h>

/* From the end to the beginning, for a destination that overlaps the source
 * from above. */
static void backward(char *d, const char *s, size_t n)
{
	d += n;
	s += n;
	if (n >= GRANULE && same_alignment(d, s)) {
		for (; !granule_aligned(d); n--)
			*--d = *--s;
		for (; n >= GRANULE; n -= GRANULE) {
			d -= GRANULE;
			s -= GRANULE;
			*(granule *)d = *(const granule *)s;
		}
	}
	for (; n > 0; n--)
		*--d = *--s;
}

void *memmove(void *to, const void *from, size_t n)
{
	char *d = to;
	const char *s = from;
	ptraddr_t distance = (ptraddr_t)d - (ptraddr_t)s;

	if (distance == 0)
		return to;
	if (distance < n)
		backward(d, s, n);
	else if (-distance >= n)
		memcpy(to, from, n);
	else if (n >= GRANULE && same_alignment(d, s)) { /* below, by a granule at least */
		for (; !granule_aligned(d); n--)
			*d++ = *s++;
		for (; n >= GRANULE; n -= GRANULE) {
			*(granule *)d = *(const granule *)s;
			d += GRANULE;
			s += GRANULE;
		}
		for (; n > 0; n--)
			*d++ = *s++;
	} else {
		for (; n > 0; n--)
			*d++ = *s++;
	}
	return to;
}
