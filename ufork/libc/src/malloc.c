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
	FIRST_ARENA = 64,    /* pages of the least arena */
	MOST_SLOTS = 256,    /* of a run */
	MOST_RUN = 16,       /* pages of a run of slots */
	CLASSES = 36,
	SMALL = 16384,       /* bytes of the greatest slot */
};

enum kind { INNER, FREE, LARGE, SLOTS };

/* A page; what follows head and kind counts in the first page of a run. */
struct page {
	uint32_t head;  /* the first page of the run */
	uint8_t kind;   /* INNER but for the first page */
	uint8_t class;  /* SLOTS: of their size */
	uint16_t nfree; /* free slots */
	uint32_t pages; /* of the run */
	uint32_t next, prev; /* runs of the class with free slots: places, 0 for none */
	uint64_t free[MOST_SLOTS / 64]; /* a bit for each free slot */
};

struct arena {
	char *mem;
	struct page *pages;
	uint32_t n;     /* pages */
	uint32_t nfree; /* of them in free runs */
	uint32_t first; /* no page before this one is free */
	uint32_t fresh; /* from this one on none was ever used: they are zero */
};

/* A place is a page of an arena, counted from 1. */
struct place {
	struct arena *a;
	uint32_t page;
};

static struct arena arenas[MOST_ARENAS];
static unsigned narenas;
static size_t total;               /* pages of all arenas */
static uint32_t usable[CLASSES];   /* first of the runs with free slots, by class */

static uint32_t pack(struct place p)
{
	return ((uint32_t)(p.a - arenas) << 24 | p.page) + 1;
}

static struct place unpack(uint32_t v)
{
	return (struct place){ &arenas[(v - 1) >> 24], (v - 1) & 0xffffff };
}

static struct page *page_of(struct place p)
{
	return &p.a->pages[p.page];
}

/* Sizes of slots: multiples of 16 up to 128, then four to each doubling. */
static unsigned class_of(size_t n)
{
	unsigned top;

	if (n <= 128)
		return n == 0 ? 0 : (unsigned)(n - 1) / 16;
	top = 63 - (unsigned)__builtin_clzl(n - 1); /* 2^top <= n-1 < 2^(top+1) */
	return 8 + (top - 7) * 4 + ((unsigned)((n - 1) >> (top - 2)) & 3);
}

