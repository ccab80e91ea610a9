#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <ushell/sys.h>

/* The console is the one device there is. */
int isatty(int fd)
{
	struct stat st;
	long result = __sys_fstat(fd, &st);

	if (result == 0 && S_ISCHR(st.st_mode))
		return 1;
	errno = result < 0 ? (int)-result : ENOTTY;
	return 0;
}
