// µprocesses: the table, the scheduler, sleeping, the end.
//
// The kernel is not interrupted, so what it does between two switches is atomic.
// A µprocess loses the hart when it sleeps, yields, ends, or when the timer says
// that its turn is over. The next one is the first that can run behind it in the
// table: nothing but the program's own instructions decides, as time is derived
// from them.
#include "kernel.h"
#include <sys/wait.h>

struct proc procs[NPROC], *current;
_Alignas(16) char kstacks[NPROC][KSTACK];
static u32 next_pid = 1;
static struct context boot_context;

u64 now(void)
{
	return csr_time();
}

static void set_timer(u64 at)
{
	__asm__ volatile("csrw stimecmp, %0" ::"r"(at));
}

void arm_timer(void)
{
	set_timer(now() + QUANTUM);
}

void proc_init(void)
{
	__asm__ volatile("csrw sie, %0" ::"r"(1UL << 5)); // the timer
	for (int i = 0; i < NPROC; i++) {
		char *stack = cheri_bounds_set(kstacks[i], KSTACK);
		procs[i].tf = (struct trapframe *)(stack + KSTACK - sizeof(struct trapframe));
	}
}

// proc_alloc is a µprocess in the making, or null. The entry of the table that
// the boot code's stack belongs to comes last.
struct proc *proc_alloc(void)
{
	for (int i = 0; i < NPROC; i++) {
		struct proc *p = &procs[(i + 1) % NPROC];
		if (p->state != UNUSED)
			continue;
		struct trapframe *tf = p->tf;
		memset(p, 0, sizeof *p);
		memset(tf, 0, sizeof *tf);
		p->tf = tf;
		p->state = EMBRYO;
		p->pid = next_pid++;
		p->ctx.ra = (void *)first_return;
		p->ctx.sp = tf;
		u64 pid = p->pid;
		PROBE(proc.create, pid);
		return p;
	}
	return 0;
}

void proc_free(struct proc *p)
{
	p->state = UNUSED;
	p->pid = 0;
}

static struct proc *find(u32 pid)
{
	for (int i = 0; i < NPROC; i++)
		if (procs[i].pid == pid && procs[i].state != UNUSED)
			return &procs[i];
	return 0;
}

// signalled says whether p sleeps although a signal has come that it does not block.
// signal_send wakes it; but one can come from outside, behind sleep's look at it.
static int signalled(struct proc *p)
{
	return p->state == SLEEPING && p->pending & ~p->blocked;
}

// ready is the next µprocess that can run, or null. Those whose time has come
// wake up.
static struct proc *ready(void)
{
	u64 t = now();
	int start = current ? current - procs : 0;
	for (int i = 1; i <= NPROC; i++) {
		struct proc *p = &procs[(start + i) % NPROC];
		if (p->state == SLEEPING && p->wake && p->wake <= t || signalled(p))
			p->state = RUNNABLE;
		if (p->state == RUNNABLE)
			return p;
	}
	return 0;
}

// idle waits for a sleeper's time.
static void idle(void)
{
	u64 first = 0;
	int alive = 0;
	for (int i = 0; i < NPROC; i++) {
		struct proc *p = &procs[i];
		if (p->state == RUNNABLE || signalled(p))
			return; // from outside, just now
		alive |= p->state == SLEEPING;
		if (p->state == SLEEPING && p->wake && (!first || p->wake < first))
			first = p->wake;
	}
	if (!alive)
		panic("no µprocess is left");
	if (!first) {
		console_puts("kernel: every µprocess waits for another: nothing will ever happen\n");
		power_off(1);
	}
	set_timer(first);
	__asm__ volatile("wfi" ::: "memory");
}

