// capabilities: every kind of capability that a program can make is the child's own after a fork,
// and still the same kind: at its edge, of length zero, sealed, in integral pointer mode, built from
// random bits
#include "attack.h"

#define MAX 240

struct known { // a capability, as numbers: what has no tag is not relocated
	unsigned long base, top, address, perms, flags;
	int tag, sealed, of_kernel;
};

static void *keep[MAX];
static struct known known[MAX];
static int n;
static unsigned long home; // where keep was when it was filled
static unsigned long state = 0x9e3779b97f4a7c15UL;

static unsigned long rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dUL;
}

static struct known look(void *c)
{
	return (struct known){ cheri_base_get(c), cheri_top_get(c), cheri_address_get(c), cheri_perms_get(c), cheri_flags_get(c),
		cheri_tag_get(c), cheri_is_sealed(c), 0 };
}

static void add(void *c)
{
	known[n] = look(c);
	keep[n++] = c;
}

// differs says what of c is not as it was, with everything moved by move.
static const char *differs(void *c, const struct known *k, unsigned long move)
{
	struct known now = look(c);
	if (!k->tag || k->of_kernel)
		move = 0;
	if (now.tag != k->tag)
		return "tag";
	if (now.base != k->base + move)
		return "base";
	if (now.top != k->top + move)
		return "top";
	if (now.address != k->address + move)
		return "address";
	if (now.perms != k->perms)
		return "permissions";
	if (now.flags != k->flags)
		return "mode";
	return now.sealed != k->sealed ? "seal" : 0;
}

static int check(const char *who, void **c, int from, int count)
{
	unsigned long move = cheri_address_get(keep) - home;
	int wrong = 0;
	for (int i = 0; i < count; i++) {
		const char *what = differs(c[i], &known[from + i], move);
		if (what && wrong++ < 5)
			printf("%s: %d differs in its %s\n", who, from + i, what);
	}
	return wrong;
}

// across calls fork with eight capabilities in registers, and answers its result.
static long across(void **in, void **out)
{
	long r;
	__asm__ volatile("ly s2, 0(%1)\n ly s3, 16(%1)\n ly s4, 32(%1)\n ly s5, 48(%1)\n ly s6, 64(%1)\n ly s7, 80(%1)\n ly s8, 96(%1)\n ly s9, 112(%1)\n"
	                 "ymv s10, %2\n jalr %3\n mv %0, a0\n"
	                 "sy s2, 0(s10)\n sy s3, 16(s10)\n sy s4, 32(s10)\n sy s5, 48(s10)\n sy s6, 64(s10)\n sy s7, 80(s10)\n sy s8, 96(s10)\n sy s9, 112(s10)"
	                 : "=r"(r)
	                 : "r"(in), "r"(out), "r"(__syscalls[SYS_fork])
	                 : "a0", "t0", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "ra", "memory");
	return r;
}

static char mine[1 << 16] __attribute__((aligned(4096)));

static void ends(void)
{
	char *sp = cheri_csp_get();
	char *top = cheri_address_set(sp, cheri_top_get(sp));
	add(top);                                          // the end of the region
	add(cheri_bounds_set(top, 0));                     // nothing, at the end of the region
	add(cheri_bounds_set(top - 1, 1));                 // its last byte
	char *bottom = cheri_pcc_get();
	bottom = cheri_address_set(bottom, cheri_base_get(bottom));
	add(cheri_bounds_set(bottom, 0));                  // nothing, at its beginning
	add(cheri_bounds_set(bottom, 1));
}

