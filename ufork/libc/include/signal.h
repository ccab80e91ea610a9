/* Signals (C11 7.14, POSIX). SIGPROT is CheriBSD's: a capability did not allow
 * what was done with it. */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <sys/types.h>
#include <machine/ucontext.h>

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPWR 30
#define SIGSYS 31
#define SIGPROT 34
#define NSIG 65 /* signals are 1 to 64 */
#define _NSIG NSIG

typedef int sig_atomic_t;
typedef void (*sig_t)(int);
typedef void (*sighandler_t)(int);
typedef void (*__sighandler_t)(int);

#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)
#define SIG_ERR ((void (*)(int))-1)

union sigval {
	int sival_int;
	void *sival_ptr;
};

typedef struct __siginfo {
	int si_signo;
	int si_errno;
	int si_code; /* why, see below */
	pid_t si_pid;
	uid_t si_uid;
	int si_status;
	int si_trapno;  /* the cause of the trap */
	int si_capreg;  /* SIGPROT: the register whose capability failed, see below, or -1 */
	void *si_addr;  /* the address that was accessed: it has no authority */
	union sigval si_value;
} siginfo_t;

/* si_code: where a signal comes from, or what a fault was. */
#define SI_USER 0
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define ILL_ILLOPC 1
#define ILL_PRVOPC 5
#define TRAP_BRKPT 1
#define FPE_INTDIV 1
#define CLD_EXITED 1 /* si_status is the status of exit */
#define CLD_KILLED 2 /* and here the signal */
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6
#define PROT_CHERI_BOUNDS 1
#define PROT_CHERI_TAG 2
#define PROT_CHERI_SEALED 3
#define PROT_CHERI_TYPE 4
#define PROT_CHERI_PERM 5
#define PROT_CHERI_UNALIGNED_BASE 12

/* si_capreg: the number of a register, as in mc_capregs. */
#define CAPREG_PCC 0
#define CAPREG_DDC 33 /* in integral pointer mode */

/* A set has the bit sig-1 for the signal sig. */
struct sigaction {
	union {
		void (*__handler)(int);
		void (*__action)(int, siginfo_t *, void *);
	} __u;
	sigset_t sa_mask;
	int sa_flags;
};
#define sa_handler __u.__handler
#define sa_sigaction __u.__action

#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

void (*signal(int sig, void (*handler)(int)))(int);
int raise(int sig);
int kill(pid_t pid, int sig);
int killpg(pid_t group, int sig);
int sigaction(int sig, const struct sigaction *restrict set, struct sigaction *restrict old);
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int sig);
int sigdelset(sigset_t *set, int sig);
int sigismember(const sigset_t *set, int sig);
void psignal(int sig, const char *text);

extern const char *const sys_siglist[NSIG];
extern const char *const sys_signame[NSIG];

#endif
