/* What the language itself needs names for (C11 7.19). */
#ifndef _STDDEF_H
#define _STDDEF_H

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;
typedef __PTRADDR_TYPE__ ptraddr_t; /* an address without the capability around it */

typedef struct {
	_Alignas(16) long long __ll;
	_Alignas(16) void *__p;
} max_align_t;

#undef NULL
#define NULL ((void *)0)

#define offsetof(type, member) __builtin_offsetof(type, member)

#endif
