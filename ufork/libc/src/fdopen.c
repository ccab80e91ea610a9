#include <ushell/file.h>

FILE *fdopen(int fd, const char *mode)
{
	return __open_flags(mode) < 0 ? NULL : __new_file(fd, mode);
}
