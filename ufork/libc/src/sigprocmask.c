#include <signal.h>
#include <ushell/sys.h>

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	return (int)__ret(__sys_sigprocmask(how, set, old));
}
