#include <errno.h>
#include <sys/mman.h>

int posix_madvise(void *p, size_t n, int advice)
{
	int before = errno, error = madvise(p, n, advice) == 0 ? 0 : errno;

	errno = before;
	return error;
}
