#include <sys/mman.h>
#include <ushell/sys.h>

int mprotect(void *p, size_t n, int prot)
{
	return (int)__ret(__sys_mprotect(p, n, prot));
}
