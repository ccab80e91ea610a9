#include <libgen.h>
#include <string.h>

char *basename(char *path)
{
	size_t n;

	if (path == NULL || *path == 0)
		return (char *)".";
	for (n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
		path[n - 1] = 0;
	while (n > 1 && path[n - 2] != '/')
		n--;
	return n == 1 && path[0] == '/' ? path : path + n - 1;
}
