/* Memory by the page, out of what RAM the start has left. A mapping is given
 * bounds and permissions once and for all: there are no page tables. */
#include <cheri/cheric.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <ushell/sys.h>
#include <ushell/bare.h>

enum { PAGE = 4096, MOST_HOLES = 256 };

/* What was given back, in order of address: offsets in the heap. What is behind
 * fresh was never given out, and is zero. */
static struct hole {
	size_t from, to;
} holes[MOST_HOLES];
static unsigned nholes;
static size_t fresh;

static void remove_hole(unsigned i)
{
	nholes--;
	memmove(&holes[i], &holes[i + 1], (nholes - i) * sizeof holes[0]);
}

/* Adds [from, to), joined with its neighbours. If there are too many holes, it
 * is lost. */
static void add_hole(size_t from, size_t to)
{
	unsigned i = 0;

	while (i < nholes && holes[i].to < from)
		i++;
	while (i < nholes && holes[i].from <= to) {
		from = from < holes[i].from ? from : holes[i].from;
		to = to > holes[i].to ? to : holes[i].to;
		remove_hole(i);
	}
	if (to == fresh) {
		memset(__bare_heap + from, 0, to - from);
		fresh = from;
	} else if (nholes < MOST_HOLES) {
		memmove(&holes[i + 1], &holes[i], (nholes - i) * sizeof holes[0]);
		holes[i] = (struct hole){ from, to };
		nholes++;
	}
}

/* Takes [from, to) out of the holes, as far as it is in any. */
static void use(size_t from, size_t to)
{
	for (unsigned i = 0; i < nholes;) {
		struct hole h = holes[i];
		if (h.to <= from || h.from >= to) {
			i++;
			continue;
		}
		remove_hole(i);
		if (h.from < from)
			add_hole(h.from, from);
		if (h.to > to)
			add_hole(to, h.to);
	}
}

/* The first offset from off on whose address is a multiple of align. */
static size_t aligned(size_t off, size_t align)
{
	ptraddr_t at = (ptraddr_t)__bare_heap + off;

	return off + (-at & (align - 1));
}

/* Finds n bytes: the first hole that has room, or what is fresh. */
static int find(size_t n, size_t align, size_t *out)
{
	size_t from;

	for (unsigned i = 0; i < nholes; i++) {
		from = aligned(holes[i].from, align);
		if (from <= holes[i].to && holes[i].to - from >= n) {
			*out = from;
			return 1;
		}
	}
	from = aligned(fresh, align);
	if (from > cheri_length_get(__bare_heap) || cheri_length_get(__bare_heap) - from < n)
		return 0;
	*out = from;
	return 1;
}

/* Whether nothing is mapped in [from, from+n). */
static int is_free(size_t from, size_t n)
{
	for (unsigned i = 0; i < nholes; i++)
		if (holes[i].from <= from && from + n <= holes[i].to)
			return 1;
	return from >= fresh;
}

static size_t permissions(int prot)
{
	size_t perms = ~CHERI_PERMS_USERSPACE_DATA;

	if (prot & PROT_WRITE)
		perms |= CHERI_PERM_STORE | CHERI_PERM_CAP;
	if (prot & PROT_READ)
		perms |= CHERI_PERM_LOAD | CHERI_PERM_CAP | CHERI_PERM_LOAD_MUTABLE;
	return perms;
}

static void *failed(int error)
{
	return cheri_address_set(NULL, -(long)error);
}

/* MAP_FIXED as the kernel has it: what is mapped is replaced by who may change it,
 * a mere address is enough where nothing is. The answer is 0 or the error. */
static int fixed(void *where, size_t n, size_t perms, int exclusive)
{
	size_t from = (ptraddr_t)where - (ptraddr_t)__bare_heap, all = cheri_length_get(__bare_heap);

	if (cheri_tag_get(where)) {
		if (!(cheri_perms_get(where) & CHERI_PERM_SW_VMEM))
			return EACCES;
		if (!cheri_can_access(where, perms & CHERI_PERMS_USERSPACE_DATA, (ptraddr_t)where, n))
			return EPROT;
	} else {
		exclusive = 1;
	}
	if (from > all || n > all - from)
		return EINVAL;
	return exclusive && !is_free(from, n) ? ENOMEM : 0;
}

void *__sys_mmap(void *where, size_t n, int prot, int flags, int fd, long off)
{
	ptraddr_t at = (ptraddr_t)where;
	size_t align, from;
	char *p;

	if (!(flags & MAP_ANON))
		return failed(ENODEV);
	if (n == 0 || n > 1ul << 40 || at % PAGE != 0 || (flags & (MAP_EXCL | MAP_FIXED)) == MAP_EXCL)
		return failed(EINVAL);
	if (prot & PROT_EXEC)
		return failed(EACCES); /* the heap has no X */
	n = (n + PAGE - 1) / PAGE * PAGE;
	n = cheri_representable_length(n);
	align = ~cheri_representable_alignment_mask(n) + 1;
	if (align < PAGE)
		align = PAGE;
	if (cheri_tag_get(where) ? !(flags & MAP_FIXED) : !cheri_is_null_derived(where))
		return failed(cheri_tag_get(where) ? EPROT : EINVAL);
	if (flags & MAP_FIXED) {
		int error = fixed(where, n, permissions(prot), flags & MAP_EXCL);
		if (error != 0 || at % align != 0)
			return failed(error != 0 ? error : EINVAL);
		from = at - (ptraddr_t)__bare_heap;
	} else if (!find(n, align, &from)) {
		return failed(ENOMEM);
	}
	p = __bare_heap + from;
	if (from < fresh) {
		use(from, from + n);
		memset(p, 0, n < fresh - from ? n : fresh - from);
	} else if (from > fresh) {
		size_t gap = fresh;
		fresh = from;
		add_hole(gap, from);
	}
	if (from + n > fresh)
		fresh = from + n;
	return cheri_perms_and(cheri_bounds_set_exact(p, n), permissions(prot));
}

/* The capability must be one that mmap answered, or a part of it: what malloc
 * made of it lacks the permission. */
long __sys_munmap(void *p, size_t n)
{
	size_t from = (ptraddr_t)p - (ptraddr_t)__bare_heap;

	if (!cheri_can_access(p, CHERI_PERM_SW_VMEM, (ptraddr_t)p, n))
		return -EPROT;
	n = (n + PAGE - 1) / PAGE * PAGE;
	if ((ptraddr_t)p % PAGE != 0 || n == 0 || from >= fresh || n > fresh - from)
		return -EINVAL;
	add_hole(from, from + n);
	return 0;
}
