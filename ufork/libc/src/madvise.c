#include <cheri/cheric.h>
#include <errno.h>
#include <sys/mman.h>

/* Advice is taken by doing nothing. But the range has to be one, and p the
 * authority for it: MADV_FREE may change what is there, which is for those who
 * may change the mapping. */
int madvise(void *p, size_t n, int advice)
{
	size_t whole = (n + 4095) / 4096 * 4096;

	if ((ptraddr_t)p % 4096 != 0 || advice < 0 || advice > MADV_FREE || n > (size_t)-1 / 2)
		errno = EINVAL;
	else if (!cheri_can_access(p, advice == MADV_FREE ? CHERI_PERM_SW_VMEM : 0, (ptraddr_t)p, whole))
		errno = EPROT;
	else
		return 0;
	return -1;
}
