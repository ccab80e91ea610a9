#include <cheriintrin.h>
#include <stdlib.h>

/* No more is usable than the bounds allow. */
size_t malloc_usable_size(const void *p)
{
	return p != NULL ? cheri_length_get(p) : 0;
}
