// csrs: every system register, read and written, and every instruction of the opcode SYSTEM without
// a register: which of them do something (105 is wfi, 120 to 13f are sfence.vma)
#include "attack.h"

static volatile int illegal, other;

static void skip(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	if (sig == SIGILL)
		illegal = 1;
	else
		other = sig;
	u->uc_mcontext.mc_capregs[MC_PCC] += 4;
}

static unsigned *code;
static void *(*made)(void *);

// try executes one instruction, with a0 null, and answers whether it is legal; *result
// is a0 afterwards.
static int try(unsigned instruction, void **result)
{
	illegal = other = 0;
	code[0] = instruction;
	code[1] = 0x00008067; // ret
	__asm__ volatile("fence.i" ::: "memory");
	*result = made(0);
	return !illegal;
}

static const struct {
	unsigned n;
	const char *name;
} names[] = { { 0x001, "fflags" }, { 0x002, "frm" }, { 0x003, "fcsr" }, { 0x416, "ddc" }, { 0x480, "utidc" }, { 0x580, "stidc" },
	{ 0xc00, "cycle" }, { 0xc01, "time" }, { 0xc02, "instret" } };

static const char *name(unsigned csr)
{
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].n == csr)
			return names[i].name;
	return csr > 0xc02 && csr < 0xc20 ? 0 : "another";
}

int main(void)
{
	// Writable through one capability, executable through another.
	char *page = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	code = (unsigned *)cheri_perms_clear(page, CHERI_PERM_EXECUTE);
	made = (void *(*)(void *))cheri_perms_clear(page, CHERI_PERM_STORE);
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	a.sa_sigaction = skip;
	sigaction(SIGILL, &a, 0);
	sigaction(SIGSYS, &a, 0);
	sigaction(SIGTRAP, &a, 0);
	void *r;
	int counters = 0, tags = 0;
	printf("read:");
	for (unsigned csr = 0; csr < 4096; csr++) {
		if (!try(csr << 20 | 0x2573, &r)) // csrr a0
			continue;
		tags += cheri_tag_get(r);
		if (name(csr))
			printf(" %s", name(csr));
		else
			counters++;
	}
	printf(" and %d counters\nwith a tag: %d\nwritten:", counters, tags);
	for (unsigned csr = 0; csr < 4096; csr++)
		if (try(csr << 20 | 0x51073, &r)) // csrw from a0
			printf(" %s", name(csr) ? name(csr) : "a counter");
	printf("\nof SYSTEM:");
	for (unsigned f = 0; f < 4096; f++)
		if (try(f << 20 | 0x73, &r)) {
			if (other)
				printf(" %x signal %d", f, other);
			else
				printf(" %x", f);
		}
	puts("\nalive");
	__asm__ volatile("fscsr zero");
	return 0;
}
/* Output:
read: fflags frm fcsr ddc utidc stidc cycle time instret and 0 counters
with a tag: 0
written: fflags frm fcsr ddc
of SYSTEM: 0 signal 31 1 signal 5 105 120 121 122 123 124 125 126 127 128 129 12a 12b 12c 12d 12e 12f 130 131 132 133 134 135 136 137 138 139 13a 13b 13c 13d 13e 13f
alive
*/
