/* Names of the system's settings (BSD): of those that programs ask for, the
 * number of processors and the size of memory. */
#ifndef _SYS_SYSCTL_H
#define _SYS_SYSCTL_H

#include <sys/types.h>

#define CTL_KERN 1
#define CTL_HW 6
#define HW_NCPU 3
#define HW_PAGESIZE 7

int sysctl(const int *name, unsigned n, void *old, size_t *old_n, const void *set, size_t set_n);
int sysctlbyname(const char *name, void *old, size_t *old_n, const void *set, size_t set_n);

#endif
