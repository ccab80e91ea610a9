// <cheriintrin.h>.
#include <cheriintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int main(void)
{
	char a[64];
	char *p = a + 8;
	printf("%zu %zu %zu\n", cheri_length_get(p), cheri_offset_get(p), cheri_address_get(p) - cheri_base_get(p));
	char *q = cheri_offset_set(p, 16);
	printf("%td\n", q - a);
	q = cheri_bounds_set(q, 8);
	printf("%zu %zu %d\n", cheri_length_get(q), cheri_offset_get(q), cheri_tag_get(q));
	q = cheri_bounds_set_exact(a + 3, 5);
	printf("%zu %d\n", cheri_length_get(q), cheri_tag_get(q));
	printf("%d\n", cheri_tag_get(cheri_bounds_set(q, 6)));
	const char *r = cheri_perms_and(a, CHERI_PERM_LOAD);
	printf("%d %d\n", !!(cheri_perms_get(r) & CHERI_PERM_LOAD), !!(cheri_perms_get(r) & CHERI_PERM_STORE));
	r = cheri_perms_clear(a, CHERI_PERM_STORE);
	printf("%d %d\n", !!(cheri_perms_get(r) & CHERI_PERM_LOAD), !!(cheri_perms_get(r) & CHERI_PERM_STORE));
	printf("%d %d %d\n", cheri_is_valid(a), cheri_is_invalid(cheri_tag_clear(a)), cheri_is_sealed(a));
	void *s = cheri_sentry_create((void *)cheri_pcc_get());
	printf("%d %d %d\n", cheri_is_sentry(s), cheri_is_sealed(s), cheri_is_unsealed(a));
	printf("%d\n", cheri_is_subset(a, cheri_bounds_set(a, 4)));
	printf("%zu %zu\n", cheri_representable_length(100), cheri_representable_length((1 << 20) + 1) > (1 << 20));
	printf("%d\n", cheri_representable_alignment_mask(100) == ~(size_t)0);
	printf("%d\n", cheri_address_get(__builtin_align_up(a + 1, 16)) % 16 == 0);
	printf("%d\n", cheri_tag_get(cheri_ddc_get()));
	printf("%d\n", cheri_tag_get(__builtin_cheri_stack_get()) && cheri_length_get(__builtin_cheri_stack_get()) > 0);
	return 0;
}
/* Output:
64 8 8
16
8 0 1
5 1
0
1 0
1 0
1 1 0
1 1 1
1
100 1
1
1
0
1
*/
