#include <sys/mman.h>
#include <ushell/sys.h>

int munmap(void *p, size_t n)
{
	return (int)__ret(__sys_munmap(p, n));
}
