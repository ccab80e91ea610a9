/* Mappings of memory (POSIX, BSD). What mmap answers has bounds of exactly the
 * pages that were mapped, and the permissions that were asked for. */
#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define PROT_MAX(prot) ((prot) << 16) /* what the capability allows at most */
#define PROT_EXTRACT(prot) ((prot) & 7)

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS
#define MAP_EXCL 0x4000
#define MAP_GUARD 0x2000
#define MAP_STACK 0x20000
#define MAP_FAILED ((void *)-1)

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_FREE 8
#define POSIX_MADV_NORMAL MADV_NORMAL
#define POSIX_MADV_DONTNEED MADV_DONTNEED

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

void *mmap(void *where, size_t n, int prot, int flags, int fd, off_t off);
int munmap(void *p, size_t n);
int mprotect(void *p, size_t n, int prot);
int madvise(void *p, size_t n, int advice);
int posix_madvise(void *p, size_t n, int advice);
int msync(void *p, size_t n, int flags);

#endif
