/* The heap: bounds, alignment, and that objects do not touch. */
#include <cheriintrin.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include "check.h"

static unsigned next(void)
{
	static unsigned x = 1;
	x = x * 1103515245 + 12345;
	return x >> 8;
}

static void bounds(void)
{
	for (size_t n = 1; n < 70000; n = n < 300 ? n + 1 : n + n / 7) {
		char *p = malloc(n), *q = malloc(n);
		CHECK(cheri_tag_get(p) && cheri_base_get(p) == (ptraddr_t)p && (ptraddr_t)p % 16 == 0);
		CHECK(cheri_length_get(p) == cheri_representable_length(n) && (n >= 4096 || cheri_length_get(p) == n));
		CHECK(!(cheri_perms_get(p) & (CHERI_PERM_EXECUTE | CHERI_PERM_SYSTEM_REGS)));
		CHECK((ptraddr_t)q >= (ptraddr_t)p + n || (ptraddr_t)q + n <= (ptraddr_t)p);
		p[n - 1] = q[n - 1] = 1;
		free(p);
		free(q);
	}
}

enum { MOST = 500 };

static struct object {
	char *p;
	size_t n;
} objects[MOST];

static void fill(int i)
{
	for (size_t k = 0; k < objects[i].n; k += 1 + k / 8)
		objects[i].p[k] = (char)(i + k);
}

static int intact(int i, size_t n)
{
	for (size_t k = 0; k < n; k += 1 + k / 8)
		if (objects[i].p[k] != (char)(i + k))
			return 0;
	return 1;
}

static size_t some_size(void)
{
	switch (next() % 8) {
	case 0:
		return next() % 60000;
	case 1:
		return next() % 9000;
	default:
		return next() % 300;
	}
}

static void stress(void)
{
	for (int round = 0; round < 6000; round++) {
		int i = next() % MOST;
		struct object *o = &objects[i];
		size_t n = some_size(), align = 16u << next() % 10;
		if (o->p == NULL) {
			o->p = next() % 4 ? malloc(n) : aligned_alloc(align, n);
			CHECK(o->p != NULL);
			o->n = n;
			fill(i);
			continue;
		}
		CHECK(intact(i, o->n));
		if (next() % 3 == 0) {
			o->p = realloc(o->p, n);
			CHECK(o->p != NULL && cheri_length_get(o->p) >= n && intact(i, n < o->n ? n : o->n));
			o->n = n;
			fill(i);
		} else {
			free(o->p);
			o->p = NULL;
		}
	}
	for (int i = 0; i < MOST; i++)
		free(objects[i].p);
}

static void others(void)
{
	void *p, *before;
	char *c;
	void **links;

	for (size_t align = 16; align <= 65536; align *= 2) {
		CHECK(posix_memalign(&p, align, 100) == 0 && (ptraddr_t)p % align == 0 && cheri_length_get(p) == 100);
		free(p);
	}
	CHECK(posix_memalign(&p, 24, 100) == EINVAL && aligned_alloc(3, 3) == NULL);
	c = malloc(100000);
	memset(c, 1, 100000);
	free(c);
	c = calloc(100, 1000);
	for (int i = 0; i < 100000; i++)
		CHECK(c[i] == 0);
	free(c);
	CHECK(calloc(1ul << 40, 1ul << 40) == NULL && errno == ENOMEM && malloc(1ul << 60) == NULL);
	CHECK(malloc(1 << 30) == NULL && reallocarray(NULL, 1ul << 60, 16) == NULL);
	links = malloc(3 * sizeof *links);
	links[0] = links[2] = links;
	links = realloc(links, 300 * sizeof *links);
	CHECK(cheri_tag_get(links[0]) && cheri_tag_get(links[2]));
	free(links);
	p = malloc(24);
	before = p;
	free(p);
	p = malloc(24);
	CHECK(p == before);
	free(p);
	free(NULL);
	p = malloc(0);
	CHECK(p != NULL && cheri_length_get(p) == 0);
	free(p);
	c = malloc(20 << 20);
	CHECK(c != NULL);
	c[(20 << 20) - 1] = 1;
	free(c);
}

/* All of memory can be taken, given back, and taken again. */
static void exhaust(void)
{
	static char *blocks[400];
	int before = 0, n;

	for (int round = 0; round < 3; round++) {
		for (n = 0; n < 400 && (blocks[n] = malloc(1 << 20)) != NULL; n++)
			blocks[n][0] = 1;
		CHECK(n > 50 && n < 400 && errno == ENOMEM && (round == 0 || n == before));
		before = n;
		for (int i = 0; i < n; i += 2)
			free(blocks[i]);
		for (int i = 1; i < n; i += 2)
			free(blocks[i]);
		blocks[0] = malloc(30 << 20);
		CHECK(blocks[0] != NULL);
		free(blocks[0]);
	}
}

int main(void)
{
	bounds();
	stress();
	others();
	exhaust();
	DONE();
}
