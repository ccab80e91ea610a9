// Frames of physical memory.
//
// Every frame that is not the kernel's image has an entry here: who uses it, how
// many page-table entries lead to it, and which region the capabilities in it
// refer to. That may not be the region of the µprocess it is mapped in: after a
// fork parent and child share frames, and what lies in them still points into the
// parent, or into a grandparent, or into one that is dead. Relocation starts
// from that region, so it is not used again while a frame refers to it
// (region.c). The authority over frames is kernel_root.
#include "kernel.h"

struct frame *frames;
u64 nframes, nfree;
u64 first_frame;
static u32 free_list;   // 1 + index, 0 at the end

// page_init makes frames of the memory between from and end.
void page_init(u64 from, u64 end)
{
	nframes = (end - from) / PAGE;
	u64 bytes = cheri_representable_length(nframes * sizeof(struct frame));
	frames = cheri_bounds_set(cheri_address_set(kernel_root, from), bytes);
	memset(frames, 0, bytes);
	first_frame = PAGE_UP(from + bytes);
	nframes = (end - first_frame) / PAGE;
	for (u64 i = nframes; i-- > 0;) {
		frames[i].region = free_list;
		free_list = i + 1;
	}
	nfree = nframes;
}

// page_at is the kernel's own way to a frame, whatever is mapped where.
void *page_at(u64 pa)
{
	return cheri_bounds_set(cheri_address_set(kernel_root, pa), PAGE);
}

// fail_next_page makes the next allocation fail, once. Nothing in the kernel sets
// it: the debugger and tests do, in the machine's memory from outside, to see what
// happens when there is no memory (aware/inject.go).
u32 fail_next_page;

// page_take is the address of a frame with anything in it, or 0 when there is none.
u64 page_take(int kind)
{
	u64 pa = 0;
	if (fail_next_page) {
		fail_next_page = 0;
	} else if (free_list) {
		u32 i = free_list - 1;
		free_list = frames[i].region;
		frames[i] = (struct frame){ .refs = 1, .kind = kind };
		nfree--;
		pa = first_frame + i * PAGE;
	}
	PROBE(page.alloc, pa, kind);
	return pa;
}

// page_alloc is page_take of a frame of zeros.
u64 page_alloc(int kind)
{
	u64 pa = page_take(kind);
	if (pa)
		memset(page_at(pa), 0, PAGE);
	return pa;
}

// frame_refer notes which region the capabilities in a private frame refer to.
void frame_refer(struct frame *f, u32 region)
{
	regions[region].frames++;
	f->region = region;
}

// page_free takes one reference away, and the frame when it was the last.
void page_free(u64 pa)
{
	struct frame *f = frame_of(pa);
	if (--f->refs)
		return;
	PROBE(page.free, pa, f->kind);
	if (f->kind == FRAME_PRIVATE)
		region_settle(f->region);
	f->kind = FRAME_FREE;
	f->region = free_list;
	free_list = f - frames + 1;
	nfree++;
}
