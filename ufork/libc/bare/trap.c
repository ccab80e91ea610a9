/* A trap: which signal it is, and what is said of it when nobody handles it. */
#include <cheriintrin.h>
#include <string.h>
#include <ushell/bare.h>

enum { ECALL = 11 }; /* a cause */

/* What a cause means. */
static const struct {
	unsigned char cause, sig, code;
	const char *text;
} causes[] = {
	{ 0, SIGBUS, BUS_ADRALN, "instruction address misaligned" },
	{ 1, SIGSEGV, SEGV_MAPERR, "instruction access fault" },
	{ 2, SIGILL, ILL_ILLOPC, "illegal instruction" },
	{ 3, SIGTRAP, TRAP_BRKPT, "breakpoint" },
	{ 4, SIGBUS, BUS_ADRALN, "load address misaligned" },
	{ 5, SIGSEGV, SEGV_MAPERR, "load access fault" },
	{ 6, SIGBUS, BUS_ADRALN, "store address misaligned" },
	{ 7, SIGSEGV, SEGV_MAPERR, "store access fault" },
	{ ECALL, SIGSYS, 0, "ecall, and there is no system to call" },
	{ 32, SIGPROT, 0, "CHERI instruction access fault" },
	{ 33, SIGPROT, 0, "CHERI load access fault" },
	{ 34, SIGPROT, 0, "CHERI store access fault" },
};

