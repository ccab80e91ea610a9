/* System calls and what is built on them (POSIX). */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <stddef.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <getopt.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define _POSIX_VERSION 200809L
#define _SC_ARG_MAX 0
#define _SC_CHILD_MAX 1
#define _SC_CLK_TCK 2
#define _SC_OPEN_MAX 4
#define _SC_PAGESIZE 30
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_PHYS_PAGES 85

extern char **environ;

pid_t fork(void);
pid_t vfork(void);
pid_t getpid(void);
pid_t getppid(void);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
_Noreturn void _exit(int status);

int execv(const char *path, char *const argv[]);
int execve(const char *path, char *const argv[], char *const env[]);
int execvp(const char *name, char *const argv[]);
int execl(const char *path, const char *arg, ...);
int execlp(const char *name, const char *arg, ...);

ssize_t read(int fd, void *s, size_t n);
ssize_t write(int fd, const void *s, size_t n);
ssize_t pread(int fd, void *s, size_t n, off_t off);
ssize_t pwrite(int fd, const void *s, size_t n, off_t off);
int close(int fd);
off_t lseek(int fd, off_t off, int whence);
int dup(int fd);
int dup2(int fd, int to);
int pipe(int fds[2]);
int fsync(int fd);
int ftruncate(int fd, off_t n);
int isatty(int fd);
int access(const char *path, int mode);
int unlink(const char *path);
int rmdir(const char *path);
int link(const char *from, const char *to);
int chdir(const char *path);
char *getcwd(char *s, size_t n);

unsigned sleep(unsigned seconds);
int usleep(useconds_t us);
unsigned alarm(unsigned seconds);
int pause(void);

int brk(void *end);
void *sbrk(ptrdiff_t n);
int getpagesize(void);
long sysconf(int name);
int gethostname(char *s, size_t n);
int getentropy(void *s, size_t n);

#endif
