// Page tables.
//
// There is one Sv39 address space, and so one root table. The kernel sees all of
// RAM at its physical addresses. Regions begin at multiples of more than 2 MiB, so
// each table of the last level belongs to one region; it is made when something
// is mapped there and goes with its µprocess. A table above goes with the last
// one below it. No entry has the U bit: everything
// runs in S-mode. Entries are changed only here, in fork.c and in fault.c, each
// time followed by sfence.vma.
#include "kernel.h"

static pte_t *root;
static uint16_t below_middle[512]; // last-level tables below each entry of root

void vm_flush(void)
{
	__asm__ volatile("sfence.vma" ::: "memory");
}

// vm_init maps the kernel and turns translation and Svyrg on.
void vm_init(u64 ramend)
{
	u64 pa = page_alloc(FRAME_TABLE);
	if (!pa)
		panic("there is no memory for the page tables");
	root = page_at(pa);
	pte_t bits = PTE_V | PTE_R | PTE_W | PTE_A | PTE_D | PTE_G;
	root[0] = bits; // devices
	for (u64 at = RAM; at < ramend; at += 1UL << 30)
		root[at >> 30] = PTE_TO(at) | bits | PTE_X | PTE_CAPS;
	// YRGE: page tables have capability read generations. SYRG stays 0: a page
	// whose YRG is 1 is armed.
	__asm__ volatile("csrs sstatus, %0" ::"r"(1UL << 59));
	__asm__ volatile("csrw satp, %0" ::"r"(8UL << 60 | pa >> 12));
	vm_flush();
}

static pte_t *below(pte_t *slot, int make)
{
	if (!(*slot & PTE_V)) {
		u64 pa = make ? page_alloc(FRAME_TABLE) : 0;
		if (!pa)
			return 0;
		*slot = PTE_TO(pa) | PTE_V;
		vm_flush();
	}
	return page_at(PTE_FRAME(*slot));
}

// vm_table is the table of the last level for va, or null.
pte_t *vm_table(u64 va)
{
	pte_t *middle = below(&root[va >> 30 & 511], 0);
	return middle ? below(&middle[va >> 21 & 511], 0) : 0;
}

// release takes the middle table of an entry of root away when nothing is below.
static void release(u64 i)
{
	if (below_middle[i] || !(root[i] & PTE_V))
		return;
	u64 pa = PTE_FRAME(root[i]);
	root[i] = 0;
	vm_flush();
	page_free(pa);
}

// vm_next is where the first table of the last level from va on begins, or end
// when there is none: the way over a region, of which most is empty. Both are
// multiples of what a table covers.
u64 vm_next(u64 va, u64 end)
{
	while (va < end) {
		pte_t *middle = below(&root[va >> 30 & 511], 0);
		if (!middle) {
			va = (va | ((1UL << 30) - 1)) + 1;
			continue;
		}
		u64 n = 512 - (va >> 21 & 511), left = (end - va) >> 21;
		pte_t *slot = &middle[va >> 21 & 511], *last = slot + (n < left ? n : left);
		while (slot < last) {
			// Most of a region is empty: four entries at a time.
			if (slot + 4 <= last && !(slot[0] | slot[1] | slot[2] | slot[3])) {
				slot += 4;
				va += 4 * TABLE;
				continue;
			}
			if (*slot & PTE_V)
				return va;
			slot++;
			va += TABLE;
		}
	}
	return end;
}

// vm_walk is the entry for va in p's region, or null: there is no table, and none
// was to be made or no frame is left.
pte_t *vm_walk(struct proc *p, u64 va, int make)
{
	pte_t *middle = below(&root[va >> 30 & 511], make);
	if (!middle)
		return 0;
	pte_t *slot = &middle[va >> 21 & 511];
	int fresh = !(*slot & PTE_V);
	pte_t *last = below(slot, make);
	if (!last) {
		release(va >> 30 & 511);
		return 0;
	}
	if (fresh) {
		p->tables++;
		below_middle[va >> 30 & 511]++;
	}
	return &last[va >> 12 & 511];
}

// vm_inside says whether [va, va+n) lies in p's region.
int vm_inside(struct proc *p, u64 va, u64 n)
{
	struct region *r = &regions[p->region];
	return va >= r->base && n <= r->size && va - r->base <= r->size - n;
}

