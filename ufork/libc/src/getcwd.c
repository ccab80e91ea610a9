#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* There is one folder. */
char *getcwd(char *s, size_t n)
{
	if (s == NULL && (s = malloc(n = n > 2 ? n : 2)) == NULL)
		return NULL;
	if (strlcpy(s, "/", n) < n)
		return s;
	errno = ERANGE;
	return NULL;
}
