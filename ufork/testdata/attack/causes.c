// causes: what a handler learns of each fault: signal, code, cause, and the register whose
// capability did not allow it, for each way to encode an access
#include "attack.h"

static volatile int sig_, code, cause, reg;
static volatile unsigned long address;
static int wrong;

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	sig_ = sig, code = info->si_code, cause = info->si_trapno, reg = info->si_capreg, address = (unsigned long)info->si_addr;
	// Each attack leaves in s11 where it goes on.
	u->uc_mcontext.mc_capregs[MC_PCC] = u->uc_mcontext.mc_capregs[27];
}

static void check(const char *what, int s, int k, int c, int r)
{
	if (sig_ == s && code == k && cause == c && reg == r)
		return;
	wrong++;
	printf("%s: signal %d, code %d, cause %d, register %d; not %d, %d, %d, %d\n", what, sig_, code, cause, reg, s, k, c, r);
}

// RUN executes text, which faults, with a0 as it was before, then with A, and a1 as
// it was, with B.
#define RUN(text, A, B) do { \
	sig_ = code = cause = 0, reg = -2; \
	register void *a0_ __asm__("a0") = (void *)(A); \
	register void *a1_ __asm__("a1") = (void *)(B); \
	__asm__ volatile(".option push\n lla s11, 9f\n " text "\n 9: nop\n .option pop" : "+r"(a0_), "+r"(a1_) \
	                 : : "ra", "t0", "s2", "s11", "memory"); \
} while (0)

static char some[64] __attribute__((aligned(16)));

