/* Files by name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

char *tmpnam(char *buf)
{
	static char own[L_tmpnam];
	static unsigned count;

	if (!buf)
		buf = own;
	for (int tries = 0; tries < TMP_MAX; tries++) {
		snprintf(buf, L_tmpnam, "/tmp/t%d.%u", (int)getpid(), count++ % 1000000);
		if (access(buf, F_OK) != 0)
			return buf;
	}
	return NULL;
}

/* The file loses its name at once, so it goes when it is closed. */
FILE *tmpfile(void)
{
	char name[L_tmpnam];
	FILE *f;

	if (!tmpnam(name))
		return NULL;
	f = fopen(name, "w+x");
	if (f)
		unlink(name);
	return f;
}
