// stale: what a µprocess leaves behind: memory that others get afterwards is empty
#include "attack.h"
#include <fcntl.h>

#define CHUNK (1UL << 20)
#define STEP 16 // granules: some in every page are looked at

static int all(void **at)
{
	int n = 0;
	while (n < 64 && (at[n] = mmap(0, CHUNK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED)
		n++;
	return n;
}

// fill leaves capabilities in all memory that there is, and in registers.
static void fill(void)
{
	static void *at[64];
	int n = all(at);
	for (int i = 0; i < n; i++)
		for (unsigned long j = 0; j < CHUNK / sizeof(void *); j += STEP)
			((void **)at[i])[j] = at[i];
	__asm__ volatile("csrw ddc, sp\n fcvt.d.l fs0, sp\n fcvt.d.l ft0, sp");
	_exit(n > 8 ? 1 : 0);
}

// dirty counts the granules that are not empty, of memory that was just given.
static int dirty(char *p, unsigned long n)
{
	int count = 0;
	for (unsigned long i = 0; i < n / sizeof(void *); i += STEP) {
		void *v = ((void **)p)[i];
		if (cheri_tag_get(v) || ((unsigned long *)p)[2 * i] || ((unsigned long *)p)[2 * i + 1])
			count++;
	}
	return count;
}

static void search(void)
{
	static void *at[64];
	int n = all(at), found = 0;
	for (int i = 0; i < n; i++)
		found += dirty(at[i], CHUNK);
	_exit(found ? 99 : n > 8 ? 2 : 0);
}

static void shared(void)
{
	char *p = mmap(0, 4 * CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	_exit(dirty(p, 4 * CHUNK) ? 99 : 3);
}

// Memory of the kernel's that goes to a program as bytes: of a file with a hole.
static void file(void)
{
	static char in[65536];
	int fd = open("hole", O_RDWR | O_CREAT | O_TRUNC, 0600);
	lseek(fd, sizeof in - 1, SEEK_SET);
	write(fd, "", 1);
	lseek(fd, 0, SEEK_SET);
	memset(in, 1, sizeof in);
	if (read(fd, in, sizeof in) != sizeof in)
		_exit(98);
	_exit(dirty(in, sizeof in) ? 99 : 4);
}

// What a new program finds: its stack below what it uses, its variables.
static char bss[1 << 16] __attribute__((aligned(16)));

static int executed(void)
{
	char *sp = cheri_csp_get(), *bottom = cheri_address_set(sp, cheri_base_get(sp));
	unsigned long below = cheri_address_get(sp) - cheri_base_get(sp);
	void *ddc, *utidc;
	double s, t;
	unsigned long fcsr;
	__asm__ volatile("csrr %0, ddc\n csrr %1, utidc" : "=r"(ddc), "=r"(utidc));
	__asm__ volatile("fmv.d %0, fs0\n fmv.d %1, ft0\n frcsr %2" : "=f"(s), "=f"(t), "=r"(fcsr));
	int n = dirty(bss, sizeof bss) + dirty(bottom, below - 8192);
	n += cheri_tag_get(ddc) + cheri_tag_get(utidc) + (cheri_address_get(ddc) != 0);
	return n ? 99 : s == 0 && t == 0 ? 5 : 97;
}

static void exec(void)
{
	// Deep into the stack first, and all over the variables.
	void *deep[6000];
	for (int i = 0; i < 6000; i++)
		((void *volatile *)deep)[i] = deep;
	for (unsigned long i = 0; i < sizeof bss / sizeof(void *); i++)
		((void **)bss)[i] = bss;
	char *argv[] = { "stale.c", "executed", 0 };
	__asm__ volatile("csrw ddc, sp\n fcvt.d.l fs0, sp\n fcvt.d.l ft0, sp");
	execv("stale.c", argv);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return executed();
	attack("fill", fill);
	attack("search", search);
	attack("fill", fill);
	attack("shared", shared);
	attack("fill", fill);
	attack("a file", file);
	attack("exec", exec);
	puts("alive");
	return 0;
}
/* Output:
fill: ended with 1
search: ended with 2
fill: ended with 1
shared: ended with 3
fill: ended with 1
a file: ended with 4
exec: ended with 5
alive
*/
