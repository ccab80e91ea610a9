/* Quicksort with the median of three; few elements are sorted by insertion, and
 * a part that turns out to be bad for it by heapsort, so the time is never
 * worse than n log n. Elements that begin and end at granules move as granules:
 * capabilities in them stay what they are. */
#include <stdlib.h>
#include <ushell/granule.h>

enum { FEW = 8 };

struct sort {
	size_t size;
	int (*compare)(const void *, const void *, void *);
	void *arg;
	enum { BYTES, INTS, WORDS, GRANULES } unit;
};

static void swap(const struct sort *t, char *a, char *b)
{
	size_t n = t->size;

	switch (t->unit) {
	case GRANULES:
		for (; n > 0; n -= GRANULE, a += GRANULE, b += GRANULE) {
			granule x = *(granule *)a;
			*(granule *)a = *(granule *)b;
			*(granule *)b = x;
		}
		break;
	case WORDS:
		for (; n > 0; n -= 8, a += 8, b += 8) {
			long x = *(long *)a;
			*(long *)a = *(long *)b;
			*(long *)b = x;
		}
		break;
	case INTS:
		for (; n > 0; n -= 4, a += 4, b += 4) {
			int x = *(int *)a;
			*(int *)a = *(int *)b;
			*(int *)b = x;
		}
		break;
	default:
		for (; n > 0; n--, a++, b++) {
			char x = *a;
			*a = *b;
			*b = x;
		}
	}
}

static int less(const struct sort *t, const char *a, const char *b)
{
	return t->compare(a, b, t->arg) < 0;
}

static void insertion(const struct sort *t, char *base, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (char *p = base + i * t->size; p > base && less(t, p, p - t->size); p -= t->size)
			swap(t, p, p - t->size);
}

/* The element i sinks until both below it are no greater. */
static void sink(const struct sort *t, char *base, size_t i, size_t n)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && less(t, base + child * t->size, base + (child + 1) * t->size))
			child++;
		if (!less(t, base + i * t->size, base + child * t->size))
			return;
		swap(t, base + i * t->size, base + child * t->size);
		i = child;
	}
}

static void heap(const struct sort *t, char *base, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(t, base, i, n);
	while (n-- > 1) {
		swap(t, base, base + n * t->size);
		sink(t, base, 0, n);
	}
}

/* Moves the median of the first, the middle and the last element to the front,
 * with one that is no less at the end, and parts the rest by it. The answer is
 * where it belongs. */
static size_t part(const struct sort *t, char *base, size_t n)
{
	char *middle = base + n / 2 * t->size, *last = base + (n - 1) * t->size;
	char *i = base, *j = base + n * t->size;

	if (less(t, middle, base))
		swap(t, middle, base);
	if (less(t, last, middle)) {
		swap(t, last, middle);
		if (less(t, middle, base))
			swap(t, middle, base);
	}
	swap(t, base, middle);
	for (;;) {
		do
			i += t->size;
		while (i < last && less(t, i, base));
		do
			j -= t->size;
		while (less(t, base, j));
		if (i >= j)
			break;
		swap(t, i, j);
	}
	swap(t, base, j);
	return (size_t)(j - base) / t->size;
}

/* The smaller part is sorted by a call, the greater one by going on. */
static void quick(const struct sort *t, char *base, size_t n, int depth)
{
	while (n > FEW) {
		size_t left;
		if (depth-- == 0) {
			heap(t, base, n);
			return;
		}
		left = part(t, base, n);
		if (left < n / 2) {
			quick(t, base, left, depth);
			base += (left + 1) * t->size;
			n -= left + 1;
		} else {
			quick(t, base + (left + 1) * t->size, n - left - 1, depth);
			n = left;
		}
	}
	insertion(t, base, n);
}

void qsort_r(void *base, size_t n, size_t size, int (*compare)(const void *, const void *, void *), void *arg)
{
	struct sort t = { size, compare, arg, BYTES };
	int depth = 2;

	if (n < 2 || size == 0)
		return;
	if (granule_aligned(base) && size % GRANULE == 0)
		t.unit = GRANULES;
	else if (word_aligned(base) && size % 8 == 0)
		t.unit = WORDS;
	else if ((ptraddr_t)base % 4 == 0 && size % 4 == 0)
		t.unit = INTS;
	for (size_t k = n; k > 1; k /= 2)
		depth += 2;
	quick(&t, base, n, depth);
}
