/* The heap.
 *
 * It is made of arenas: stretches of pages from the system. A run is one or more
 * pages of an arena that are free, or hold one large object, or slots of one
 * size for small ones. What is known of runs stands apart from them, in a table
 * with an entry for each page, and has no capabilities in it: places are numbers
 * of pages and of slots. So the pages of the heap hold what the program puts
 * there and nothing else, and the one capability of each arena is all that the
 * allocator has to keep.
 *
 * What is handed out has exactly the bounds that were asked for. Where a
 * capability can't express them (lengths from 4096 bytes on), they are rounded
 * out to no more than belongs to the object anyway: a slot or run is as long as
 * the rounded length and aligned as it demands.
 *
 * free is given a capability with those bounds; the authority over the rest
 * comes from the arena. */
#include <cheri/cheric.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ushell/heap.h>
#include <ushell/sys.h>

enum {
	PAGE = 4096,
	MOST_ARENAS = 64,
	MOST_PAGES = 0xffffff, /* of an arena */
	FIRST_ARENA = 64,      /* pages of the least arena */
	MOST_SLOTS = 256,      /* of a run */
	MOST_RUN = 16,         /* pages of a run of slots */
	CLASSES = 36,
	SMALL = 16384,         /* bytes of the greatest slot */
};

/* Sizes of slots: multiples of 16 up to 128, then four to each doubling. */
static const uint16_t sizes[CLASSES] = {
	16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792,
	2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 14336, 16384,
};

enum kind { INNER, FREE, LARGE, SLOTS };

/* A place of a run is one number: that of its arena, which is never 0, in the
 * upper 8 bits, and that of its first page. */
typedef uint32_t place;

/* A page; what follows kind counts in the first page of a run. */
struct page {
	uint32_t head;    /* the first page of the run */
	uint8_t kind;     /* INNER but for the first page */
	uint8_t class;    /* SLOTS: of their size */
	uint16_t slots;   /* how many there are */
	uint16_t nfree;   /* free ones */
	uint32_t pages;   /* of the run */
	place next, prev; /* runs of the class with free slots, 0 for none */
	uint64_t free[MOST_SLOTS / 64]; /* a bit for each free slot */
};

struct arena {
	char *mapped; /* as the system gave it */
	char *mem;    /* what objects are made of */
	struct page *pages;
	uint32_t n;     /* pages; 0: there is no such arena */
	uint32_t nfree; /* of them in free runs */
	uint32_t first; /* no page before this one is free */
	uint32_t fresh; /* from this one on none was ever used: they are zero */
};

static struct arena arenas[MOST_ARENAS + 1]; /* from 1 */
static unsigned narenas;
static size_t total;           /* pages of all arenas */
static place usable[CLASSES];  /* first of the runs with free slots, by class */

static struct page *page_at(place p)
{
	return &arenas[p >> 24].pages[p & MOST_PAGES];
}

static unsigned class_of(size_t n)
{
	unsigned top;

	if (n <= 128)
		return n == 0 ? 0 : (unsigned)(n - 1) / 16;
	for (top = 7; (n - 1) >> (top + 1) != 0; top++) /* until 2^top <= n-1 < 2^(top+1) */
		;
	return 8 + (top - 7) * 4 + ((unsigned)((n - 1) >> (top - 2)) & 3);
}

/* The number of the lowest bit that is set: a product with a de Bruijn sequence
 * has a number of its own for each in its upper bits. */
static unsigned lowest(uint64_t bits)
{
	static const uint8_t number[64] = {
		0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24,
		18, 12, 5, 63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25,
		14, 19, 9, 13, 8, 7, 6,
	};

	return number[(bits & -bits) * 0x03f79d71b4cb0a89ul >> 58];
}

/* How many pages a run of slots of that size has: so many that at most an
 * eighth of them is left over. */
static uint32_t run_pages(size_t size)
{
	uint32_t n = 1;

	while (n < MOST_RUN && (n * PAGE < size || n * PAGE % size * 8 > n * PAGE))
		n++;
	return n;
}

