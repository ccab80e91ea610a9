#include <errno.h>
#include <ushell/sys.h>

long __ret(long result)
{
	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}
