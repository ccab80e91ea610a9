#include <signal.h>
#include <unistd.h>
#include <ushell/sys.h>

int sigsuspend(const sigset_t *mask)
{
	return (int)__ret(__sys_sigsuspend(mask));
}

int pause(void)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigsuspend(&now);
}
