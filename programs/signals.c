// signals: a handler for what a capability fault becomes, and a signal from a child
#include <setjmp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf out;
static volatile sig_atomic_t told;

static void fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d, cause %d\n", sig, info->si_trapno);
	siglongjmp(out, 1);
}

static void tell(int sig)
{
	told = sig;
}

int main(void)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO };
	sa.sa_sigaction = fault;
	sigaction(SIGPROT, &sa, NULL);
	volatile int four = 4;
	int array[4] = { 0 };
	if (sigsetjmp(out, 1) == 0) {
		array[four] = 1;
		printf("not reached\n");
	}
	signal(SIGUSR1, tell);
	pid_t parent = getpid(), child = fork();
	if (child == 0) {
		kill(parent, SIGUSR1);
		pause();
		return 1;
	}
	while (!told)
		sched_yield();
	printf("told %d\n", told == SIGUSR1);
	kill(child, SIGTERM);
	int status;
	waitpid(child, &status, 0);
	printf("the child was ended by signal %d\n", WTERMSIG(status));
	return array[0];
}
/* Output:
signal 34, cause 34
told 1
the child was ended by signal 15
*/
