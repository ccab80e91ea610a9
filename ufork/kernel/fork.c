// fork: a second µprocess with the contents of the first, elsewhere in the one
// address space.
//
// The child gets a region of the same size, and page-table entries for what is
// mapped in the parent's. What happens to a page depends on the strategy:
//
//   full copy             it is copied and relocated now
//   copy on access        the child's entry is not valid: its first access copies
//   copy on pointer access  the child reads the parent's frame; a write of either
//                         side copies, and so does the child's first load of a
//                         tagged capability from it: the entry is armed (YRG=1
//                         where SYRG=0), and the load raises cause 35
//
// Pages that the child needs in order to do anything (the captable, malloc's
// records) are copied at once, whatever the strategy. Shared mappings lead to the
// same frames, which hold no capabilities. The frame keeps the region that its
// contents refer to, so a fork of a child that has not touched a page yet works
// the same. The authority for all this is kernel_root; the child's capabilities
// are derived from the root of its region alone.
#include "kernel.h"

// duplicate is the child's entry for a page that is copied now, 0 when there is
// no memory.
static pte_t duplicate(pte_t pte, struct proc *c, u64 va)
{
	u64 pa = PTE_FRAME(pte), to = page_take(FRAME_PRIVATE);
	if (!to)
		return 0;
	PROBE(fork.copy, va, pa, to);
	copy_page(to, pa, frame_of(pa)->region, c, va);
	frame_refer(frame_of(to), c->region);
	pte_t bits = pte & (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D | PTE_KIND | PTE_CAPS);
	if ((pte & PTE_KIND) == PTE_COW)
		bits = (bits & ~PTE_KIND) | PTE_W;
	if (bits & PTE_R)
		bits |= PTE_V;
	return PTE_TO(to) | bits;
}

// empty says whether eight entries are. What is empty goes on for long, so that is
// the number to look at.
static int empty(const pte_t *e)
{
	return !(e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7]);
}

// table does the pages of one table: from the parent's to the child's, where the
// first page lies at va. A page that is shared costs what is in the loop, and there
// may be very many of them; so what is the same for all is computed before.
static int table(pte_t *from, pte_t *to, struct proc *c, u64 va)
{
	struct frame *all = frames;
	u64 first = first_frame / PAGE;
	int full = strategy == FULL;
	// What the child's entry of a private page has less than the parent's, and more.
	pte_t less = strategy == COA ? PTE_V : 0, more = strategy == COA ? 0 : PTE_YRG;
	for (pte_t *end = from + 512, *next; from < end; from = next) {
		next = from + 8;
		if (!*from && empty(from)) {
			to += 8;
			continue;
		}
		for (; from < next; from++, to++) {
			pte_t pte = *from, kind = pte & PTE_KIND;
			if (!pte)
				continue;
			if (kind == PTE_EAGER || full && kind != PTE_SHARED) {
				*to = duplicate(pte, c, va + cheri_address_get(to) % PAGE / sizeof *to * PAGE);
				if (!*to)
					return -ENOMEM;
				continue;
			}
			all[PTE_PPN(pte) - first].refs++;
			if (kind != PTE_SHARED) {
				if (pte & PTE_W)
					*from = pte = (pte & ~(PTE_W | PTE_KIND)) | PTE_COW;
				pte = (pte & ~less) | more;
			}
			PROBE(fork.share, va, to, pte);
			*to = pte;
		}
	}
	return 0;
}

// memory does all pages of p. After an error the child has some of them.
static int memory(struct proc *p, struct proc *c)
{
	struct region *r = &regions[p->region];
	u64 move = regions[c->region].base - r->base, end = r->base + r->size;
	for (u64 va = vm_next(r->base, end); va < end; va = vm_next(va + TABLE, end)) {
		pte_t *from = vm_table(va);
		pte_t *to = vm_walk(c, va + move, 1);
		if (!to || table(from, to, c, va + move) < 0)
			return -ENOMEM;
	}
	c->pages = p->pages;
	vm_flush();
	return 0;
}

// give makes the n capabilities at slot, and at each step slots behind, the child's
// own: they are copies of the parent's.
static void give(void **slot, int n, int step, struct proc *p, struct proc *c)
{
	const struct region *r = &regions[p->region];
	for (; n > 0; n--, slot += step) {
		void *old = *slot;
		if (!cheri_tag_get(old) || !refers(old, r))
			continue;
		void *new = *slot = rebuild(old, r, c->root);
		PROBE(cap.relocate, slot, old, new);
	}
}

// registers does what is not memory: the saved registers, pcc among them, and
// the capabilities that the kernel keeps for the µprocess.
static void registers(struct proc *p, struct proc *c)
{
	memcpy(c->tf->regs, p->tf->regs, sizeof c->tf->regs);
	c->tf->regs[A0] = 0; // what fork answers the child
	give(c->tf->regs, 32, 1, p, c);
	__asm__ volatile("csrr %0, ddc" : "=r"(c->ddc));
	__asm__ volatile("csrr %0, utidc" : "=r"(c->utidc));
	give(&c->ddc, 1, 1, p, c);
	give(&c->utidc, 1, 1, p, c);
	fsave(c->fregs);
	memcpy(c->sig, p->sig, sizeof c->sig);
	give(&c->sig[0].call, MAXSIG + 1, sizeof c->sig[0] / sizeof(void *), p, c);
	c->blocked = p->blocked;
}

// failed undoes what there is of the child c, if there is one.
static long failed(struct proc *c, long err)
{
	u64 child = 0;
	if (c) {
		child = c->pid;
		proc_free(c);
	}
	PROBE(fork.fail, child);
	return err;
}

// sys_fork is fork(): the child's pid, or EAGAIN when there are too many
// µprocesses, or ENOMEM. After an error nothing has changed.
long sys_fork(struct trapframe *tf)
{
	struct proc *p = current, *c;
	u64 parent = p->pid;
	PROBE(fork.call, parent);
	if (!(c = proc_alloc()))
		return failed(0, -EAGAIN);
	struct region *r = &regions[p->region];
	int index = region_alloc(r->size, c->pid, r->program);
	if (index < 0)
		return failed(c, -EAGAIN);
	c->region = index;
	c->root = cheri_bounds_set(cheri_address_set(program_root, regions[index].base), r->size);
	c->heap = p->heap - r->base + regions[index].base;
	u64 child = c->pid, from = r->base, to = regions[index].base, size = r->size;
	PROBE(fork.begin, parent, child, from, to, size);
	if (memory(p, c) < 0) {
		vm_flush();
		vm_free(c);
		region_release(index);
		return failed(c, -ENOMEM);
	}
	PROBE(fork.relocate, child);
	registers(p, c);
	file_fork(p, c);
	memcpy(c->name, p->name, NAME);
	c->parent = p;
	c->state = RUNNABLE;
	PROBE(fork.end, child);
	return child;
}