/* Whole pages that hold n bytes with bounds that can be expressed. */
static size_t pages_for(size_t n)
{
	return (cheri_representable_length(n) + PAGE - 1) / PAGE;
}

/* Makes the pages of a run say so. */
static void mark(struct arena *a, uint32_t first, uint32_t n, enum kind kind)
{
	for (uint32_t i = first + 1; i < first + n; i++) {
		a->pages[i].head = first;
		a->pages[i].kind = INNER;
	}
	a->pages[first].head = first;
	a->pages[first].kind = (uint8_t)kind;
	a->pages[first].pages = n;
}

/* Makes [first, first+n) a free run; of its pages only the first and the last
 * are looked at while it is free. */
static void mark_free(struct arena *a, uint32_t first, uint32_t n)
{
	struct page *p = &a->pages[first];

	p->head = first;
	p->kind = FREE;
	p->pages = n;
	if (n > 1) {
		a->pages[first + n - 1].head = first;
		a->pages[first + n - 1].kind = INNER;
	}
}

static void *pages_from_system(size_t n)
{
	void *p = __sys_mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);

	return cheri_tag_get(p) ? p : NULL;
}

/* Gives arenas back to the system that are free as a whole; 0: there are none. */
static int give_back(void)
{
	int any = 0;

	for (struct arena *a = &arenas[narenas]; a > arenas; a--) {
		if (a->n == 0 || a->nfree < a->n)
			continue;
		__sys_munmap(a->mapped, (size_t)a->n * PAGE);
		__sys_munmap(a->pages, a->n * sizeof *a->pages);
		total -= a->n;
		a->n = a->nfree = 0;
		any = 1;
	}
	return any;
}

/* Makes an arena of n pages, or of a few more as bounds demand. */
static int map_arena(struct arena *a, size_t n)
{
	n = pages_for(n * PAGE);
	if (n > MOST_PAGES || (a->mapped = pages_from_system(n)) == NULL)
		return 0;
	a->pages = pages_from_system((n * sizeof *a->pages + PAGE - 1) / PAGE);
	if (a->pages == NULL) {
		__sys_munmap(a->mapped, n * PAGE);
		return 0;
	}
	/* Who has an object can't give the pages under it away. */
	a->mem = cheri_perms_and(a->mapped, ~CHERI_PERM_SW_VMEM);
	a->n = a->nfree = (uint32_t)n;
	a->first = a->fresh = 0;
	mark_free(a, 0, a->n);
	total += n;
	return 1;
}

/* An arena with room for a run of n pages. Arenas grow with the heap, so there
 * are never many of them. */
static struct arena *new_arena(size_t n)
{
	struct arena *a = &arenas[1];
	size_t size = total / 2 > FIRST_ARENA ? total / 2 : FIRST_ARENA;

	while (a <= &arenas[narenas] && a->n != 0)
		a++;
	if (a > &arenas[MOST_ARENAS] || n > MOST_PAGES)
		return NULL;
	if (!map_arena(a, size > n ? size : n) && !map_arena(a, n) && !(give_back() && map_arena(a, n)))
		return NULL;
	if (a > &arenas[narenas])
		narenas++;
	return a;
}

/* The first page from p on whose address is a multiple of align. */
static uint32_t aligned_page(const struct arena *a, uint32_t p, size_t align)
{
	ptraddr_t at = (ptraddr_t)a->mem + (ptraddr_t)p * PAGE;

	return p + (uint32_t)((-at & (align - 1)) / PAGE);
}

/* Takes n pages, the first one at a multiple of align, out of the free runs of
 * a: the lowest that fit. */
static int take_pages(struct arena *a, size_t n, size_t align, uint32_t *out)
{
	uint32_t i, at, end, seen = 0;

	if (a->nfree < n)
		return 0;
	for (i = a->first; i < a->n; i = end) {
		end = i + a->pages[i].pages;
		if (a->pages[i].kind != FREE)
			continue;
		if (!seen)
			a->first = i;
		seen = 1;
		at = aligned_page(a, i, align);
		if (at > end || end - at < n)
			continue;
		if (at > i)
			mark_free(a, i, at - i);
		if (at + n < end)
			mark_free(a, (uint32_t)(at + n), (uint32_t)(end - at - n));
		if (at == a->first)
			a->first = (uint32_t)(at + n);
		a->nfree -= (uint32_t)n;
		*out = at;
		return 1;
	}
	return 0;
}