// The reasons, with an access through a0.
static void reasons(void)
{
	RUN("lb t0, 0(a0)", cheri_tag_clear(some), 0);
	check("no tag", SIGPROT, PROT_CHERI_TAG, 33, 10);
	RUN("lb t0, 0(a0)", cheri_sentry_create(some), 0);
	check("sealed", SIGPROT, PROT_CHERI_SEALED, 33, 10);
	RUN("lb t0, 0(a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	check("no permission to load", SIGPROT, PROT_CHERI_PERM, 33, 10);
	RUN("sb t0, 0(a0)", cheri_perms_clear(some, CHERI_PERM_STORE), 0);
	check("no permission to store", SIGPROT, PROT_CHERI_PERM, 34, 10);
	RUN("lb t0, 0(a0)", some + 64, 0);
	check("out of bounds", SIGPROT, PROT_CHERI_BOUNDS, 33, 10);
	RUN("ld t0, 60(a0)", some, 0);
	check("across the end", SIGPROT, PROT_CHERI_BOUNDS, 33, 10);
	RUN("amoadd.d t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	check("amo without a load", SIGPROT, PROT_CHERI_PERM, 34, 10);
	RUN("amoadd.d t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_STORE), 0);
	check("amo without a store", SIGPROT, PROT_CHERI_PERM, 34, 10);
	RUN("amoswap.y t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	check("amoswap.y without a load", SIGPROT, PROT_CHERI_PERM, 34, 10);
	RUN("sc.y t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	if (sig_)
		puts("sc.y needs no permission to load");
	RUN("lr.d t0, (a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	check("lr", SIGPROT, PROT_CHERI_PERM, 33, 10);
	RUN("sc.d t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_LOAD), 0);
	if (sig_)
		puts("sc needs no permission to load");
	RUN("sc.d t0, t0, (a0)", cheri_perms_clear(some, CHERI_PERM_STORE), 0);
	check("sc", SIGPROT, PROT_CHERI_PERM, 34, 10);
}

// The encodings, each without a tag.
#define FAULT(text, c, r) do { RUN("ymv s2, a0\n " text, 0, 0); check(text, SIGPROT, PROT_CHERI_TAG, c, r); } while (0)
#define LOAD(text, r) FAULT(text, 33, r)
#define STORE(text, r) FAULT(text, 34, r)

static void encodings(void)
{
	LOAD("lb t0, 0(s2)", 18);
	LOAD("lh t0, 0(s2)", 18);
	LOAD("lw t0, 0(s2)", 18);
	LOAD("ld t0, 0(a1)", 11);
	LOAD("lbu t0, 0(s2)", 18);
	LOAD("lhu t0, 0(s2)", 18);
	LOAD("lwu t0, 0(s2)", 18);
	LOAD("ly t0, 0(s2)", 18);
	LOAD("flw ft0, 0(s2)", 18);
	LOAD("fld ft0, 0(s2)", 18);
	LOAD("lr.w t0, (s2)", 18);
	LOAD("lr.y t0, (s2)", 18);
	STORE("sb t0, 0(s2)", 18);
	STORE("sh t0, 0(s2)", 18);
	STORE("sw t0, 0(s2)", 18);
	STORE("sd t0, 0(s2)", 18);
	STORE("sy t0, 0(s2)", 18);
	STORE("fsw ft0, 0(s2)", 18);
	STORE("fsd ft0, 0(s2)", 18);
	STORE("sc.d t0, t0, (s2)", 18);
	STORE("sc.y t0, t0, (s2)", 18);
	STORE("amoswap.w t0, t0, (s2)", 18);
	STORE("amoswap.y t0, t0, (s2)", 18);
	STORE("amoor.d t0, t0, (a1)", 11);
	LOAD(".half 0x4188", 11);  // c.lw a0, 0(a1)
	LOAD(".half 0x6188", 11);  // c.ld
	LOAD(".half 0x2188", 11);  // c.ly
	LOAD(".half 0x8188", 11);  // c.lbu
	LOAD(".half 0x8588", 11);  // c.lhu
	LOAD(".half 0x85c8", 11);  // c.lh
	STORE(".half 0xc188", 11); // c.sw
	STORE(".half 0xe188", 11); // c.sd
	STORE(".half 0xa188", 11); // c.sy
	STORE(".half 0x8988", 11); // c.sb
	STORE(".half 0x8d88", 11); // c.sh
}


// Through sp, whose stack ends where the access is.
static void through_sp(void)
{
	static char stack[8192] __attribute__((aligned(16)));
#define AT_SP(text, c) do { \
	RUN("ymv s2, sp\n ymv sp, a0\n .half " text "\n j 9f\n 9: ymv sp, s2\n lla s11, 9f\n", stack + sizeof stack, 0); \
	check(text, SIGPROT, PROT_CHERI_BOUNDS, c, 2); \
} while (0)
	AT_SP("0x4502", 33); // c.lwsp a0, 0(sp)
	AT_SP("0x6502", 33); // c.ldsp
	AT_SP("0x2502", 33); // c.lysp
	AT_SP("0xc02a", 34); // c.swsp a0, 0(sp)
	AT_SP("0xe02a", 34); // c.sdsp
	AT_SP("0xa02a", 34); // c.sysp
}

static void others(void)
{
	char *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *gone = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *closed = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(gone, 4096);
	mprotect(closed, 4096, PROT_READ);
	RUN("sy sp, 0(a0)", shared, 0);
	check("a capability into shared memory", SIGPROT, PROT_CHERI_PERM, 36, 10);
	RUN("lb t0, 0(a0)", gone, 0);
	check("unmapped", SIGSEGV, SEGV_MAPERR, 13, -1);
	RUN("sb t0, 0(a0)", gone, 0);
	check("unmapped for a store", SIGSEGV, SEGV_MAPERR, 15, -1);
	RUN("sb t0, 0(a0)", closed, 0);
	check("read-only page", SIGSEGV, SEGV_MAPERR, 15, -1);
	RUN("ly t0, 8(a0)", some, 0);
	check("capability that is not aligned", SIGBUS, BUS_ADRERR, 5, -1);
	RUN("sy t0, 8(a0)", some, 0);
	check("and stored", SIGBUS, BUS_ADRERR, 7, -1);
	RUN("lr.d t0, (a0)", some + 4, 0);
	check("atomic that is not aligned", SIGBUS, BUS_ADRERR, 5, -1);
	RUN(".word 0", 0, 0);
	check("illegal", SIGILL, ILL_ILLOPC, 2, -1);
	RUN("csrr t0, sstatus", 0, 0);
	check("system register", SIGILL, ILL_ILLOPC, 2, -1);
	RUN("ebreak", 0, 0);
	check("ebreak", SIGTRAP, TRAP_BRKPT, 3, -1);
	RUN("ecall", 0, 0);
	check("ecall", SIGSYS, 0, 9, -1);
}

static void jumps(void)
{
	void *here = cheri_pcc_get();
	RUN("jr a0", cheri_tag_clear(here), 0);
	check("jump without a tag", SIGPROT, PROT_CHERI_TAG, 32, 0);
	RUN("jr a0", 0, 0);
	check("jump to null", SIGPROT, PROT_CHERI_TAG, 32, 0);
	RUN("jr a0", cheri_perms_clear(here, CHERI_PERM_EXECUTE), 0);
	check("jump to data", SIGPROT, PROT_CHERI_PERM, 32, 0);
	RUN("jalr a0", some, 0);
	check("call of data", SIGPROT, PROT_CHERI_PERM, 32, 0);
	RUN("jr a0", cheri_address_set(here, cheri_top_get(here)), 0);
	check("jump past the end", SIGPROT, PROT_CHERI_BOUNDS, 32, 0);
	RUN("jr 4(a0)", __syscalls[SYS_getpid], 0);
	check("jump past an entry", SIGPROT, PROT_CHERI_TAG, 32, 0);
}

// In integral pointer mode all goes through ddc.
static void integral(void)
{
	__asm__ volatile("csrw ddc, zero");
	RUN("ymodeswi\n lb t0, 0(a0)", some, 0);
	check("ddc without a tag", SIGPROT, PROT_CHERI_TAG, 33, CAPREG_DDC);
	__asm__ volatile("csrw ddc, %0" ::"r"((void *)cheri_perms_clear(some, CHERI_PERM_STORE)));
	RUN("ymodeswi\n sd t0, 0(a0)", some, 0);
	check("ddc without a permission", SIGPROT, PROT_CHERI_PERM, 34, CAPREG_DDC);
	RUN("ymodeswi\n .half 0x4188", 0, some + 64); // c.lw a0, 0(a1)
	check("ddc too short", SIGPROT, PROT_CHERI_BOUNDS, 33, CAPREG_DDC);
	RUN("ymodeswi\n lb t0, 0(a0)\n ymodeswy", some, 0);
	if (sig_)
		puts("the integral mode can load");
	__asm__ volatile("csrw ddc, zero");
}

// Of code that can't be read the kernel does not know what it does.
static void unreadable(void)
{
	unsigned *code_ = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	code_[0] = 0x00050283; // lb t0, 0(a0)
	RUN("jr a1", cheri_tag_clear(some), cheri_perms_and(code_, CHERI_PERM_EXECUTE));
	check("execute only", SIGPROT, 0, 33, -1);
}

int main(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = handler;
	int sigs[] = { SIGPROT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGSYS };
	for (int i = 0; i < 6; i++)
		sigaction(sigs[i], &a, 0);
	reasons();
	encodings();
	through_sp();
	others();
	jumps();
	integral();
	unreadable();
	printf("%d wrong\nalive\n", wrong);
	return 0;
}
/* Output:
0 wrong
alive
*/
