/* Atomic operations of each width. */
#define EACH(T, n) do { \
	static _Atomic T x = 10; \
	T want = 3; \
	if (__atomic_fetch_add(&x, 5, 5) != 10 || __atomic_sub_fetch(&x, 1, 5) != 14 || __atomic_fetch_or(&x, 1, 5) != 14 || \
		__atomic_and_fetch(&x, 7, 5) != 7 || __atomic_fetch_xor(&x, 4, 5) != 7 || __atomic_load_n(&x, 5) != 3 || \
		(T)__atomic_nand_fetch(&x, 2, 5) != (T)~2 || __atomic_exchange_n(&x, 40, 5) != (T)~2) \
		return n; \
	if (__atomic_compare_exchange_n(&x, &want, 50, 0, 5, 5) || want != 40 || !__atomic_compare_exchange_n(&x, &want, 50, 0, 5, 5)) \
		return n + 1; \
	x += 2; \
	x++; \
	if (x != 53 || (x *= 2) != 106) \
		return n + 2; \
} while (0)

static int a, b;
static int *_Atomic p = &a;

long test(void)
{
	EACH(signed char, 10);
	EACH(unsigned char, 20);
	EACH(short, 30);
	EACH(int, 40);
	EACH(unsigned, 50);
	EACH(long, 60);
	int *want = &b;
	if (__atomic_compare_exchange_n(&p, &want, &b, 0, 5, 5) || want != &a || !__atomic_compare_exchange_n(&p, &want, &b, 0, 5, 5))
		return 1;
	*p = 5;
	if (__atomic_exchange_n(&p, &a, 5) != &b || b != 5 || !__builtin_cheri_tag_get(p))
		return 2;
	if (__sync_lock_test_and_set(&a, 1) != 0 || __sync_bool_compare_and_swap(&a, 1, 2) != 1 || a != 2)
		return 3;
	return 0;
}
