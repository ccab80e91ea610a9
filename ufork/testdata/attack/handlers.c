// handlers: of signals, that are entries of the kernel, data, numbers or sealed, that never end, or
// that fork
#include "attack.h"
#include <time.h>

static volatile int seen;

static void count(int sig)
{
	seen++;
}

static void with(int sig, void *handler, int flags)
{
	struct sigaction a = { .sa_flags = flags };
	a.sa_handler = (void (*)(int))handler;
	if (sigaction(sig, &a, 0))
		_exit(99);
}

// strike has handler called, and answers how often count was by then.
static int strike(void *handler)
{
	with(SIGUSR1, handler, 0);
	kill(getpid(), SIGUSR1);
	return seen;
}

static void entry(void)
{
	// A call like any other, that returns to the sentry of sigreturn.
	_exit(strike(__syscalls[SYS_getpid]));
}

static void exit_entry(void)
{
	strike(__syscalls[SYS_exit]);
}

static void fork_entry(void)
{
	int pid = getpid();
	strike(__syscalls[SYS_fork]);
	if (getpid() != pid)
		_exit(7);
	int status;
	wait(&status);
	_exit(WEXITSTATUS(status));
}

static void sigreturn_entry(void)
{
	_exit(strike(__syscalls[SYS_sigreturn]));
}

static void data(void)
{
	static char some[64];
	strike(some);
}

static void number(void)
{
	strike((void *)4096UL);
}

static void untagged(void)
{
	strike(cheri_tag_clear((void *)count));
}

static void inside_kernel(void)
{
	strike(cheri_address_set(cheri_pcc_get(), cheri_address_get(__syscalls[SYS_getpid]) + 4));
}

static void without_x(void)
{
	strike(cheri_perms_clear(cheri_pcc_get(), CHERI_PERM_EXECUTE));
}

static void sealed(void)
{
	_exit(strike(cheri_sentry_create(cheri_address_set(cheri_pcc_get(), (unsigned long)(void *)count))));
}

// In integral pointer mode ymodeswy is all that this can do before it returns.
__asm__(".text\n.balign 4\n.type integral, @function\nintegral: ymodeswy\n jr ra\n.size integral, .-integral");
void integral(int);

static void in_mode(void)
{
	_exit(strike(cheri_flags_set(cheri_address_set(cheri_pcc_get(), (unsigned long)(void *)integral), 1)));
}

static void past_end(void)
{
	strike(cheri_address_set(cheri_pcc_get(), cheri_top_get(cheri_pcc_get())));
}

static void fault_again(int sig)
{
	*(volatile int *)0 = 1;
}

static void deeper(void)
{
	with(SIGPROT, (void *)fault_again, SA_NODEFER);
	fault_again(0);
}

static void blocked_fault(void)
{
	with(SIGPROT, (void *)fault_again, 0);
	fault_again(0);
}

static void no_handler_of_fault(void)
{
	static char some[64];
	with(SIGPROT, some, SA_NODEFER); // the handler itself can't be executed
	fault_again(0);
}

static void forever(int sig)
{
	for (;;)
		;
}

static void blocks_all(void)
{
	struct sigaction a = { .sa_mask = ~0UL };
	a.sa_handler = forever;
	sigaction(SIGUSR1, &a, 0);
	kill(getpid(), SIGUSR1);
}

static void masks_all(void)
{
	unsigned long all = ~0UL;
	sigprocmask(SIG_SETMASK, &all, 0);
	sigprocmask(SIG_BLOCK, &all, 0);
	forever(0);
}

static void suspends_all(void)
{
	unsigned long all = ~0UL;
	sigsuspend(&all);
}

static void frame_mask(int sig, siginfo_t *info, void *context)
{
	((ucontext_t *)context)->uc_sigmask = ~0UL;
}

static void returns_with_all(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = frame_mask;
	sigaction(SIGUSR1, &a, 0);
	kill(getpid(), SIGUSR1);
	forever(0);
}

