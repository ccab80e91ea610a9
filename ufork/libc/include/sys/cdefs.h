/* The macros with which BSD sources declare things. */
#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H

#define __BEGIN_DECLS
#define __END_DECLS

#define __CONCAT1(x, y) x##y
#define __CONCAT(x, y) __CONCAT1(x, y)
#define __STRING(x) #x
#define __XSTRING(x) __STRING(x)

/* Marks for version control, which leave nothing in the program. */
#define __IDSTRING(name, string) struct __hack
#define __FBSDID(s) struct __hack
#define __RCSID(s) struct __hack
#define __COPYRIGHT(s) struct __hack
#define __SCCSID(s) struct __hack

#define __P(params) params
#define __dead2 __attribute__((__noreturn__))
#define __pure2 __attribute__((__const__))
#define __pure __attribute__((__pure__))
#define __unused __attribute__((__unused__))
#define __used __attribute__((__used__))
#define __packed __attribute__((__packed__))
#define __aligned(n) __attribute__((__aligned__(n)))
#define __section(name) __attribute__((__section__(name)))
#define __weak_symbol __attribute__((__weak__))
#define __weak __attribute__((__weak__))
#define __noinline __attribute__((__noinline__))
#define __always_inline inline __attribute__((__always_inline__))
#define __malloc_like __attribute__((__malloc__))
#define __nonnull(args)
#define __result_use_check __attribute__((__warn_unused_result__))
#define __returns_twice __attribute__((__returns_twice__))
#define __unreachable() __builtin_unreachable()
#define __printflike(format, first) __attribute__((__format__(__printf__, format, first)))
#define __scanflike(format, first) __attribute__((__format__(__scanf__, format, first)))
#define __predict_true(e) __builtin_expect((e), 1)
#define __predict_false(e) __builtin_expect((e), 0)
#define __weak_reference(symbol, alias) extern __typeof__(symbol) alias __attribute__((__weak__, __alias__(#symbol)))

#define __offsetof(type, member) __builtin_offsetof(type, member)
#define __rangeof(type, from, to) (__offsetof(type, to) - __offsetof(type, from))
#define __containerof(p, type, member) \
	((type *)((volatile char *)(const volatile __typeof__(((type *)0)->member) *)(p) - __offsetof(type, member)))

/* Through uintptr_t, which keeps the capability. */
#define __DECONST(type, p) ((type)(__UINTPTR_TYPE__)(const void *)(p))
#define __DEVOLATILE(type, p) ((type)(__UINTPTR_TYPE__)(volatile void *)(p))
#define __DEQUALIFY(type, p) ((type)(__UINTPTR_TYPE__)(const volatile void *)(p))

/* Where sub-object bounds are asked for, these make exceptions. */
#define __subobject_use_container_bounds __attribute__((__cheri_no_subobject_bounds__))
#define __subobject_type_uses_container_bounds __attribute__((__cheri_no_subobject_bounds__))
#define __no_subobject_bounds __attribute__((__cheri_no_subobject_bounds__))
#define __subobject_member_used_for_c_inheritance __attribute__((__cheri_no_subobject_bounds__))
#define __subobject_variable_length
#define __subobject_variable_length_max_size(n)
#define __unbounded_addressof(x) (&(x))

#define __align_up(x, a) __builtin_align_up(x, a)
#define __align_down(x, a) __builtin_align_down(x, a)
#define __is_aligned(x, a) __builtin_is_aligned(x, a)

#endif
