/* The old way to get memory. A break can't move in bounds that are exact, so it
 * moves in an area that is asked for once. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { AREA = 1 << 20 };

static char *area;
static size_t used;

void *sbrk(ptrdiff_t n)
{
	size_t before = used;

	if (area == NULL) {
		area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
		if (area == MAP_FAILED) {
			area = NULL;
			return (void *)-1;
		}
	}
	if (n > (ptrdiff_t)(AREA - used) || n < -(ptrdiff_t)used) {
		errno = ENOMEM;
		return (void *)-1;
	}
	used += (size_t)n;
	return area + before;
}

int brk(void *end)
{
	return sbrk((char *)end - ((char *)sbrk(0))) == (void *)-1 ? -1 : 0;
}