// vm_bits are the bits of an entry for a protection as mmap has it.
pte_t vm_bits(int prot)
{
	pte_t bits = PTE_V | PTE_A | PTE_D;
	if (prot & PROT_WRITE)
		bits |= PTE_R | PTE_W;
	if (prot & PROT_READ)
		bits |= PTE_R;
	if (prot & PROT_EXEC)
		bits |= PTE_R | PTE_X;
	// Without any right the entry is there but not valid.
	return bits & PTE_R ? bits : bits & ~PTE_V;
}

// vm_map maps fresh frames of zeros at va, n bytes, in place of what is mapped
// there. It has all frames and tables before it changes an entry: after an error,
// -ENOMEM, everything is as it was.
int vm_map(struct proc *p, u64 va, u64 n, pte_t bits, int kind)
{
	u64 next = 0, *link = &next; // each frame begins with the address of the next
	int err = 0;
	for (u64 done = 0; done < n && !err; done += PAGE) {
		u64 pa = vm_walk(p, va + done, 1) ? page_alloc(FRAME_KERNEL) : 0;
		err = pa ? 0 : -ENOMEM;
		*link = pa;
		link = pa ? page_at(pa) : link;
	}
	while (next) {
		u64 pa = next;
		link = page_at(pa);
		next = *link;
		*link = 0;
		if (err) {
			page_free(pa);
			continue;
		}
		pte_t *pte = vm_walk(p, va, 0), old = *pte;
		struct frame *f = frame_of(pa);
		f->kind = kind;
		if (kind == FRAME_PRIVATE)
			frame_refer(f, p->region);
		*pte = PTE_TO(pa) | bits;
		if (old)
			page_free(PTE_FRAME(old));
		else
			p->pages++;
		va += PAGE;
	}
	vm_flush();
	return err;
}

// vm_unmap takes the pages of [va, va+n) away.
void vm_unmap(struct proc *p, u64 va, u64 n)
{
	for (u64 end = va + n; va < end; va += PAGE) {
		pte_t *pte = vm_walk(p, va, 0);
		if (!pte || !*pte)
			continue;
		u64 pa = PTE_FRAME(*pte);
		*pte = 0;
		vm_flush();
		page_free(pa);
		p->pages--;
	}
}

// limit_of is the end of what mmap may map: the pages below the stack are left free.
static u64 limit_of(struct proc *p)
{
	return regions[p->region].base + regions[p->region].size - STACK_BYTES - 64 * PAGE;
}

// vm_empty says whether n bytes could be mapped at va: mmap may map there, and
// nothing is.
int vm_empty(struct proc *p, u64 va, u64 n)
{
	if (!vm_inside(p, va, n) || va + n > limit_of(p))
		return 0;
	for (u64 end = va + n; va < end;) {
		pte_t *table = vm_table(va);
		if (table && table[va >> 12 & 511])
			return 0;
		va += table ? PAGE : TABLE - (va & (TABLE - 1));
	}
	return 1;
}

// vm_room is where n bytes can be mapped in p's region, or 0: the first gap from
// the end of what was mapped last, then from the beginning.
u64 vm_room(struct proc *p, u64 n)
{
	struct region *r = &regions[p->region];
	u64 limit = limit_of(p);
	for (int pass = 0; pass < 2; pass++) {
		u64 at = pass ? r->base : p->heap, free = 0;
		// Bounds of the whole must be exact.
		u64 mask = cheri_representable_alignment_mask(n);
		at = (at + ~mask) & mask;
		for (u64 va = at; va < limit;) {
			pte_t *table = vm_table(va);
			u64 step = table ? PAGE : TABLE - (va & (TABLE - 1));
			if (table && table[va >> 12 & 511]) {
				va = at = (va + PAGE + ~mask) & mask;
				free = 0;
				continue;
			}
			va += step;
			free = va - at;
			if (free >= n && at + n <= limit) {
				p->heap = at + n;
				return at;
			}
		}
	}
	return 0;
}

// vm_free takes everything away that is mapped in p's region, and its tables.
void vm_free(struct proc *p)
{
	struct region *r = &regions[p->region];
	u64 end = r->base + r->size;
	for (u64 va = vm_next(r->base, end); va < end; va = vm_next(va + TABLE, end)) {
		pte_t *slot = &below(&root[va >> 30 & 511], 0)[va >> 21 & 511];
		u64 table = PTE_FRAME(*slot);
		pte_t *last = page_at(table);
		*slot = 0;
		vm_flush();
		for (int i = 0; i < 512; i++)
			if (last[i])
				page_free(PTE_FRAME(last[i]));
		page_free(table);
		below_middle[va >> 30 & 511]--;
		release(va >> 30 & 511);
	}
	p->pages = p->tables = 0;
}
