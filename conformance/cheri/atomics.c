// Atomic objects, pointers among them: these keep their tags.
#include <cheriintrin.h>
#include <stdatomic.h>
#include <stdio.h>

static _Atomic int counter;
static atomic_uchar byte = 250;
static atomic_ushort half = 65535;
static _Atomic(int *) shared;
static atomic_flag flag = ATOMIC_FLAG_INIT;

int main(void)
{
	int x = 1, y = 2;
	counter++;
	counter += 10;
	printf("%d ", atomic_fetch_add(&counter, 5));
	printf("%d ", atomic_load(&counter));
	printf("%d\n", atomic_exchange(&counter, 3));
	int want = 4;
	int done = atomic_compare_exchange_strong(&counter, &want, 9);
	printf("%d %d\n", done, want);
	done = atomic_compare_exchange_strong(&counter, &want, 9);
	printf("%d %d\n", done, counter);
	atomic_fetch_or(&counter, 6);
	atomic_fetch_and(&counter, ~1);
	atomic_fetch_xor(&counter, 0x11);
	atomic_fetch_sub(&counter, 1);
	printf("%d\n", counter);
	printf("%d ", atomic_fetch_add(&byte, 10));
	printf("%d ", byte);
	printf("%d ", atomic_fetch_sub(&half, 1));
	printf("%d\n", half);
	atomic_store(&shared, &x);
	printf("%d %d\n", *atomic_load(&shared), cheri_tag_get(shared));
	int *old = atomic_exchange(&shared, &y);
	printf("%d %d %d\n", old == &x, cheri_tag_get(old), *shared);
	int *expect = &y;
	done = atomic_compare_exchange_strong(&shared, &expect, &x);
	printf("%d %d\n", done, *shared);
	expect = &y;
	done = atomic_compare_exchange_strong(&shared, &expect, &y);
	printf("%d %d %d\n", done, *expect, cheri_tag_get(expect));
	done = atomic_flag_test_and_set(&flag);
	printf("%d %d\n", done, atomic_flag_test_and_set(&flag));
	return 0;
}
/* Output:
11 16 16
0 3
1 9
30
250 4 65535 65534
1 1
1 1 2
1 1
0 1 1
0 1
*/
