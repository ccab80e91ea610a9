// An integer that holds a capability keeps its provenance through arithmetic: that of
// the operand which has one. An address kept in a plain integer has none.
#include <cheriintrin.h>
#include <stdint.h>
#include <stdio.h>

static int a[8] = { 10, 11, 12, 13, 14, 15, 16, 17 };

int main(void)
{
	uintptr_t u = (uintptr_t)&a[2];
	printf("cast %d\n", cheri_tag_get((void *)u));
	uintptr_t marked = u | 1;
	printf("or %d %d\n", cheri_tag_get((void *)marked), (int)(marked & 1));
	printf("back %d\n", *(int *)(marked & ~(uintptr_t)1));
	printf("right operand %d\n", *(int *)(4 + u));
	printf("sum %d\n", *(int *)(u + sizeof(int) * 3));
	printf("difference %d\n", *(int *)(u - 4));
	u += 8;
	printf("compound %d\n", *(int *)u);
	u++;
	u--;
	printf("step %d\n", *(int *)u);
	intptr_t aligned = (intptr_t)((char *)a + 5) & -4;
	printf("aligned %d\n", *(int *)aligned);
	int which = 1;
	uintptr_t chosen = which ? u : 0;
	printf("chosen %d\n", *(int *)chosen);

	size_t address = (size_t)&a[3];
	printf("plain integer %d %d\n", cheri_tag_get((int *)address), address == cheri_address_get(&a[3]));
	printf("rebuilt %d\n", *(int *)cheri_address_set(a, address));
	long offset = (char *)&a[5] - (char *)a;
	printf("offset %ld %d\n", offset, *(int *)((char *)a + offset));
	void *none = (void *)0x1234;
	printf("integer to pointer %d %#zx\n", cheri_tag_get(none), (size_t)none);
	void *null = 0;
	printf("null %d %d %d\n", cheri_tag_get(null), null == NULL, cheri_is_equal_exact(null, (void *)(uintptr_t)0));
	unsigned int narrow = (unsigned int)(uintptr_t)&a[1];
	printf("narrowed %d\n", narrow == (unsigned int)cheri_address_get(&a[1]));
	_Bool there = (uintptr_t)&a[1];
	printf("bool %d %d\n", there, (_Bool)(void *)0);
	return 0;
}
/* Flags: -Wno-cheri -Wno-cheri-capability-misuse -Wno-cheri-provenance
Output:
cast 1
or 1 1
back 12
right operand 13
sum 15
difference 11
compound 14
step 14
aligned 11
chosen 14
plain integer 0 1
rebuilt 13
offset 20 15
integer to pointer 0 0x1234
null 0 1 1
narrowed 1
bool 1 0
*/
