// words: random instructions, with registers that hold all kinds of things: words N SEED
#pragma clang diagnostic ignored "-Wcheri-capability-misuse"
#include <cheriintrin.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <ushell/sys.h>

#define WORDS 512

static uint64_t state;

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dUL >> 8;
}

extern void *const *__syscalls;
static char data[8192] __attribute__((aligned(4096)));
static void *regs[32];
static uint32_t *code;
static void *start;
static int faults;

// word is an instruction: most are of an opcode that exists. Handlers need sp, so most
// leave it alone.
static uint32_t any(void)
{
	static const unsigned char opcodes[] = { 0x03, 0x07, 0x0f, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2f, 0x33, 0x37, 0x3b, 0x43, 0x47, 0x4b, 0x4f, 0x53, 0x63, 0x67,
		0x6f, 0x73, 0x7b, 0x7b, 0x7b, 0x7b, 0x67 };
	uint32_t r = (uint32_t)rnd();
	switch (rnd() % 8) {
	case 0: return r;
	case 1: return (r & ~3U) | rnd() % 3 | (r & 3) << 16; // compressed
	case 2: return 0x67 | (r & 31) << 15 | (r >> 8 & 1) << 7; // jalr without an offset
	default: return (r & ~0x7fU) | opcodes[rnd() % sizeof opcodes];
	}
}

static uint32_t word(void)
{
	uint32_t w = any();
	while ((w >> 7 & 31) == MC_SP && rnd() % 64)
		w = any();
	return w;
}

static void *thing(void)
{
	char *p = data + (rnd() & 8191 & ~15UL);
	switch (rnd() % 12) {
	case 0: return __syscalls[rnd() % SYS_COUNT];
	case 1: return (void *)__syscalls;
	case 2: return (void *)rnd();
	case 3: return cheri_csp_get();
	case 4: return cheri_address_set(cheri_pcc_get(), (unsigned long)start + (rnd() & 2047 & ~1UL));
	case 5: return cheri_sentry_create(cheri_address_set(start, (unsigned long)start + (rnd() & 2047 & ~1UL)));
	case 6: return cheri_flags_set(start, 1);
	case 7: return (void *)(rnd() & 4095);
	case 8: return cheri_perms_and(p, rnd());
	default: return p;
	}
}

// What faults is left out, some times.
static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	if (++faults > 200)
		_exit(1);
	uintptr_t pcc = u->uc_mcontext.mc_capregs[MC_PCC];
	if (info->si_trapno == 32) // a jump to somewhere
		pcc = (uintptr_t)((char *)start + (rnd() % WORDS) * 4);
	else
		pcc += 4;
	u->uc_mcontext.mc_capregs[MC_PCC] = pcc;
	u->uc_mcontext.mc_capregs[rnd() % 29 + 3] = (uintptr_t)thing();
}

static void run(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO | SA_NODEFER };
	a.sa_sigaction = handler;
	for (int sig = 1; sig < 64; sig++)
		sigaction(sig, &a, 0);
	for (int i = 0; i < WORDS; i++)
		code[i] = word();
	for (int i = 0; i < 32; i++)
		regs[i] = thing();
	__asm__ volatile("csrw ddc, %0" ::"r"(thing()));
	__asm__ volatile("fence.i\n ymv t0, %0\n ymv t1, %1\n"
	                 "ly ra, 16(t0)\n ly gp, 48(t0)\n ly tp, 64(t0)\n ly t2, 112(t0)\n ly a0, 160(t0)\n ly a1, 176(t0)\n ly a2, 192(t0)\n ly a3, 208(t0)\n"
	                 "ly a4, 224(t0)\n ly a5, 240(t0)\n ly a6, 256(t0)\n ly a7, 272(t0)\n ly s2, 288(t0)\n ly s3, 304(t0)\n ly s4, 320(t0)\n ly s5, 336(t0)\n"
	                 "ly s6, 352(t0)\n ly s7, 368(t0)\n ly s8, 384(t0)\n ly s9, 400(t0)\n ly s10, 416(t0)\n ly s11, 432(t0)\n ly t3, 448(t0)\n ly t4, 464(t0)\n"
	                 "ly t5, 480(t0)\n ly t6, 496(t0)\n jr t1" ::"r"(regs), "r"(start) : "memory");
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20, ends[3] = { 0, 0, 0 };
	state = (argc > 2 ? strtoul(argv[2], 0, 0) : 1) * 0x9e3779b97f4a7c15UL | 1;
	char *page = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	code = (uint32_t *)cheri_perms_clear(page, CHERI_PERM_EXECUTE);
	start = cheri_perms_clear(page, CHERI_PERM_STORE);
	for (int i = 0; i < rounds; i++) {
		rnd();
		fflush(stdout);
		int pid = fork(), status;
		if (pid == 0) {
			close(1);
			close(2);
			run();
			_exit(0);
		}
		// What it has become after some turns of the timer ends, with all its children.
		struct timespec t = { 0, 300000 };
		nanosleep(&t, 0);
		for (;;) {
			kill(-1, SIGKILL);
			if (waitpid(-1, &status, 0) < 0)
				break;
			ends[WIFEXITED(status) ? 0 : WTERMSIG(status) == SIGKILL ? 1 : 2]++;
		}
	}
	printf("%d ended, %d were killed, %d by a fault\nalive\n", ends[0], ends[1], ends[2]);
	return ends[0] + ends[1] + ends[2] < rounds;
}
