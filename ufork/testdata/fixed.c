// fixed: mmap at an address: what MAP_FIXED may replace, and what it may not
#include <cheri/cheric.h>
#include <cheriintrin.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ushell/sys.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };

static int failed;
static char global[2 * PAGE] __attribute__((aligned(4096)));

static void is(const char *what, long got, long want)
{
	if (got == want)
		return;
	failed++;
	printf("%s: %ld, not %ld\n", what, got, want);
}

static char *map(void *where, size_t n, int prot, int flags)
{
	return __sys_mmap(where, n, prot, flags, -1, 0);
}

// refused is the error of a mapping, 0 when there is none.
static long refused(void *where, size_t n, int prot, int flags)
{
	char *p = map(where, n, prot, flags);
	return cheri_tag_get(p) ? 0 : (long)cheri_address_get(p);
}

static void *address(char *p)
{
	return cheri_address_set(0, cheri_address_get(p));
}

// authority: who may replace pages, and who may not.
static void authority(void)
{
	char *p = map(0, 4 * PAGE, RW, ANON), local, *heap = __builtin_align_up((char *)malloc(2 * PAGE), PAGE);
	char *stack = cheri_address_set(cheri_csp_get(), cheri_address_get(&local) & -(long)PAGE);
	memset(p, 1, 4 * PAGE);
	is("the heap", refused(heap, PAGE, RW, ANON | MAP_FIXED), -EACCES);
	is("the stack", refused(stack, PAGE, RW, ANON | MAP_FIXED), -EACCES);
	is("the stack's address", refused(address(stack), PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	is("below the stack", refused(address(stack) - (128 << 10), PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	is("a variable", refused(global, PAGE, RW, ANON | MAP_FIXED), -EACCES);
	is("a variable's address", refused(address(global), PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	is("munmap of a variable", __sys_munmap(global, PAGE), -EPROT);
	is("without VMEM", refused(cheri_perms_clear(p, CHERI_PERM_SW_VMEM), PAGE, RW, ANON | MAP_FIXED), -EACCES);
	is("to be written", refused(cheri_perms_clear(p, CHERI_PERM_STORE), PAGE, RW, ANON | MAP_FIXED), -EPROT);
	is("to be read", refused(cheri_perms_clear(p, CHERI_PERM_LOAD), PAGE, RW, ANON | MAP_FIXED), -EPROT);
	is("to be executed", refused(p, PAGE, RW | PROT_EXEC, ANON | MAP_FIXED), -EPROT);
	is("sealed", refused(cheri_sentry_create(p), PAGE, RW, ANON | MAP_FIXED), -EPROT);
	is("a page too long", refused(p, 5 * PAGE, RW, ANON | MAP_FIXED), -EPROT);
	is("part of a page", refused(cheri_bounds_set(p, 100), 100, RW, ANON | MAP_FIXED), -EPROT);
	is("no tag", refused(cheri_tag_clear(p), PAGE, RW, ANON | MAP_FIXED), -EINVAL);
	is("the address alone", refused(address(p), PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	is("exclusive", refused(p, PAGE, RW, ANON | MAP_FIXED | MAP_EXCL), -ENOMEM);
	is("misaligned", refused(p + 16, PAGE, RW, ANON | MAP_FIXED), -EINVAL);
	is("beyond the region", refused(address(p) + (1UL << 30), PAGE, RW, ANON | MAP_FIXED), -EINVAL);
	is("null", refused(0, PAGE, RW, ANON | MAP_FIXED), -EINVAL);
	is("the last page of all", refused((void *)-4096UL, PAGE, RW, ANON | MAP_FIXED), -EINVAL);
	is("unchanged", p[0] + p[4 * PAGE - 1] + p[PAGE], 3);
	munmap(p, 4 * PAGE);
}

// arguments: what else mmap refuses.
static void arguments(void)
{
	char *p = map(0, PAGE, RW, ANON);
	is("no length", refused(0, 0, RW, ANON), -EINVAL);
	is("too long", refused(0, 255UL << 20, RW, ANON), -ENOMEM);
	is("far too long", refused(0, -1UL, RW, ANON), -ENOMEM);
	is("a protection", refused(0, PAGE, 8, ANON), -EINVAL);
	is("more than PROT_MAX", refused(0, PAGE, RW | PROT_MAX(PROT_READ), ANON), -EOPNOTSUPP);
	is("shared and private", refused(0, PAGE, RW, MAP_SHARED | ANON), -EINVAL);
	is("exclusive, not fixed", refused(0, PAGE, RW, ANON | MAP_EXCL), -EINVAL);
	is("no descriptor", refused(0, PAGE, RW, MAP_PRIVATE), -EBADF);
	is("a file", (long)__sys_mmap(0, PAGE, RW, MAP_PRIVATE, 0, 0), -ENODEV);
	is("a capability as a hint", refused(p, PAGE, RW, ANON), -EPROT);
	is("one without its tag", refused(cheri_tag_clear(p), PAGE, RW, ANON), -EINVAL);
	is("a protection to mprotect", __sys_mprotect(p, PAGE, 8), -EINVAL);
	munmap(p, PAGE);
	char *q = map(address(p), PAGE, RW, ANON);
	is("a hint that is taken", q == p, 1);
	char *r = map(address(p), PAGE, RW, ANON);
	is("a hint that can't be", cheri_tag_get(r) && r != p, 1);
	munmap(q, PAGE);
	munmap(r, PAGE);
	is("MADV_FREE of the heap", madvise(__builtin_align_up((char *)malloc(2 * PAGE), PAGE), PAGE, MADV_FREE) == -1 && errno == EPROT, 1);
}

// replacing: what comes in place of what.
static void replacing(void)
{
	char *p = map(0, 4 * PAGE, RW, ANON), *q;
	memset(p, 1, 4 * PAGE);
	q = map(p + PAGE, PAGE + 1, RW, ANON | MAP_FIXED);
	is("the same place", q == p + PAGE && cheri_base_get(q) == cheri_address_get(q) && cheri_length_get(q) == 2 * PAGE, 1);
	is("zeros", q[0] + q[2 * PAGE - 1], 0);
	is("beside it", p[PAGE - 1] + p[3 * PAGE], 2);
	p[PAGE] = 2;
	is("the old capability", q[0], 2);
	is("may be changed again", (cheri_perms_get(q) & CHERI_PERM_SW_VMEM) != 0, 1);
	q = map(p, PAGE, PROT_READ, ANON | MAP_FIXED);
	is("to be read", q == p && !(cheri_perms_get(q) & CHERI_PERM_STORE), 1);
	is("and no more", refused(q, PAGE, RW, ANON | MAP_FIXED), -EPROT);
	is("a hole", munmap(p + PAGE, PAGE), 0);
	is("over the hole", refused(address(p + PAGE), 2 * PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	q = map(address(p + PAGE), PAGE, RW, ANON | MAP_FIXED);
	is("in the hole", q == p + PAGE && q[0] == 0, 1);
	is("pages and a hole", munmap(q, PAGE) == 0 && map(p, 4 * PAGE, RW, ANON | MAP_FIXED) == p, 1);
	is("all are zeros", p[0] + p[PAGE] + p[3 * PAGE], 0);
	*(void **)p = p;
	is("capabilities", cheri_tag_get(*(void **)p), 1);
	munmap(p, 4 * PAGE);
}

// forked: pages that are shared since a fork, replaced on one side or on both.
static void forked(void)
{
	char *p = map(0, 4 * PAGE, RW, ANON), *shared = map(0, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS);
	int status, to[2], from[2];
	char c;
	for (int i = 0; i < 4; i++)
		*(char **)(p + i * PAGE) = p + i;
	shared[0] = shared[PAGE] = 1;
	pipe(to);
	pipe(from);
	int pid = fork();
	if (pid == 0) {
		char *q = map(p + PAGE, PAGE, RW, ANON | MAP_FIXED);
		int good = q == p + PAGE && q[0] == 0 && *(char **)p == p && *(char **)(p + 2 * PAGE) == p + 2;
		// Private memory in place of shared: the parent's stays what it was.
		q = map(shared, PAGE, RW, ANON | MAP_FIXED);
		q[0] = 5;
		shared[PAGE] = 2;
		write(from[1], "x", 1);
		read(to[0], &c, 1);
		// By now the parent has replaced its last page.
		good &= *(char **)(p + 3 * PAGE) == p + 3 && shared[0] == 5;
		_exit(good ? 7 : 1);
	}
	read(from[0], &c, 1);
	char *q = map(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED);
	is("the parent's", q == p + 3 * PAGE && q[0] == 0 && *(char **)(p + PAGE) == p + 1, 1);
	is("what is shared", shared[0] + shared[PAGE], 3);
	write(to[1], "x", 1);
	waitpid(pid, &status, 0);
	is("the child's", WEXITSTATUS(status), 7);
	// A shared page in place of a private one is one of both.
	map(p, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED);
	pid = fork();
	if (pid == 0) {
		p[0] = 9;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	is("shared by now", p[0], 9);
	for (int i = 0; i < 2; i++) {
		close(to[i]);
		close(from[i]);
	}
	munmap(p, 4 * PAGE);
	munmap(shared, 2 * PAGE);
}

static void *got[4096];
static size_t sizes[4096];

// exhausted: without memory for all of it nothing changes.
static void exhausted(void)
{
	char *p = map(0, 16 * PAGE, RW, ANON), *spare = map(0, 3 * PAGE, RW, ANON);
	size_t n = 0;
	memset(p, 1, 16 * PAGE);
	for (size_t size = 1 << 18; size >= PAGE; size /= 4)
		while (n < 4096 && cheri_tag_get(got[n] = map(0, size, RW, ANON)))
			sizes[n++] = size;
	munmap(spare, 3 * PAGE); // which are free now, and nothing else
	is("no memory for all", refused(p, 16 * PAGE, RW, ANON | MAP_FIXED), -ENOMEM);
	int sum = 0;
	for (int i = 0; i < 16 * PAGE; i++)
		sum += p[i];
	is("nothing has changed", sum, 16 * PAGE);
	for (int i = 0; i < 4; i++)
		is("memory for a part", refused(p + 2 * i * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED), 0);
	is("its sum", p[0] + p[8 * PAGE - 1] + p[8 * PAGE], 1);
	while (n-- > 0)
		munmap(got[n], sizes[n]);
	is("memory again", refused(p, 16 * PAGE, RW, ANON | MAP_FIXED), 0);
	munmap(p, 16 * PAGE);
}

int main(void)
{
	authority();
	arguments();
	replacing();
	forked();
	exhausted();
	printf("%d failed\n", failed);
	return failed;
}
/* Output:
0 failed
*/
