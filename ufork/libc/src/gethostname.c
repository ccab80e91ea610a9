#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int gethostname(char *s, size_t n)
{
	struct utsname name;

	if (uname(&name) < 0)
		return -1;
	if (strlcpy(s, name.nodename, n) < n)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}
