// frames: what a signal handler leaves for sigreturn: forged, of another, too short, twice
#include "attack.h"

static void (*edit)(ucontext_t *);
static volatile int first = 1;

static void handler(int sig, siginfo_t *info, void *context)
{
	edit(context);
}

// interrupted is interrupted by a handler that edits the frame, and answers a1 as
// it is afterwards.
static long interrupted(void (*f)(ucontext_t *))
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = handler;
	sigaction(SIGUSR1, &a, 0);
	edit = f;
	long r, self = getpid();
	__asm__ volatile("mv a0, %1\n li a1, 10\n jalr %2\n mv %0, a1" : "=r"(r) : "r"(self), "r"(__syscalls[SYS_kill]) : "a0", "a1", "t0", "ra", "memory");
	return r;
}

#define REG(u, n) ((u)->uc_mcontext.mc_capregs[n])
#define FORGE(name, ...) \
	static void name##_edit(ucontext_t *u) { __VA_ARGS__; } \
	static void name(void) { _exit((int)interrupted(name##_edit)); }

// bits is the capability c with its address and metadata as given, untagged.
static void *bits(unsigned long address, unsigned long meta)
{
	void *c;
	__asm__("yhiw %0, %1, %2" : "=r"(c) : "r"(address), "r"(meta));
	return c;
}

static unsigned long meta_of(void *c)
{
	unsigned long m;
	__asm__("yhir %0, %1" : "=r"(m) : "r"(c));
	return m;
}

// The unsealed capability to the kernel that an entry is made of, but for its tag.
static void *kernel_pcc(long off)
{
	void *entry = __syscalls[SYS_getpid];
	return bits(cheri_address_get(entry) + off, meta_of(entry) & ~(1UL << 27));
}

static void *code_at(void *f)
{
	return cheri_address_set(cheri_pcc_get(), cheri_address_get(f));
}

// landing: the program goes on here with a1 as it is.
__asm__(".text\n.balign 4\n.type landing, @function\nlanding: mv a0, a1\n lla t1, leave\n jr t1\n.size landing, .-landing\n"
        ".type integral, @function\nintegral: ymodeswy\n mv a0, a1\n lla t1, leave\n jr t1\n.size integral, .-integral");
void landing(void), integral(void);

void leave(int status)
{
	_exit(status);
}

FORGE(unchanged, REG(u, 11) = 20)
FORGE(untagged_own, REG(u, MC_PCC) = (uintptr_t)cheri_tag_clear((void *)REG(u, MC_PCC)))
FORGE(untagged_asr, REG(u, MC_PCC) = (uintptr_t)kernel_pcc(0))
FORGE(past_entry, REG(u, MC_PCC) = (uintptr_t)kernel_pcc(4))
FORGE(own_with_asr, REG(u, MC_PCC) = (uintptr_t)bits(cheri_address_get((void *)REG(u, MC_PCC)), meta_of((void *)REG(u, MC_PCC)) | 1UL << 49))
FORGE(kernels_address, REG(u, MC_PCC) = (uintptr_t)cheri_address_set(cheri_pcc_get(), 0x80000000UL))
FORGE(odd, REG(u, MC_PCC) = (uintptr_t)((char *)code_at((void *)landing) + 1))
FORGE(data_pcc, REG(u, MC_PCC) = REG(u, MC_SP))
FORGE(number, REG(u, MC_PCC) = 4096)
FORGE(sealed_own, REG(u, MC_PCC) = (uintptr_t)cheri_sentry_create(code_at((void *)landing)); REG(u, 11) = 21)
FORGE(in_mode, REG(u, MC_PCC) = (uintptr_t)cheri_flags_set(code_at((void *)integral), 1); REG(u, 11) = 22)
FORGE(entry, REG(u, MC_PCC) = (uintptr_t)__syscalls[SYS_exit]; REG(u, MC_A0) = 23)
FORGE(offset_entry, REG(u, MC_PCC) = (uintptr_t)((char *)__syscalls[SYS_exit] + 4))
FORGE(entries_everywhere, for (int i = 1; i < 32; i++) if (i != MC_SP && i != MC_RA && i != 8) REG(u, i) = (uintptr_t)__syscalls[i % 29]; REG(u, 11) = 24)
FORGE(no_stack, REG(u, MC_PCC) = (uintptr_t)code_at((void *)landing); REG(u, MC_SP) = 0; REG(u, 11) = 25)
FORGE(float_state, u->uc_mcontext.mc_fcsr = ~0UL; for (int i = 0; i < 32; i++) u->uc_mcontext.mc_fpregs[i] = ~0UL; REG(u, 11) = 26)
FORGE(other_words, u->uc_mcontext.mc_cause = ~0UL; u->uc_mcontext.mc_tval = ~0UL; u->uc_mcontext.mc_flags = ~0UL; u->uc_flags = -1;
      u->uc_link = u; REG(u, 11) = 27)

// What is pending when sigreturn brings a forged pcc is delivered first: the set
// ASR bit of that pcc, which has no tag, says nothing. Its handler repairs it.
static void repair(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	int tag = cheri_tag_get((void *)REG(u, MC_PCC));
	REG(u, MC_PCC) = (uintptr_t)code_at((void *)landing);
	REG(u, 11) = 30 + tag;
}

static void forge_pending(ucontext_t *u)
{
	kill(getpid(), SIGUSR2);
	REG(u, MC_PCC) = (uintptr_t)kernel_pcc(0);
	u->uc_sigmask = 0;
}

static void pending(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = repair;
	sigaction(SIGUSR2, &a, 0);
	unsigned long two = 1UL << (SIGUSR2 - 1);
	sigprocmask(SIG_BLOCK, &two, 0);
	interrupted(forge_pending);
	_exit(99);
}

// A frame is good for as often as it is used: what is in it is the program's own.
static char around[8192] __attribute__((aligned(16)));

static void keep_edit(ucontext_t *u)
{
	memcpy(around, u, sizeof *u);
}

static volatile int round_ = 0;

// sigreturn_at calls sigreturn with sp at a frame.
static void sigreturn_at(void *sp)
{
	__asm__ volatile("ymv sp, %0\n jr %1" ::"r"(sp), "r"(__syscalls[SYS_sigreturn]) : "memory");
}

// A function of its own could not be returned to twice.
#define INTERRUPT() \
	__asm__ volatile("mv a0, %0\n li a1, 10\n jalr %1" ::"r"((long)getpid()), "r"(__syscalls[SYS_kill]) : "a0", "a1", "t0", "ra", "memory")

static void twice(void)
{
	interrupted(keep_edit);
	INTERRUPT();
	if (round_++ < 3)
		sigreturn_at(around);
	_exit(round_);
}

static void too_short(void)
{
	interrupted(keep_edit);
	if (round_++ == 0)
		sigreturn_at(cheri_bounds_set(around, 64));
}

static void misaligned(void)
{
	interrupted(keep_edit);
	sigreturn_at(around + 8);
}

static void of_zeros(void)
{
	sigreturn_at(around + 4096);
}

static void without_c(void)
{
	interrupted(keep_edit);
	sigreturn_at(cheri_perms_clear(around, CHERI_PERM_CAP));
}

static void read_only(void)
{
	interrupted(keep_edit);
	INTERRUPT();
	if (round_++ < 1)
		sigreturn_at(cheri_perms_clear(around, CHERI_PERM_STORE));
	_exit(40 + round_);
}

static void with_sealed(void)
{
	interrupted(keep_edit);
	sigreturn_at(cheri_sentry_create(around));
}

// The frame of another comes through shared memory without its tags.
static char *shared;

static void publish(ucontext_t *u)
{
	// As bytes: a capability can't be stored there.
	for (unsigned i = 0; i < sizeof *u / 8; i++)
		((volatile unsigned long *)shared)[i] = ((unsigned long *)u)[i];
}

static void send(void)
{
	interrupted(publish);
}

static void of_another(void)
{
	sigreturn_at(shared);
}

// A stack in shared memory can't take a frame, which has capabilities.
static void on_shared(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = handler;
	sigaction(SIGUSR1, &a, 0);
	edit = keep_edit;
	__asm__ volatile("ymv sp, %1\n mv a0, %0\n li a1, 10\n jalr %2" ::"r"((long)getpid()), "r"(shared + 16384), "r"(__syscalls[SYS_kill]) : "a0", "a1", "t0", "ra", "memory");
}

int main(void)
{
	shared = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	attack("unchanged", unchanged);
	attack("pcc without its tag", untagged_own);
	attack("pcc of the kernel without a tag", untagged_asr);
	attack("behind an entry", past_entry);
	attack("pcc with ASR set", own_with_asr);
	attack("an address of the kernel", kernels_address);
	attack("an odd pcc", odd);
	attack("data as pcc", data_pcc);
	attack("a number as pcc", number);
	attack("a sealed pcc", sealed_own);
	attack("pcc in integral mode", in_mode);
	attack("an entry as pcc", entry);
	attack("an entry with an offset", offset_entry);
	attack("entries in all registers", entries_everywhere);
	attack("no stack", no_stack);
	attack("all bits of the floating-point state", float_state);
	attack("what is not a register", other_words);
	attack("a signal that is pending then", pending);
	attack("again and again", twice);
	attack("too short", too_short);
	attack("not aligned", misaligned);
	attack("of zeros", of_zeros);
	attack("without C", without_c);
	attack("read-only", read_only);
	attack("sealed", with_sealed);
	attack("kept for another", send);
	attack("that of another", of_another);
	attack("on a stack in shared memory", on_shared);
	puts("alive");
	return 0;
}
/* Output:
unchanged: ended with 20
pcc without its tag: signal 34
pcc of the kernel without a tag: signal 34
behind an entry: signal 34
pcc with ASR set: signal 34
an address of the kernel: signal 34
an odd pcc: signal 34
data as pcc: signal 34
a number as pcc: signal 34
a sealed pcc: ended with 21
pcc in integral mode: ended with 22
an entry as pcc: ended with 23
an entry with an offset: signal 34
entries in all registers: ended with 24
no stack: signal 34
all bits of the floating-point state: ended with 26
what is not a register: ended with 27
a signal that is pending then: ended with 30
again and again: ended with 4
too short: signal 11
not aligned: signal 11
of zeros: signal 34
without C: signal 34
read-only: ended with 42
sealed: signal 11
kept for another: ended with 0
that of another: signal 34
on a stack in shared memory: signal 11
alive
*/
