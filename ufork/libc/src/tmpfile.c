#include <stdio.h>
#include <unistd.h>

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
