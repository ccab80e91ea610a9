// entered: system calls, and a handler that looks where it was interrupted, for TestFirstInstruction
#include <cheriintrin.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <ushell/sys.h>

static volatile int handled, kernels;

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	void *code = cheri_pcc_get();
	handled++;
	for (int i = 0; i < 32; i++) {
		void *c = (void *)u->uc_mcontext.mc_capregs[i];
		// Sentries aside, all is the program's own.
		if (cheri_tag_get(c) && !cheri_is_sealed(c) && cheri_perms_get(c) & CHERI_PERM_SYSTEM_REGS)
			kernels++;
	}
	void *pcc = (void *)u->uc_mcontext.mc_capregs[MC_PCC];
	if (!cheri_is_sealed(pcc) && (cheri_base_get(pcc) != cheri_base_get(code) || cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS))
		kernels++;
}

int main(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = handler;
	sigaction(SIGUSR1, &a, 0);
	struct timespec t = { 0, 100 };
	int fds[2], wrong = 0, status = 0;
	pipe(fds);
	for (int i = 0; i < 20; i++) {
		wrong += getpid() != 1;
		wrong += __sys_getppid() != 0;
		wrong += write(fds[1], "abc", 3) != 3;
		char c[3];
		long n;
		while ((n = __sys_read(fds[0], c, 3)) == -EINTR)
			;
		wrong += n != 3;
		wrong += __sys_clock_gettime(0, &t) != 0;
		t = (struct timespec){ 0, 100 };
		__sys_nanosleep(&t, 0);
		__sys_sched_yield();
		int pid = fork();
		if (pid == 0)
			_exit(3);
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			;
		wrong += status != 3 << 8;
	}
	printf("%s, %d from the kernel, %d wrong\n", handled > 100 ? "interrupted often" : "seldom interrupted", kernels, wrong);
	return 0;
}
