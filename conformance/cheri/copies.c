// What copies a structure keeps the tags in it; what copies bytes does not.
#include <cheriintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
	int key;
	struct node *next;
	char pad[5];
};

struct pair {
	void *first, *second;
};

struct many {
	void *p[9];
};

static struct node by_value(struct node n)
{
	n.key++;
	return n;
}

static struct pair swap(struct pair p)
{
	return (struct pair){ p.second, p.first };
}

static struct many through(struct many m)
{
	m.p[0] = m.p[8];
	return m;
}

static int by_key(const void *a, const void *b)
{
	return ((const struct node *)a)->key - ((const struct node *)b)->key;
}

int main(void)
{
	struct node tail = { 2, NULL, "" }, head = { 1, &tail, "" }, copy;
	copy = head;
	printf("assigned %d\n", cheri_tag_get(copy.next));
	copy = by_value(head);
	printf("by value %d %d\n", copy.key, cheri_tag_get(copy.next));
	struct pair p = swap((struct pair){ &head, &tail });
	printf("pair %d %d\n", p.first == &tail && cheri_tag_get(p.first), p.second == &head && cheri_tag_get(p.second));
	struct many m = { { [8] = &tail } }, r = through(m);
	printf("many %d %d\n", r.p[0] == &tail, cheri_tag_get(r.p[0]));

	memcpy(&copy, &head, sizeof copy);
	printf("memcpy %d\n", cheri_tag_get(copy.next));
	struct node row[3] = { { 3, &head, "" }, { 1, &tail, "" }, { 2, &copy, "" } };
	memmove(row, row + 1, 2 * sizeof row[0]);
	printf("memmove %d %d\n", row[0].next == &tail && cheri_tag_get(row[0].next), cheri_tag_get(row[1].next));
	row[2].key = 0;
	row[2].next = &head;
	qsort(row, 3, sizeof row[0], by_key);
	printf("qsort %d %d %d\n", row[0].next == &head && cheri_tag_get(row[0].next), cheri_tag_get(row[1].next), cheri_tag_get(row[2].next));
	struct node *heap = malloc(sizeof *heap);
	*heap = head;
	heap = realloc(heap, 100 * sizeof *heap);
	printf("realloc %d\n", cheri_tag_get(heap->next));

	void *from = &tail, *to = &head;
	for (size_t i = 0; i < sizeof from; i++)
		((char *)&to)[i] = ((char *)&from)[i];
	printf("bytes %d %d\n", cheri_tag_get(to), to == from);
	((char *)&from)[0] = ((char *)&from)[0];
	printf("partial store %d\n", cheri_tag_get(from));
	_Alignas(16) char raw[33] = { 0 };
	void *q = &tail;
	memcpy(raw + 1, &q, 16);
	memcpy(&q, raw + 1, 16);
	printf("misaligned memcpy %d\n", cheri_tag_get(q));
	return 0;
}
/* Output:
assigned 1
by value 2 1
pair 1 1
many 1 1
memcpy 1
memmove 1 1
qsort 1 1 1
realloc 1
bytes 0 1
partial store 0
misaligned memcpy 0
*/
