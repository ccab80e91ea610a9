// Pointers in static data are capabilities made at start, with the bounds of what they
// point at.
#include <cheriintrin.h>
#include <stdint.h>
#include <stdio.h>

static int numbers[6] = { 0, 1, 2, 3, 4, 5 };
static int *middle = &numbers[3];
static int *const end = numbers + 6;
static const char *words[] = { "one", "three", "seventeen" };
static char text[] = "in place";

struct entry {
	const char *name;
	int (*call)(int);
	struct entry *next;
	intptr_t cookie;
};

static int twice(int x) { return 2 * x; }
static int plus(int x) { return x + 1; }
static struct entry second = { "plus", plus, 0, 7 };
static struct entry first = { .name = "twice", .call = twice, .next = &second, .cookie = (intptr_t)&numbers[2] };
static struct entry *list[2] = { &first, &first + 0 };
static void **self = (void **)&self;

int main(void)
{
	printf("%d %zu\n", *middle, cheri_length_get(middle));
	printf("%d\n", end[-1]);
	for (int i = 0; i < 3; i++)
		printf("%s %zu\n", words[i], cheri_length_get(words[i]));
	printf("%s %zu\n", text, cheri_length_get(text));
	for (struct entry *e = list[0]; e; e = e->next)
		printf("%s %d\n", e->name, e->call(20));
	printf("%d %zu\n", *(int *)first.cookie, cheri_length_get(first.next));
	printf("%d\n", *self == (void *)&self);
	return 0;
}
/* Output:
3 24
5
one 4
three 6
seventeen 10
in place 9
twice 40
plus 21
2 64
1
*/
