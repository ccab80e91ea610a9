// timers: wherever a program spins, the timer takes the hart away from it
#include "attack.h"
#include <fcntl.h>
#include <time.h>

static volatile int *over;

// spin goes on until another µprocess has run.
static void spin(void)
{
	while (!*over)
		;
}

static void spinning_handler(int sig)
{
	spin();
	signal(SIGILL, SIG_DFL);
}

static void after_wfi(void)
{
	for (int i = 0; i < 5; i++)
		__asm__ volatile("wfi");
	spin();
}

static void after_sfence(void)
{
	__asm__ volatile("sfence.vma\n sfence.vma zero, zero\n sfence.vma a0, a1" ::: "memory");
	spin();
}

static void in_handler(void)
{
	signal(SIGUSR1, spinning_handler);
	kill(getpid(), SIGUSR1);
}

static void behind_handler(void)
{
	in_handler();
	spin();
}

static void skip(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	u->uc_mcontext.mc_capregs[MC_PCC] += 4;
	spin();
}

static void faults(int sig)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = skip;
	sigaction(sig, &a, 0);
}

// The instructions that might turn interrupts off are illegal, and change nothing.
static void after_sret(void)
{
	faults(SIGILL);
	__asm__ volatile("li t0, 2\n csrc sstatus, t0\n csrw sie, zero\n csrw stimecmp, zero\n sret" ::: "t0", "memory");
	spin();
}

static void in_fault_handler(void)
{
	faults(SIGTRAP);
	__asm__ volatile(".word 0x00100073"); // ebreak
}

static void after_fork(void)
{
	int pid = fork();
	if (pid == 0) {
		spin();
		_exit(0);
	}
	spin();
	waitpid(pid, 0, 0);
}

static void after_exec(void)
{
	// Its successor spins until there is a file.
	char *argv[] = { "timers.c", "spin", 0 };
	execv("timers.c", argv);
}

static void after_call(void)
{
	for (int i = 0; i < 50; i++)
		getpid();
	spin();
}

static void after_sleep(void)
{
	struct timespec t = { 0, 1000 };
	nanosleep(&t, 0);
	spin();
}

static void after_copy(void)
{
	static char bss[3 * 4096];
	memset(bss, 1, sizeof bss);
	spin();
}

// calling never stops for longer than a call takes: nothing but calls.
static void calling(void)
{
	while (!*over)
		__sys_getpid();
}

static void interrupt(const char *name, void (*f)(void))
{
	*over = 0;
	fflush(stdout);
	int pid = fork(), status;
	if (pid == 0) {
		f();
		_exit(0);
	}
	struct timespec t = { 0, 2000000 };
	nanosleep(&t, 0);
	*over = 1;
	close(open(name, O_CREAT | O_WRONLY, 0600));
	waitpid(pid, &status, 0);
	printf("%s: %d\n", name, status);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		int fd;
		while ((fd = open("exec", O_RDONLY)) < 0) {
			for (volatile int i = 0; i < 20000; i++)
				;
		}
		return 0;
	}
	over = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	interrupt("nothing", spin);
	interrupt("wfi", after_wfi);
	interrupt("sfence.vma", after_sfence);
	interrupt("in a handler", in_handler);
	interrupt("behind a handler", behind_handler);
	interrupt("sret and the like", after_sret);
	interrupt("in a handler of faults", in_fault_handler);
	interrupt("fork", after_fork);
	interrupt("exec", after_exec);
	interrupt("calls", after_call);
	interrupt("a sleep", after_sleep);
	interrupt("copies of pages", after_copy);
	interrupt("nothing but calls", calling);
	puts("alive");
	return 0;
}
/* Output:
nothing: 0
wfi: 0
sfence.vma: 0
in a handler: 0
behind a handler: 0
sret and the like: 0
in a handler of faults: 0
fork: 0
exec: 0
calls: 0
a sleep: 0
copies of pages: 0
nothing but calls: 0
alive
*/