static const char *const names[] = {
	"pcc", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

static void say(const char *s)
{
	__bare_put(s, strlen(s));
}

static void say_hex(uint64_t x)
{
	char text[18];
	int i = 18;

	do
		text[--i] = "0123456789abcdef"[x & 15];
	while ((x >>= 4) != 0);
	text[--i] = 'x';
	text[--i] = '0';
	__bare_put(text + i, (size_t)(18 - i));
}

/* The register that an instruction goes to memory through, or -1. */
static int address_register(uint32_t inst)
{
	unsigned op = inst & 0x7f, f3 = inst >> 13 & 7;

	switch (inst & 3) {
	case 3:
		if (op == 0x03 || op == 0x07 || op == 0x23 || op == 0x27 || op == 0x2f || op == 0x7b)
			return (int)(inst >> 15 & 31);
		return -1;
	case 0:
		return f3 == 0 ? -1 : (int)(8 + (inst >> 7 & 7));
	case 2:
		return f3 == 0 || f3 == 4 ? -1 : MC_SP;
	}
	return -1;
}

/* The instruction at pcc, 0 if it can't be read. */
static uint32_t instruction(uintptr_t pcc)
{
	ptraddr_t at = cheri_address_get(pcc);
	const uint16_t *p = (const uint16_t *)pcc;
	uint32_t inst;

	if (!cheri_tag_get(pcc) || cheri_is_sealed(pcc) ||
	    !(cheri_perms_get(pcc) & CHERI_PERM_LOAD) || at < cheri_base_get(pcc) ||
	    cheri_top_get(pcc) - at < 2)
		return 0;
	inst = p[0];
	if ((inst & 3) == 3 && cheri_top_get(pcc) - at >= 4)
		inst |= (uint32_t)p[1] << 16;
	return inst;
}

/* Which check of the capability failed. */
static int why(uintptr_t c, size_t perm)
{
	if (!cheri_tag_get(c))
		return PROT_CHERI_TAG;
	if (cheri_is_sealed(c))
		return PROT_CHERI_SEALED;
	if (!(cheri_perms_get(c) & perm))
		return PROT_CHERI_PERM;
	return PROT_CHERI_BOUNDS;
}

static const char *why_text(int code)
{
	switch (code) {
	case PROT_CHERI_TAG:
		return "it has no tag";
	case PROT_CHERI_SEALED:
		return "it is sealed";
	case PROT_CHERI_PERM:
		return "it lacks the permission";
	case PROT_CHERI_BOUNDS:
		return "the access is not in its bounds";
	}
	return "";
}

static unsigned find_cause(uint64_t cause)
{
	unsigned n = sizeof causes / sizeof causes[0], i;

	for (i = 0; i < n && causes[i].cause != cause; i++)
		;
	return i < n ? i : 1; /* no other one happens */
}

static siginfo_t describe(const mcontext_t *regs)
{
	unsigned i = find_cause(regs->mc_cause);
	siginfo_t info = { 0 };
	int reg = -1;

	info.si_signo = causes[i].sig;
	info.si_code = causes[i].code;
	info.si_trapno = (int)regs->mc_cause;
	/* The program has no capability to where nothing is. So an access fault is one
	 * of a capability or an atomic operation that is not aligned. */
	if (info.si_signo == SIGSEGV && regs->mc_cause != 1 && regs->mc_tval % 16 != 0) {
		info.si_signo = SIGBUS;
		info.si_code = BUS_ADRALN;
	}
	info.si_addr = cheri_address_set(NULL, regs->mc_tval);
	if (info.si_signo == SIGPROT) {
		size_t perm = regs->mc_cause == 32 ? CHERI_PERM_EXECUTE : regs->mc_cause == 33 ? CHERI_PERM_LOAD : CHERI_PERM_STORE;
		reg = regs->mc_cause == 32 ? MC_PCC : address_register(instruction(regs->mc_capregs[MC_PCC]));
		if (reg >= 0)
			info.si_code = why(regs->mc_capregs[reg], perm);
	} else if (info.si_signo != SIGBUS && info.si_signo != SIGSEGV) {
		info.si_addr = cheri_address_set(NULL, cheri_address_get(regs->mc_capregs[MC_PCC]));
	}
	info.si_capreg = reg;
	return info;
}

static void say_capability(uintptr_t c)
{
	static const struct {
		size_t perm;
		char letter;
	} perms[] = { { CHERI_PERM_LOAD, 'r' }, { CHERI_PERM_STORE, 'w' }, { CHERI_PERM_EXECUTE, 'x' } };

	say_hex(cheri_address_get(c));
	say(" [");
	for (unsigned i = 0; i < 3; i++)
		if (cheri_perms_get(c) & perms[i].perm)
			__bare_put(&perms[i].letter, 1);
	if (cheri_perms_get(c) & CHERI_PERM_CAP) {
		if (cheri_perms_get(c) & CHERI_PERM_LOAD)
			say("R");
		if (cheri_perms_get(c) & CHERI_PERM_STORE)
			say("W");
	}
	say(",");
	say_hex(cheri_base_get(c));
	say("-");
	say_hex(cheri_top_get(c));
	say("]");
	if (!cheri_tag_get(c))
		say(" (invalid)");
	if (cheri_is_sealed(c))
		say(" (sentry)");
}

_Noreturn void __bare_die(mcontext_t *regs, siginfo_t *info)
{
	if (__bare_midline)
		say("\n");
	say("SIG");
	say(sys_signame[info->si_signo]);
	say(": ");
	say(causes[find_cause(regs->mc_cause)].text);
	say(" at pc ");
	say_hex(cheri_address_get(regs->mc_capregs[MC_PCC]));
	if (info->si_signo == SIGPROT || info->si_signo == SIGBUS || info->si_signo == SIGSEGV) {
		say(", address ");
		say_hex(regs->mc_tval);
	}
	say("\n");
	if (info->si_capreg >= 0) {
		say("  ");
		say(names[info->si_capreg]);
		say(" = ");
		say_capability(regs->mc_capregs[info->si_capreg]);
		say(": ");
		say(why_text(info->si_code));
		say("\n");
	}
	__bare_halt(128 + info->si_signo);
}

void __bare_trap(mcontext_t *regs)
{
	siginfo_t info;

	if (regs->mc_cause == ECALL &&
	    cheri_address_get(regs->mc_capregs[MC_PCC]) == (ptraddr_t)(uintptr_t)__bare_sigreturn) {
		__bare_after_handler(regs);
		return;
	}
	info = describe(regs);
	if (!__bare_deliver(regs, &info))
		__bare_die(regs, &info);
}
