// Faults that fork arranged.
//
// A page that is shared after a fork is copied when it must be: the child's load
// of a capability (fault.copa), its access under copy on access (fault.coa), a
// write of either side (fault.cow). When nobody else uses the frame any more it
// is not copied but taken over. In each case the capabilities in it are
// relocated first if they refer to another region, so no µprocess ever
// loads one that is not its own. While that goes on the entry is not valid.
#include "kernel.h"

// own makes the page of *pte p's own. The answer is 0, or -ENOMEM.
static int own(struct proc *p, pte_t *pte, u64 va)
{
	pte_t old = *pte;
	u64 pa = PTE_FRAME(old);
	struct frame *f = frame_of(pa);
	u32 from = f->region;
	*pte = old & ~PTE_V;
	vm_flush();
	if (f->refs == 1) {
		if (from != p->region) {
			relocate_page(pa, from, p, va);
			frame_refer(f, p->region);
			region_settle(from);
		}
	} else {
		u64 to = page_take(FRAME_PRIVATE);
		if (!to) {
			*pte = old;
			vm_flush();
			return -ENOMEM;
		}
		if (from == p->region)
			memcpy(page_at(to), page_at(pa), PAGE); // with its tags
		else
			copy_page(to, pa, from, p, va);
		PROBE(page.copy, va, pa, to);
		frame_refer(frame_of(to), p->region);
		page_free(pa);
		pa = to;
	}
	pte_t bits = PTE_V | PTE_CAPS | (old & (PTE_R | PTE_W | PTE_X | PTE_A | PTE_D | PTE_KIND));
	if ((old & PTE_KIND) == PTE_COW)
		bits = (bits & ~PTE_KIND) | PTE_W;
	*pte = PTE_TO(pa) | bits;
	vm_flush();
	return 0;
}

// resolve copies the page at va if that is what the fault of this cause asks for:
// 1 when the access is to be tried again, 0 when it is a fault indeed, -ENOMEM.
int resolve(struct proc *p, u64 cause, u64 va)
{
	if (!p || !vm_inside(p, va, 1))
		return 0;
	pte_t *pte = vm_walk(p, va, 0);
	if (!pte || !*pte || (*pte & PTE_KIND) == PTE_SHARED)
		return 0;
	u64 pid = p->pid, kind = *pte & PTE_KIND;
	if (!(*pte & PTE_V) && *pte & PTE_R)
		PROBE(fault.coa, pid, va, cause);
	else if (cause == 35 && *pte & PTE_YRG)
		PROBE(fault.copa, pid, va, cause);
	else if (cause == 15 && kind == PTE_COW)
		PROBE(fault.cow, pid, va, cause);
	else
		return 0;
	int err = own(p, pte, va & ~(PAGE - 1));
	PROBE(fault.end, pid, err);
	return err < 0 ? err : 1;
}
