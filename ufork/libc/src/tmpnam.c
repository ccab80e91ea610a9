#include <stdio.h>
#include <unistd.h>

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
