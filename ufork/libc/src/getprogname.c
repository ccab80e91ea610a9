#include <stdlib.h>
#include <string.h>

static const char *progname = "";

const char *getprogname(void)
{
	return progname;
}

void setprogname(const char *name)
{
	const char *slash = strrchr(name, '/');

	progname = slash != NULL ? slash + 1 : name;
}
