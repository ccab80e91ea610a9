/* The older names of CHERI C's functions, as CheriBSD has them. */
#ifndef _CHERI_CHERIC_H
#define _CHERI_CHERIC_H

#include <sys/types.h>
#include <sys/cdefs.h>
#include <cheriintrin.h>
#include <cheri/cherireg.h>

#define cheri_getaddress(c) __builtin_cheri_address_get(c)
#define cheri_setaddress(c, a) __builtin_cheri_address_set((c), (a))
#define cheri_getbase(c) __builtin_cheri_base_get(c)
#define cheri_getlen(c) __builtin_cheri_length_get(c)
#define cheri_getlength(c) __builtin_cheri_length_get(c)
#define cheri_gettop(c) __builtin_cheri_top_get(c)
#define cheri_getoffset(c) __builtin_cheri_offset_get(c)
#define cheri_setoffset(c, n) __builtin_cheri_offset_set((c), (n))
#define cheri_incoffset(c, n) __builtin_cheri_offset_increment((c), (n))
#define cheri_getperm(c) __builtin_cheri_perms_get(c)
#define cheri_getperms(c) __builtin_cheri_perms_get(c)
#define cheri_andperm(c, p) __builtin_cheri_perms_and((c), (p))
#define cheri_andperms(c, p) __builtin_cheri_perms_and((c), (p))
#define cheri_clearperm(c, p) __builtin_cheri_perms_and((c), ~(size_t)(p))
#define cheri_gettag(c) __builtin_cheri_tag_get(c)
#define cheri_cleartag(c) __builtin_cheri_tag_clear(c)
#define cheri_getsealed(c) __builtin_cheri_sealed_get(c)
#define cheri_gettype(c) __builtin_cheri_type_get(c)
#define cheri_getflags(c) __builtin_cheri_flags_get(c)
#define cheri_setflags(c, f) __builtin_cheri_flags_set((c), (f))
#define cheri_setbounds(c, n) __builtin_cheri_bounds_set((c), (n))
#define cheri_csetbounds(c, n) __builtin_cheri_bounds_set((c), (n))
#define cheri_setboundsexact(c, n) __builtin_cheri_bounds_set_exact((c), (n))
#define cheri_sealentry(c) __builtin_cheri_seal_entry(c)
#define cheri_getpcc() __builtin_cheri_program_counter_get()
#define cheri_getstack() __builtin_cheri_stack_get()
#define cheri_getsp() __builtin_cheri_stack_get()
#define cheri_getdefault() __builtin_cheri_global_data_get()

#define cheri_ptr(p, n) cheri_csetbounds((p), (n))
#define cheri_ptrperm(p, n, perm) cheri_andperm(cheri_ptr((p), (n)), (perm))
#define cheri_ptrpermoff(p, n, perm, off) cheri_setoffset(cheri_ptrperm((p), (n), (perm)), (off))

/* Whether [address, address + n) lies in c, and c allows perm. */
#define cheri_can_access(c, perm, address, n) \
	(cheri_gettag(c) && !cheri_getsealed(c) && (cheri_getperm(c) & (perm)) == (perm) && \
	    (ptraddr_t)(address) >= cheri_getbase(c) && \
	    (ptraddr_t)(address) - cheri_getbase(c) <= cheri_getlen(c) && \
	    (size_t)(n) <= cheri_gettop(c) - (ptraddr_t)(address))

#define cheri_is_null_derived(c) cheri_is_equal_exact((uintptr_t)(ptraddr_t)(c), (c))
#define CHERI_REPRESENTABLE_LENGTH(n) cheri_representable_length(n)
#define CHERI_REPRESENTABLE_ALIGNMENT_MASK(n) cheri_representable_alignment_mask(n)
#define CHERI_ALIGN_MASK(n) (~CHERI_REPRESENTABLE_ALIGNMENT_MASK(n))
#define CHERI_REPRESENTABLE_ALIGNMENT(n) (CHERI_ALIGN_MASK(n) + 1)

#endif
