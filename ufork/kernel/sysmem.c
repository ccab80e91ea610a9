// Memory that a program asks for.
//
// mmap answers a capability with exact bounds and the permissions that were asked
// for, derived from the root of the region. munmap, mprotect and mmap with MAP_FIXED
// change what lies at an address: the authority for that is the capability that is
// passed. It must cover the pages and have the permission VMEM, which what malloc
// gives out, the stack and variables do not have. As CheriBSD does it, a mere
// address is enough where nothing is mapped.
#include "kernel.h"

#define MAP_EAGER 0x01000000 // private, copied at fork: malloc keeps its records there
#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

// perms_of are the permissions that a protection comes with.
static u64 perms_of(int prot)
{
	return (prot & PROT_READ ? CHERI_PERM_LOAD : 0) | (prot & PROT_WRITE ? CHERI_PERM_STORE : 0) |
	       (prot & PROT_EXEC ? CHERI_PERM_EXECUTE : 0);
}

// covers says whether c is authority over the pages [va, va+n).
static int covers(void *c, u64 va, u64 n)
{
	return cheri_tag_get(c) && !cheri_is_sealed(c) && cheri_base_get(c) <= va && cheri_top_get(c) >= va + n;
}

// fixed judges MAP_FIXED at the address of where: 0, or the error. *from becomes
// what the new capability is derived from. Without authority over what is there
// nothing may be.
static long fixed(struct proc *p, void *where, u64 n, int prot, int exclusive, void **from)
{
	u64 va = cheri_address_get(where), align = ~cheri_representable_alignment_mask(n) | (PAGE - 1);
	if (isolation != ISO_NONE && cheri_tag_get(where)) {
		if (!(cheri_perms_get(where) & PERM_VMEM))
			return -EACCES;
		if (!covers(where, va, n) || ~cheri_perms_get(where) & perms_of(prot))
			return -EPROT;
		*from = where;
	} else if (isolation != ISO_NONE) {
		exclusive = 1;
	}
	if (va & align || !vm_inside(p, va, n))
		return -EINVAL;
	return exclusive && !vm_empty(p, va, n) ? -ENOMEM : 0;
}

// place is where a mapping of n bytes goes, or an error: *va is the hint, if where
// is no more than that.
static long place(struct proc *p, void *where, u64 n, u64 *va)
{
	u64 mask = cheri_representable_alignment_mask(n) & ~(PAGE - 1);
	if (isolation != ISO_NONE && cheri_tag_get(where))
		return -EPROT;
	*va = (cheri_address_get(where) + ~mask) & mask;
	if (!*va || !vm_empty(p, *va, n))
		*va = vm_room(p, n);
	return *va ? 0 : -ENOMEM;
}

// asked checks what can be said of mmap's arguments without looking at memory.
static long asked(struct trapframe *tf, u64 limit)
{
	u64 n = arg(tf, 1);
	int prot = arg(tf, 2), flags = arg(tf, 3), most = PROT_EXTRACT(prot >> 16), fd = arg(tf, 4);
	void *where = argp(tf, 0);
	if (!n || prot & ~(PROT_ALL | PROT_MAX(PROT_ALL)) || (flags & (MAP_SHARED | MAP_PRIVATE)) == (MAP_SHARED | MAP_PRIVATE) ||
	    (flags & (MAP_FIXED | MAP_EXCL)) == MAP_EXCL)
		return -EINVAL;
	// An address without a tag must be that, not what was once a capability.
	if (isolation != ISO_NONE && !cheri_tag_get(where) && !cheri_is_equal_exact(where, (void *)cheri_address_get(where)))
		return -EINVAL;
	if (most && prot & ~most & PROT_ALL)
		return -EOPNOTSUPP;
	if (!(flags & MAP_ANONYMOUS))
		return fd < 0 || fd >= NFD || !current->fd[fd] ? -EBADF : -ENODEV;
	return n > limit ? -ENOMEM : 0;
}

// sys_mmap(where, n, prot, flags, fd, off): anonymous memory only. It answers the
// capability, or an error number as an address.
void *sys_mmap(struct trapframe *tf)
{
	struct proc *p = current;
	void *where = argp(tf, 0), *from = p->root;
	u64 va = cheri_address_get(where);
	int prot = arg(tf, 2), flags = arg(tf, 3), most = PROT_EXTRACT(prot >> 16);
	long err = asked(tf, regions[p->region].size);
	if (err)
		return (void *)err;
	u64 n = PAGE_UP(cheri_representable_length(PAGE_UP(arg(tf, 1))));
	if (flags & MAP_FIXED)
		err = fixed(p, where, n, prot, flags & MAP_EXCL, &from);
	else
		err = place(p, where, n, &va);
	if (err)
		return (void *)err;
	pte_t bits = vm_bits(prot);
	int kind = FRAME_PRIVATE;
	if (flags & MAP_SHARED) {
		bits |= PTE_SHARED;
		kind = FRAME_SHARED;
	} else {
		bits |= PTE_CAPS | (flags & MAP_EAGER ? PTE_EAGER : 0);
	}
	if (vm_map(p, va, n, bits, kind) < 0)
		return (void *)-ENOMEM;
	u64 drop = (CHERI_PERM_STORE | CHERI_PERM_EXECUTE) & ~perms_of(most | prot);
	return cheri_perms_clear(cheri_bounds_set(cheri_address_set(from, va), n), drop);
}

// range checks what munmap and mprotect got: a tagged capability that may read
// whole pages of the region, or under --isolation none any address in it.
static long range(struct trapframe *tf, u64 *va, u64 *n)
{
	void *c = argp(tf, 0);
	*va = cheri_address_get(c);
	*n = PAGE_UP(arg(tf, 1));
	if (*va % PAGE || !*n || arg(tf, 1) > REGION_MIN * 64)
		return -EINVAL;
	if (isolation != ISO_NONE && (!covers(c, *va, *n) || !(cheri_perms_get(c) & CHERI_PERM_LOAD)))
		return -EFAULT;
	if (isolation != ISO_NONE && !(cheri_perms_get(c) & PERM_VMEM))
		return -EPROT;
	return vm_inside(current, *va, *n) ? 0 : -EINVAL;
}

long sys_munmap(struct trapframe *tf)
{
	u64 va, n;
	long err = range(tf, &va, &n);
	if (err)
		return err;
	vm_unmap(current, va, n);
	return 0;
}

long sys_mprotect(struct trapframe *tf)
{
	u64 va, n;
	int prot = arg(tf, 2);
	long err = prot & ~PROT_ALL ? -EINVAL : range(tf, &va, &n);
	if (err)
		return err;
	for (u64 end = va + n; va < end; va += PAGE) {
		pte_t *pte = vm_walk(current, va, 0);
		if (!pte || !*pte) {
			err = -ENOMEM; // what lies before has its new protection
			break;
		}
		pte_t bits = vm_bits(prot), kind = *pte & PTE_KIND;
		struct frame *f = frame_of(PTE_FRAME(*pte));
		int whole = f->refs == 1 && f->region == current->region;
		if (kind == PTE_COW)
			kind = PTE_PRIVATE; // unless it may be written
		if (bits & PTE_W && kind != PTE_SHARED && !whole) {
			bits &= ~PTE_W;
			kind = PTE_COW;
		}
		// A page that the child has not touched under copy on access stays so.
		if (strategy == COA && kind != PTE_SHARED && f->region != current->region)
			bits &= ~PTE_V;
		*pte = (*pte & ~(PTE_V | PTE_R | PTE_W | PTE_X | PTE_KIND)) | bits | kind;
	}
	vm_flush();
	return err;
}
