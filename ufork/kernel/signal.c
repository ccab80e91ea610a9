// Signals: faults of a program, and what others send.
//
// A handler runs on the program's own stack: the kernel writes the interrupted
// registers there with the program's stack capability, and goes to the handler by
// sret with ra set to the sentry of sigreturn. What sigreturn reads back is the
// program's to change, but only into capabilities that it has anyway: pcc must
// not have ASR. When the interrupted pcc is the kernel's (a trap on the first
// instruction of an entry), the signal waits for the next way out.
#include "kernel.h"

struct sigframe {
	ucontext_t context;
	siginfo_t info;
};

#define BIT(sig) (1UL << ((sig) - 1))

// maskable is set without what nothing can block.
static u64 maskable(u64 set)
{
	return set & ~(BIT(SIGKILL) | BIT(SIGSTOP));
}

// By default these do nothing. There is no job control: the group of all
// µprocesses has nobody outside who could let it go on, so what a terminal sends
// to stop it is discarded, as POSIX has it for such groups.
static int ignored(int sig)
{
	return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

// discards says whether sig does nothing to p.
static int discards(struct proc *p, int sig)
{
	void *call = p->sig[sig].call;
	return call == (void *)SIG_IGN || call == (void *)SIG_DFL && ignored(sig);
}

// signal_ready are the signals that p is about to get. What is pending and has come
// to do nothing is forgotten, blocked or not.
u64 signal_ready(struct proc *p)
{
	for (u64 left = p->pending; left; left &= left - 1)
		if (discards(p, __builtin_ctzl(left) + 1))
			p->pending &= ~(left & -left);
	return p->pending & ~p->blocked;
}

// signal_send makes sig pending, sent by the current µprocess. Signals do not
// queue: the last of a number counts.
void signal_send(struct proc *p, int sig, int code, int status)
{
	if (p->state == ZOMBIE || p->state == UNUSED || discards(p, sig))
		return;
	p->pending |= BIT(sig);
	p->sent[sig] = (struct sent){ current->pid, code, status };
	u64 pid = p->pid;
	PROBE(signal, pid, sig);
	if (p->state == SLEEPING && !(p->blocked & BIT(sig)))
		p->state = RUNNABLE;
}

// What a trap becomes: the signal and its code (of SIGPROT what fault_authority
// finds), and the cause in words, those of the
// specification. Words that end with 0x are followed by tval. For causes that are
// not here the last row counts.
static const struct meaning {
	u64 cause;
	int sig, code;
	const char *name, *words;
} meanings[] = {
	{ 1, SIGSEGV, SEGV_ACCERR, "SIGSEGV", "instruction access fault at 0x" },
	{ 2, SIGILL, ILL_ILLOPC, "SIGILL", "illegal instruction 0x" },
	{ 3, SIGTRAP, TRAP_BRKPT, "SIGTRAP", "breakpoint" },
	{ 4, SIGBUS, BUS_ADRALN, "SIGBUS", "load address misaligned at 0x" },
	{ 5, SIGBUS, BUS_ADRERR, "SIGBUS", "load access fault at 0x" },
	{ 6, SIGBUS, BUS_ADRALN, "SIGBUS", "store/AMO address misaligned at 0x" },
	{ 7, SIGBUS, BUS_ADRERR, "SIGBUS", "store/AMO access fault at 0x" },
	{ 8, SIGSYS, 0, "SIGSYS", "environment call from U-mode" },
	{ 9, SIGSYS, 0, "SIGSYS", "environment call from S-mode" },
	{ 12, SIGSEGV, SEGV_MAPERR, "SIGSEGV", "instruction page fault at 0x" },
	{ 13, SIGSEGV, SEGV_MAPERR, "SIGSEGV", "load page fault at 0x" },
	{ 15, SIGSEGV, SEGV_MAPERR, "SIGSEGV", "store/AMO page fault at 0x" },
	{ 32, SIGPROT, 0, "SIGPROT", "CHERI instruction access fault at 0x" },
	{ 33, SIGPROT, 0, "SIGPROT", "CHERI load access fault at 0x" },
	{ 34, SIGPROT, 0, "SIGPROT", "CHERI store/AMO access fault at 0x" },
	{ 36, SIGPROT, PROT_CHERI_PERM, "SIGPROT", "CHERI store/AMO page fault at 0x" },
	{ NO_MEMORY, SIGBUS, BUS_ADRERR, "SIGBUS", "no memory for the copy of the page at 0x" },
	{ 0, SIGSEGV, SEGV_ACCERR, "SIGSEGV", "unknown cause, 0x" },
};

static const struct meaning *meaning(u64 cause)
{
	const struct meaning *m = meanings, *last = &meanings[sizeof meanings / sizeof *meanings - 1];
	while (m < last && m->cause != cause)
		m++;
	return m;
}

// begin_message begins what the console says of the end of a µprocess.
static void begin_message(struct proc *p, const char *name, int sig, const char *words)
{
	console_puts("pid ");
	console_number(p->pid, 10);
	console_puts(" (");
	console_puts(p->name);
	console_puts("): ended by ");
	console_puts(name);
	console_puts(" (");
	console_number(sig, 10);
	console_puts("): ");
	console_puts(words);
}

static void fault_message(struct proc *p, const struct meaning *m, struct trapframe *tf)
{
	u64 pc = cheri_address_get(tf->regs[PCC]);
	int inside = vm_inside(p, pc, 1);
	begin_message(p, m->name, m->sig, m->words);
	if (m->words[strlen(m->words) - 1] == 'x')
		console_number(tf->tval, 16);
	console_puts(" (cause ");
	console_number(tf->cause, 10);
	console_puts("), pc 0x");
	console_number(inside ? pc - regions[p->region].base : pc, 16);
	console_puts(inside ? " of the program\n" : "\n");
}

// bad_frame ends the µprocess whose stack does not take or hold a handler's frame.
static void bad_frame(const char *why)
{
	begin_message(current, "SIGSEGV", SIGSEGV, why);
	console_puts("\n");
	proc_exit(SIGSEGV);
}

// enter makes tf continue at the handler of sig. It ends the µprocess when the
// stack can't take the frame.
static void enter(struct trapframe *tf, int sig, siginfo_t *info)
{
	struct proc *p = current;
	struct handler *h = &p->sig[sig];
	static struct sigframe frame;
	memset(&frame, 0, sizeof frame);
	memcpy(frame.context.uc_mcontext.mc_capregs, tf->regs, sizeof tf->regs);
	u64 fregs[33];
	fsave(fregs);
	memcpy(frame.context.uc_mcontext.mc_fpregs, fregs, 32 * sizeof fregs[0]);
	frame.context.uc_mcontext.mc_fcsr = fregs[32];
	frame.context.uc_mcontext.mc_cause = tf->cause;
	frame.context.uc_mcontext.mc_tval = tf->tval;
	frame.context.uc_sigmask = p->suspended ? p->unsuspended : p->blocked;
	p->suspended = 0;
	frame.info = *info;
	char *sp = tf->regs[SP];
	u64 n = (sizeof frame + GRANULE - 1) / GRANULE;
	sp -= (cheri_address_get(sp) & (GRANULE - 1)) + n * GRANULE;
	if (copy_out_caps(sp, &frame, n) < 0)
		bad_frame("the stack has no room for a handler's frame");
	p->blocked |= maskable(h->mask) | (h->flags & SA_NODEFER ? 0 : BIT(sig));
	void *call = h->call;
	if (h->flags & SA_RESETHAND)
		*h = (struct handler){ 0 };
	memset(tf, 0, sizeof *tf);
	tf->regs[PCC] = call;
	tf->regs[SP] = sp;
	tf->regs[RA] = syscalls[SYS_sigreturn];
	tf->regs[A0] = (void *)(u64)sig;
	tf->regs[A1] = cheri_bounds_set(sp + offsetof(struct sigframe, info), sizeof frame.info);
	tf->regs[A2] = cheri_bounds_set(sp + offsetof(struct sigframe, context), sizeof frame.context);
}

// signal_fault is what a program's fault becomes. A signal that is blocked or
// ignored can't wait: the program would fault for ever.
void signal_fault(struct trapframe *tf, u64 cause)
{
	struct proc *p = current;
	const struct meaning *m = meaning(cause);
	int sig = m->sig;
	siginfo_t info = { .si_signo = sig, .si_code = m->code, .si_trapno = tf->cause, .si_addr = (void *)tf->tval, .si_capreg = -1 };
	u64 pid = p->pid;
	PROBE(signal, pid, sig);
	if (sig == SIGPROT)
		info.si_capreg = fault_authority(tf, &info.si_code);
	if (!cheri_tag_get(p->sig[sig].call) || p->blocked & BIT(sig)) {
		fault_message(p, m, tf);
		proc_exit(sig);
	}
	enter(tf, sig, &info);
}

// signal_deliver is called on the way out, for what is pending.
void signal_deliver(struct trapframe *tf)
{
	struct proc *p = current;
	for (u64 ready; (ready = signal_ready(p));) {
		void *pcc = tf->regs[PCC];
		if (cheri_tag_get(pcc) && cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))
			return;
		int sig = __builtin_ctzl(ready) + 1;
		p->pending &= ~BIT(sig);
		if (p->sig[sig].call == (void *)SIG_DFL)
			proc_exit(sig);
		struct sent *s = &p->sent[sig];
		enter(tf, sig, &(siginfo_t){ .si_signo = sig, .si_code = s->code, .si_pid = s->pid, .si_status = s->status });
	}
}

