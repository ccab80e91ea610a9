#include <errno.h>
#include <sys/mman.h>

/* Advice is taken by doing nothing, but for the range having to be one. */
int madvise(void *p, size_t n, int advice)
{
	if ((ptraddr_t)p % 4096 != 0 || advice < 0 || advice > MADV_FREE || n > (size_t)-1 / 2) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}