static void kinds(void)
{
	char *code = cheri_pcc_get();
	add(mine + sizeof mine);                           // one past the end
	add(cheri_bounds_set(mine + 100, 0));              // of length zero
	add(cheri_bounds_set(mine + 100, 20) - 30);        // before the beginning
	add(cheri_bounds_set(mine + 100, 20) + 1000);      // behind the end
	add(mine - 4096);
	add(mine + sizeof mine + 8192);
	add(cheri_sentry_create(mine));
	add(cheri_sentry_create(mine + sizeof mine));
	add(cheri_sentry_create(code));
	add(code);
	add(cheri_flags_set(code, 1));                     // in integral pointer mode
	add(cheri_sentry_create(cheri_flags_set(code, 1)));
	add(cheri_perms_and(mine, 0));
	add(cheri_perms_and(code, CHERI_PERM_EXECUTE));
	for (int i = 0; i < 4; i++)                        // software permissions
		add(cheri_perms_clear(mine, CHERI_PERM_SW0 << i));
	add(cheri_perms_and(mine, CHERI_PERM_SW2));
	add(cheri_perms_clear(mine, CHERI_PERM_CAP));
	add(cheri_perms_clear(mine, CHERI_PERM_LOAD_MUTABLE));
	add(cheri_tag_clear(mine));
	add((void *)0x1234567890UL);
	void *shared = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	add(shared);
	add((char *)shared + 8192);
	int at = n;
	add(__syscalls[SYS_fork]);                         // the kernel's stay
	add((void *)__syscalls);
	known[at].of_kernel = known[at + 1].of_kernel = 1;
}

// made fills up with capabilities whose bits are chosen at random, under the
// authority of the program's own: the ones of which one can be built.
static void made(void)
{
	char *data = mine, *code = cheri_pcc_get(), *stack = cheri_csp_get();
	for (int tries = 0; n < MAX && tries < 4000000; tries++) {
		unsigned long r = rnd();
		char *from = r & 1 ? data : r & 2 ? code : stack;
		unsigned long address = cheri_base_get(from) + rnd() % (cheri_top_get(from) - cheri_base_get(from)), meta;
		// Of what a sound capability has, some bits change; far from the address too.
		char *model = cheri_bounds_set(cheri_address_set(from, address), rnd() % (1 + (cheri_top_get(from) - address)) >> (r >> 8 & 15));
		__asm__("yhir %0, %1" : "=r"(meta) : "r"(model));
		meta ^= rnd() & rnd() & rnd() & (r & 4 ? 0x7ffffffUL : r & 8 ? 0x7ffff8000001UL << 17 : 1UL << 27);
		if (r & 16)
			address += (long)(rnd() % (1 << 14)) - (1 << 13);
		void *bits;
		__asm__("yhiw %0, %1, %2" : "=r"(bits) : "r"(address), "r"(meta));
		void *c = cheri_cap_build(from, bits);
		if (cheri_tag_get(c))
			add(c);
	}
}

static int all(const char *who)
{
	return check(who, keep, 0, n);
}

static void *regs[8];

int main(void)
{
	home = cheri_address_get(keep);
	ends();
	kinds();
	int by_hand = n, wrong = 0;
	made();
	printf("%s by hand, %s of random bits\n", by_hand > 30 ? "many" : "few", n == MAX ? "many" : "few");
	fflush(stdout);
	for (int round = 0; round < n / 8; round++) {
		int status = 0;
		long pid = across(&keep[8 * round], regs);
		wrong += check(pid ? "registers" : "registers of the child", regs, 8 * round, 8);
		if (pid == 0) {
			// The grandchild's come from a region that is not its parent's: nobody has
			// loaded anything from those pages in between.
			if (round == 1) {
				pid = fork();
				if (pid == 0) {
					wrong += all("a grandchild");
					fflush(stdout);
					_exit(wrong);
				}
				waitpid((int)pid, &status, 0);
			}
			if (round < 2)
				wrong += all("a child");
			fflush(stdout);
			_exit(wrong + WEXITSTATUS(status));
		}
		waitpid((int)pid, &status, 0);
		wrong += status != 0;
	}
	wrong += all("at the end");
	printf("%d wrong\nalive\n", wrong);
	return 0;
}
/* Output:
many by hand, many of random bits
0 wrong
alive
*/
