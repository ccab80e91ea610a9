/* CHERI C by function (the interface that compilers for CHERI share). */
#ifndef _CHERIINTRIN_H
#define _CHERIINTRIN_H

#include <stddef.h>
#include <stdint.h>

typedef long cheri_otype_t;
typedef size_t cheri_perms_t;
typedef size_t cheri_flags_t;

#define CHERI_OTYPE_UNSEALED ((cheri_otype_t)0)
#define CHERI_OTYPE_SENTRY ((cheri_otype_t)1)

/* Fields. */
#define cheri_address_get(c) __builtin_cheri_address_get(c)
#define cheri_address_set(c, a) __builtin_cheri_address_set((c), (a))
#define cheri_base_get(c) __builtin_cheri_base_get(c)
#define cheri_top_get(c) __builtin_cheri_top_get(c)
#define cheri_length_get(c) __builtin_cheri_length_get(c)
#define cheri_offset_get(c) __builtin_cheri_offset_get(c)
#define cheri_offset_set(c, n) __builtin_cheri_offset_set((c), (n))
#define cheri_tag_get(c) __builtin_cheri_tag_get(c)
#define cheri_is_valid(c) __builtin_cheri_tag_get(c)
#define cheri_is_invalid(c) (!__builtin_cheri_tag_get(c))
#define cheri_tag_clear(c) __builtin_cheri_tag_clear(c)
#define cheri_flags_get(c) __builtin_cheri_flags_get(c)
#define cheri_flags_set(c, f) __builtin_cheri_flags_set((c), (f))

/* Bounds. */
#define cheri_bounds_set(c, n) __builtin_cheri_bounds_set((c), (n))
#define cheri_bounds_set_exact(c, n) __builtin_cheri_bounds_set_exact((c), (n))
#define cheri_representable_length(n) __builtin_cheri_round_representable_length(n)
#define cheri_representable_alignment_mask(n) __builtin_cheri_representable_alignment_mask(n)

/* Permissions. */
#define cheri_perms_get(c) ((cheri_perms_t)__builtin_cheri_perms_get(c))
#define cheri_perms_and(c, p) __builtin_cheri_perms_and((c), (p))
#define cheri_perms_clear(c, p) __builtin_cheri_perms_and((c), ~(cheri_perms_t)(p))

#define CHERI_PERM_STORE ((cheri_perms_t)1 << 0)
#define CHERI_PERM_LOAD_MUTABLE ((cheri_perms_t)1 << 1)
#define CHERI_PERM_CAP ((cheri_perms_t)1 << 5)
#define CHERI_PERM_SW0 ((cheri_perms_t)1 << 6)
#define CHERI_PERM_SW1 ((cheri_perms_t)1 << 7)
#define CHERI_PERM_SW2 ((cheri_perms_t)1 << 8)
#define CHERI_PERM_SW3 ((cheri_perms_t)1 << 9)
#define CHERI_PERM_SYSTEM_REGS ((cheri_perms_t)1 << 16)
#define CHERI_PERM_EXECUTE ((cheri_perms_t)1 << 17)
#define CHERI_PERM_LOAD ((cheri_perms_t)1 << 18)
/* One permission covers loading and storing of capabilities. */
#define CHERI_PERM_LOAD_CAP CHERI_PERM_CAP
#define CHERI_PERM_STORE_CAP CHERI_PERM_CAP

/* Seals. There is one type, that of sentries. */
#define cheri_is_sealed(c) __builtin_cheri_sealed_get(c)
#define cheri_is_unsealed(c) (!__builtin_cheri_sealed_get(c))
#define cheri_is_sentry(c) (__builtin_cheri_type_get(c) == CHERI_OTYPE_SENTRY)
#define cheri_type_get(c) ((cheri_otype_t)__builtin_cheri_type_get(c))
#define cheri_sentry_create(c) __builtin_cheri_seal_entry(c)
#define cheri_seal(c, with) __builtin_cheri_seal((c), (with))
#define cheri_unseal(c, with) __builtin_cheri_unseal((c), (with))
#define cheri_cap_build(auth, bits) __builtin_cheri_cap_build((auth), (bits))

/* Comparisons. == compares addresses only. */
#define cheri_is_equal_exact(a, b) __builtin_cheri_equal_exact((a), (b))
/* Whether b lies within a. */
#define cheri_is_subset(a, b) __builtin_cheri_subset_test((a), (b))
#define cheri_is_address_inbounds(c, a) \
	((ptraddr_t)(a) >= __builtin_cheri_base_get(c) && \
	    (ptraddr_t)(a) - __builtin_cheri_base_get(c) < __builtin_cheri_length_get(c))

/* Registers. */
#define cheri_pcc_get() __builtin_cheri_program_counter_get()
#define cheri_csp_get() __builtin_cheri_stack_get()
#define cheri_ddc_get() __builtin_cheri_global_data_get()

#endif