/* A run, or 0; the newest arena is asked first. *zeroed becomes whether it is
 * known to be zero. */
static place new_run(size_t n, size_t align, enum kind kind, int *zeroed)
{
	struct arena *a;
	uint32_t first;

	for (a = &arenas[narenas]; a > arenas; a--)
		if (take_pages(a, n, align, &first))
			break;
	if (a == arenas) {
		a = new_arena(n + (align > PAGE ? align / PAGE : 0));
		if (a == NULL || !take_pages(a, n, align, &first))
			return 0;
	}
	mark(a, first, (uint32_t)n, kind);
	*zeroed = first >= a->fresh;
	if (first + n > a->fresh)
		a->fresh = (uint32_t)(first + n);
	return (place)(a - arenas) << 24 | first;
}

/* Gives a run back, joined with free ones beside it. */
static void free_run(place p)
{
	struct arena *a = &arenas[p >> 24];
	uint32_t first = p & MOST_PAGES, n = a->pages[first].pages, end = first + n;

	a->nfree += n;
	if (end < a->n && a->pages[end].kind == FREE) {
		n += a->pages[end].pages;
		a->pages[end].kind = INNER;
	}
	if (first > 0) {
		uint32_t before = a->pages[first - 1].head;
		if (a->pages[before].kind == FREE) {
			a->pages[first].kind = INNER;
			n += first - before;
			first = before;
		}
	}
	mark_free(a, first, n);
	if (first < a->first)
		a->first = first;
}

/* The list of the runs of a class that have free slots. */
static void link_run(place p, struct page *r)
{
	place *list = &usable[r->class];

	r->prev = 0;
	r->next = *list;
	if (*list != 0)
		page_at(*list)->prev = p;
	*list = p;
}

static void unlink_run(struct page *r)
{
	if (r->prev != 0)
		page_at(r->prev)->next = r->next;
	else
		usable[r->class] = r->next;
	if (r->next != 0)
		page_at(r->next)->prev = r->prev;
}

static place new_slots(unsigned class)
{
	unsigned size = sizes[class], n;
	int zeroed;
	place p = new_run(run_pages(size), PAGE, SLOTS, &zeroed);
	struct page *r;

	if (p == 0)
		return 0;
	r = page_at(p);
	n = r->pages * PAGE / size;
	if (n > MOST_SLOTS)
		n = MOST_SLOTS;
	r->class = (uint8_t)class;
	r->slots = r->nfree = (uint16_t)n;
	for (unsigned i = 0; i < MOST_SLOTS / 64; i++)
		r->free[i] = n >= 64 * (i + 1) ? ~0ul : n > 64 * i ? (1ul << (n - 64 * i)) - 1 : 0;
	link_run(p, r);
	return p;
}

static void *take_slot(unsigned class, size_t n)
{
	place p = usable[class];
	struct arena *a;
	struct page *r;
	uint64_t *word;
	size_t slot;

	if (p == 0 && (p = new_slots(class)) == 0)
		return NULL;
	a = &arenas[p >> 24];
	r = &a->pages[p & MOST_PAGES];
	for (word = r->free; *word == 0; word++)
		;
	slot = (size_t)(word - r->free) * 64 + lowest(*word);
	*word &= *word - 1;
	if (--r->nfree == 0)
		unlink_run(r);
	return cheri_bounds_set(a->mem + (size_t)(p & MOST_PAGES) * PAGE + slot * sizes[class], n);
}

