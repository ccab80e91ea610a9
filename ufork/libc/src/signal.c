#include <signal.h>

void (*signal(int sig, void (*handler)(int)))(int)
{
	struct sigaction set = { 0 }, old;

	set.sa_handler = handler;
	set.sa_flags = SA_RESTART;
	return sigaction(sig, &set, &old) == 0 ? old.sa_handler : SIG_ERR;
}
