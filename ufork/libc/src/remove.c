#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int remove(const char *path)
{
	int old = errno;

	if (unlink(path) == 0)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	errno = old;
	return rmdir(path);
}