// sched switches to the next µprocess; the caller's state says whether it wants
// to run again.
void sched(void)
{
	struct proc *p, *me = current;
	if (me)
		me->ran += now() - me->since;
	while (!(p = ready()))
		idle();
	arm_timer();
	p->since = now();
	p->state = RUNNING;
	if (p == me)
		return;
	if (me) {
		__asm__ volatile("csrr %0, ddc" : "=r"(me->ddc));
		__asm__ volatile("csrr %0, utidc" : "=r"(me->utidc));
		fsave(me->fregs);
	}
	current = p;
	__asm__ volatile("csrw ddc, %0" ::"r"(p->ddc));
	__asm__ volatile("csrw utidc, %0" ::"r"(p->utidc));
	frestore(p->fregs);
	u64 from = me ? me->pid : 0, to = p->pid;
	PROBE(proc.switch, from, to);
	swtch(me ? &me->ctx : &boot_context, &p->ctx);
}

// sleep gives the hart away until wakeup(chan), the time wake (0: none), or a
// signal. The answer is -EINTR when a signal is about to be delivered. What was
// waited for may have come as well: who calls looks again before giving up.
int sleep(const void *chan, u64 wake)
{
	struct proc *p = current;
	if (signal_ready(p))
		return -EINTR;
	p->chan = chan;
	p->wake = wake;
	p->state = SLEEPING;
	sched();
	p->chan = 0;
	p->wake = 0;
	return signal_ready(p) ? -EINTR : 0;
}

void wakeup(const void *chan)
{
	for (int i = 0; i < NPROC; i++)
		if (procs[i].state == SLEEPING && procs[i].chan == chan)
			procs[i].state = RUNNABLE;
}

// unwanted says whether nobody will wait for p: it has no parent, or one that
// ignores SIGCHLD or says SA_NOCLDWAIT.
static int unwanted(struct proc *p)
{
	struct handler *h = p->parent ? &p->parent->sig[SIGCHLD] : 0;
	return !h || h->call == (void *)SIG_IGN || h->flags & SA_NOCLDWAIT;
}

// orphans gives p's children to µprocess 1, or to nobody: then those that have
// ended are gone at once.
static void orphans(struct proc *p)
{
	struct proc *init = p->pid == 1 ? 0 : find(1);
	for (int i = 0; i < NPROC; i++) {
		struct proc *c = &procs[i];
		if (c->state == UNUSED || c->parent != p)
			continue;
		c->parent = init && init->state != ZOMBIE ? init : 0;
		if (c->state != ZOMBIE)
			continue;
		if (c->parent)
			wakeup(c->parent);
		if (unwanted(c))
			proc_free(c);
	}
}

static int alone(void)
{
	for (int i = 0; i < NPROC; i++)
		if (procs[i].state != UNUSED && procs[i].state != ZOMBIE)
			return 0;
	return 1;
}

// proc_exit ends the current µprocess. The machine ends with the last one, with
// the status of µprocess 1.
void proc_exit(int status)
{
	static int first_status;
	struct proc *p = current;
	u64 pid = p->pid;
	PROBE(exit, pid, status);
	if (p->pid == 1)
		first_status = status & 127 ? 128 + (status & 127) : status >> 8 & 255;
	file_exit(p);
	vm_free(p);
	region_release(p->region);
	p->status = status;
	p->state = ZOMBIE;
	orphans(p);
	if (alone())
		power_off(first_status);
	if (p->parent) {
		int killed = status & 127;
		signal_send(p->parent, SIGCHLD, killed ? CLD_KILLED : CLD_EXITED, killed ? killed : status >> 8);
		wakeup(p->parent);
	}
	if (unwanted(p))
		proc_free(p);
	sched();
	panic("a µprocess that has ended runs");
}

// proc_wait waits for a child: pid, or any when pid is -1, or 0 as there is one
// group. No child is ever stopped, so WUNTRACED and WCONTINUED change nothing.
long proc_wait(int pid, int *status, int options)
{
	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED))
		return -EINVAL;
	for (int err = 0;; err = sleep(current, 0)) {
		int any = 0;
		for (int i = 0; i < NPROC; i++) {
			struct proc *c = &procs[i];
			if (c->state == UNUSED || c->parent != current || pid < -1 || pid > 0 && c->pid != (u32)pid)
				continue;
			any = 1;
			if (c->state != ZOMBIE)
				continue;
			*status = c->status;
			long found = c->pid;
			proc_free(c);
			return found;
		}
		if (!any)
			return -ECHILD;
		if (options & WNOHANG)
			return 0;
		if (err)
			return err;
	}
}
