/* Parameters of the system, and macros that sources expect beside them (BSD). */
#ifndef _SYS_PARAM_H
#define _SYS_PARAM_H

#include <sys/types.h>
#include <sys/cdefs.h>
#include <limits.h>
#include <errno.h>
#include <signal.h>

#define PAGE_SHIFT 12
#define PAGE_MASK (PAGE_SIZE - 1)
#define MAXPATHLEN PATH_MAX
#define MAXNAMLEN NAME_MAX
#define MAXHOSTNAMELEN 256
#define MAXPHYS (128 * 1024)
#define NBBY 8
#define DEV_BSIZE 512
#define NOFILE OPEN_MAX

#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#define howmany(x, y) (((x) + ((y)-1)) / (y))
#define nitems(a) (sizeof(a) / sizeof((a)[0]))
#define rounddown(x, y) (((x) / (y)) * (y))
#define rounddown2(x, y) __builtin_align_down(x, y)
#define roundup(x, y) ((((x) + ((y)-1)) / (y)) * (y))
#define roundup2(x, y) __builtin_align_up(x, y)
#define powerof2(x) ((((x)-1) & (x)) == 0)
#define round_page(x) roundup2(x, PAGE_SIZE)
#define trunc_page(x) rounddown2(x, PAGE_SIZE)

#define setbit(a, i) (((unsigned char *)(a))[(i) / NBBY] |= 1 << ((i) % NBBY))
#define clrbit(a, i) (((unsigned char *)(a))[(i) / NBBY] &= ~(1 << ((i) % NBBY)))
#define isset(a, i) (((const unsigned char *)(a))[(i) / NBBY] & (1 << ((i) % NBBY)))
#define isclr(a, i) (!isset(a, i))

#endif