// sys_kill(pid, sig): one µprocess; 0 for all, as there is one group; -1 for all but
// the first and the caller. Nothing can be stopped, so SIGSTOP is not supported.
long sys_kill(struct trapframe *tf)
{
	int pid = arg(tf, 0), sig = arg(tf, 1), found = 0;
	if (sig < 0 || sig > MAXSIG || sig == SIGSTOP)
		return -EINVAL;
	for (int i = 0; i < NPROC && pid >= -1; i++) {
		struct proc *p = &procs[i];
		if (p->state == UNUSED || pid > 0 && p->pid != (u32)pid || pid < 0 && (p->pid == 1 || p == current))
			continue;
		found = 1;
		if (sig)
			signal_send(p, sig, SI_USER, 0);
	}
	return found ? 0 : -ESRCH;
}

long sys_sigaction(struct trapframe *tf)
{
	int sig = arg(tf, 0);
	struct sigaction set, old = { 0 };
	u64 n = sizeof set / GRANULE;
	void *from = argp(tf, 1), *to = argp(tf, 2);
	if (sig < 1 || sig > MAXSIG || !maskable(BIT(sig)) && cheri_address_get(from))
		return -EINVAL;
	if (cheri_address_get(from) && copy_in_caps(&set, from, n) < 0)
		return -EFAULT;
	struct handler *h = &current->sig[sig];
	old.sa_handler = (void (*)(int))h->call;
	old.sa_mask = h->mask;
	old.sa_flags = h->flags;
	if (cheri_address_get(to) && copy_out_caps(to, &old, n) < 0)
		return -EFAULT;
	if (cheri_address_get(from))
		*h = (struct handler){ (void *)set.sa_handler, maskable(set.sa_mask), set.sa_flags };
	return 0;
}

