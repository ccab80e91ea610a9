// Regions: where µprocesses lie in the one address space.
//
// A region's size is a power of two and its base a multiple of the size. So one
// capability covers it exactly, and the distance between two regions of a size is
// a multiple of every granule that bounds inside can have: what is representable
// in one is in the other. Bases are random, from the recorded seed, and around
// each region there is a gap of its own size in which nothing is ever mapped.
#include "kernel.h"

struct region regions[NREGION];

static int most; // of regions[] that are or were in use: there is nothing behind

static int fits(u64 base, u64 size)
{
	for (int i = 0; i < most; i++) {
		struct region *r = &regions[i];
		u64 gap = size < r->size ? size : r->size;
		if (r->used && base < r->base + r->size + gap && r->base < base + size + gap)
			return 0;
	}
	return 1;
}

// region_alloc is the index of a new region for the µprocess owner, which runs
// program, or -1.
int region_alloc(u64 size, u32 owner, const struct program *program)
{
	int index = 0;
	while (index < most && regions[index].used)
		index++;
	if (index == NREGION || size > AREA_END - AREA)
		return -1;
	u64 places = (AREA_END - AREA) / size, start = random64() % places;
	for (u64 i = 0; i < places; i++) {
		u64 base = AREA + (start + i) % places * size;
		if (!fits(base, size))
			continue;
		most = index < most ? most : index + 1;
		regions[index] = (struct region){ base, size, 0, owner, 1, program };
		return index;
	}
	return -1;
}

// region_release is called when the µprocess of a region is gone.
void region_release(u32 index)
{
	regions[index].owner = 0;
	regions[index].used = regions[index].frames != 0;
}

// region_settle: one frame less refers to the region.
void region_settle(u32 index)
{
	struct region *r = &regions[index];
	r->frames--;
	if (!r->owner)
		r->used = r->frames != 0;
}
