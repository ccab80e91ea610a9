#include <signal.h>
#include <ushell/sys.h>

/* Groups are not known to any system here: the group of a process is itself. */
int killpg(pid_t group, int sig)
{
	return (int)__ret(__sys_kill(group != 0 ? group : (int)__sys_getpid(), sig));
}
