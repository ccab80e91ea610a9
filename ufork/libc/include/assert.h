/* Claims that are checked while the program runs (C11 7.2). This file has no
 * guard: each time it is included, NDEBUG is looked at anew. */
#undef assert
#ifdef NDEBUG
#define assert(e) ((void)0)
#else
#define assert(e) ((e) ? (void)0 : __assert(__func__, __FILE__, __LINE__, #e))
#endif

#ifndef _ASSERT_H
#define _ASSERT_H

_Noreturn void __assert(const char *func, const char *file, int line, const char *claim);
#define static_assert _Static_assert

#endif
