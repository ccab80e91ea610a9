/* setjmp, signals, mappings, clocks. */
#include <cheriintrin.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static jmp_buf place;
static volatile int seen, code, reg;
static char buffer[10];

static void dive(int n)
{
	if (n == 0)
		longjmp(place, 42);
	dive(n - 1);
}

static void jumping(void)
{
	volatile int times = 0;
	double f = 1.5;
	int r = setjmp(place);

	if (r == 0)
		dive(20);
	CHECK(r == 42 || times > 0);
	if (times++ == 0)
		longjmp(place, 0);
	CHECK(r == 1 && times == 2 && f == 1.5);
}

static void count(int sig)
{
	seen += sig;
}

static void sending(void)
{
	sigset_t set, old;

	CHECK(signal(SIGUSR1, count) == SIG_DFL);
	CHECK(raise(SIGUSR1) == 0 && seen == SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(sigismember(&set, SIGUSR1) == 1 && sigismember(&set, SIGUSR2) == 0);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	CHECK(seen == SIGUSR1);
	sigprocmask(SIG_SETMASK, &old, NULL);
	CHECK(seen == 2 * SIGUSR1);
	CHECK(signal(SIGUSR1, SIG_IGN) == count && raise(SIGUSR1) == 0 && raise(SIGCHLD) == 0);
	CHECK(signal(SIGKILL, count) == SIG_ERR && errno == EINVAL && kill(77, 0) == -1 && errno == ESRCH);
}

/* Goes on behind the store that failed. */
static void skip(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	seen = sig;
	code = info->si_code;
	reg = info->si_capreg;
	CHECK(cheri_tag_get(uc->uc_mcontext.mc_capregs[MC_SP]));
	if (info->si_addr != buffer + 10)
		printf("wrong address\n");
	uc->uc_mcontext.mc_capregs[MC_PCC] += 4;
}

static sigjmp_buf back;

static void leave(int sig, siginfo_t *info, void *context)
{
	code = info->si_code;
	siglongjmp(back, sig);
}

static void faults(void)
{
	struct sigaction action = { 0 };
	char *volatile p = buffer;
	int *volatile none = NULL;
	volatile int kept = 7;

	action.sa_sigaction = skip;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGPROT, &action, NULL);
	__asm__ volatile(".option push\n.option norvc\nsb zero, 0(%0)\n.option pop" : : "r"(p + 10) : "memory");
	CHECK(seen == SIGPROT && code == PROT_CHERI_BOUNDS && reg > 0 && kept == 7);

	action.sa_sigaction = leave;
	sigaction(SIGPROT, &action, NULL);
	if (sigsetjmp(back, 1) == 0) {
		*none = 1;
		CHECK(0);
	}
	CHECK(code == PROT_CHERI_TAG);
	if (sigsetjmp(back, 1) == 0) {
		*(char *)cheri_perms_and(p, ~CHERI_PERM_STORE) = 1;
		CHECK(0);
	}
	CHECK(code == PROT_CHERI_PERM);
	if (sigsetjmp(back, 1) == 0) {
		((void (*)(void))(void *)p)();
		CHECK(0);
	}
	CHECK(code == PROT_CHERI_PERM);
	signal(SIGPROT, SIG_DFL);
}

static void mapping(void)
{
	char *p = mmap(NULL, 5000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), *q, *m;

	CHECK(p != MAP_FAILED && cheri_length_get(p) == 8192 && cheri_base_get(p) == (ptraddr_t)p);
	for (int i = 0; i < 8192; i++)
		CHECK(p[i] == 0);
	memset(p, 1, 8192);
	q = mmap(p + 4096, 4096, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANON, -1, 0);
	CHECK(q == p + 4096 && q[0] == 0 && p[4095] == 1 && p[4096] == 0 && !(cheri_perms_get(q) & CHERI_PERM_STORE));
	CHECK(munmap(p, 8192) == 0);
	q = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	CHECK(q == p && q[0] == 0 && q[4095] == 0);
	CHECK(munmap(q, 4096) == 0 && munmap(q + 1, 1) == -1);
	m = malloc(8192);
	m = __builtin_align_up(m, 4096);
	CHECK(munmap(m, 4096) == -1 && errno == EPROT);
	CHECK(madvise(m, 4096, MADV_WILLNEED) == 0 && madvise(m, 4096, MADV_FREE) == -1 && errno == EPROT);
	CHECK(madvise(m, 16384, MADV_WILLNEED) == -1 && errno == EPROT && posix_madvise(m + 1, 1, 0) == EINVAL);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) == MAP_FAILED && errno == ENODEV);
	CHECK(mmap(NULL, 1ul << 38, PROT_READ, MAP_ANON, -1, 0) == MAP_FAILED && errno == ENOMEM);
	p = sbrk(0);
	CHECK(sbrk(100) == p && sbrk(0) == p + 100);
}

