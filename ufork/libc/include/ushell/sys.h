/* The layer below the library: one function for each call to the system, and
 * nothing else that differs between the runtimes. ufork/libc/bare has them for
 * programs that run without a kernel, a kernel's runtime has its own.
 *
 * Every function answers a result of at least 0, or minus an error number.
 * __sys_mmap answers a capability; when it fails, the error as an integer of
 * the range [-4095, -1], without a tag. */
#ifndef _USHELL_SYS_H
#define _USHELL_SYS_H

#include <sys/types.h>

struct stat;
struct timespec;
struct rusage;
struct sigaction;
struct utsname;

/* Numbers: 0 to 5 are those of the first kernel (docs/abi.md), of whose wait
 * and yield wait4 and sched_yield are the forms with more arguments. */
#define SYS_exit 0
#define SYS_fork 1
#define SYS_wait 2
#define SYS_getpid 3
#define SYS_sched_yield 4
#define SYS_write 5
#define SYS_wait4 6
#define SYS_getppid 7
#define SYS_execve 8
#define SYS_read 9
#define SYS_open 10
#define SYS_close 11
#define SYS_lseek 12
#define SYS_fstat 13
#define SYS_dup 14
#define SYS_dup2 15
#define SYS_pipe 16
#define SYS_fcntl 17
#define SYS_mmap 18
#define SYS_munmap 19
#define SYS_mprotect 20
#define SYS_nanosleep 21
#define SYS_clock_gettime 22
#define SYS_kill 23
#define SYS_sigaction 24
#define SYS_sigprocmask 25
#define SYS_sigreturn 26
#define SYS_getrandom 27
#define SYS_uname 28
#define SYS_sigsuspend 29
#define SYS_COUNT 30

_Noreturn void __sys_exit(int status);
long __sys_fork(void);
long __sys_wait4(int pid, int *status, int options, struct rusage *usage);
long __sys_getpid(void);
long __sys_getppid(void);
long __sys_sched_yield(void);
long __sys_execve(const char *path, char *const argv[], char *const env[]);
long __sys_read(int fd, void *s, size_t n);
long __sys_write(int fd, const void *s, size_t n);
long __sys_open(const char *path, int flags, int mode);
long __sys_close(int fd);
long __sys_lseek(int fd, long off, int whence);
long __sys_fstat(int fd, struct stat *st);
long __sys_dup(int fd);
long __sys_dup2(int fd, int to);
long __sys_pipe(int fds[2]);
long __sys_fcntl(int fd, int command, uintptr_t arg);
void *__sys_mmap(void *where, size_t n, int prot, int flags, int fd, long off);
long __sys_munmap(void *p, size_t n);
long __sys_mprotect(void *p, size_t n, int prot);
long __sys_nanosleep(const struct timespec *time, struct timespec *rest);
long __sys_clock_gettime(int clock, struct timespec *time);
long __sys_kill(int pid, int sig);
long __sys_sigaction(int sig, const struct sigaction *set, struct sigaction *old);
long __sys_sigprocmask(int how, const unsigned long *set, unsigned long *old);
long __sys_sigsuspend(const unsigned long *mask);
long __sys_getrandom(void *s, size_t n, unsigned flags);
long __sys_uname(struct utsname *name);

/* __ret is a result as functions of POSIX give it: -1 with errno set for an
 * error. */
long __ret(long result);

#endif