static void catches(void)
{
	struct sigaction a = { 0 };
	a.sa_handler = count;
	int caught = 0;
	caught += sigaction(SIGKILL, &a, 0) == 0;
	caught += sigaction(SIGSTOP, &a, 0) == 0;
	caught += sigaction(0, &a, 0) == 0;
	caught += sigaction(65, &a, 0) == 0;
	caught += sigaction(-1, &a, 0) == 0;
	_exit(caught);
}

// stubborn starts what will not end by itself, and kills it.
static void stubborn(const char *name, void (*f)(void))
{
	fflush(stdout);
	int pid = fork(), status;
	if (pid == 0) {
		f();
		_exit(0);
	}
	struct timespec t = { 0, 1000000 };
	nanosleep(&t, 0);
	kill(pid, SIGKILL);
	nanosleep(&t, 0);
	if (waitpid(pid, &status, 1) == pid)
		printf("%s: signal %d\n", name, WTERMSIG(status));
	else
		printf("%s lives on\n", name);
}

static int forked;

static void fork_in_handler(int sig)
{
	forked = fork();
}

static void forks(void)
{
	strike((void *)fork_in_handler);
	if (forked == 0)
		_exit(5);
	int status;
	waitpid(forked, &status, 0);
	_exit(WEXITSTATUS(status));
}

// A handler that the parent had set is the child's own.
static volatile unsigned long ran_in;

static void where(int sig)
{
	ran_in = cheri_base_get(cheri_pcc_get());
}

static void inherited(void)
{
	with(SIGUSR1, (void *)where, 0);
	int pid = fork(), status;
	if (pid == 0) {
		kill(getpid(), SIGUSR1);
		_exit(ran_in == cheri_base_get(cheri_pcc_get()) ? 8 : 1);
	}
	waitpid(pid, &status, 0);
	_exit(WEXITSTATUS(status));
}

static int depth;

static void fork_deeper(int sig)
{
	int status, pid = fork();
	if (pid == 0) {
		if (++depth < 4)
			kill(getpid(), sig);
		else
			_exit(3);
	} else {
		waitpid(pid, &status, 0);
		_exit(WEXITSTATUS(status));
	}
}

static void forks_deeper(void)
{
	with(SIGUSR1, (void *)fork_deeper, SA_NODEFER);
	kill(getpid(), SIGUSR1);
	_exit(99);
}

int main(void)
{
	attack("an entry of the kernel", entry);
	attack("the entry of exit", exit_entry);
	attack("the entry of fork", fork_entry);
	attack("the entry of sigreturn", sigreturn_entry);
	attack("data", data);
	attack("a number", number);
	attack("an untagged function", untagged);
	attack("inside the kernel", inside_kernel);
	attack("code without X", without_x);
	attack("a sealed function", sealed);
	attack("in integral mode", in_mode);
	attack("past the end", past_end);
	attack("faults in the handler of faults", deeper);
	attack("while that is blocked", blocked_fault);
	attack("a handler of faults that can't be executed", no_handler_of_fault);
	attack("handlers of what has none", catches);
	attack("fork in a handler", forks);
	attack("and in the child's", forks_deeper);
	attack("of the parent", inherited);
	stubborn("a handler that blocks all", blocks_all);
	stubborn("a mask of all", masks_all);
	stubborn("sigsuspend with all", suspends_all);
	stubborn("sigreturn with a mask of all", returns_with_all);
	puts("alive");
	return 0;
}
/* Output:
an entry of the kernel: ended with 0
the entry of exit: ended with 10
the entry of fork: ended with 7
the entry of sigreturn: ended with 0
data: signal 34
a number: signal 34
an untagged function: signal 34
inside the kernel: signal 34
code without X: signal 34
a sealed function: ended with 1
in integral mode: ended with 0
past the end: signal 34
faults in the handler of faults: signal 11
while that is blocked: signal 34
a handler of faults that can't be executed: signal 11
handlers of what has none: ended with 0
fork in a handler: ended with 5
and in the child's: ended with 3
of the parent: ended with 8
a handler that blocks all: signal 9
a mask of all: signal 9
sigsuspend with all: signal 9
sigreturn with a mask of all: signal 9
alive
*/
