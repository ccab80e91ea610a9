/* Signals of the one process there is: it sends them to itself, or a fault is
 * one. */
#include <cheri/cheric.h>
#include <errno.h>
#include <string.h>
#include <ushell/sys.h>
#include <ushell/bare.h>

/* What a handler for a fault finds on the stack. */
struct signal_frame {
	siginfo_t info;
	ucontext_t context;
};

static struct sigaction actions[NSIG];
static sigset_t blocked, pending;

static sigset_t bit(int sig)
{
	return 1ul << (sig - 1);
}

static int ignored_by_default(int sig)
{
	return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH;
}

/* The action for a signal whose handler is about to be called; what is blocked
 * while it runs is blocked now. */
static struct sigaction begin_handler(int sig)
{
	struct sigaction action = actions[sig];

	blocked |= action.sa_mask;
	if (!(action.sa_flags & SA_NODEFER))
		blocked |= bit(sig);
	if (action.sa_flags & SA_RESETHAND)
		actions[sig].sa_handler = SIG_DFL;
	return action;
}

/* The capability of the register can be used to write n bytes. */
static int can_write(uintptr_t c, size_t n)
{
	return cheri_can_access(c, CHERI_PERM_STORE | CHERI_PERM_CAP, cheri_address_get(c), n) &&
	       cheri_address_get(c) % 16 == 0;
}

int __bare_deliver(mcontext_t *regs, siginfo_t *info)
{
	int sig = info->si_signo;
	sigset_t before = blocked;
	uintptr_t sp = regs->mc_capregs[MC_SP] - sizeof(struct signal_frame);
	struct signal_frame *f;
	struct sigaction action;

	sp &= ~(uintptr_t)15;
	if (actions[sig].sa_handler == SIG_DFL || actions[sig].sa_handler == SIG_IGN || (blocked & bit(sig)) ||
	    !can_write(sp, sizeof *f))
		return 0;
	action = begin_handler(sig);
	f = (struct signal_frame *)sp;
	f->info = *info;
	memset(&f->context, 0, sizeof f->context);
	f->context.uc_mcontext = *regs;
	f->context.uc_sigmask = before;
	regs->mc_capregs[MC_SP] = sp;
	regs->mc_capregs[MC_A0] = (uintptr_t)sig;
	regs->mc_capregs[MC_A0 + 1] = (uintptr_t)&f->info;
	regs->mc_capregs[MC_A0 + 2] = (uintptr_t)&f->context;
	regs->mc_capregs[MC_RA] = (uintptr_t)__bare_sigreturn;
	regs->mc_capregs[MC_PCC] = (uintptr_t)action.sa_sigaction;
	return 1;
}

/* sigreturn: sp is what it was when the handler began. */
void __bare_after_handler(mcontext_t *regs)
{
	struct signal_frame *f = (struct signal_frame *)regs->mc_capregs[MC_SP];

	blocked = f->context.uc_sigmask;
	*regs = f->context.uc_mcontext;
}

/* A signal that was sent, not a fault: its handler is called like a function. */
static void handle(int sig)
{
	siginfo_t info = { .si_signo = sig, .si_code = SI_USER, .si_pid = 1, .si_capreg = -1 };
	ucontext_t context = { .uc_sigmask = blocked };
	struct sigaction action;

	if (actions[sig].sa_handler == SIG_IGN || (actions[sig].sa_handler == SIG_DFL && ignored_by_default(sig)))
		return;
	if (actions[sig].sa_handler == SIG_DFL)
		__bare_halt(128 + sig);
	action = begin_handler(sig);
	action.sa_sigaction(sig, &info, &context);
	blocked = context.uc_sigmask;
}

static void handle_pending(void)
{
	for (int sig = 1; sig < NSIG; sig++)
		if (pending & ~blocked & bit(sig)) {
			pending &= ~bit(sig);
			handle(sig);
		}
}

long __sys_kill(int pid, int sig)
{
	if (sig < 0 || sig >= NSIG)
		return -EINVAL;
	if (pid > 1 || pid < -1)
		return -ESRCH;
	if (sig == SIGKILL || sig == SIGSTOP)
		__bare_halt(128 + sig);
	if (sig == 0)
		return 0;
	pending |= bit(sig);
	handle_pending();
	return 0;
}

long __sys_sigaction(int sig, const struct sigaction *set, struct sigaction *old)
{
	if (sig < 1 || sig >= NSIG || (set != NULL && (sig == SIGKILL || sig == SIGSTOP)))
		return -EINVAL;
	if (old != NULL)
		*old = actions[sig];
	if (set != NULL)
		actions[sig] = *set;
	return 0;
}

long __sys_sigprocmask(int how, const unsigned long *set, unsigned long *old)
{
	sigset_t before = blocked;

	if (set != NULL) {
		switch (how) {
		case SIG_BLOCK:
			blocked |= *set;
			break;
		case SIG_UNBLOCK:
			blocked &= ~*set;
			break;
		case SIG_SETMASK:
			blocked = *set;
			break;
		default:
			return -EINVAL;
		}
		blocked &= ~(bit(SIGKILL) | bit(SIGSTOP));
	}
	if (old != NULL)
		*old = before;
	handle_pending();
	return 0;
}