static size_t class_size(unsigned class)
{
	if (class < 8)
		return 16 * (class + 1);
	class -= 8;
	return (size_t)(5 + class % 4) << (class / 4 + 5);
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

/* An arena with room for a run of n pages. Arenas grow with the heap, so there
 * are never many of them. */
static struct arena *new_arena(size_t n)
{
	struct arena *a = &arenas[narenas];
	size_t size = total / 2 > FIRST_ARENA ? total / 2 : FIRST_ARENA;
	char *mem;

	if (narenas == MOST_ARENAS || n > 0xffffff)
		return NULL;
	for (size = size > n ? size : n;; size = n) {
		a->n = (uint32_t)(pages_for(size * PAGE));
		if (a->n <= 0xffffff && (mem = pages_from_system(a->n)) != NULL)
			break;
		if (size == n)
			return NULL;
	}
	a->pages = pages_from_system((a->n * sizeof *a->pages + PAGE - 1) / PAGE);
	if (a->pages == NULL) {
		__sys_munmap(mem, (size_t)a->n * PAGE);
		return NULL;
	}
	/* Who has an object can't give the pages under it away. */
	a->mem = cheri_perms_and(mem, ~CHERI_PERM_SW_VMEM);
	a->nfree = a->n;
	a->first = a->fresh = 0;
	mark_free(a, 0, a->n);
	total += a->n;
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

static int new_run(size_t n, size_t align, enum kind kind, struct place *out)
{
	struct arena *a;

	for (a = &arenas[narenas]; a-- > arenas;)
		if (take_pages(a, n, align, &out->page))
			goto found;
	a = new_arena(n + (align > PAGE ? align / PAGE : 0));
	if (a == NULL || !take_pages(a, n, align, &out->page))
		return 0;
found:
	out->a = a;
	mark(a, out->page, (uint32_t)n, kind);
	return 1;
}

/* Gives a run back, joined with free ones beside it. */
static void free_run(struct place p)
{
	struct arena *a = p.a;
	uint32_t first = p.page, n = a->pages[first].pages, end = first + n;

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
static void link_run(struct place p)
{
	struct page *r = page_of(p);
	uint32_t *list = &usable[r->class];

	r->prev = 0;
	r->next = *list;
	if (*list != 0)
		page_of(unpack(*list))->prev = pack(p);
	*list = pack(p);
}

static void unlink_run(struct place p)
{
	struct page *r = page_of(p);

	if (r->prev != 0)
		page_of(unpack(r->prev))->next = r->next;
	else
		usable[r->class] = r->next;
	if (r->next != 0)
		page_of(unpack(r->next))->prev = r->prev;
}

static unsigned slots_of(const struct page *r)
{
	unsigned n = (unsigned)(r->pages * PAGE / class_size(r->class));

	return n < MOST_SLOTS ? n : MOST_SLOTS;
}

static int new_slots(unsigned class)
{
	struct place p;
	struct page *r;
	unsigned n;

	if (!new_run(run_pages(class_size(class)), PAGE, SLOTS, &p))
		return 0;
	r = page_of(p);
	r->class = (uint8_t)class;
	r->nfree = (uint16_t)(n = slots_of(r));
	for (unsigned i = 0; i < MOST_SLOTS / 64; i++)
		r->free[i] = n >= 64 * (i + 1) ? ~0ul : n > 64 * i ? (1ul << (n - 64 * i)) - 1 : 0;
	link_run(p);
	return 1;
}

static void note_used(struct arena *a, uint32_t end)
{
	if (end > a->fresh)
		a->fresh = end;
}

/* n bytes at an offset of the arena, with bounds. */
static void *object(struct arena *a, size_t off, size_t n)
{
	return cheri_bounds_set(a->mem + off, n);
}

static void *take_slot(unsigned class, size_t n)
{
	struct place p;
	struct page *r;
	unsigned i = 0, bit;

	if (usable[class] == 0 && !new_slots(class))
		return NULL;
	p = unpack(usable[class]);
	r = page_of(p);
	while (r->free[i] == 0)
		i++;
	bit = (unsigned)__builtin_ctzl(r->free[i]);
	r->free[i] &= r->free[i] - 1;
	if (--r->nfree == 0)
		unlink_run(p);
	note_used(p.a, p.page + r->pages);
	return object(p.a, (size_t)p.page * PAGE + (64 * i + bit) * class_size(class), n);
}

/* zeroed, if it is not NULL, becomes whether the memory is known to be zero. */
static void *take_large(size_t n, size_t align, int *zeroed)
{
	size_t need = ~cheri_representable_alignment_mask(n) + 1;
	struct place p;
	int fresh;

	if (n > (size_t)0xffffff * PAGE || align > (size_t)0xffffff * PAGE)
		return NULL;
	if (align < need)
		align = need;
	if (!new_run(pages_for(n > 0 ? n : 1), align > PAGE ? align : PAGE, LARGE, &p))
		return NULL;
	fresh = p.page >= p.a->fresh;
	if (zeroed != NULL)
		*zeroed = fresh;
	note_used(p.a, p.page + page_of(p)->pages);
	return object(p.a, (size_t)p.page * PAGE, n);
}

void *__heap_take(size_t n, size_t align, int *zeroed)
{
	void *p;

	if (zeroed != NULL)
		*zeroed = 0;
	if (align <= PAGE && n <= SMALL) {
		unsigned class = class_of(n);
		while (class < CLASSES && class_size(class) % align != 0)
			class++;
		if (class < CLASSES) {
			p = take_slot(class, n);
			goto out;
		}
	}
	p = take_large(n, align, zeroed);
out:
	if (p == NULL)
		errno = ENOMEM;
	return p;
}

void *malloc(size_t n)
{
	return __heap_take(n, 16, NULL);
}

static _Noreturn void bad_pointer(const char *what)
{
	__sys_write(2, what, strlen(what));
	abort();
}

static const char no_object[] = "free: this is not the address of an object of the heap\n";

/* The run in which p lies, and the number of its slot. Whatever p is, it ends
 * well: the program ends if there is no such object. */
static struct place lookup(const void *p, unsigned *slot)
{
	ptraddr_t at = (ptraddr_t)p;

	for (unsigned i = 0; i < narenas; i++) {
		struct arena *a = &arenas[i];
		size_t off = at - (ptraddr_t)a->mem;
		uint32_t page = (uint32_t)(off / PAGE);
		struct page *r;
		if (off >= (size_t)a->n * PAGE)
			continue;
		page = a->pages[page].head;
		r = &a->pages[page];
		off -= (size_t)page * PAGE;
		*slot = 0;
		if (r->kind == LARGE && off == 0)
			return (struct place){ a, page };
		if (r->kind == SLOTS && off % class_size(r->class) == 0) {
			*slot = (unsigned)(off / class_size(r->class));
			if (*slot < slots_of(r) && !(r->free[*slot / 64] >> *slot % 64 & 1))
				return (struct place){ a, page };
		}
		break;
	}
	bad_pointer(no_object);
}

static void give_slot(struct place p, unsigned slot)
{
	struct page *r = page_of(p);

	r->free[slot / 64] |= 1ul << slot % 64;
	if (r->nfree++ == 0)
		link_run(p);
	/* The last run of a class stays: programs often free and take in turns. */
	if (r->nfree == slots_of(r) && (r->next != 0 || r->prev != 0)) {
		unlink_run(p);
		free_run(p);
	}
}

void free(void *p)
{
	unsigned slot;
	struct place at;

	if (p == NULL)
		return;
	if (!cheri_tag_get(p))
		bad_pointer("free: this capability has no tag\n");
	at = lookup(p, &slot);
	if (page_of(at)->kind == LARGE)
		free_run(at);
	else
		give_slot(at, slot);
}

/* p with bounds for n bytes, if the room that it has is enough and not much too
 * large; NULL otherwise. */
void *__heap_resize(void *p, size_t n)
{
	unsigned slot;
	struct place at;
	struct page *r;
	size_t room, off;

	if (!cheri_tag_get(p))
		bad_pointer("realloc: this capability has no tag\n");
	at = lookup(p, &slot);
	r = page_of(at);
	off = (size_t)at.page * PAGE;
	if (r->kind == LARGE) {
		room = (size_t)r->pages * PAGE;
		if (n <= SMALL || n > room || pages_for(n) > r->pages || pages_for(n) < r->pages / 2 ||
		    ((ptraddr_t)p & ~cheri_representable_alignment_mask(n)) != 0)
			return NULL;
	} else {
		if (class_of(n) != r->class || n > SMALL)
			return NULL;
		off += slot * class_size(r->class);
	}
	return object(at.a, off, n);
}
