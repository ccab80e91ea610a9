// System calls and traps: what a program makes the kernel do.
#include "kernel.h"
#include <sys/utsname.h>
#include <time.h>

#define TICKS 10000000UL // a second
#define NANOSECONDS 100  // a tick

static long sys_wait4(struct trapframe *tf)
{
	int status = 0;
	long pid = proc_wait((int)arg(tf, 0), &status, arg(tf, 2));
	void *to = argp(tf, 1);
	if (pid > 0 && cheri_address_get(to) && copy_out(to, &status, sizeof status) < 0)
		return -EFAULT;
	return pid;
}

// sys_wait is the first kernel's wait: its status is not shifted.
static long sys_wait(struct trapframe *tf)
{
	int status = 0;
	long pid = proc_wait(-1, &status, 0);
	void *to = argp(tf, 0);
	status = status & 127 ? 128 + (status & 127) : status >> 8;
	if (pid > 0 && cheri_address_get(to) && copy_out(to, &status, sizeof status) < 0)
		return -EFAULT;
	return pid;
}

static long sys_yield(struct trapframe *tf)
{
	current->state = RUNNABLE;
	sched();
	return 0;
}

// sys_nanosleep(time, rest): after a signal rest is what is left. It is not made
// again whatever the handler's flags: it would sleep for too long.
static long sys_nanosleep(struct trapframe *tf)
{
	struct timespec t;
	if (copy_in(&t, argp(tf, 0), sizeof t) < 0)
		return -EFAULT;
	if (t.tv_sec < 0 || t.tv_nsec < 0 || t.tv_nsec >= 1000000000)
		return -EINVAL;
	if (t.tv_sec > 1L << 32)
		t.tv_sec = 1L << 32;
	u64 until = now() + t.tv_sec * TICKS + (t.tv_nsec + NANOSECONDS - 1) / NANOSECONDS;
	int err = 0;
	while (!err && now() < until)
		err = sleep(&current->wake, until);
	u64 at = now(), left = at < until ? until - at : 0;
	void *rest = argp(tf, 1);
	if (!left)
		return 0;
	t = (struct timespec){ left / TICKS, left % TICKS * NANOSECONDS };
	return cheri_address_get(rest) && copy_out(rest, &t, sizeof t) < 0 ? -EFAULT : -EINTR;
}

// sys_clock_gettime: time begins with the machine, that of a µprocess is what it
// had the hart for.
static long sys_clock_gettime(struct trapframe *tf)
{
	u64 t = now();
	switch (arg(tf, 0)) {
	case CLOCK_REALTIME: case CLOCK_MONOTONIC: break;
	case CLOCK_PROCESS_CPUTIME_ID: case CLOCK_THREAD_CPUTIME_ID: t += current->ran - current->since; break;
	default: return -EINVAL;
	}
	struct timespec out = { t / TICKS, t % TICKS * NANOSECONDS };
	return copy_out(argp(tf, 1), &out, sizeof out);
}

static long sys_getrandom(struct trapframe *tf)
{
	u64 n = arg(tf, 1), done = 0;
	if (arg(tf, 2) & ~3UL) // which source it is makes no difference
		return -EINVAL;
	while (done < n) {
		u64 r = random64(), m = n - done < sizeof r ? n - done : sizeof r;
		if (copy_out((char *)argp(tf, 0) + done, &r, m) < 0)
			return -EFAULT;
		done += m;
	}
	return n;
}

static long sys_uname(struct trapframe *tf)
{
	static const struct utsname name = { "uFork", "ushell", "2", "uFork kernel", "riscv64y" };
	return copy_out(argp(tf, 0), &name, sizeof name);
}

static long sys_exit(struct trapframe *tf)
{
	proc_exit((int)(arg(tf, 0) & 255) << 8);
}

static long sys_getpid(struct trapframe *tf)
{
	return current->pid;
}

static long sys_getppid(struct trapframe *tf)
{
	return current->parent ? current->parent->pid : 0;
}

