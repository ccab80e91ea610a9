// jumps: into the kernel where it has no entry, and back from a signal to where nobody was
#include "attack.h"

static void past_entry(void)
{
	// An entry's address can't be changed without losing its tag.
	void (*f)(void) = (void (*)(void))((char *)__syscalls[SYS_getpid] + 8);
	f();
}

static void into_kernel(void)
{
	// Nor does pcc reach there.
	char *pcc = cheri_pcc_get();
	((void (*)(void))cheri_address_set(pcc, cheri_address_get(__syscalls[SYS_getpid]) + 4))();
}

static void data_of_kernel(void)
{
	_exit(*(volatile char *)__syscalls[SYS_getpid]);
}

static void write_table(void)
{
	((void **)__syscalls)[SYS_exit] = 0;
}

static void forge(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	u->uc_mcontext.mc_capregs[MC_PCC] = (uintptr_t)cheri_address_set(cheri_pcc_get(), 0x80000000UL);
}

static void change(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	u->uc_mcontext.mc_capregs[MC_PCC] = (uintptr_t)__syscalls[SYS_getpid];
	u->uc_mcontext.mc_capregs[MC_RA] = (uintptr_t)__syscalls[SYS_exit];
	u->uc_mcontext.mc_capregs[MC_A0] = 9;
}

static void with(void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = handler;
	sigaction(SIGUSR1, &a, 0);
	kill(getpid(), SIGUSR1);
}

static void forged(void)
{
	with(forge);
}

static void entered(void)
{
	with(change); // a jump to an entry by sigreturn is a call like any other
	_exit(1);
}

static void sigreturn_without_frame(void)
{
	((void (*)(void))__syscalls[SYS_sigreturn])();
}

static void return_to_entry(void)
{
	// The kernel returns to ra, which may be an entry: getpid, then exit of its
	// answer.
	__asm__ volatile("ymv ra, %0\n jr %1" ::"r"(__syscalls[SYS_exit]), "r"(__syscalls[SYS_getpid]) : "ra");
}

static void no_return(void)
{
	__asm__ volatile("ymv ra, zero\n jr %0" ::"r"(__syscalls[SYS_getpid]) : "ra");
}

static void many_handlers(int sig)
{
	kill(getpid(), sig); // deeper and deeper
}

static void overflow(void)
{
	struct sigaction a = { .sa_flags = SA_NODEFER };
	a.sa_handler = many_handlers;
	sigaction(SIGUSR1, &a, 0);
	kill(getpid(), SIGUSR1);
}

int main(void)
{
	attack("past an entry", past_entry);
	attack("into the kernel", into_kernel);
	attack("reading an entry", data_of_kernel);
	attack("writing the table", write_table);
	attack("forged pcc", forged);
	attack("entry as pcc", entered);
	attack("sigreturn without a frame", sigreturn_without_frame);
	attack("return to an entry", return_to_entry);
	attack("no return", no_return);
	attack("handlers without end", overflow);
	puts("alive");
	return 0;
}
/* Contains:
past an entry: signal 34
into the kernel: signal 34
reading an entry: signal 34
writing the table: signal 34
forged pcc: signal 34
entry as pcc: ended with
return to an entry: ended with
handlers without end: signal 11
alive
*/
