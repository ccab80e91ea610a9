#include <unistd.h>

/* Programs have names and no folders, so there is nothing to search. */
int execvp(const char *name, char *const argv[])
{
	return execve(name, argv, environ);
}
