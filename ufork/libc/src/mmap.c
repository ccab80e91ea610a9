#include <cheriintrin.h>
#include <errno.h>
#include <sys/mman.h>
#include <ushell/sys.h>

void *mmap(void *where, size_t n, int prot, int flags, int fd, off_t off)
{
	void *p = __sys_mmap(where, n, prot, flags, fd, off);

	if (cheri_tag_get(p))
		return p;
	errno = (int)-(long)cheri_address_get(p);
	return MAP_FAILED;
}