static long (*const calls[SYS_COUNT])(struct trapframe *) = {
	[SYS_exit] = sys_exit, [SYS_fork] = sys_fork, [SYS_wait] = sys_wait, [SYS_getpid] = sys_getpid,
	[SYS_sched_yield] = sys_yield, [SYS_write] = sys_write, [SYS_wait4] = sys_wait4, [SYS_getppid] = sys_getppid,
	[SYS_execve] = sys_execve, [SYS_read] = sys_read, [SYS_open] = sys_open, [SYS_close] = sys_close,
	[SYS_lseek] = sys_lseek, [SYS_fstat] = sys_fstat, [SYS_dup] = sys_dup, [SYS_dup2] = sys_dup2,
	[SYS_pipe] = sys_pipe, [SYS_fcntl] = sys_fcntl, [SYS_munmap] = sys_munmap, [SYS_mprotect] = sys_mprotect,
	[SYS_nanosleep] = sys_nanosleep, [SYS_clock_gettime] = sys_clock_gettime, [SYS_kill] = sys_kill,
	[SYS_sigaction] = sys_sigaction, [SYS_sigprocmask] = sys_sigprocmask, [SYS_getrandom] = sys_getrandom,
	[SYS_uname] = sys_uname, [SYS_sigsuspend] = sys_sigsuspend,
};

// sound panics when something that must hold behind every call does not: a mistake
// of the kernel is to be noticed near where it was made.
static void sound(struct trapframe *tf)
{
	struct proc *p = current;
	struct region *r = &regions[p->region];
	if (p->state != RUNNING || p->tf != tf || r->owner != p->pid || !r->used || cheri_base_get(p->root) != r->base ||
	    cheri_length_get(p->root) != r->size || nfree > nframes)
		panic("the tables are inconsistent");
}

// syscall executes one call; entry.s has saved the registers in tf and goes back
// to the program when this returns.
void syscall(struct trapframe *tf, u64 number)
{
	u64 pid = current->pid;
	PROBE(syscall.enter, pid, number);
	if (number == SYS_sigreturn) {
		sys_sigreturn(tf);
	} else if (number == SYS_execve) {
		long r = sys_execve(tf);
		tf->regs[A0] = (void *)r;
	} else if (number == SYS_mmap) {
		tf->regs[A0] = sys_mmap(tf);
	} else {
		long r = number < SYS_COUNT && calls[number] ? calls[number](tf) : -ENOSYS;
		// A call that a signal interrupted is made again when the handler says so.
		u64 ready = r == -EINTR && number != SYS_nanosleep && number != SYS_sigsuspend ? signal_ready(current) : 0;
		if (ready && current->sig[__builtin_ctzl(ready) + 1].flags & SA_RESTART)
			tf->regs[PCC] = syscalls[number];
		else
			tf->regs[A0] = (void *)r;
	}
	PROBE(syscall.exit, pid, number);
	sound(tf);
	signal_deliver(tf);
}

// user_trap handles a trap that happened while a program ran.
void user_trap(struct trapframe *tf)
{
	if ((long)tf->cause < 0) {
		current->state = RUNNABLE;
		sched();
		signal_deliver(tf);
		return;
	}
	int done = resolve(current, tf->cause, tf->tval);
	if (done <= 0)
		signal_fault(tf, done < 0 ? NO_MEMORY : tf->cause);
	signal_deliver(tf);
}

// kernel_trap handles a fault of the kernel: on a program's memory, which either
// asks for a page or fails the copy; anything else is a mistake of ours.
void kernel_trap(struct trapframe *tf)
{
	if (resolve(current, tf->cause, tf->tval) > 0)
		return;
	u64 pc = cheri_address_get(tf->regs[PCC]);
	if (pc >= cheri_address_get(copy_begin) && pc < cheri_address_get(copy_end)) {
		tf->regs[PCC] = cheri_address_set(tf->regs[PCC], cheri_address_get(copy_failed));
		return;
	}
	console_puts("kernel: cause ");
	console_number(tf->cause, 10);
	console_puts(", address 0x");
	console_number(tf->tval, 16);
	console_puts(", pc 0x");
	console_number(pc, 16);
	console_puts("\n");
	power_off(255);
}
