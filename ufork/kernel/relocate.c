// Relocation: what makes a copy of memory a copy of a program.
//
// A fork copies the parent's memory to another place in the same address space.
// Tags say exactly which granules of it are pointers. Each one whose bounds lie in
// the region that the frame refers to is built again from the root of the
// µprocess that the page now belongs to: same offset, length, permissions, mode
// and seal, at the same distance from the base. It is never made by editing bits,
// so it can't come out with more than the root allows. What counts are the
// bounds, not the address, which may lie outside. Everything else stays as it
// is: data, and the kernel's sentries.
#include "kernel.h"

// refers says whether c points into the region r: one of length zero at its end
// does too, as nothing else is there.
int refers(void *c, const struct region *r)
{
	return cheri_base_get(c) >= r->base && cheri_top_get(c) <= r->base + r->size;
}

// rebuild is c, which points into from, at the same place under root.
void *rebuild(void *c, const struct region *from, void *root)
{
	u64 move = cheri_base_get(root) - from->base;
	char *n = cheri_address_set(root, cheri_base_get(c) + move);
	n = cheri_bounds_set(n, cheri_length_get(c));
	n = cheri_address_set(n, cheri_address_get(c) + move);
	n = cheri_perms_and(n, cheri_perms_get(c));
	if (cheri_flags_get(c)) // integral pointer mode
		n = cheri_flags_set(n, 1);
	if (cheri_is_sealed(c))
		n = cheri_sentry_create(n);
	if (!cheri_tag_get(n) || cheri_length_get(n) != cheri_length_get(c))
		panic("a capability could not be built again");
	return n;
}

// relocate_page relocates the frame pa where it is, for p, where it is mapped at
// va. It answers how many capabilities were.
u32 relocate_page(u64 pa, u32 from, struct proc *p, u64 va)
{
	void **slot = page_at(pa);
	const struct region *r = &regions[from];
	u32 n = 0;
	for (u64 i = 0; i < PAGE / GRANULE; i++, slot++) {
		void *old = *slot;
		if (cheri_tag_get(old) && refers(old, r)) {
			void *new = rebuild(old, r, p->root);
			*slot = new;
			PROBE(cap.relocate, slot, old, new, va);
			n++;
		}
	}
	return n;
}

// copy_page copies the frame pa to the frame to, relocating for p, where that
// will be mapped at va.
u32 copy_page(u64 to, u64 pa, u32 from, struct proc *p, u64 va)
{
	void **source = page_at(pa), **slot = page_at(to);
	const struct region *r = &regions[from];
	u32 n = 0;
	for (void **end = source + PAGE / GRANULE; source < end;) {
		// Data come in long runs: four granules at a time.
		void *a = source[0], *b = source[1], *d = source[2], *e = source[3];
		if (!(cheri_tag_get(a) | cheri_tag_get(b) | cheri_tag_get(d) | cheri_tag_get(e))) {
			slot[0] = a;
			slot[1] = b;
			slot[2] = d;
			slot[3] = e;
			source += 4;
			slot += 4;
			continue;
		}
		for (int i = 0; i < 4; i++, source++, slot++) {
			void *old = *source;
			if (cheri_tag_get(old) && refers(old, r)) {
				void *new = rebuild(old, r, p->root);
				*slot = new;
				PROBE(cap.relocate, slot, old, new, va);
				n++;
			} else {
				*slot = old;
			}
		}
	}
	return n;
}