static int refuses(void *where, size_t n, int prot, int flags)
{
	void *p = mmap(where, n, prot, flags | MAP_PRIVATE | MAP_ANON, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

/* MAP_FIXED: what is mapped is replaced by who may change it. */
static void fixed_mapping(void)
{
	enum { RW = PROT_READ | PROT_WRITE };
	char *p = mmap(NULL, 3 * 4096, RW, MAP_PRIVATE | MAP_ANON, -1, 0), *q;
	char *m = __builtin_align_up((char *)malloc(8192), 4096);
	void *start = cheri_address_set(NULL, (ptraddr_t)p), *middle = cheri_address_set(NULL, (ptraddr_t)p + 4096);

	CHECK(refuses(m, 4096, RW, MAP_FIXED) == EACCES);
	CHECK(refuses(p, 4 * 4096, RW, MAP_FIXED) == EPROT);
	CHECK(refuses(cheri_perms_and(p, ~CHERI_PERM_STORE), 4096, RW, MAP_FIXED) == EPROT);
	CHECK(refuses(p, 4096, RW, 0) == EPROT && refuses(cheri_tag_clear(p), 4096, RW, 0) == EINVAL);
	CHECK(refuses(NULL, 4096, RW, MAP_EXCL) == EINVAL);
	CHECK(refuses(p, 4096, RW, MAP_FIXED | MAP_EXCL) == ENOMEM && refuses(middle, 4096, RW, MAP_FIXED) == ENOMEM);
	CHECK(refuses(p + 1, 4096, RW, MAP_FIXED) == EINVAL && refuses(cheri_address_set(NULL, 4096), 4096, RW, MAP_FIXED) == EINVAL);
	p[4096] = 1;
	CHECK(munmap(p + 4096, 4096) == 0 && refuses(start, 8192, RW, MAP_FIXED) == ENOMEM);
	q = mmap(middle, 4096, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANON, -1, 0);
	CHECK(q == p + 4096 && q[0] == 0 && cheri_length_get(q) == 4096);
	q[0] = 2;
	q = mmap(p, 3 * 4096, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANON, -1, 0);
	CHECK(q == p && q[4096] == 0 && !(cheri_perms_get(q) & CHERI_PERM_STORE));
	CHECK(refuses(q, 4096, RW, MAP_FIXED) == EPROT && munmap(p, 3 * 4096) == 0);
}

static void system_calls(void)
{
	struct timespec a, b, nap = { 0, 300000000 };
	struct utsname name;
	struct stat st;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && nanosleep(&nap, NULL) == 0);
	clock_gettime(CLOCK_MONOTONIC, &b);
	CHECK((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 300000000);
	CHECK(getpid() == 1 && fork() == -1 && errno == ENOSYS && wait(NULL) == -1);
	CHECK(uname(&name) == 0 && strcmp(name.machine, "riscv64y") == 0);
	CHECK(isatty(1) && !isatty(7) && fstat(0, &st) == 0 && S_ISCHR(st.st_mode));
	CHECK(write(7, "", 0) == -1 && errno == EBADF && lseek(1, 0, SEEK_CUR) == -1 && errno == ESPIPE);
	CHECK(sysconf(_SC_PAGESIZE) == 4096 && getpagesize() == 4096);
}

int main(void)
{
	jumping();
	sending();
	faults();
	mapping();
	fixed_mapping();
	system_calls();
	DONE();
}
