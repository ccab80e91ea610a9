// Comparing pointers compares addresses; cheri_is_equal_exact compares everything.
#include <cheriintrin.h>
#include <stdio.h>

int main(void)
{
	int a[4] = { 0 };
	int *narrow = cheri_bounds_set(a, sizeof(int));
	printf("== %d exact %d\n", narrow == a, cheri_is_equal_exact(narrow, a));
	int *untagged = cheri_tag_clear(a);
	printf("untagged == %d exact %d\n", untagged == a, cheri_is_equal_exact(untagged, a));
	printf("%d %d %d %d\n", a < a + 1, a + 4 > a + 3, a <= narrow, a + 1 >= a + 2);
	int *end = a + 4;
	int sum = 0;
	for (int *p = a; p != end; p++)
		sum++;
	printf("past the end: %d rounds, tag %d\n", sum, cheri_tag_get(end));
	printf("null tests %d %d\n", !a, untagged ? 1 : 0);
	printf("subset %d %d\n", cheri_is_subset(a, narrow), cheri_is_subset(narrow, a));
	// An address above 2^63 is large, not negative.
	char *high = (char *)0xffffffff00000000;
	printf("unsigned %d\n", high > (char *)a);
	return 0;
}
/* Output:
== 1 exact 0
untagged == 1 exact 0
1 1 1 0
past the end: 4 rounds, tag 1
null tests 0 1
subset 1 0
unsigned 1
*/
