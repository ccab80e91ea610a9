#include <errno.h>
#include <signal.h>
#include <ushell/sys.h>

/* There is one group, of all processes: that of the first. */
int killpg(pid_t group, int sig)
{
	return (int)__ret(group < 0 ? -EINVAL : group > 1 ? -ESRCH : __sys_kill(0, sig));
}