long sys_sigprocmask(struct trapframe *tf)
{
	struct proc *p = current;
	u64 set, old = p->blocked;
	void *from = argp(tf, 1), *to = argp(tf, 2);
	if (cheri_address_get(from)) {
		if (copy_in(&set, from, sizeof set) < 0)
			return -EFAULT;
		set = maskable(set);
		switch (arg(tf, 0)) {
		case SIG_BLOCK: p->blocked |= set; break;
		case SIG_UNBLOCK: p->blocked &= ~set; break;
		case SIG_SETMASK: p->blocked = set; break;
		default: return -EINVAL;
		}
	}
	return cheri_address_get(to) ? copy_out(to, &old, sizeof old) : 0;
}

// sys_sigsuspend waits for a signal with another mask; the handler's frame has the
// old one. It is never made again: a handler has run, which is all it waits for.
long sys_sigsuspend(struct trapframe *tf)
{
	struct proc *p = current;
	u64 mask;
	if (copy_in(&mask, argp(tf, 0), sizeof mask) < 0)
		return -EFAULT;
	p->unsuspended = p->blocked;
	p->suspended = 1;
	p->blocked = maskable(mask);
	while (!signal_ready(p))
		sleep(&p->pending, 0);
	return -EINTR;
}

// sys_sigreturn goes back to what a handler interrupted: sp points at the frame.
long sys_sigreturn(struct trapframe *tf)
{
	static struct sigframe frame;
	if (copy_in_caps(&frame, tf->regs[SP], sizeof frame / GRANULE) < 0)
		bad_frame("sigreturn finds no frame on the stack");
	mcontext_t *m = &frame.context.uc_mcontext;
	void *pcc = (void *)m->mc_capregs[0];
	if (cheri_tag_get(pcc) && cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))
		bad_frame("sigreturn to where only the kernel may be");
	memcpy(tf->regs, m->mc_capregs, sizeof tf->regs);
	u64 fregs[33];
	memcpy(fregs, m->mc_fpregs, 32 * sizeof fregs[0]);
	fregs[32] = m->mc_fcsr & 255;
	frestore(fregs);
	current->blocked = maskable(frame.context.uc_sigmask);
	return 0;
}
