#include <unistd.h>
#include <ushell/sys.h>

int execve(const char *path, char *const argv[], char *const env[])
{
	return (int)__ret(__sys_execve(path, argv, env));
}
