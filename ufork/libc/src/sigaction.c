#include <signal.h>
#include <ushell/sys.h>

int sigaction(int sig, const struct sigaction *restrict set, struct sigaction *restrict old)
{
	return (int)__ret(__sys_sigaction(sig, set, old));
}
