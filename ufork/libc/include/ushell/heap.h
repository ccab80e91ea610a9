/* The heap's own interface, for the functions that are built on it. */
#ifndef _USHELL_HEAP_H
#define _USHELL_HEAP_H

#include <stddef.h>

/* n bytes at a multiple of align, a power of two of at least 16; NULL with
 * errno set. *zeroed becomes whether they are known to be zero. */
void *__heap_take(size_t n, size_t align, int *zeroed);

/* p with bounds of n bytes if that fits where it is, otherwise NULL. */
void *__heap_resize(void *p, size_t n);

#endif