static void *take_large(size_t n, size_t align, int *zeroed)
{
	size_t need = ~cheri_representable_alignment_mask(n) + 1;
	place p;

	if (n > (size_t)MOST_PAGES * PAGE || align > (size_t)MOST_PAGES * PAGE)
		return NULL;
	if (align < need)
		align = need;
	p = new_run(pages_for(n > 0 ? n : 1), align > PAGE ? align : PAGE, LARGE, zeroed);
	if (p == 0)
		return NULL;
	return cheri_bounds_set(arenas[p >> 24].mem + (size_t)(p & MOST_PAGES) * PAGE, n);
}

/* The first class whose slots hold n bytes at multiples of align. */
static unsigned aligned_class(size_t n, size_t align)
{
	unsigned class = class_of(n);

	while (class < CLASSES && sizes[class] % align != 0)
		class++;
	return class;
}

void *__heap_take(size_t n, size_t align, int *zeroed)
{
	unsigned class = CLASSES;
	void *p;

	*zeroed = 0;
	if (n <= SMALL && align <= PAGE)
		class = align == 16 ? class_of(n) : aligned_class(n, align);
	p = class < CLASSES ? take_slot(class, n) : take_large(n, align, zeroed);
	if (p == NULL)
		errno = ENOMEM;
	return p;
}

void *malloc(size_t n)
{
	int zeroed;

	return __heap_take(n, 16, &zeroed);
}

static _Noreturn void bad_pointer(const char *what)
{
	__sys_write(2, what, strlen(what));
	abort();
}

/* The run in which p lies, and the number of its slot. Whatever p is, it ends
 * well: the program ends if there is no such object. */
static place lookup(const void *p, unsigned *slot)
{
	ptraddr_t at = (ptraddr_t)p;

	if (!cheri_tag_get(p))
		bad_pointer("free: this capability has no tag\n");
	for (unsigned i = narenas; i > 0; i--) {
		struct arena *a = &arenas[i];
		size_t off = at - (ptraddr_t)a->mem;
		uint32_t first;
		struct page *r;
		if (off >= (size_t)a->n * PAGE)
			continue;
		first = a->pages[off / PAGE].head;
		r = &a->pages[first];
		off -= (size_t)first * PAGE;
		*slot = 0;
		if (r->kind == SLOTS) {
			*slot = (unsigned)(off / sizes[r->class]);
			if (*slot >= r->slots || r->free[*slot / 64] >> *slot % 64 & 1)
				break;
			off -= (size_t)*slot * sizes[r->class];
		} else if (r->kind != LARGE) {
			break;
		}
		if (off != 0)
			break;
		return i << 24 | first;
	}
	bad_pointer("free: this is not the address of an object of the heap\n");
}

static void give_slot(place p, unsigned slot)
{
	struct page *r = page_at(p);

	r->free[slot / 64] |= 1ul << slot % 64;
	if (r->nfree++ == 0)
		link_run(p, r);
	/* The last run of a class stays: programs often free and take in turns. */
	if (r->nfree == r->slots && (r->next != 0 || r->prev != 0)) {
		unlink_run(r);
		free_run(p);
	}
}

void free(void *p)
{
	unsigned slot;
	place at;

	if (p == NULL)
		return;
	at = lookup(p, &slot);
	if (page_at(at)->kind == LARGE)
		free_run(at);
	else
		give_slot(at, slot);
}

/* p with bounds for n bytes, if the room that it has is enough and not much too
 * large; NULL otherwise. */
void *__heap_resize(void *p, size_t n)
{
	unsigned slot;
	place at = lookup(p, &slot);
	struct page *r = page_at(at);
	size_t off = (size_t)(at & MOST_PAGES) * PAGE;

	if (r->kind == LARGE) {
		size_t pages = pages_for(n > 0 ? n : 1);
		if (n <= SMALL || pages > r->pages || pages < r->pages / 2 ||
		    ((ptraddr_t)p & ~cheri_representable_alignment_mask(n)) != 0)
			return NULL;
	} else {
		if (n > SMALL || class_of(n) != r->class)
			return NULL;
		off += (size_t)slot * sizes[r->class];
	}
	return cheri_bounds_set(arenas[at >> 24].mem + off, n);
}
