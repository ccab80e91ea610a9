// Memory that a program asks for.
//
// mmap answers a capability with exact bounds and the permissions that were asked
// for, derived from the root of the region. munmap and mprotect take the pages
// that the passed capability covers: the authority over them is that capability.
#include "kernel.h"

#define PERM_VMEM CHERI_PERM_SW1 // of what mmap answers; malloc takes it away from what it gives out
#define MAP_EAGER 0x01000000 // private, copied at fork: malloc keeps its records there

static void *grant(struct proc *p, u64 va, u64 n, int prot)
{
	u64 drop = 0;
	if (!(prot & PROT_WRITE))
		drop |= CHERI_PERM_STORE;
	if (!(prot & PROT_EXEC))
		drop |= CHERI_PERM_EXECUTE;
	return cheri_perms_clear(cheri_bounds_set(cheri_address_set(p->root, va), n), drop);
}

// sys_mmap(where, n, prot, flags, fd, off): anonymous memory only; where must be
// null or is ignored. It answers the capability, or an error number as an address.
void *sys_mmap(struct trapframe *tf)
{
	struct proc *p = current;
	u64 asked = arg(tf, 1);
	int prot = arg(tf, 2), flags = arg(tf, 3), most = PROT_EXTRACT(prot >> 16);
	if (!asked || asked > regions[p->region].size || !(flags & MAP_ANONYMOUS) || flags & MAP_FIXED)
		return (void *)-EINVAL;
	u64 n = PAGE_UP(cheri_representable_length(PAGE_UP(asked)));
	u64 va = vm_room(p, n);
	if (!va)
		return (void *)-ENOMEM;
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
	return grant(p, va, n, most ? most | prot : prot);
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
	if (isolation != ISO_NONE && (!cheri_tag_get(c) || cheri_is_sealed(c) || !(cheri_perms_get(c) & CHERI_PERM_LOAD) ||
	                              cheri_base_get(c) > *va || cheri_top_get(c) < *va + *n))
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
	long err = range(tf, &va, &n);
	if (err)
		return err;
	for (u64 end = va + n; va < end; va += PAGE) {
		pte_t *pte = vm_walk(current, va, 0);
		if (!pte || !*pte)
			return -ENOMEM;
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
	return 0;
}
