#include <errno.h>
#include <unistd.h>
#include <ushell/sys.h>

int getentropy(void *s, size_t n)
{
	if (n > 256) {
		errno = EIO;
		return -1;
	}
	return __ret(__sys_getrandom(s, n, 0)) < 0 ? -1 : 0;
}
