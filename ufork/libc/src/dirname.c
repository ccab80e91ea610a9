#include <libgen.h>
#include <string.h>

char *dirname(char *path)
{
	size_t n;

	if (path == NULL || *path == 0)
		return (char *)".";
	n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n == 0)
		return (char *)".";
	while (n > 1 && path[n - 1] == '/')
		n--;
	path[n] = 0;
	return path;
}
